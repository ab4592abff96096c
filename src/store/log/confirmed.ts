import type { Backend } from '../backend.ts';
import { type TailDamage, withoutChanges } from '../failure.ts';
import {
  ARCHIVE_FOLDER,
  AUTHORS,
  BLOBS,
  CHECKPOINTS,
  commitNumber,
  HISTORY,
  LAST,
  LOG,
  lastName,
  lastOf,
} from '../layout.ts';
import type { LiveState } from '../state/state.ts';
import type { LastChange } from './last-change.ts';
import type { LogReader } from './log-reader.ts';

/** What is remembered of a queue without changes: it has begun, so its texts are those of a first write. */
const BEGUN: LastChange = { seq: 0, sum: '0' };

/** Remembers that a queue has begun and has no change yet. Call it before the queue's first text. */
export async function beginMemory(backend: Backend): Promise<void> {
  await backend.put(`${LAST}/${lastName(BEGUN)}`, '');
}

/**
 * Remembers the first change in the queue itself, for machines that have confirmed none. It never fails the write,
 * because the change is durable.
 */
export async function rememberFirst(backend: Backend, { seq, sum }: LastChange): Promise<void> {
  await backend.put(`${LAST}/${lastName({ seq, sum })}`, '').catch(() => null);
}

/**
 * Refuses a queue without any change if it once had some: a change was confirmed, or it has files that only follow
 * changes. `confirmed` was read before the log.
 * @throws BacklogError `store`
 */
export async function checkBegun(backend: Backend, state: LiveState, confirmed: LastChange | null): Promise<void> {
  if (state.seq > 0) return;
  if (confirmed !== null) return confirmed.seq > 0 ? refuse(backend, confirmed.seq) : undefined;
  const begun = (await backend.list(LAST)).map(({ name }) => lastOf(name)?.seq ?? 0);
  const newest = Math.max(-1, ...begun);
  if (newest === 0) return;
  const left = newest > 0 ? LAST : await firstWithFiles(backend);
  // Another process may have made the first change since the log was read.
  if (left === undefined || (await hasChanges(backend))) return;
  if (newest > 0) return refuse(backend, newest);
  throw withoutChanges(backend.location, `${left}/ has files, but there is no change in log/ or history/`);
}

function refuse(backend: Backend, seq: number): never {
  throw withoutChanges(backend.location, `change ${seq} was confirmed, but log/ and history/ have no change`);
}

/** Returns the first folder with files that only follow changes. */
export async function firstWithFiles(backend: Backend): Promise<string | undefined> {
  for (const folder of [CHECKPOINTS, ARCHIVE_FOLDER, BLOBS, AUTHORS])
    if ((await backend.list(folder)).length > 0) return folder;
  return undefined;
}

async function hasChanges(backend: Backend): Promise<boolean> {
  if ((await backend.list(HISTORY)).length > 0) return true;
  return (await backend.list(LOG)).some(({ name }) => commitNumber(name) !== null);
}

/**
 * Returns the damage at the end of the log: the one that was found, or the confirmed changes that are missing there.
 * `confirmed` was read before the log.
 */
export function lostTail(
  { log, state, confirmed }: { log: LogReader; state: LiveState; confirmed: LastChange | null },
  found: TailDamage | null,
): TailDamage | null {
  const last = confirmed?.seq ?? 0;
  if (found) return { ...found, to: Math.max(found.to, last) };
  if (last <= state.seq) return null;
  const first = state.seq + 1;
  const problem =
    first === last
      ? `change ${last} was confirmed, but is missing`
      : `changes ${first} to ${last} were confirmed, but are missing`;
  return { after: state.seq, to: last, file: log.fileOf(first), problem };
}
