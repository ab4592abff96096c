import { expect, test } from 'vitest';
import { FIRST_INSTANT } from '../../src/domain/instant.ts';
import { decide } from '../../src/scheduler/decision/decide.ts';
import { roomOf } from '../../src/scheduler/decision/failure-streak.ts';
import { retryDecisionOf } from '../../src/scheduler/decision/retry-decision.ts';
import type { Limits, SchedulerSnapshot } from '../../src/scheduler/snapshot-types.ts';
import { agent, LIMITS, run, scene, task } from './support/scene.ts';

/** What starts with these numbers of attempts, and why other tasks don't: `1 worker×3, 2: slots`. */
function told(
  wanted: readonly number[],
  limits: Partial<Limits>,
  around: Partial<SchedulerSnapshot> = {},
  files: (n: number) => string = (n) => `src/${n}.ts`,
): string {
  const tasks = wanted.map((_, i) => task(i + 1, { files: files(i + 1) }));
  const attemptsAt: SchedulerSnapshot['attemptsAt'] = ({ id }) => wanted[id - 1]!;
  const { starts, holds } = decide(
    scene(tasks, { ...around, attemptsAt }),
    { ...LIMITS, ...limits },
    { thorough: true },
  );
  return [
    ...starts.map(({ task: { id }, agent: by, attempts }) => `${id} ${attempts?.join('+') ?? by}`),
    ...tasks.flatMap(({ id, uuid }) => (holds.has(uuid) ? [`${id}: ${holds.get(uuid)!.map(({ why }) => why)}`] : [])),
  ].join(', ');
}

test('each attempt takes a place, and a task waits until it has one for all of them', () => {
  expect(told([3, 1], { agents: 3 })).toBe('1 worker+worker+worker, 2: slots');
  expect(told([3, 1], { agents: 4 })).toBe('1 worker+worker+worker, 2 worker');
  // The third task doesn't overtake the second, which would never start otherwise.
  expect(told([1, 3, 1], { agents: 3 })).toBe('1 worker, 2: slots, 3: slots');
  // More attempts than there are places at all: as many as there are places.
  expect(told([5], { agents: 2 })).toBe('1 worker+worker');
  const agents = [agent('worker', { slots: 1 }), agent('helper')];
  expect(told([3], { agents: 3 }, { agents })).toBe('1 worker+helper+helper');
});

test('the attempts at a task are one result for the limit of results in review', () => {
  const runs = [
    run(1, 1, 'review', { group: 'r1' }),
    run(2, 1, 'review', { group: 'r1' }),
    run(3, 1, 'running', { group: 'r1' }),
    run(4, 2, 'running', { group: 'r4' }),
    run(5, 2, 'running', { group: 'r4' }),
  ];
  const room = (unreviewed: number) => roomOf({ ...LIMITS, agents: 9, failures: 20, unreviewed }, runs, FIRST_INSTANT);
  // Two tasks bring one result each: a third one may start beside the three active runs.
  expect(room(3)).toMatchObject({ agents: 4, places: 9 });
  expect(room(2)).toMatchObject({ agents: 3, lowered: { why: 'unreviewed', waiting: 1 } });
  expect(told([3], { agents: 9, unreviewed: 1 })).toBe('1 worker+worker+worker');
});

test('of attempts that all failed, the newest goes on, and counts its own tries', () => {
  const failed = { group: 'r1', reason: { code: 'crashed' as const, text: 'x' } };
  const runs = [run(1, 1, 'failed', { ...failed, attempt: 1 }), run(2, 1, 'failed', { ...failed, attempt: 2 })];
  const around = { now: Date.parse('2030-01-01'), wishedAt: FIRST_INSTANT };
  expect(retryDecisionOf(runs, LIMITS, around, undefined)).toMatchObject({ run: { id: 'r2' } });
  const first = [runs[0]!, { ...runs[1]!, state: 'discarded' as const }];
  expect(retryDecisionOf(first, LIMITS, around, undefined)).toMatchObject({ run: { id: 'r1' } });
});
