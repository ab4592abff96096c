import { expect, test } from 'vitest';
import { memoryBackend } from '../../src/store/index.ts';
import { createPace, LONGEST_PAUSE_MS, type PastLook, pauseAfterLooks } from '../../src/store/log/traffic.ts';
import { watchLog } from '../../src/store/log/watch.ts';

/** Looks every 100 ms for some seconds, at a number of commits per second. */
const at = (rate: number, seconds = 5): PastLook[] =>
  Array.from({ length: seconds * 10 + 1 }, (_, n) => ({ at: n * 100, seq: Math.round((n * rate) / 10) }));

test.each([
  [0, 0],
  [5, 0],
  [10, LONGEST_PAUSE_MS / 9],
  [50, LONGEST_PAUSE_MS],
  [5_000, LONGEST_PAUSE_MS],
])('at %i commits a second, a follower waits %i ms between two looks', (rate, pause) => {
  expect(pauseAfterLooks(at(rate))).toBeCloseTo(pause);
});

test('the pause is less than a second, so that a follower is at most a second behind', () => {
  expect(LONGEST_PAUSE_MS).toBeLessThan(1_000);
});

test('a burst after a rest is read at once, and a load that ended is forgotten', () => {
  expect(pauseAfterLooks([])).toBe(0);
  expect(pauseAfterLooks([{ at: 0, seq: 900 }])).toBe(0);
  expect(pauseAfterLooks([...at(0), { at: 65_000, seq: 100 }])).toBe(0);
  expect(pauseAfterLooks([...at(100), { at: 30_000, seq: 501 }])).toBe(0);
});

test('a look waits for the rest of the pause, and not at all after a longer time', () => {
  let now = 0;
  const state = { seq: 0 };
  const pace = createPace({ state, timing: { monotonic: () => now, sleep: async () => {}, random: () => 0 } });
  expect(pace.wait()).toBe(0);
  for (; now <= 5_000; now += 100) {
    pace.looked();
    state.seq += 10;
  }
  expect(pace.wait()).toBeCloseTo(LONGEST_PAUSE_MS - 100);
  now += LONGEST_PAUSE_MS;
  expect(pace.wait()).toBe(0);
});

test('a flood of notifications without commits causes few looks, and a commit after it is read at once again', () => {
  let now = 0;
  const state = { seq: 7 };
  const pace = createPace({ state, timing: { monotonic: () => now, sleep: async () => {}, random: () => 0 } });
  let looks = 0;
  // Each look takes 11 ms, and somebody has notified meanwhile.
  for (; now < 60_000; looks++) {
    pace.looked();
    now += 11;
    now += pace.wait();
  }
  expect(looks / 60).toBeLessThan(15);
  now += 5_000;
  state.seq++;
  pace.looked();
  now += 100;
  expect(pace.wait()).toBe(0);
});

test('followers of a process that are woken together look together', () => {
  let now = 0;
  const state = { seq: 0 };
  const pace = createPace({ state, timing: { monotonic: () => now, sleep: async () => {}, random: () => 0 } });
  for (; now <= 5_000; now += 1_000, state.seq += 1_000) pace.looked();
  now = 6_000;
  expect(pace.wait()).toBe(0);
  pace.looked();
  now += 5;
  expect(pace.wait()).toBe(0);
  now += 5;
  expect(pace.wait()).toBe(LONGEST_PAUSE_MS - 10);
});

test('all notifications during a pause cause one look', async () => {
  let notify = () => {};
  let looks = 0;
  const waits = [0, 30, 0];
  const pace = { wait: () => waits[looks] ?? 0, looked: () => void looks++ };
  const timing = { monotonic: () => 0, sleep: async () => {}, random: () => 0 };
  const backend = {
    ...memoryBackend(),
    watch: (_: string, changed: () => void) => {
      notify = changed;
      return () => {};
    },
  };
  const never = new AbortController();
  const watch = watchLog({ backend, timing, pace }, { every: 1, rarely: 1e9 });
  await watch.next(false, never.signal);
  const next = watch.next(true, never.signal);
  for (let n = 0; n < 5; n++) notify();
  await next;
  expect(looks).toBe(2);
  let isWoken = false;
  const third = watch.next(true, never.signal).then(() => (isWoken = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isWoken).toBe(false);
  never.abort();
  await third;
});

test('a server whose notifications do not arrive is asked rarely, for good', async () => {
  let slept = 0;
  const timing = { monotonic: () => 0, sleep: async () => void slept++, random: () => 0 };
  const backend = { ...memoryBackend(), watch: () => () => {} };
  const pace = { wait: () => 0, looked: () => {} };
  const watch = watchLog({ backend, timing, pace }, { every: 1, rarely: 1 });
  for (let n = 0; n < 20; n++) await watch.next(true, new AbortController().signal);
  expect(slept).toBe(0);
  watch.close();
});
