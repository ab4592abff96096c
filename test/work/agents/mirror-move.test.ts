import { expect, test } from 'vitest';
import {
  CLIENT_STATUSES,
  type ClientStatus,
  type MirrorMove,
  movesTo,
} from '../../../src/work/subagents/mirror-move.ts';

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
  ['deleted', 'completed', []],
  ['deleted', 'deleted', []],
];

test.each(MOVES)('ours is %s, the client says %s: %j', (ours, theirs, moves) => {
  expect(movesTo(OURS[ours], theirs)).toEqual(moves);
});

test('every state of ours meets every word of the client', () => {
  expect(MOVES.length).toBe(Object.keys(OURS).length * CLIENT_STATUSES.length);
  for (const task of Object.values(OURS)) expect(movesTo(task, undefined)).toEqual([]);
});
