import { hostname } from 'node:os';
import type { ProgressReport } from '../../base/progress.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { Actor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import { fsBackend } from '../backends/fs.ts';
import { serverOf } from '../backends/servers.ts';
import { openStore } from '../store.ts';
import type { Store } from '../types.ts';
import { addressIn, putAddress, removeAddress } from '../workspace/workspace.ts';
import { arrival, cancelMove, type Moved, moveStore, notFollowed, type StorePlace } from './move.ts';
import { isAddress, movedTo } from './moved.ts';

/** The queue of a folder, and the address to which it moves; undefined means the folder itself. */
interface Asked {
  dir: string;
  to: string | undefined;
  actor: Actor;
  /** Throws if the queue may not move, as in {@link moveStore}. */
  check?: ((state: Store['state']) => void) | undefined;
  /** Returns the current time, in milliseconds since the epoch. */
  now?: () => number;
  progress?: ProgressReport | undefined;
}

/** `moved`, or why there was nothing to copy: the queue was there, or a move away from there was cancelled. */
export type MovedQueue = Moved & { from: string; result: 'moved' | 'there' | 'cancelled' };

/**
 * Moves the queue of a folder, and makes the folder lead to it. The old place stays, read-only. To the present place, it
 * cancels a move that didn't end.
 */
export async function moveQueue({ dir, to, actor, check, now = Date.now, progress }: Asked): Promise<MovedQueue> {
  const address = addressIn(dir);
  const from = await placeAt(dir, address);
  const opened = [from];
  try {
    if (address !== to) {
      const target = await placeAt(dir, to);
      opened.push(target);
      const moved = await moveStore({ from, to: target, actor, check, now, progress });
      if (to === undefined) removeAddress(dir);
      else putAddress(dir, to);
      return { ...moved, from: from.name, result: 'moved' };
    }
    const { state } = await openStore({ dir, backend: from.backend });
    const going = movedTo(state);
    if (going === undefined) return { from: from.name, to: from.name, seq: state.seq, files: 0, result: 'there' };
    const target = await placeAt(dir, isAddress(going) ? going : undefined);
    opened.push(target);
    return { ...(await cancelMove({ from, to: target, actor, now })), from: going, result: 'cancelled' };
  } finally {
    for (const { backend } of opened) await backend.close?.();
  }
}

/**
 * Makes a folder lead to the place to which its queue was moved, from another machine.
 * @throws BacklogError `conflict` if the queue has not arrived there
 */
export async function followMove(
  dir: string,
  old: Pick<Store, 'id' | 'state' | 'history'>,
  address: string,
): Promise<void> {
  const to = await placeAt(dir, address);
  try {
    if ((await arrival(old, to, notFollowed)) === undefined)
      throw new BacklogError('conflict', `the queue has not arrived at ${address}`, {
        hint: `Nothing was changed. Finish the move on the machine that began it: \`backlog store move ${shellWord(address)}\``,
      });
  } finally {
    await to.backend.close?.();
  }
  putAddress(dir, address);
}

async function placeAt(dir: string, address: string | undefined): Promise<StorePlace> {
  if (address === undefined) return { backend: fsBackend(dir), name: `${dir} on ${hostname()}` };
  return { backend: await serverOf(address).open(address, { brief: false }), name: address };
}
