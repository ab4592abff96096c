import { expect, test } from 'vitest';
import type { Proposal } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { gitProject } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const BOB: Caller = { actor: { kind: 'human', name: 'bob' }, holder: 'human:bob' };

/** What a person does with the proposal. `undo` takes back what the other one did last. */
const ACTS: Readonly<Record<string, (work: TestWorkspace, who: Caller) => Promise<unknown>>> = {
  accept: (work, who) => work.run('inbox_accept', { ids: 'p1' }, who),
  reject: (work, who) => work.run('inbox_reject', { ids: 'p1', reason: 'Not now' }, who),
  merge: (work, who) => work.run('inbox_merge', { id: 'p1', task: '2' }, who),
  edit: (work, who) => work.run('task_modify', { filter: '1', scope: 'docs/**' }, who),
  refine: (work, who) => work.run('task_refine', { anyway: true }, who),
  undo: (work, who) => work.run('task_undo', {}, who),
};
const NAMES = Object.keys(ACTS);
const PAIRS = NAMES.flatMap((one) => NAMES.map((other) => [one, other] as const));

/** A queue with a large task, and the proposal to split it. */
async function proposed(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work, { 'src/web/a.ts': 'a\n', 'src/api/b.ts': 'b\n' });
  await work.run('setting_set', { name: 'checks.unit', value: 'true' });
  const whole = { acceptance: 'It works', checks: 'unit' };
  await work.run('task_add', { description: 'Rewrite src', estimate: '40h', scope: 'src/**', ...whole });
  await work.run('task_add', { description: 'Another', scope: 'docs/**', ...whole });
  await work.run('task_refine', {});
  return work;
}

const seen = ({ opened }: TestWorkspace) => ({
  tasks: Array.from(opened.store.state.all('task'), ([, task]) => task as Task),
  proposals: Array.from(opened.store.state.all('proposal'), ([, proposal]) => proposal as Proposal),
});

test.each(everyNth(9, PAIRS))('of two people, one does %s and the other %s at once: nothing doubles', async (a, b) => {
  const work = await proposed();
  const [one, other] = await Promise.allSettled([ACTS[a]!(work, ADA), ACTS[b]!(work, BOB)]);
  const { tasks, proposals } = seen(work);
  expect(new Set(tasks.map(({ description }) => description)).size).toBe(tasks.length);
  expect(new Set(proposals.map(({ id }) => id)).size).toBe(proposals.length);
  // Of two equal decisions, one is refused.
  const isDecision = ['accept', 'reject', 'merge'].includes(a);
  if (a === b && isDecision) expect([one.status, other.status].toSorted()).toEqual(['fulfilled', 'rejected']);
});
