import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { decide } from '../../src/scheduler/decision/decide.ts';
import { type Forecast, forecast } from '../../src/scheduler/forecast/forecast.ts';
import type { Limits, SchedulerSnapshot } from '../../src/scheduler/snapshot-types.ts';
import { agent, at, LIMITS, MINUTE, run, scene, task, uuidOf } from './support/scene.ts';

function told(tasks: readonly Task[], around: Partial<SchedulerSnapshot> = {}, limits: Partial<Limits> = {}): Forecast {
  const state = scene(tasks, around);
  const all = { ...LIMITS, ...limits };
  return forecast(state, all, decide(state, all, { thorough: true }));
}

const waves = ({ waves: all }: Forecast) =>
  all.map(({ tasks }) => tasks.map(({ task: { id } }) => id).join(' ')).join(' | ');

/** A run that took so many minutes, long ago. */
function past(number: number, minutes: number, by = 'worker') {
  const round = { n: 1, why: 'start', at: at(-500), ended: at(-500 + minutes), outcome: 'done' } as const;
  return run(number, 900 + number, 'merged', { agent: by, rounds: [round] });
}

// A diamond with a tail: 1 before 2 and 3, these before 4, and 5 alone.
const DIAMOND = [
  task(1),
  task(2, { depends: [uuidOf(1)] }),
  task(3, { depends: [uuidOf(1)] }),
  task(4, { depends: [uuidOf(2), uuidOf(3)] }),
  task(5),
];

test('waves, the longest chain, what unblocks most, and the end by past runs', () => {
  const result = told(DIAMOND, { runs: [past(1, 10), past(2, 20), past(3, 30)] });
  expect(waves(result)).toBe('1 5 | 2 3 | 4');
  expect(result.endsMs).toBe(60 * MINUTE);
  expect(result.criticalMs).toBe(60 * MINUTE);
  expect(result.critical.map(({ id }) => id)).toEqual([1, 2, 4]);
  expect(result.unblocking.map(({ task: { id }, count }) => [id, count])).toEqual([
    [1, 3],
    [2, 1],
    [3, 1],
  ]);
  expect(result.left).toEqual([]);
});

test('without past runs only the order is told', () => {
  const result = told(DIAMOND);
  expect(waves(result)).toBe('1 5 | 2 3 | 4');
  expect(result).not.toHaveProperty('endsMs');
  expect(result.assumed.join(' ')).toContain('worker has no past runs');
});

test('an agent without past runs is taken to be as fast as the others, and that is said', () => {
  const result = told([task(1, { agent: 'new' })], { agents: [agent('new')], runs: [past(1, 10)] });
  expect(result.endsMs).toBe(10 * MINUTE);
  expect(result.assumed.join(' ')).toContain('new has no past runs');
});

test('a task is forecast with the agent that the decision starts: that of the run that continues, or a new assignee', () => {
  const agents = [agent('worker'), agent('other')];
  const failed = (id: number) => run(id, id, 'failed', { agent: 'other', code: 'crashed' });
  const tasks = [task(1), task(2, { agent: 'worker' }), task(3)];
  const { waves: all } = told(tasks, { agents, runs: [failed(1), failed(2)] });
  const by = all.flatMap((wave) => wave.tasks.map(({ task: { id }, agent: name, beginsMs }) => [id, name, beginsMs]));
  expect(by.sort()).toEqual([
    [1, 'other', 9 * MINUTE],
    [2, 'worker', 0],
    [3, 'worker', 0],
  ]);
});

test('one place: one after the other; tasks of the same files, too', () => {
  expect(waves(told([task(1), task(2), task(3)], {}, { agents: 1 }))).toBe('1 | 2 | 3');
  expect(waves(told([task(1, { files: 'a/**' }), task(2, { files: 'a/b' }), task(3, { files: 'c' })]))).toBe('1 3 | 2');
});

test('a parent comes after its subtasks', () => {
  expect(waves(told([task(1), task(2, { parent: uuidOf(1) }), task(3, { parent: uuidOf(1) })]))).toBe('2 3 | 1');
});

test('a run at work takes its place for as long as it should still need', () => {
  const working = run(9, 1, 'running', { rounds: [{ n: 1, why: 'start', at: at(-4) }] });
  const result = told([task(1), task(2, { depends: [uuidOf(1)] })], { runs: [past(1, 10), working] });
  expect(waves(result)).toBe('1 | 2');
  expect(result.waves[0]!.tasks[0]).toMatchObject({ endsMs: 6 * MINUTE, run: { id: 'r9' } });
  expect(result.endsMs).toBe(16 * MINUTE);
});

test('nothing is forecast behind a run of unknown length, neither what it blocks nor what needs its place', () => {
  const working = run(9, 1, 'running', { rounds: [{ n: 1, why: 'start', at: at(-4) }] });
  const tasks = [task(1), task(2, { depends: [uuidOf(1)], estimate: 'PT10M' }), task(3, { estimate: 'PT10M' })];
  const state = scene(tasks, { runs: [working] });
  const ahead = (agents: number) => {
    const limits = { ...LIMITS, agents };
    const { waves } = forecast(state, limits, decide(state, limits, { thorough: true }), Number.POSITIVE_INFINITY);
    const known = waves.flatMap((wave) => wave.tasks).filter(({ by }) => by !== 'guess');
    return known.map(({ task: { id }, beginsMs, endsMs }) => [id, beginsMs, endsMs]);
  };
  expect(ahead(2)).toEqual([[3, 0, 10 * MINUTE]]);
  expect(ahead(1)).toEqual([]);
});

test('what waits for a review is taken for done', () => {
  const result = told([task(1), task(2, { depends: [uuidOf(1)] })], { runs: [run(1, 1, 'review')] });
  expect(waves(result)).toBe('2');
});

test('what waits for its time begins then', () => {
  const result = told([task(1, { wait: at(30) })], { runs: [past(1, 10)] });
  expect(result.waves[0]!.tasks[0]).toMatchObject({ beginsMs: 30 * MINUTE, endsMs: 40 * MINUTE });
});

test('what waits for its time is in no wave that began before', () => {
  const tasks = [task(1), task(2, { wait: at(5) }), task(3, { wait: at(500) }), task(4, { depends: [uuidOf(3)] })];
  expect(waves(told(tasks, { runs: [past(1, 10)] }))).toBe('1 | 2 | 3 | 4');
});

test('a run that is tried again later needs its agent: another one that is free does not help', () => {
  const runs = [run(1, 1, 'failed', { agent: 'other', code: 'crashed' })];
  const agents = [agent('worker'), agent('other', { enabled: false })];
  const { left } = told([task(1)], { agents, runs });
  expect(left).toMatchObject([{ task: { id: 1 }, hold: { why: 'agents', none: [{ agent: 'other' }] } }]);
});

test('what will be ready later starts only where an agent could, and never behind a series', () => {
  const series = task(1, { status: 'recurring', recur: 'weekly', due: at(0) });
  const behind = task(2, { depends: [series.uuid] });
  const later = task(3, { wait: at(30) });
  const after = task(4, { depends: [later.uuid] });
  const left = (missing: Map<string, string>) =>
    told([series, behind, later, after], { missing }).left.map(({ task: { id }, hold }) => [id, hold?.why]);
  expect(left(new Map())).toEqual([[2, 'blocked']]);
  expect(left(new Map([['worker', 'claude']]))).toEqual([
    [2, 'blocked'],
    [3, 'agents'],
    [4, 'agents'],
  ]);
});

test('what never starts by itself is told with its reason, and what waits for it', () => {
  const result = told([
    task(1, { agent: 'ada' }),
    task(2, { depends: [uuidOf(1)] }),
    task(3, { depends: [uuidOf(2)] }),
    task(4, { tags: ['needs.gpu'] }),
    task(5),
  ]);
  expect(waves(result)).toBe('5');
  expect(result.left.map(({ task: { id }, hold, behind }) => [id, hold?.why ?? `behind ${behind?.id}`])).toEqual([
    [1, 'assigned'],
    [4, 'agents'],
    [2, 'behind 1'],
    [3, 'behind 2'],
  ]);
});

test('failures in a row lower the places until a run succeeds; the limit of failures lowers them for good', () => {
  const tasks = [task(1), task(2), task(3), task(4)];
  const crashed = (n: number) => run(90 + n, 90 + n, 'failed', { ends: [{ at: at(-n), code: 'crashed' }] });
  const most = (failures: number, failed: number) =>
    told(tasks, { runs: Array.from({ length: failed }, (_, n) => crashed(n + 1)) }, { failures }).waves.map(
      (wave) => wave.tasks.length,
    );
  expect(most(5, 0)).toEqual([3, 1]);
  expect(most(3, 2)).toEqual([1, 3]);
  expect(most(2, 0)).toEqual([2, 2]);
});

test('the attempts at a task take their places in the forecast, too', () => {
  const attemptsAt = ({ id }: Task) => (id === 1 ? 2 : 1);
  const both = told([task(1), task(2), task(3)], { attemptsAt, runs: [past(1, 10)] }, { agents: 2 });
  expect([waves(both), both.endsMs]).toEqual(['1 | 2 3', 20 * MINUTE]);
  // More attempts than there are places begin as many as there are.
  expect(waves(told([task(1), task(2)], { attemptsAt: () => 5, runs: [past(1, 10)] }, { agents: 2 }))).toBe('1 | 2');
  const group = { group: 'r2' };
  const live = [past(1, 10), run(2, 1, 'running', group), run(3, 1, 'running', { ...group, attempt: 2 })];
  expect(waves(told([task(1), task(2), task(3)], { attemptsAt, runs: live }, { agents: 3 }))).toBe('1 2 | 3');
});
