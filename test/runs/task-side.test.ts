import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { releaseClaimsOf } from '../../src/runs/lifecycle/shared-claim.ts';
import { completeTaskOf, handOffTaskOf, reopenTaskOf, stopTaskOf } from '../../src/runs/lifecycle/task-effects.ts';
import type { Tx } from '../../src/store/index.ts';
import { runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const BEN = agent('session-2');

async function withRun(state: Run['state'] = 'running') {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First', scope: 'src/**' });
  const run = await runIn(work, state, { number: 1 });
  const context = work.opened.context(ADA);
  const does = (act: (tx: Tx, around: typeof context, run: Run) => unknown) =>
    work.opened.context(ADA).write('given', (tx) => act(tx, context, run), { endsClaims: claimsOf(work) });
  return { work, run, does };
}

const claimsOf = (work: TestWorkspace) => Array.from(work.opened.store.state.all('claim'), ([id]) => id);
const task = (work: TestWorkspace): Task => [...work.opened.store.state.all('task')][0]![1];
const holders = (work: TestWorkspace) => Array.from(work.opened.store.state.all('claim'), ([, { holder }]) => holder);
const notes = (work: TestWorkspace) => (task(work).annotations ?? []).map(({ text }) => text);

/** Somebody else takes the task over, as after a lapsed lease. */
async function takenOver(work: TestWorkspace, run: Run): Promise<void> {
  await work.opened.context(ADA).write('given', (tx) => {
    releaseClaimsOf(tx, run);
    tx.put('run', run.id, { ...run, state: 'interrupted' });
  });
  await work.run('task_start', { id: 1 }, BEN);
}

test('put down, the task waits for somebody again and nothing of the run is held', async () => {
  const { work, does } = await withRun();
  await does(stopTaskOf);
  expect([task(work).start, task(work).status, holders(work)]).toEqual([undefined, 'pending', []]);
});

test('completed with criteria that nobody proved, its note names them', async () => {
  const { work, does } = await withRun('merging');
  await work.run('task_modify', { filter: '1', acceptance: ['it starts', 'it stops'] });
  await work.run('task_annotate', { id: 1, criterion: '1', text: '3 passed' });
  await does((tx, around, run) => completeTaskOf(tx, around, run, 'Merged.'));
  expect(task(work).status).toBe('completed');
  expect(notes(work).at(-1)).toBe('Merged. Criteria without evidence: it stops.');
});

test('with subtasks that are open, it is merged and yet not done: it waits for a person', async () => {
  const { work, does } = await withRun('merging');
  await work.run('task_add', { description: 'Found on the way', parent: 1 });
  await does((tx, around, run) => completeTaskOf(tx, around, run, 'Merged.'));
  const note = 'Merged. The task stays open until its subtasks are completed: 2.';
  expect(task(work)).toMatchObject({ status: 'pending', handoff: { note } });
  expect(holders(work)).toEqual([]);
});

test('handed over, it waits for a person with the note', async () => {
  const { work, does } = await withRun();
  await does((tx, around, run) => handOffTaskOf(tx, around, run, 'Half done'));
  expect(task(work)).toMatchObject({ status: 'pending', handoff: { note: 'Half done', actor: 'human:ada' } });
  expect([task(work).start, holders(work)]).toEqual([undefined, []]);
});

test("what the run's own agents claimed goes with it, what others claimed stays", async () => {
  const { work, run, does } = await withRun();
  await work.run('claim_acquire', { scope: 'docs/**' }, BEN);
  await does((tx) => releaseClaimsOf(tx, run));
  expect(holders(work)).toEqual(['session-2']);
});

test.each([
  ['put down', stopTaskOf],
  ['handed over', (tx: Tx, around: never, run: Run) => handOffTaskOf(tx, around, run, 'Half done')],
] as const)('%s after somebody else took the task over, it is left to that one', async (_, act) => {
  const { work, run, does } = await withRun();
  await takenOver(work, run);
  const before = task(work);
  await does(act as typeof stopTaskOf);
  expect([task(work), holders(work)]).toEqual([before, ['session-2']]);
});

test('completed, it is done with a note, and nobody holds it any more', async () => {
  const { work, run, does } = await withRun();
  await takenOver(work, run);
  await does((tx, around) => completeTaskOf(tx, around, run, 'Merged.'));
  expect([task(work).status, task(work).start, notes(work), holders(work)]).toEqual([
    'completed',
    undefined,
    ['Merged.'],
    [],
  ]);
});

test('completed or handed over, it keeps the handoff of a person as a note', async () => {
  for (const act of [completeTaskOf, handOffTaskOf]) {
    const { work, run, does } = await withRun('review');
    await does((tx) => tx.put('run', run.id, { ...run, state: 'discarded' }));
    await work.run('task_stop', { id: 1, handoff: 'Left: the tests' }, ADA);
    await does((tx, around) => act(tx, around, run, 'By the run.'));
    expect(notes(work)).toContain('Handed off: Left: the tests');
  }
});

test('completed after it was closed otherwise, it stays as it was', async () => {
  const { work, run, does } = await withRun('review');
  await work.opened.context(ADA).write('given', (tx) => tx.put('run', run.id, { ...run, state: 'merging' }));
  await does((tx) => tx.put('task', run.task, { ...tx.get('task', run.task)!, status: 'deleted', end: tx.at }));
  const before = task(work);
  await does((tx, around) => completeTaskOf(tx, around, run, 'Merged.'));
  expect(task(work)).toEqual(before);
});

test('opened again, it is pending with a note; one that is open already, or deleted, is left alone', async () => {
  const { work, run, does } = await withRun('merged');
  const open = task(work);
  await does((tx, around) => reopenTaskOf(tx, around, run, 'Reverted.'));
  expect(task(work)).toEqual(open);
  await work.run('task_done', { id: 1, force: true });
  await does((tx, around) => reopenTaskOf(tx, around, run, 'Reverted.'));
  expect([task(work).status, task(work).end, notes(work)]).toEqual(['pending', undefined, ['Reverted.']]);
  await work.run('task_modify', { filter: '1', until: 'tomorrow' });
  await work.run('task_done', { id: 1, force: true });
  work.pass(3 * 24 * 3600 * 1000);
  await does((tx, around) => reopenTaskOf(tx, around, run, 'Reverted.'));
  expect([task(work).status, task(work).until]).toEqual(['pending', undefined]);
  await work.run('task_delete', { id: 1 });
  await does((tx, around) => reopenTaskOf(tx, around, run, 'Reverted.'));
  expect(task(work).status).toBe('deleted');
});
