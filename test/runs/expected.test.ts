import { expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import type { Run } from '../../src/domain/records.ts';
import { expectedMs, workedMsOfRun } from '../../src/domain/runs/times/expected-time.ts';

type Round = NonNullable<Run['rounds']>[number];

const at = (minute: number) => toInstant(Date.parse('2026-07-30T14:00:00Z') + minute * 60_000);
const round = (why: Round['why'], begin: number, end?: number, outcome = 'done'): Round => ({
  n: 1,
  why,
  at: at(begin),
  ...(end === undefined ? {} : { ended: at(end), outcome }),
});
const past = (id: string, minutes: number, agent = 'claude') =>
  ({ id, agent, rounds: [round('start', 0, minutes)] }) as unknown as Run;

test.each<[string, Round[], number | undefined]>([
  ['one round', [round('start', 0, 5)], 5],
  ['rounds for failed checks count', [round('start', 0, 5), round('checks', 6, 9)], 9],
  ['what a review asked for does not', [round('start', 0, 5), round('changes', 30, 40)], 5],
  ['nor what came after an interruption', [round('start', 0, 5), round('checks', 6, 7), round('resume', 30, 40)], 7],
  ['a round that is under way tells nothing', [round('start', 0)], undefined],
  ['nor does one that failed', [round('start', 0, 5, 'crashed')], undefined],
  ['nor does a run without rounds', [], undefined],
])('how long a run took: %s', (_, rounds, minutes) => {
  expect(workedMsOfRun({ rounds })).toBe(minutes === undefined ? undefined : minutes * 60_000);
});

test('what is expected is the median of past runs of the same agent, the run itself left out', () => {
  const all = [past('r1', 2), past('r2', 30), past('r3', 4), past('r4', 50, 'codex'), past('r5', 59)];
  expect(expectedMs(all, { agent: 'claude', id: 'r5' })?.ms).toBe(4 * 60_000);
  expect(expectedMs(all, { agent: 'codex', id: 'r6' })?.ms).toBe(50 * 60_000);
  expect(expectedMs(all, { agent: 'other', id: 'r6' })).toBeUndefined();
});

test('only the newest count', () => {
  const all = [
    ...Array.from({ length: 30 }, (_, i) => past(`r${i}`, 50)),
    ...Array.from({ length: 20 }, (_, i) => past(`r${30 + i}`, 2)),
  ];
  expect(expectedMs(all, { agent: 'claude', id: 'r99' })?.ms).toBe(2 * 60_000);
});

test('nine of ten past runs were not longer than `most`', () => {
  const all = Array.from({ length: 20 }, (_, i) => past(`r${i}`, i + 1));
  expect(expectedMs(all, { agent: 'claude', id: 'r99' })).toEqual({ ms: 11 * 60_000, most: 18 * 60_000 });
});

test('three past runs with tasks of the same type count alone; fewer do not', () => {
  const all = [past('r1', 50), past('r2', 50), past('r3', 2), past('r4', 4), past('r5', 6)].map((run) => ({
    ...run,
    task: run.id,
  }));
  const typeOf = (type: string, from: number) => (task: string) => (Number(task.slice(1)) >= from ? type : undefined);
  expect(expectedMs(all, { agent: 'claude', id: 'r9', type: 'bug' }, typeOf('bug', 3))).toEqual({
    ms: 4 * 60_000,
    most: 6 * 60_000,
    of: 'bug',
  });
  expect(expectedMs(all, { agent: 'claude', id: 'r9', type: 'bug' }, typeOf('bug', 4))).toEqual({
    ms: 6 * 60_000,
    most: 50 * 60_000,
  });
  expect(expectedMs(all, { agent: 'claude', id: 'r9' }, typeOf('bug', 3))).toEqual({
    ms: 6 * 60_000,
    most: 50 * 60_000,
  });
});
