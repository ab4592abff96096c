import { randomBytes } from 'node:crypto';
import { dirname, join, relative, sep } from 'node:path';
import type { Content } from '../backend.ts';
import { errnoOf, isNoHardLinks, noHardLinks, replaced } from '../failure.ts';
import type { FileCalls } from './calls.ts';

/** The steps of which the filesystem backend makes its operations. */

/** How the names of temporary files and folders begin. */
export const TEMP = '.tmp-';

/** What makes the name of a temporary file unlike any other. */
export function newMark(): string {
  return `${process.pid}-${randomBytes(8).toString('hex')}`;
}

/** A name for a temporary file in the folder of the target. */
export function tempBeside(target: string, mark = newMark()): string {
  return join(dirname(target), `${TEMP}${mark}`);
}

/**
 * Runs the call, and again after making the folders it needs, which are made durable too. More than once, since others remove folders
 * that are empty. The store's own folder is only made for a file that is directly in it, with which a store begins: one that is gone is
 * being exchanged, or was removed.
 * @throws BacklogError `store` for that
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

/** What stands in the way oftener than this is no race. */
const MOST_MAKINGS = 4;

function makeRoot(calls: FileCalls, root: string): void {
  const first = calls.mkdir(root, { recursive: true, mode: 0o700 });
  for (let made = root; first !== undefined && made.length >= first.length; made = dirname(made)) {
    calls.syncFolderNow(dirname(made));
  }
}

/**
 * Makes folders inside the store's own that are not there, and waits for the disk once for all that were made in the same one. Others may
 * take them away again while they are empty: {@link makeParents} makes those again.
 */
export function makeFolders(calls: FileCalls, root: string, folders: Iterable<string>): void {
  const changed = new Set<string>();
  for (const folder of folders)
    if (!calls.exists(folder))
      makeInside(calls, root, relative(root, folder).split(sep), (parent) => changed.add(parent));
  for (const parent of changed) calls.syncFolderNow(parent);
}

/** Calls `made` for each new folder. */
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

/** Writes, syncs and closes, unless the target turns up meanwhile (`taken`): then waiting for the disk would be in vain. */
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
  return (typeof data === 'string' || data instanceof Uint8Array) && data.length <= SMALL;
}

/** Bytes, or characters of a text: what a disk takes as fast as nothing. */
const SMALL = 1 << 16;

export function writeAll(calls: FileCalls, fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += calls.write(fd, bytes, done);
}

/** Other work of the process goes on between the pieces. */
async function writePieces(calls: FileCalls, fd: number, pieces: Iterable<string | Uint8Array>): Promise<void> {
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    for (let done = 0; done < bytes.length; ) done += await calls.writeLater(fd, bytes, done);
  }
}

/** Makes the names in a folder durable, or what a file holds. */
export async function syncPath(calls: FileCalls, path: string): Promise<void> {
  const fd = calls.open(path, 'r', 0o600);
  try {
    await calls.syncSmall(fd);
  } finally {
    calls.close(fd);
  }
}

/** False when the name is taken, or when the temporary file was swept away while this process slept. */
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

/** False when the file is gone. */
export function renameOnce(calls: FileCalls, temp: string, target: string): boolean {
  try {
    calls.rename(temp, target);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Temporary things that cannot be removed now are swept later. */
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

/** Was it last changed before that time, in ms? */
export function olderThan(calls: FileCalls, path: string, before: number): boolean {
  try {
    const facts = calls.stat(path);
    return facts !== null && facts.modified < before;
  } catch {
    return false;
  }
}
