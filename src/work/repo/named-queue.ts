import { sentence } from '../../base/output/sentence.ts';
import { shellWord } from '../../base/shell-word.ts';
import { BacklogError } from '../../domain/errors.ts';
import { DISK, isFromEnvironment, type PendingJoin, pendingJoin, type Workspace } from '../../store/index.ts';
import { teamQueue } from '../config/team-queue.ts';

/** A queue on a server that a person or the team's config file names for a folder, which has not joined it. */
export interface QueueToJoin extends PendingJoin {
  by: 'person' | 'team';
}

/**
 * Returns the queue that a folder without a queue must join before another one begins there. A person's choice counts
 * before the team's file, and `disk` is a choice, too.
 * @throws BacklogError `invalid` for a config file that can't be read
 */
export async function namedQueue(where: Workspace): Promise<QueueToJoin | undefined> {
  if (where.exists) return undefined;
  const pending = pendingJoin(where);
  if (pending) return pending.address === DISK ? undefined : { ...pending, by: 'person' };
  if (where.common === undefined || isFromEnvironment(where)) return undefined;
  const address = await teamQueue(where.root);
  return address === undefined ? undefined : { address, by: 'team' };
}

/** Says in one line which queue belongs here, and how a person gets it or another one. */
export function namedLine(named: QueueToJoin): string {
  return `${sentence(stateOf(named))} ${choiceOf(named)}.`;
}

/** Returns the error for a change that would begin another queue than the named one. */
export function unjoinedQueue(named: QueueToJoin): BacklogError {
  return new BacklogError('conflict', stateOf(named), {
    hint: `Nothing was changed. ${choiceOf(named)}`,
    data: { named: { ...named } },
  });
}

/** Returns the line with which a person joins a queue, or chooses this machine. */
export const joinCall = (address: string): string => `backlog store init ${shellWord(address)}`;

/** Says what a person can type instead of joining a queue. */
export const INSTEAD = `For a queue on this machine instead: \`${joinCall(DISK)}\``;

function stateOf({ address, by, why }: QueueToJoin): string {
  if (by === 'team')
    return `this repository's config file names the queue at ${address}, and this clone has not joined it`;
  const failed = why === undefined ? 'joining it was interrupted' : `joining it failed: ${why}`;
  return `the queue of this folder is at ${address}, but ${failed}`;
}

function choiceOf({ address }: QueueToJoin): string {
  return `To join it, a person types \`${joinCall(address)}\`. ${INSTEAD}`;
}
