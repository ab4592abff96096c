import { closeSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { mediumFailed } from '../failure.ts';
import { LAST, lastName, lastOf } from '../layout.ts';
import { keepOwner } from '../owner.ts';

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
