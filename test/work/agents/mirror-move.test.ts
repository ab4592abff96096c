import { expect, test } from 'vitest';
import {
  CLIENT_STATUSES,
  type ClientStatus,
  type MirrorMove,
  movesTo,
  MOVES as STEPS,
} from '../../../src/work/subagents/mirror-move.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

const OURS = {
  pending: { status: 'pending' },
  active: { status: 'pending', start: '2026-07-30T12:00:00Z' },
  completed: { status: 'completed' },
  deleted: { status: 'deleted' },
} as const;

const MOVES: [ours: keyof typeof OURS, theirs: ClientStatus, moves: MirrorMove[]][] = [
  ['pending', 'pending', []],
  ['pending', 'in_progress', ['start']],
  ['pending', 'completed', ['complete']],
  ['pending', 'deleted', ['delete']],
  ['active', 'pending', ['stop']],
  ['active', 'in_progress', []],
  ['active', 'completed', ['complete']],
  ['active', 'deleted', ['delete']],
  ['completed', 'pending', ['reopen']],
  ['completed', 'in_progress', ['reopen', 'start']],
  ['completed', 'completed', []],
  ['completed', 'deleted', ['delete']],
  ['deleted', 'pending', ['reopen']],
  ['deleted', 'in_progress', ['reopen', 'start']],
  // A step is closed with its session, and the session that goes on with it completes it.
  ['deleted', 'completed', ['reopen', 'complete']],
  ['deleted', 'deleted', []],
];

test.each(MOVES)('ours is %s, the client says %s: %j', (ours, theirs, moves) => {
  expect(movesTo(OURS[ours], theirs)).toEqual(moves);
});

test('a task that the client completes is in the log of its goal, and one that it reopens lasts', async () => {
  const work = await testWorkspace();
  await work.run('goal_add', { title: 'Fast', why: 'Users wait', measure: 'p95' });
  await work.run('task_add', { description: 'First', goal: 'I-1', until: 'tomorrow' });
  const [[uuid]] = [...work.opened.store.state.all('task')] as [[string, unknown]];
  const take = async (move: MirrorMove) => {
    const context = work.opened.context(ADA);
    return context.write('given', (tx) => STEPS[move].take(tx, context, tx.get('task', uuid)!));
  };
  await take('complete');
  expect(work.opened.store.state.get('goal', 'I-1')?.log?.map(({ text }) => text)).toEqual(['#1 First: done']);
  work.pass(3 * 24 * 3600 * 1000);
  expect(await take('reopen')).toMatchObject({ status: 'pending' });
  expect(await take('reopen')).not.toHaveProperty('until');
});

test('every state of ours meets every word of the client', () => {
  expect(MOVES.length).toBe(Object.keys(OURS).length * CLIENT_STATUSES.length);
  for (const task of Object.values(OURS)) expect(movesTo(task, undefined)).toEqual([]);
});
