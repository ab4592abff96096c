import { shellWord } from '../../base/shell-word.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { State } from '../state/state.ts';

/** The commands of the two commits of a move: the last one at the old place, and the next one, only at the new place. */
export const MOVE = { leaves: 'store_move', arrives: 'store_arrive' } as const;

/** The kind of the record, and its id. Each process loads this kind, because each writer reads it. */
export const MOVED = 'moved';
export const MOVED_ID = 'queue';

/** Returns the place to which a queue was moved, or undefined. Between the two commits, it may be moving still. */
export function movedTo(state: State): string | undefined {
  return state.get(MOVED, MOVED_ID)?.to;
}

/**
 * Refuses a write to a queue that was moved.
 * @throws BacklogError `conflict`
 */
export function checkHere(state: State, location: string, command: string): void {
  const to = movedTo(state);
  if (to === undefined || command === MOVE.arrives) return;
  throw new BacklogError('conflict', `can't write to ${location}: the queue was moved to ${to}`, {
    hint: isAddress(to)
      ? `Nothing was changed. Follow it: \`backlog store init ${shellWord(to)}\`. If the move was interrupted, finish it: \`backlog store move ${shellWord(to)}\``
      : 'Nothing was changed. If the move was interrupted, finish it: `backlog store move disk`',
    data: { to },
  });
}

export function isAddress(place: string): boolean {
  return /^\w+:\/\//.test(place);
}
