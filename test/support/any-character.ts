import fc from 'fast-check';

/**
 * Any character except half of a surrogate pair, as a `unit` of `fc.string`. fast-check's own unit `binary` is the same,
 * but keeps 85 MB in the process of all later tests, and each program that they start then needs more time.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10f7ff })
  .map((n) => String.fromCodePoint(n < 0xd800 ? n : n + 0x800));
