import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRow, rowSchema } from '../../../src/work/import/take/row-schema.ts';
import { anyCharacter } from '../../support/any-character.ts';
import { runs } from '../../support/seed.ts';

const text = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 6 }),
  fc.constantFrom('', ' a', 'b ', '+c', 'H', '["a"]'),
);
const value = fc.oneof(
  text,
  fc.array(fc.oneof(text, fc.integer(), fc.constant(null))),
  fc.array(text, { minLength: 1 }),
  fc.constantFrom(undefined, null, 1, Number.NaN, true, {}, { kind: 'beads', id: '1', seen: { a: 'b' } }),
  fc.constantFrom('2026-07-30T14:30:00Z', '11111111-1111-4111-8111-11111111111A', 'pending'),
);

/** What a schema says of a row, told apart from how it came to it. */
function whole(known: object) {
  const { success, data, error } = rowSchema().safeParse(known);
  return success ? { row: given(data) } : { issues: error.issues };
}

const given = (row: object) => Object.fromEntries(Object.entries(row).filter(([, one]) => one !== undefined));

test('a row that is read field by field is what its schema makes of the whole, or as wrong', () => {
  const names = [...Object.keys(rowSchema().shape), 'unheard_of'];
  const rows = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 });
  const described = fc.oneof(fc.constant({ description: 'Task' }), fc.constant({}));
  let sound = 0;
  fc.assert(
    fc.property(rows, described, (row, more) => {
      const known: Record<string, unknown> = { ...row, ...more };
      // An unknown field without a value is no field. JSON has none.
      if (known.unheard_of === undefined) delete known.unheard_of;
      const read = readRow(known);
      if (read.row) sound++;
      expect(read.row ? { row: given(read.row) } : read).toEqual(whole(known));
    }),
    { numRuns: runs(100, 500) },
  );
  expect(sound).toBeGreaterThan(0);
});
