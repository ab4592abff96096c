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
    hint: `Nothing was changed. ${followHint(to, location)}`,
    data: { to },
  });
}

/** Says how a machine follows a queue that was moved, and how the move is finished. `location` is its old place. */
export function followHint(to: string, location: string): string {
  if (!isAddress(to))
    return 'Only that machine can use it now. There, `backlog store move disk` finishes an interrupted move, and `backlog store move ADDRESS` moves the queue to a server again.';
  const own = shellWord(withUser(to, location));
  return `Follow it: \`backlog store init ${own}\`. If the move was interrupted, finish it: \`backlog store move ${own}\``;
}

/** Puts the reader's user of a database, from the old address, in place of the one who moved the queue. */
function withUser(to: string, location: string): string {
  const [, user] = /^postgres(?:ql)?:\/\/([^@/?]+)@/i.exec(location) ?? [];
  return user === undefined ? to : to.replace(/^(postgres(?:ql)?:\/\/)[^@/?]+@/i, (_, scheme) => `${scheme}${user}@`);
}

export function isAddress(place: string): boolean {
  return /^\w+:\/\//.test(place);
}
