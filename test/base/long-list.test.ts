import { expect, test } from 'vitest';
import { addedSince, appended, longList, mentioning } from '../../src/base/long-list.ts';

const NUMBERS = Array.from({ length: 20 }, (_, n) => ({ n }));

/** The same elements, as one that is read when it is asked for, as one in memory that was appended to, and as both at once. */
const LISTS = {
  elsewhere: longList({ length: 20, read: () => NUMBERS }),
  'with its last element at hand': longList({ length: 20, last: NUMBERS[19]!, read: () => NUMBERS }),
  appended: appended(appended(NUMBERS.slice(0, 17), NUMBERS.slice(17, 18)), NUMBERS.slice(18)),
  'appended to one elsewhere': appended(longList({ length: 15, read: () => NUMBERS.slice(0, 15) }), NUMBERS.slice(15)),
};

test.each(Object.entries(LISTS))('a list %s is an array to everybody who reads it', (_, list) => {
  const array: readonly { n: number }[] = NUMBERS;
  for (const ask of [
    (one: typeof array) => one.length,
    (one: typeof array) => [...one],
    (one: typeof array) => JSON.stringify(one),
    (one: typeof array) => JSON.stringify({ in: { it: one } }),
    (one: typeof array) => Object.keys(one),
    (one: typeof array) => Object.entries(one),
    (one: typeof array) => one.at(-1),
    (one: typeof array) => one.at(20),
    (one: typeof array) => [one[0], one[19], one[20], one['3']],
    (one: typeof array) => ['0' in one, '19' in one, '20' in one, 'map' in one, 'x' in one],
    (one: typeof array) => one.map(({ n }) => n),
    (one: typeof array) => one.filter(({ n }) => n % 3 === 0),
    (one: typeof array) => one.slice(3, -2),
    (one: typeof array) => one.findLast(({ n }) => n < 9),
    (one: typeof array) => one.some(({ n }) => n === 19),
    (one: typeof array) => one.every(({ n }) => n < 19),
    (one: typeof array) => one.reduce((sum, { n }) => sum + n, 0),
    (one: typeof array) => one.indexOf(array[12]!),
    (one: typeof array) => one.flatMap(({ n }) => [n, n]),
    (one: typeof array) => [array[3]!].concat(one),
    (one: typeof array) => one.toReversed(),
    (one: typeof array) => one.toSorted((a, b) => b.n - a.n),
    (one: typeof array) => Array.isArray(one),
    (one: typeof array) => Array.from(one.entries()),
    (one: typeof array) => structuredClone([...one]),
  ])
    expect(ask(list)).toEqual(ask(array));
  expect(list).toEqual(array);
});

test('how many there are, the last one and what was appended is known without reading', () => {
  const stored = longList<number>({ length: 3, last: 7, read: () => expect.fail('it was read') });
  const list = appended(appended(stored, [8]), [9, 10]);
  expect([list.length, list.at(-1), list[3], stored.at(-1), stored.length]).toEqual([6, 10, 8, 7, 3]);
  expect(addedSince(list, stored)).toEqual([8, 9, 10]);
  expect(addedSince(stored, stored)).toEqual([]);
});

test('a list is read once for many questions, and again after many others: of a great many, few are in memory', () => {
  let reads = 0;
  const [first, ...others] = Array.from({ length: 9 }, () => longList({ length: 2, read: () => [++reads, reads] }));
  expect([first![0], first![1], ...first!]).toEqual([1, 1, 1, 1]);
  for (const other of others.slice(0, 7)) expect(other[0]).toBe(other[1]);
  expect([first![0], reads]).toEqual([1, 8]);
  expect([others[7]![0], first![0]]).toEqual([9, 10]);
});

test('lists that were appended to the same one do not see each other', () => {
  const stored = longList({ length: 2, read: () => ['a', 'b'] });
  const one = appended(stored, ['c']);
  const [left, right] = [appended(one, ['left']), appended(one, ['right'])];
  expect([[...one], [...left], [...right]]).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c', 'left'],
    ['a', 'b', 'c', 'right'],
  ]);
  expect([addedSince(left, one), addedSince(right, one), addedSince(left, right), addedSince(one, left)]).toEqual([
    ['left'],
    ['right'],
    undefined,
    undefined,
  ]);
  expect(addedSince(left, ['a', 'b'])).toBeUndefined();
});

test('a search reads a list only if its source may have the text, and always sees what was appended', () => {
  const unread = { length: 2, read: () => expect.fail('it was read') };
  const without = appended(longList<string>({ ...unread, mayMention: () => false }), ['c']);
  expect(mentioning(without, 'a')).toEqual(['c']);
  const source = { length: 2, read: () => ['a', 'b'] };
  for (const start of [source, { ...source, mayMention: () => true }])
    expect([...mentioning(appended(longList(start), ['c']), 'a')]).toEqual(['a', 'b', 'c']);
  expect(mentioning(['a'], 'b')).toEqual(['a']);
});

test('nobody changes such a list', () => {
  const list = longList({ length: 2, read: () => ['b', 'a'] }) as string[];
  expect(() => list.push('b')).toThrow(TypeError);
  expect(() => list.sort()).toThrow(TypeError);
  expect(() => delete list[0]).toThrow(TypeError);
  expect([...list]).toEqual(['b', 'a']);
});
