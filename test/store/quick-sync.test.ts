import { expect, test } from 'vitest';
import { createQuickSync } from '../../src/store/backends/calls.ts';

/** A disk that takes as long as the list says, one time after the other; where each was waited for. */
async function waitedFor(times: readonly number[]): Promise<string[]> {
  const ways: string[] = [];
  let now = 0;
  let taken = 0;
  const wait = (way: string) => {
    ways.push(way);
    now += times[taken++] ?? 0;
  };
  const sync = createQuickSync({
    here: () => wait('here'),
    elsewhere: async () => wait('elsewhere'),
    monotonic: () => now,
  });
  for (const _ of times) await sync(0);
  return ways;
}

const many = (count: number, ms: number) => Array.from({ length: count }, () => ms);

test('a fast disk is waited for on the spot', async () => {
  expect(new Set(await waitedFor(many(50, 0.3)))).toEqual(new Set(['here']));
});

test('a slow disk holds nobody up but once', async () => {
  expect(await waitedFor(many(20, 15))).toEqual(['here', ...many(19, 0).map(() => 'elsewhere')]);
});

test('a disk that becomes fast again is waited for on the spot again, and a single slow time changes little', async () => {
  const ways = await waitedFor([...many(3, 15), ...many(40, 0.3), 5, 0.3]);
  expect(ways.slice(1, 4)).toEqual(['elsewhere', 'elsewhere', 'elsewhere']);
  expect(ways.slice(-4)).toEqual(['here', 'here', 'here', 'here']);
});

test('what the disk refuses is thrown', async () => {
  const broken = new Error('EIO');
  const refuse = () => {
    throw broken;
  };
  const sync = createQuickSync({ here: refuse, elsewhere: async () => refuse(), monotonic: () => 0 });
  await expect(sync(0)).rejects.toBe(broken);
});
