import { expect, test } from 'vitest';
import { createFacts } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Run } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { isReady } from '../../src/domain/urgency/readiness.ts';
import { decide } from '../../src/scheduler/decision/decide.ts';
import { LIMITS, NOW, rounds, run, scene, task, uuidOf } from './support/scene.ts';

const COMMIT = 'b'.repeat(40);
const TASKS = [task(1, { files: 'src/**' }), task(2, { files: 'src/a.ts', depends: [uuidOf(1)] })];
const below = (fields: Partial<Run> = {}) => run(1, 1, 'review', { scope: [{ glob: 'src/**' }], ...fields });

function told(tasks: readonly Task[], runs: readonly Run[], isOn = true): string {
  const stackOf = ({ id }: Task) => (isOn && id === 2 ? { run: 'r1', commit: COMMIT } : undefined);
  const queue = createQueue(tasks);
  const facts = createFacts({
    ...{ queue, now: NOW, zone: 'UTC', stackOf },
    latestRun: (uuid) => runs.findLast((one) => one.task === uuid),
  });
  const snapshot = { ...scene(tasks, { runs }), facts };
  const { starts, holds } = decide(snapshot, LIMITS, { thorough: true });
  expect(decide(snapshot, LIMITS).starts).toEqual(starts);
  const ready = tasks.filter((one) => isReady(queue.get(one.uuid)!, facts)).map(({ id }) => id);
  return [
    ...starts.map(({ task: { id } }) => `${id} starts`),
    ...[...holds].map(([uuid, all]) => `${queue.get(uuid)!.id}: ${all.map(({ why }) => why).join(' ')}`),
    `ready ${ready.join(' ') || 'none'}`,
  ].join(', ');
}

test('the orchestrator starts a task on the unmerged result of what it waits for, although their files overlap, and +READY has it', () => {
  expect(told(TASKS, [below()])).toMatch(/^2 starts, .*ready 2$/);
  expect(told(TASKS, [below()], false)).toMatch(/2: blocked.* ready none$/);
});

test('files of other unmerged results, and another repository, keep a stacked task back', () => {
  const other = task(3);
  const beside = run(2, 3, 'review', { scope: [{ glob: 'src/a.ts' }] });
  expect(told([...TASKS, other], [below(), beside])).toMatch(/2: unmerged/);
  expect(told(TASKS, [below({ repository: 'api' })])).toMatch(/2: blocked/);
});

/** What a supervisor stores that found conflicts: it begins no round, and the worktree is as before. */
const CONFLICT = {
  why: 'stack',
  text: 'it changed',
  made: { base: COMMIT, commit: COMMIT, conflicts: [{ path: 'src/a.ts', kind: 'content' }] },
} as const;

/** A result that its supervisor returned because it conflicts with the newer result below it. */
const returned = (fields: Partial<Run> = {}) =>
  run(2, 2, 'review', {
    ...{ scope: [{ glob: 'src/a.ts' }], stackedOn: { run: 'r1', commit: 'c'.repeat(40) } },
    waits: { why: 'stack', text: 'it conflicts' },
    rounds: rounds('start'),
    update: CONFLICT,
    continuedBy: 'system:stacks',
    ...fields,
  });
const newer = below({ result: { commit: COMMIT, files: 1, paths: ['src/a.ts'] } as unknown as Run['result'] });

test.each<[what: string, runs: Run[], says: string | RegExp]>([
  ['goes on with its agent', [newer, returned()], /^2 starts/],
  ['but not if a person let it continue last', [newer, returned({ continuedBy: 'human:ada' })], /2: .*run/],
  ['or started it', [newer, returned({ by: 'human:ada' })], /2: .*run/],
  [
    'or if its agent has got the conflicts already',
    [newer, returned({ update: { ...CONFLICT, round: 2 } })],
    /2: .*run/,
  ],
  [
    'or if the result below has no newer commit',
    [newer, returned({ stackedOn: { run: 'r1', commit: COMMIT } })],
    /2: .*run/,
  ],
  [
    'or after as many tries as a task has attempts',
    [
      newer,
      returned({
        rounds: rounds('start', 'changes', 'changes', 'changes').map((one) => ({ ...one, by: 'system:scheduler' })),
      }),
    ],
    /2: .*run/,
  ],
])('a stacked result that conflicts with the newer one below it %s', (_, runs, says) => {
  expect(told(TASKS, runs)).toMatch(says);
});
