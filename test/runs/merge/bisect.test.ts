import { expect, test } from 'vitest';
import { bisect } from '../../../src/runs/merge/batch.ts';

/** Tests of prefixes that are red as soon as they hold one of the bad entries; counts how often it was asked. */
function testing(red: (prefix: number, time: number) => boolean) {
  let asked = 0;
  const test = async (prefix: number) => {
    asked++;
    return { green: !red(prefix, asked), result: prefix };
  };
  return { test, asked: () => asked };
}

const LAST_OF_EIGHT = 8;

test.each(Array.from({ length: LAST_OF_EIGHT }, (_, i) => i))(
  'of a batch of eight with one bad at %i, seven land and that one is blamed, with at most eight tests',
  async (bad) => {
    let asked = 0;
    const landed: number[] = [];
    const blamed: number[] = [];
    for (let queue = Array.from({ length: LAST_OF_EIGHT }, (_, i) => i); queue.length > 0; ) {
      const batch = testing((prefix) => queue.slice(0, prefix).includes(bad));
      const { green, failing } = await bisect(queue.length, batch.test);
      asked += batch.asked();
      landed.push(...queue.slice(0, green));
      if (failing) blamed.push(queue[failing.index]!);
      queue = queue.slice(green + (failing ? 1 : 0));
    }
    expect(landed).toEqual([0, 1, 2, 3, 4, 5, 6, 7].filter((i) => i !== bad));
    expect(blamed).toEqual([bad]);
    expect(asked).toBeLessThanOrEqual(8);
  },
);

test('a batch that is green takes one test', async () => {
  const batch = testing(() => false);
  expect(await bisect(8, batch.test)).toEqual({ green: 8 });
  expect(batch.asked()).toBe(1);
});

test('a test that is red once and green again lands everything', async () => {
  const batch = testing((_, time) => time === 1);
  expect(await bisect(8, batch.test)).toEqual({ green: 8 });
  expect(batch.asked()).toBe(2);
});

test('one entry alone that stays red is blamed after two tests, with what the last said', async () => {
  const batch = testing(() => true);
  expect(await bisect(1, batch.test)).toEqual({ green: 0, failing: { index: 0, result: 1 } });
  expect(batch.asked()).toBe(2);
});

test('of several bad ones the first is blamed, and those before it are green', async () => {
  const { test } = testing((prefix) => prefix >= 4);
  expect(await bisect(8, test)).toEqual({ green: 3, failing: { index: 3, result: 4 } });
});

test.each([2, 3, 5, 7, 16, 33])('of %i entries whoever is bad is found in 2 + log2 n tests', async (count) => {
  for (let bad = 0; bad < count; bad++) {
    const batch = testing((prefix) => prefix > bad);
    const { green, failing } = await bisect(count, batch.test);
    expect([green, failing?.index]).toEqual([bad, bad]);
    expect(batch.asked()).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(count)));
  }
});
