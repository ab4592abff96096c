import { basename } from 'node:path';
import { counted } from '../../base/amounts.ts';
import { shellWord } from '../../base/shell-word.ts';
import { BacklogError } from '../../domain/errors.ts';
import { openStore, type Workspace } from '../../store/index.ts';
import { changedAt, factsIn } from '../queues/queues.ts';
import { recorded } from '../workspace/repositories.ts';

/** The queue that a repository had before its git folder was made anew, or before its marker file was lost. */
export interface FormerQueue {
  dir: string;
  /** A word that `backlog queue link` understands. */
  name: string;
  tasks: number;
}

/**
 * Finds the former queue of a repository without a queue: one that has recorded exactly this git folder. If several have,
 * the one that changed last. It reads all queues of this machine, so only calls without a queue ask.
 */
export async function formerQueue({
  exists,
  foundBy,
  common,
  beside,
}: Pick<Workspace, 'exists' | 'foundBy' | 'common' | 'beside'>): Promise<FormerQueue | undefined> {
  if (exists || foundBy !== 'git' || common === undefined) return undefined;
  const all = (beside?.().all ?? []).toSorted((a, b) => changedAt(b) - changedAt(a));
  for (const dir of all) {
    const found = await recordedAt(dir, common);
    if (found) return found;
  }
  return undefined;
}

async function recordedAt(dir: string, common: string): Promise<FormerQueue | undefined> {
  const store = await openStore({ dir, kinds: ['repository', 'setting', 'task'] }).catch(() => null);
  if (!store) return undefined;
  try {
    if (!recorded(store.state, common).some((one) => one.common === common)) return undefined;
    const { name } = factsIn(store.state);
    return { dir, name: name ?? basename(dir).slice(0, 8), tasks: store.state.size('task') };
  } finally {
    await store.close();
  }
}

/** Says in one line that the repository had a queue, and how a person links it again. */
export function formerLine(former: FormerQueue): string {
  return `This repository had a queue with ${counted(former.tasks, 'task')} (${former.dir}), but its git folder no longer names it. To use that queue again, a person types \`${linkCall(former.name)}\`.`;
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
