import { expect, test } from 'vitest';
import { type Instant, toInstant } from '../../src/domain/instant.ts';
import type { Run } from '../../src/domain/records.ts';
import type { PastLength } from '../../src/domain/runs/times/expected-time.ts';
import { timeLeftOf, timeLeftOfRun, timeLeftOfTask } from '../../src/domain/runs/times/time-left.ts';
import type { Annotation, Task } from '../../src/domain/task/task.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-07-30T12:00:00Z');
const at = (minute: number): Instant => toInstant(NOON + minute * MINUTE);
const report = (minute: number, progress?: string): Annotation => ({
  id: `n${minute}`,
  at: at(minute),
  actor: 'ai:worker#r1',
  text: 'Tests are next',
  ...(progress === undefined ? {} : { progress }),
});
/** How long is left after `minutes` of work that began at noon. */
const left = (minutes: number, task: Pick<Task, 'estimate' | 'annotations'>, past?: PastLength) =>
  timeLeftOf({ now: NOON + minutes * MINUTE, begun: NOON, workedMs: minutes * MINUTE, task, past });

const PAST = { ms: 30 * MINUTE, most: 50 * MINUTE };

test.each<[string, number, Pick<Task, 'estimate' | 'annotations'>, number, string]>([
  ['a reported remaining time counts down', 15, { annotations: [report(10, 'PT20M')] }, 15, 'progress'],
  ['percent: as fast as so far', 10, { annotations: [report(10, '50%')] }, 10, 'progress'],
  ['percent counts down, too', 12, { annotations: [report(10, '25%')] }, 28, 'progress'],
  [
    'the last report counts, over estimate and past',
    10,
    { estimate: 'PT9H', annotations: [report(2, '1%'), report(10, '50%')] },
    10,
    'progress',
  ],
  ['work that is done has nothing left', 10, { annotations: [report(9, '100%')] }, 0, 'progress'],
  [
    '0% tells nothing, so the estimate counts',
    5,
    { estimate: 'PT20M', annotations: [report(1, '0%')] },
    15,
    'estimate',
  ],
  ['a note without progress is no report', 5, { annotations: [report(1)] }, 25, 'past'],
  ['a report from before the round does not count', 5, { annotations: [report(-1, '90%')] }, 25, 'past'],
  ['the estimate minus the work so far', 50, { estimate: 'PT1H' }, 10, 'estimate'],
  ['more than the estimate is never less than nothing', 90, { estimate: 'PT1H' }, 0, 'estimate'],
  ['past runs, if nothing else tells', 12, {}, 18, 'past'],
  ['beyond the median, the length of nine in ten past runs', 35, {}, 15, 'past'],
  ['beyond that, nothing is left', 50, {}, 0, 'past'],
])('%s', (_, minutes, task, expected, by) => {
  expect(left(minutes, task, PAST)).toMatchObject({ ms: expected * MINUTE, by });
});

test('a run is not called longer than past runs of a few seconds before it took a minute', () => {
  const past = { ms: 1_000, most: 2_000 };
  expect(left(0, {}, past)?.ms).toBe(1_000);
  expect(left(0.5, {}, past)).toBeUndefined();
  expect(left(1, {}, past)?.ms).toBe(0);
});

test('it says who reported what and when, and which past runs count', () => {
  expect(left(10, { annotations: [report(10, '50%')] })).toEqual({
    ...{ ms: 10 * MINUTE, now: NOON + 10 * MINUTE, by: 'progress', percent: 50 },
    ...{ said: 'Tests are next', actor: 'ai:worker#r1', at: at(10) },
  });
  expect(left(10, {}, { ...PAST, of: 'bug' })).toEqual({
    ms: 20 * MINUTE,
    now: NOON + 10 * MINUTE,
    by: 'past',
    of: 'bug',
  });
  expect(left(10, {})).toBeUndefined();
});

test('a run: only while it is active, and by its last round', () => {
  const rounds = [
    { n: 1, why: 'start', at: at(0), ended: at(10), until: at(10), outcome: 'done' },
    { n: 2, why: 'changes', at: at(60) },
  ] as const;
  const run = {
    id: 'r1',
    task: 't',
    agent: 'worker',
    state: 'running',
    at: at(0),
    since: at(60),
    rounds,
  } as unknown as Run;
  const task = { annotations: [report(9, '90%'), report(70, '50%')] } as unknown as Task;
  const around = { task, runs: [run], typeOf: () => undefined, now: NOON + 70 * MINUTE };
  expect(timeLeftOfRun(run, around)).toMatchObject({ ms: 10 * MINUTE, percent: 50 });
  const estimated = { ...around, task: { estimate: 'PT30M' } as Task };
  expect(timeLeftOfRun(run, estimated)).toMatchObject({ ms: 10 * MINUTE, by: 'estimate' });
  expect(timeLeftOfRun({ ...run, state: 'review' }, around)).toBeUndefined();
});

test('a task without a run: from its start', () => {
  const task = { start: at(0), estimate: 'PT1H' } as Task;
  expect(timeLeftOfTask(task, NOON + 20 * MINUTE)).toMatchObject({ ms: 40 * MINUTE, by: 'estimate' });
  expect(timeLeftOfTask({ estimate: 'PT1H' } as Task, NOON)).toBeUndefined();
});
