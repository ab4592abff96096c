import { expect, test } from 'vitest';
import type { Tx } from '../../../src/store/index.ts';
import { concernedTasks } from '../../../src/work/claim/check-effects.ts';
import { watchTransaction } from '../../../src/work/claim/watch-transaction.ts';
import { fillClaimed, HOLDER, taskIn } from '../../commands/claimed.ts';
import { runIn } from '../../support/runs.ts';
import { ADA, agent, workspaces } from '../../support/workspace.ts';

/**
 * Beside the claimed task 1, which depends on 3 and 5: task 6, claimed by another session, the free task 7, task 8, which
 * only a run has, and a claim of files.
 */
const queue = workspaces(async (work) => {
  const { run } = work;
  await fillClaimed(run);
  for (const description of ['Also before', 'Alone', 'Free', 'Of a run']) await run('task_add', { description });
  await run('task_done', { id: '5' });
  await run('task_modify', { filter: '1', depends: '+5' });
  await run('task_start', { id: 6 }, agent('second'));
  await run('claim_acquire', { scope: 'docs/**' }, HOLDER);
  await runIn(work, 'review', { number: 8 });
});

const put = (tx: Tx, id: number, fields: object) => {
  const task = taskIn(tx as never, id);
  tx.put('task', task.uuid, { ...task, ...fields });
};
const open = { status: 'pending', end: undefined } as const;
const goal = (tx: Tx, id: string) => tx.put('goal', id, { ...tx.get('goal', id)!, title: 'x' });
const spec = (tx: Tx, id: number) => {
  const [, doc] = [...tx.all('doc')][0]!;
  tx.put('doc', `${taskIn(tx as never, id).uuid}/spec`, { ...doc, task: taskIn(tx as never, id).uuid });
};
const claimOf = (tx: Tx, id: number) => {
  const { uuid } = taskIn(tx as never, id);
  return [...tx.all('claim')].find(([, { task }]) => task === uuid)![0];
};
const ofFiles = (tx: Tx) => [...tx.all('claim')].find(([, { task }]) => task === undefined)![1];
const claimFiles = (tx: Tx) => tx.put('claim', 'new', { ...ofFiles(tx), id: 'new' });
const touchRun = (tx: Tx) => tx.put('run', 'r1', { ...tx.get('run', 'r1')!, agent: 'x' });

test.each<[what: string, step: (tx: Tx) => void, concerned: number[]]>([
  ['nothing', () => undefined, []],
  ['a free task', (tx) => put(tx, 7, { description: 'x' }), []],
  ['a free task that is completed', (tx) => put(tx, 7, { status: 'completed', end: tx.at }), []],
  ['a held task', (tx) => put(tx, 6, { description: 'x' }), [6]],
  ['the words of a completed dependency', (tx) => put(tx, 3, { description: 'x' }), []],
  ['one of two dependencies, opened again', (tx) => put(tx, 3, open), [1]],
  ['a new part of a held task', (tx) => put(tx, 7, { parent: taskIn(tx as never, 6).uuid }), [6]],
  ['the goal of a held task', (tx) => goal(tx, 'I-1'), [1]],
  ['another goal', (tx) => goal(tx, 'I-2'), []],
  ['the spec of a held task', (tx) => spec(tx, 1), [1]],
  ['the spec of a free task', (tx) => spec(tx, 7), []],
  ['the claim of a held task', (tx) => tx.remove('claim', claimOf(tx, 6)), [6]],
  ['a setting', (tx) => tx.put<string>('setting', 'x', { value: 'y' }), []],
  ['a held task and the spec of a free one', (tx) => [put(tx, 6, { description: 'x' }), spec(tx, 7)], [6]],
  ['a held task and another goal', (tx) => [put(tx, 6, { description: 'x' }), goal(tx, 'I-2')], [6]],
  ['a held task and a new claim of files', (tx) => [put(tx, 6, { description: 'x' }), claimFiles(tx)], [6]],
  ['a new claim of files', claimFiles, []],
  ['the claim of files', (tx) => tx.remove('claim', ofFiles(tx).id), []],
  ['a dependency, opened again, and another goal', (tx) => [put(tx, 3, open), goal(tx, 'I-2')], [1]],
  ['a task that only a run has', (tx) => put(tx, 8, { description: 'x' }), [8]],
  ['a run', touchRun, []],
  ['a task and its run', (tx) => [put(tx, 8, { description: 'x' }), touchRun(tx)], []],
  [
    'a task and a new run of it',
    (tx) => [put(tx, 8, { description: 'x' }), tx.put('run', 'r9', { ...tx.get('run', 'r1')!, id: 'r9' })],
    [],
  ],
  [
    'a held task, and a run that is gone again',
    (tx) => [put(tx, 6, { description: 'x' }), tx.put('run', 'r9', tx.get('run', 'r1')!), tx.remove('run', 'r9')],
    [6],
  ],
  ['a task and its run, removed', (tx) => [put(tx, 8, { description: 'x' }), tx.remove('run', 'r1')], []],
  ['a free task, removed', (tx) => tx.remove('task', taskIn(tx as never, 7).uuid), []],
  ['a held task, removed', (tx) => tx.remove('task', taskIn(tx as never, 6).uuid), [6]],
])('a change of %s concerns these held tasks', async (_, step, concerned) => {
  const { opened } = await queue();
  await opened.store
    .write({ command: 'step', actor: ADA.actor }, (tx) => {
      const watched = watchTransaction(tx);
      step(watched.tx);
      const found = [...concernedTasks(watched)];
      expect(found.map(({ before }) => before.task?.id)).toEqual(concerned);
      for (const { before } of found) {
        expect(before.claims.map(({ task }) => task)).toEqual(before.task?.id === 8 ? [] : [before.task?.uuid]);
        expect(before.dependencies).toEqual([]);
      }
      throw new Error('enough');
    })
    .catch((error) => expect(error.message).toBe('enough'));
});

test('a held task that somebody else removes is refused like the direct act', async () => {
  const { opened } = await queue();
  const removed = opened.context(agent('other')).write('step', (tx) => tx.remove('task', taskIn(tx as never, 6).uuid));
  await expect(removed).rejects.toMatchObject({ code: 'claimed' });
});
