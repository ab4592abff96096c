import { expect, test } from 'vitest';
import type { Commit } from '../../src/store/index.ts';
import { createTraffic } from '../../src/store/log/traffic.ts';

/** A process that sees commits at times in milliseconds. */
function seeing() {
  let now = 0;
  let apply: (commit: Commit) => void = () => {};
  const state = {
    seq: 100,
    onCommit(listener: typeof apply) {
      apply = listener;
      return () => {};
    },
  };
  const traffic = createTraffic(state, { monotonic: () => now, sleep: async () => {}, random: () => 0 });
  return {
    traffic,
    at(time: number, commits: number, whose: 'own' | 'of others' = 'of others') {
      now = time;
      for (let n = 0; n < commits; n++) {
        apply({ seq: ++state.seq } as Commit);
        if (whose === 'own') traffic.own();
      }
    },
  };
}

test('a process that has seen nothing of others tries at once, and so does one that is alone', () => {
  const { traffic, at } = seeing();
  expect(traffic.isContended()).toBe(false);
  traffic.tried(20, false);
  for (let time = 0; time < 5_000; time += 20) at(time, 1, 'own');
  expect([traffic.isContended(), traffic.isFarBehind()]).toEqual([false, false]);
});

test('among others, a writer waits for its turn if they probably commit during its attempt, and reads first after a rest', () => {
  const { traffic, at } = seeing();
  for (let time = 0; time <= 5_000; time += 20) at(time, 1);
  traffic.tried(2, false);
  expect(traffic.isContended()).toBe(false);
  traffic.tried(7, false);
  expect([traffic.isContended(), traffic.isFarBehind()]).toEqual([true, false]);
  at(5_500, 0);
  expect(traffic.isFarBehind()).toBe(true);
});

test('commits that came together after a long rest are no load, nor are those that were read with the state', () => {
  const { traffic, at } = seeing();
  traffic.tried(7, false);
  at(3_600_000, 40);
  expect(traffic.isContended()).toBe(false);
});

test('an attempt that was slow once does not make a writer wait for its turn ever after', () => {
  const { traffic, at } = seeing();
  for (let time = 0; time <= 5_000; time += 500) at(time, 1);
  traffic.tried(1_000, false);
  expect(traffic.isContended()).toBe(true);
  traffic.tried(12, true);
  expect(traffic.isContended()).toBe(false);
  traffic.tried(400, true);
  expect(traffic.isContended()).toBe(false);
});
