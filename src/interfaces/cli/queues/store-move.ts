import { counted } from '../../../base/amounts.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { refuse } from '../../../domain/errors.ts';
import { isLive } from '../../../domain/runs/run-states.ts';
import {
  checkAddress,
  DISK,
  type MovedQueue,
  movedTo,
  moveQueue,
  prepareStore,
  storeAddress,
} from '../../../store/index.ts';
import { checkApproved } from '../../../work/config/approval.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Opened } from '../../../work/workspace/open.ts';
import { placedHere, recorded } from '../../../work/workspace/repositories.ts';

/**
 * Moves the queue of a folder to an address, or to the disk.
 * @throws BacklogError `conflict` while runs are active, since their processes write to the old place; `forbidden` for a
 * move to the disk if this machine's person did not approve what the queue executes
 */
export async function moveTo(
  opened: Opened,
  place: string,
  { caller, env, isNew }: { caller: Caller; env: NodeJS.ProcessEnv; isNew: boolean | undefined },
): Promise<MovedQueue & { notes: string[] }> {
  const { store, where } = opened;
  if (!place.includes('://') && place !== DISK)
    refuse('usage', `${JSON.stringify(place)} is no address of a server`, {
      hint: 'To move the queue back to this machine: `backlog store move disk`. Otherwise, give an address that begins with postgres:// or s3://.',
    });
  const to = place === DISK ? undefined : storeAddress(place, env);
  if (!store.exists)
    refuse('not-found', `${where.root} has no queue to move`, {
      hint: `Create one there: \`backlog store init ${place === DISK ? 'ADDRESS' : JSON.stringify(place)}\``,
    });
  const active = [...store.state.values('run')].filter(({ state }) => isLive(state));
  if (active.length > 0)
    refuse('conflict', `${counted(active.length, 'run')} of the queue ${active.length === 1 ? 'is' : 'are'} active`, {
      hint: 'Nothing was changed. Stop them first: `backlog orchestrator stop`, `backlog run stop ID`',
    });
  if (where.foundBy === 'BACKLOG_STORE')
    refuse('usage', 'BACKLOG_STORE names the place of the queue, and a move would not change it', {
      hint: 'Nothing was changed. Unset it, and move the queue from a repository that uses it: `backlog store init ADDRESS`',
    });
  // On a disk, everything counts without an approval, also what others wrote until the move.
  const { dir, address } = store;
  const check = to === undefined ? (state: typeof store.state) => checkApproved({ dir, address, state }) : undefined;
  check?.(store.state);
  const notes = to === undefined ? [] : await prepareStore(to);
  // A move that began continues.
  if (to !== undefined && !isNew && movedTo(store.state) === undefined)
    await checkAddress(to, {
      use: (known) => `\`backlog queue remove . && backlog store init ${shellWord(known)}\``,
      create: `\`backlog store move ${shellWord(to)} --new\``,
    });
  const moved = await moveQueue({ dir: where.dir, to, actor: caller.actor, check, progress: caller.progress });
  if (moved.result !== 'moved' || to === undefined) return { ...moved, notes };
  // Other machines recognise their clones by what only a shared queue records.
  await opened.ready();
  await opened.store.write({ command: 'repo_add', actor: caller.actor }, (tx) => {
    for (const one of recorded(tx, where.common)) tx.put('repository', one.name, placedHere({ shared: true }, one));
  });
  return { ...moved, notes };
}

export function movedText({ from, to, seq, files, result, notes }: MovedQueue & { notes: string[] }): string {
  if (result === 'there') return `The queue is in ${to}. Nothing was changed.`;
  if (result === 'cancelled') return `The queue stays in ${to}. The move to ${from} was cancelled.`;
  const compared = files > 0 ? `, and ${counted(files, 'file')} compared` : '';
  const done = `Moved the queue with ${counted(seq, 'change')} to ${to}${compared}\nThe old place stays, read-only: ${from}`;
  return [done, ...notes].join('\n');
}
