import { createHash, randomBytes } from 'node:crypto';
import { dirname, join, relative, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { errnoOf } from '../../base/errno.ts';
import type { Content, FileSum } from '../backend.ts';
import { isNoHardLinks, noHardLinks, replaced } from '../failure.ts';
import type { FileCalls } from './calls.ts';
import { isInMemory } from './pieces.ts';

/** Steps of the operations of the file system backend. */

/** Prefix of temporary files and folders. */
export const TEMP = '.tmp-';

/** Returns a unique part of a temporary file's name. */
export function newMark(): string {
  return `${process.pid}-${randomBytes(8).toString('hex')}`;
}

/** Returns a name for a temporary file in the target's folder. */
export function tempBeside(target: string, mark = newMark()): string {
  return join(dirname(target), `${TEMP}${mark}`);
}

/**
 * Runs a call. If a folder is missing, creates it durably and runs the call again. It repeats this, because other
 * processes may delete an empty folder. It creates the store's own folder only for the first file of a store. If that
 * folder is missing later, somebody deleted or replaced it.
 * @throws BacklogError `store` if the store's own folder is missing
 */
export function makeParents<T>(calls: FileCalls, root: string, target: string, call: () => T): T {
  for (let left = MOST_MAKINGS; ; left--) {
    try {
      return call();
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || left === 0) throw error;
    }
    const inside = relative(root, dirname(target));
    if (inside === '') makeRoot(calls, root);
    else makeInside(calls, root, inside.split(sep), calls.syncFolderNow);
  }
}

/** Maximum number of attempts. More failures can't come from other processes that delete empty folders. */
const MOST_MAKINGS = 4;

function makeRoot(calls: FileCalls, root: string): void {
  const first = calls.mkdir(root, { recursive: true, mode: 0o700 });
  for (let made = root; first !== undefined && made.length >= first.length; made = dirname(made)) {
    calls.syncFolderNow(dirname(made));
  }
}

/**
 * Creates missing folders inside the store, with one sync per parent folder. Other processes may delete them as long as
 * they are empty; {@link makeParents} creates them again.
 */
export function makeFolders(calls: FileCalls, root: string, folders: Iterable<string>): void {
  const changed = new Set<string>();
  for (const folder of folders)
    if (!calls.exists(folder))
      makeInside(calls, root, relative(root, folder).split(sep), (parent) => changed.add(parent));
  for (const parent of changed) calls.syncFolderNow(parent);
}

/** Creates missing folders. Calls `made` with the parent of each new folder. */
function makeInside(calls: FileCalls, root: string, names: readonly string[], made: (parent: string) => void): void {
  let parent = root;
  for (const name of names) {
    const folder = join(parent, name);
    try {
      calls.mkdir(folder, { mode: 0o700 });
      made(parent);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' && !calls.exists(root)) throw replaced(root, 'its folder is gone');
      if (errnoOf(error) === 'ENOENT') return;
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    parent = folder;
  }
}

/**
 * Writes, syncs and closes a file. If `taken` reports that another process has created the target, skips the sync and
 * returns false.
 */
export async function fill(calls: FileCalls, fd: number, data: Content, taken: () => boolean): Promise<boolean> {
  try {
    if (typeof data === 'string') writeAll(calls, fd, Buffer.from(data));
    else if (data instanceof Uint8Array) writeAll(calls, fd, data);
    else await writePieces(calls, fd, data);
    if (taken()) return false;
    await (isSmall(data) ? calls.syncSmall(fd) : calls.sync(fd));
    return true;
  } finally {
    calls.close(fd);
  }
}

function isSmall(data: Content): boolean {
  return isInMemory(data) && data.length <= SMALL;
}

/** Maximum number of bytes or characters that are written in one call. */
const SMALL = 1 << 16;

export function writeAll(calls: FileCalls, fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += calls.write(fd, bytes, done);
}

/** Writes the pieces one by one. Between two pieces, the process can do other work. */
async function writePieces(calls: FileCalls, fd: number, pieces: Iterable<string | Uint8Array>): Promise<void> {
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    for (let done = 0; done < bytes.length; ) done += await calls.writeLater(fd, bytes, done);
  }
}

/** Reads a file in parts, all into one buffer. Between two parts, the process can do other work. */
export async function sumOfFile(calls: FileCalls, file: string): Promise<FileSum> {
  const fd = calls.open(file, 'r', 0o600);
  try {
    const part = Buffer.allocUnsafe(Math.min(PART, calls.size(fd) + 1));
    const hash = createHash('sha256');
    let bytes = 0;
    for (let got = -1; got !== 0; bytes += got) {
      got = calls.readAt(fd, part, bytes);
      hash.update(part.subarray(0, got));
      if (got === PART) await nextTurn();
    }
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    calls.close(fd);
  }
}

const PART = 1 << 20;

/** Syncs a file's content or the names in a folder. */
export async function syncPath(calls: FileCalls, path: string): Promise<void> {
  const fd = calls.open(path, 'r', 0o600);
  try {
    await calls.syncSmall(fd);
  } finally {
    calls.close(fd);
  }
}

/** Links a temporary file to its target. Returns false if the target exists or the file was cleaned up. */
export function linkOnce(calls: FileCalls, temp: string, target: string): boolean {
  try {
    calls.link(temp, target);
    return true;
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (isNoHardLinks(code)) throw noHardLinks(target, error);
    throw error;
  }
}

/** Renames a file. Returns false if the file is missing. */
export function renameOnce(calls: FileCalls, temp: string, target: string): boolean {
  try {
    calls.rename(temp, target);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Deletes a temporary file or folder. If that fails, a later clean-up deletes it. */
export function removeQuietly(calls: FileCalls, path: string): void {
  try {
    calls.unlink(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    try {
      calls.removeTree(path);
    } catch {}
  }
}

/** Checks whether a file was last changed before a time, in milliseconds since the epoch. */
export function olderThan(calls: FileCalls, path: string, before: number): boolean {
  try {
    const facts = calls.stat(path);
    return facts !== null && facts.modified < before;
  } catch {
    return false;
  }
}
