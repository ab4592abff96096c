import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEEPEST, isTextTooDeep, isTooDeep } from '../../src/domain/depth.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

test('a text of JSON is too deep where its value is', () => {
  expect(isTextTooDeep(nested(DEEPEST))).toBe(false);
  expect(isTextTooDeep(nested(DEEPEST + 2))).toBe(true);
  expect(isTextTooDeep('{"a":'.repeat(DEEPEST + 2))).toBe(true);
  expect(isTextTooDeep(JSON.stringify(Array.from({ length: 1_000 }, () => [[]])))).toBe(false);
});

test('what stands in its strings does not count', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('[', '{', '"', '\\', '}', 'a') })), (texts) => {
      const text = JSON.stringify([...texts, '['.repeat(1_000)]);
      expect(isTextTooDeep(text)).toBe(isTooDeep(text, JSON.parse(text)));
      expect(isTextTooDeep(`[${text},${nested(DEEPEST + 2)}]`)).toBe(true);
    }),
  );
});
