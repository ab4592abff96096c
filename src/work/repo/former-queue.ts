import { basename } from 'node:path';
import { counted } from '../../base/amounts.ts';
import { shellWord } from '../../base/shell-word.ts';
import { BacklogError } from '../../domain/errors.ts';
import { notedQueue, openStore, type Store, type Workspace } from '../../store/index.ts';
import { factsIn } from '../queues/queues.ts';
import { recorded } from '../workspace/repositories.ts';

/** The queue that a repository had before its git folder was made anew, or before its marker file was lost. */
export interface FormerQueue {
  dir: string;
  /** A word that `backlog queue link` understands. */
  name: string;
  tasks: number;
}

/**
 * Finds the former queue of a repository without a queue: the one that it used last, if that queue still has a record of
 * exactly this git folder. Opens at most this one queue, because each call without a queue asks.
 */
export async function formerQueue(where: Workspace): Promise<FormerQueue | undefined> {
  const dir = notedQueue(where);
  return dir === undefined ? undefined : recordedAt(dir, where.common!);
}

async function recordedAt(dir: string, common: string): Promise<FormerQueue | undefined> {
  const store = await openStore({ dir, kinds: ['repository', 'setting', 'task'] }).catch(() => null);
  if (!store) return undefined;
  try {
    if (!recorded(store.state, common).some((one) => one.common === common)) return undefined;
    return { dir, name: wordFor(dir, store.state), tasks: store.state.size('task') };
  } finally {
    await store.close();
  }
}

/** Returns a word by which `backlog queue link` finds the queue. */
export function wordFor(dir: string, state: Store['state']): string {
  return factsIn(state).name ?? basename(dir).slice(0, 8);
}

/**
 * Says in one line that the repository had a queue, and how a person links it again.
 * @param hasBegun whether a change has begun another queue here, which a person first moves aside
 */
export function formerLine(former: FormerQueue, hasBegun = false): string {
  const link = linkCall(former.name);
  const next = hasBegun
    ? `This change began a new one. To use that queue again, a person moves the new one aside: \`backlog queue remove . && ${link}\`.`
    : `To use that queue again, a person types \`${link}\`.`;
  return `This repository had a queue with ${counted(former.tasks, 'task')} (${former.dir}), but its git folder no longer names it. ${next}`;
}

/** Says what a person can do without a queue. The former queue comes first, because `add` would begin a second one. */
export function formerHeadline(name: string): string {
  return `No queue is linked here. \`${linkCall(name)}\` links the former one, \`backlog add Fix login\` begins a new one.`;
}

/** Returns the error for a change that would begin a second queue without a person's decision. */
export function secondQueue(former: FormerQueue): BacklogError {
  return new BacklogError(
    'conflict',
    `this repository had a queue with ${counted(former.tasks, 'task')} (${former.dir}), but its git folder no longer names it`,
    {
      hint: `A person decides: \`${linkCall(former.name)}\` uses that queue again. The first change of a person at a terminal begins a new one, such as \`backlog init\`.`,
      data: { queue: former.dir, tasks: former.tasks },
    },
  );
}

/** Returns the command with which a person links a queue again. */
export function linkCall(name: string): string {
  return `backlog queue link ${shellWord(name)}`;
}
