import type { ProgressReport } from '../../base/progress.ts';
import { shellWord } from '../../base/shell-word.ts';
import { type Actor, formatActor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Backend } from '../backend.ts';
import { readFormat } from '../format.ts';
import { FORMAT_FILE } from '../layout.ts';
import { sumAt } from '../log/history.ts';
import { openStore } from '../store.ts';
import type { Store } from '../types.ts';
import { COPIED, compareFiles, copyFiles, type Places, type ReadSums } from './copy.ts';
import { isAddress, MOVE, MOVED, MOVED_ID, movedTo } from './moved.ts';

export interface StorePlace {
  backend: Backend;
  /** Its address, or its folder with the machine. */
  name: string;
}

export interface Moved {
  to: string;
  /** Number of the queue's last change. */
  seq: number;
  /** Number of files that were compared. Zero if an earlier call had moved the queue. */
  files: number;
}

interface Moving {
  from: StorePlace;
  to: StorePlace;
  actor: Actor;
  /** Throws if the queue may not move. It is called when writers of the old place are refused, and before the arrival. */
  check?: ((state: Store['state']) => void) | undefined;
  now: () => number;
  progress?: ProgressReport | undefined;
}

/**
 * Moves a queue. After an interruption at any step, the same call continues:
 * 1. Copy the files, while others write.
 * 2. Commit the new place at the old one. From then on, writers of the old place are refused.
 * 3. Copy the rest, and compare all files.
 * 4. Commit the arrival at the new place, which makes it writable.
 * @throws BacklogError `conflict` if another queue is at the new place, or this one is moving elsewhere
 * @throws what `check` throws. The queue then stays at its old place.
 */
export async function moveStore({ from, to, actor, check, now, progress }: Moving): Promise<Moved> {
  const source = await openStore({ dir: from.name, backend: from.backend, now });
  const going = movedTo(source.state);
  if (going !== undefined && going !== to.name) throw elsewhere(going);
  const arrived = await arrival(source, to);
  if (arrived !== undefined) return { to: to.name, seq: arrived, files: 0 };
  const places: Places = { from: from.backend, to: to.backend, progress };
  const sums: ReadSums = new Map();
  if (going === undefined) {
    await copyFiles(places, sums);
    await source.write({ command: MOVE.leaves, actor, outside: `moved the queue to ${to.name}` }, (tx) =>
      tx.put(MOVED, MOVED_ID, { to: to.name, at: toInstant(now()), actor: formatActor(actor) }),
    );
  }
  const checked = async (state: Store['state']) => {
    try {
      check?.(state);
    } catch (error) {
      await stay(source, actor);
      throw error;
    }
  };
  await checked(source.state);
  // A process that was packing at that moment may need a second look.
  while ((await copyFiles(places, sums)) > 0);
  const files = await compareFiles(places, sums);
  await to.backend.put(FORMAT_FILE, (await from.backend.get(FORMAT_FILE))!);
  const target = await openStore({ dir: to.name, backend: to.backend, now });
  await source.refresh();
  await checkSame(source, target, to);
  // A program that does not ask this one may still have written to the old place.
  await checked(target.state);
  await makeWritable(target, { actor, outside: `moved the queue to ${to.name}` });
  await target.maintain({ force: true });
  return { to: to.name, seq: target.state.seq, files };
}

/**
 * Ends a move that was interrupted before the queue arrived, so that its old place is writable again.
 * @param to the place to which it was moving
 * @throws BacklogError `conflict` if the queue has arrived there
 */
export async function cancelMove({ from, to, actor, now }: Omit<Moving, 'check' | 'progress'>): Promise<Moved> {
  const source = await openStore({ dir: from.name, backend: from.backend, now });
  if ((await arrival(source, to)) !== undefined)
    throw new BacklogError('conflict', `the queue has arrived at ${to.name}`, {
      hint: `Nothing was changed. Finish the move: \`backlog store move ${shellWord(to.name)}\`. Then you can move it back.`,
    });
  await stay(source, actor);
  return { to: from.name, seq: source.state.seq, files: 0 };
}

/** Makes a place writable: the new one on arrival, or the old one of a move that ended before. */
async function makeWritable(store: Store, by: { actor: Actor; outside: string }): Promise<void> {
  await store.write({ command: MOVE.arrives, ...by }, (tx) => tx.remove(MOVED, MOVED_ID));
}

/** Ends a move at its old place, which is then writable again. */
const stay = (source: Store, actor: Actor) => makeWritable(source, { actor, outside: 'ended a move of the queue' });

/**
 * Checks what is at the new place: nothing, a part of this queue's history, or the queue after its arrival.
 * @returns the number of the last change of a queue that has arrived, otherwise undefined
 */
export async function arrival(
  source: Pick<Store, 'id' | 'state' | 'history'>,
  to: StorePlace,
  refused = taken,
): Promise<number | undefined> {
  const format = (await to.backend.get(FORMAT_FILE)) && (await readFormat(to.backend));
  if (!format) {
    const names = isAddress(to.name) ? (await to.backend.list('')).map(({ name }) => name) : [];
    // An interrupted move leaves files, but no others.
    if (names.some((name) => !COPIED.has(name))) throw refused(to, 'it has other files');
    return undefined;
  }
  if (format.store !== source.id)
    throw refused(to, 'it has another queue', isAddress(to.name) ? ` ${useOther(to.name)}` : '');
  const target = await openStore({ dir: to.name, backend: to.backend });
  const isAhead = target.state.seq > source.state.seq;
  const shared = Math.min(target.state.seq, source.state.seq);
  if ((await sumAt(target, shared)) !== (await sumAt(source, shared)))
    throw refused(to, 'it has other changes of this queue');
  if (!isAhead) return undefined;
  if (movedTo(source.state) === undefined) throw refused(to, 'it has later changes of this queue');
  return target.state.seq;
}

async function checkSame(source: Store, target: Store, to: StorePlace): Promise<void> {
  const { seq } = source.state;
  const isSame = target.state.seq === seq && (await sumAt(source, seq)) === (await sumAt(target, seq));
  if (movedTo(source.state) !== to.name || !isSame) throw taken(to, 'it changed during the move');
}

function taken({ name }: StorePlace, why: string, instead = ''): BacklogError {
  return new BacklogError('conflict', `can't move the queue to ${name}: ${why}`, {
    hint: `The queue is still at its old place. Choose another place.${instead}`,
    data: { to: name },
  });
}

/** The error of a machine that follows a queue to a place with something else. */
export function notFollowed({ name }: StorePlace, why: string): BacklogError {
  return new BacklogError('conflict', `can't follow the queue to ${name}: ${why}`, {
    hint: `Nothing was changed. ${useOther(name)}`,
    data: { to: name },
  });
}

/** Says how a folder leaves its queue for the one at an address. Its own queue can be brought back. */
export function useOther(address: string): string {
  return `To use the queue there instead of this one: \`backlog queue remove . && backlog store init ${shellWord(address)}\``;
}

function elsewhere(going: string): BacklogError {
  const line = isAddress(going)
    ? `\`backlog store move ${shellWord(going)}\``
    : '`backlog store move disk`, in its repository on that machine';
  return new BacklogError('conflict', `the queue is moving to ${going}`, {
    hint: `Nothing was changed. Finish that first: ${line}`,
    data: { to: going },
  });
}
