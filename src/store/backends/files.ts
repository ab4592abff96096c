import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { errnoOf, isNoHardLinks, noHardLinks } from '../failure.ts';
import type { FileCalls } from './calls.ts';

/** The steps of which the filesystem backend makes its operations. */

/** How the names of temporary files and folders begin. */
export const TEMP = '.tmp-';

/** A name for a temporary file or folder beside the target, unlike any other. */
export function beside(target: string): string {
  return join(dirname(target), `${TEMP}${process.pid}-${randomBytes(8).toString('hex')}`);
}

/** Runs the call, and once more after making the folders it needs, which are made durable too. */
export function makeParents<T>(calls: FileCalls, target: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    const folder = dirname(target);
    const first = calls.mkdir(folder, { recursive: true, mode: 0o700 });
    for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made)) {
      calls.syncFolderNow(dirname(made));
    }
    return call();
  }
}

/** Writes and syncs, unless the target turns up meanwhile: then waiting for the disk would be in vain. */
export async function fillUnlessTaken(
  calls: FileCalls,
  fd: number,
  data: Uint8Array | string,
  target: string,
): Promise<boolean> {
  try {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    for (let done = 0; done < bytes.length; ) done += calls.write(fd, bytes, done);
    if (calls.exists(target)) return false;
    await calls.sync(fd);
    return true;
  } finally {
    calls.close(fd);
  }
}

/** A new file of pieces, synced. */
export async function writePieces(calls: FileCalls, file: string, pieces: Iterable<string>): Promise<void> {
  const fd = calls.open(file, 'wx', 0o600);
  try {
    for (const piece of pieces) {
      const bytes = Buffer.from(piece);
      for (let done = 0; done < bytes.length; ) done += await calls.writeLater(fd, bytes, done);
    }
    await calls.sync(fd);
  } finally {
    calls.close(fd);
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(calls: FileCalls, folder: string): Promise<void> {
  const fd = calls.open(folder, 'r', 0o600);
  try {
    await calls.sync(fd);
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

/** False when the name is taken, or the temporary folder was swept away. */
export function renameOnce(calls: FileCalls, temp: string, target: string): boolean {
  try {
    calls.rename(temp, target);
    return true;
  } catch (error) {
    if (['EEXIST', 'ENOTEMPTY', 'ENOENT'].includes(errnoOf(error) ?? '')) return false;
    throw error;
  }
}

/** A folder disappears at once, so that nobody reads half of it. */
export async function removeWhole(calls: FileCalls, target: string): Promise<void> {
  try {
    await calls.unlinkLater(target);
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT') return;
    if (code !== 'EISDIR' && code !== 'EPERM') throw error;
    const trash = beside(target);
    if (renameOnce(calls, target, trash)) await calls.removeTreeLater(trash);
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
