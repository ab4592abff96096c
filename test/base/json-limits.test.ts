import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEEPEST, isTooDeep, jsonExcess } from '../../src/base/json/json-text.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

test('a text of JSON is too deep where its value is', () => {
  expect(jsonExcess(nested(DEEPEST)) === 'deep').toBe(false);
  expect(jsonExcess(nested(DEEPEST + 2)) === 'deep').toBe(true);
  expect(jsonExcess('{"a":'.repeat(DEEPEST + 2)) === 'deep').toBe(true);
  expect(jsonExcess(JSON.stringify(Array.from({ length: 1_000 }, () => [[]])))).toBeUndefined();
});

test('what stands in its strings does not count', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('[', '{', '"', '\\', '}', 'a') })), (texts) => {
      const text = JSON.stringify([...texts, '['.repeat(1_000)]);
      expect(jsonExcess(text) === 'deep').toBe(isTooDeep(text, JSON.parse(text)));
      expect(jsonExcess(`[${text},${nested(DEEPEST + 2)}]`) === 'deep').toBe(true);
    }),
  );
});

test('values are counted without making them; commas in texts separate nothing', () => {
  expect(jsonExcess('[1,2,3]', 3)).toBeUndefined();
  expect(jsonExcess('[1,2,3,4]', 3)).toBe('many');
  expect(jsonExcess('["1,2,3,4\\",",2]', 3)).toBeUndefined();
});
