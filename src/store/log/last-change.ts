import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import type { Backend } from '../backend.ts';
import { mediumFailed, type TailDamage, withoutChanges } from '../failure.ts';
import {
  ARCHIVE_FOLDER,
  AUTHORS,
  BLOBS,
  CHECKPOINTS,
  commitNumber,
  commitPath,
  FORMAT_FILE,
  HISTORY,
  LAST,
  LOG,
  lastName,
  lastOf,
  SNAPSHOT,
} from '../layout.ts';
import { keepOwner } from '../owner.ts';
import type { LiveState } from '../state/state.ts';
import type { LogReader } from './log-reader.ts';

/** A change that was confirmed: its number and its hash. */
export interface LastChange {
  seq: number;
  sum: string;
}

/**
 * Remembers the newest confirmed change outside the log, so that a lost end of the log doesn't read as a shorter queue.
 * The memory is the name of one empty file in the queue's folder on this machine, which each commit renames. It needs no
 * sync: the commit is durable before it, so a crash can only leave an older name, which is true as well. No write depends
 * on it; it can only refuse one.
 */
export interface ChangeMemory {
  /** Returns the newest change that this machine has confirmed. Read it before the log, which can only be longer. */
  newest(): LastChange | null;
  /** Creates the folder. Only writers call this, before their commit: a restore removes it, see {@link keep}. */
  prepare(): void;
  /**
   * Remembers a change, unless a newer one is remembered. Never throws, because the change is durable. Doesn't create the
   * folder: a process that slept since its commit would otherwise remember it in a queue that was restored meanwhile.
   */
  keep(change: LastChange): void;
}

export function changeMemory(dir: string): ChangeMemory {
  const folder = join(dir, LAST);
  let known: string | undefined;
  const names = () => listed(folder);
  return {
    newest() {
      const all = quietly(names, []).sort();
      known = all.at(-1);
      return known === undefined ? null : lastOf(known);
    },
    prepare() {
      if (known !== undefined) return;
      quietly(() => {
        mkdirSync(folder, { mode: 0o700 });
        keepOwner(folder);
      }, undefined);
    },
    keep(change) {
      const name = lastName(change);
      quietly(() => {
        if (known !== undefined && known < name && moved(folder, known, name)) known = name;
        else known = replace(folder, names().sort(), name);
      }, undefined);
    },
  };
}

/** Remembers an earlier change, after a person gave up those that followed it. */
export function setBack(dir: string, change: LastChange): void {
  const folder = join(dir, LAST);
  const name = lastName(change);
  try {
    const later = listed(folder).filter((one) => one > name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    create(join(folder, name));
    for (const one of later) rmSync(join(folder, one), { force: true });
    rmSync(join(dir, SNAPSHOT), { recursive: true, force: true });
  } catch (error) {
    throw mediumFailed('write', folder, error);
  }
}

/** Leaves only the newest of all names. Another process may do the same. Returns the newest name. */
function replace(folder: string, before: readonly string[], name: string): string {
  const newest = before.at(-1);
  if (newest !== undefined && newest >= name) return newest;
  if (newest === undefined || !moved(folder, newest, name)) create(join(folder, name));
  for (const older of before.slice(0, -1)) rmSync(join(folder, older), { force: true });
  return name;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => lastOf(name) !== null);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function create(file: string): void {
  closeSync(openSync(file, 'w', 0o600));
  keepOwner(file);
}

/** Renames a file. Returns false if another process has renamed it. */
function moved(folder: string, from: string, to: string): boolean {
  try {
    renameSync(join(folder, from), join(folder, to));
    return true;
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return false;
  }
}

function quietly<T>(work: () => T, instead: T): T {
  try {
    return work();
  } catch {
    return instead;
  }
}

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

/**
 * Refuses a queue without its format if it once had changes: a server can return without its tables or their rows, and
 * nothing may begin in their place. `confirmed` was read before the format.
 * @throws BacklogError `store`
 */
export function checkNeverUsed({ location }: Pick<Backend, 'location'>, confirmed: LastChange | null): void {
  if (confirmed === null || confirmed.seq === 0) return;
  throw withoutChanges(location, `change ${confirmed.seq} was confirmed, but ${FORMAT_FILE} is missing`);
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

/**
 * Returns a text that differs after every change of the store: the newest commit's number, and the log folder's inode and
 * time. So a program can find out with two cheap calls whether the store has changed. The folder's time also changes when
 * commits are packed. Two changes can have the same time, so the function also looks for a file with the next number.
 * @returns undefined if the commit of this number isn't the newest one
 */
export function newestMark(dir: string, seq: number): string | undefined {
  const facts = statSync(join(dir, LOG), { throwIfNoEntry: false });
  if (!facts || existsSync(join(dir, commitPath(seq + 1)))) return undefined;
  return [seq, facts.ino, facts.mtimeMs].join(' ');
}
