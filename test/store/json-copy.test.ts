import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonCopy } from '../../src/store/state/stage.ts';
import { runs } from '../support/seed.ts';

const again = (value: unknown) => JSON.parse(JSON.stringify({ value })) as object;
const copied = (value: unknown) => jsonCopy({ value });

test('a copy is what comes back from JSON, whatever it is of', () => {
  const anything = fc.anything({ withDate: true, withMap: true, withSparseArray: true, withNullPrototype: true });
  fc.assert(
    fc.property(anything, (value) => {
      expect(copied(value)).toEqual(again(value));
      expect(JSON.stringify(copied(value))).toBe(JSON.stringify(again(value)));
    }),
    { numRuns: runs(100, 500) },
  );
});

test.each([
  ['undefined', undefined],
  ['a number that is none', Number.NaN],
  ['minus zero', -0],
  ['a date', new Date(0)],
  ['a function', () => 1],
  ['undefined in a list', [undefined, 1]],
  ['a field called __proto__', JSON.parse('{"__proto__":{"a":1}}')],
  ['what says itself what it is', { a: { toJSON: () => 'b' } }],
  ['a list that says so', Object.assign([1], { toJSON: () => 'b' })],
  ['half a character', '\ud800'],
])('%s is copied as JSON has it', (_, value) => {
  expect(copied(value)).toStrictEqual(again(value));
});

test('a copy shares nothing with what it is of', () => {
  const value = { tags: ['a'], extra: { deep: [{ b: 1 }] } };
  const copy = jsonCopy(value) as typeof value;
  expect(copy.tags).not.toBe(value.tags);
  expect(copy.extra.deep[0]).not.toBe(value.extra.deep[0]);
});
