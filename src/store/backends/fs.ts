import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Backend } from '../backend.ts';
import { errnoOf, isNoHardLinks, mediumFailed, noHardLinks } from '../failure.ts';
import { type FileCalls, fileCalls } from './calls.ts';

const TEMP = '.tmp-';

/**
 * A store in a folder of the local filesystem; folders are 0700, files 0600, made when first needed.
 * What waits for the disk (fsync) is asynchronous; name look-ups and small reads are synchronous, since a hop to the
 * thread pool costs ten times as much as the call. `calls` lets a test make the disk fail.
 */
export function fsBackend(root: string, calls: FileCalls = fileCalls): Backend {
  const at = (path: string) => (path === '' ? root : `${root}/${path}`);

  return {
    place: root,

    async put(path, data) {
      return writing(at(path), async (target) => {
        const temp = beside(target);
        try {
          const fd = makeParents(calls, target, () => calls.open(temp, 'wx', 0o600));
          if (!(await fillUnlessTaken(calls, fd, data, target))) return false;
          if (!linkOnce(calls, temp, target)) return false;
        } finally {
          removeQuietly(calls, temp);
        }
        await syncFolder(calls, dirname(target));
        return true;
      });
    },

    async putFolder(path, fill) {
      return writing(at(path), async (target) => {
        const temp = beside(target);
        try {
          makeParents(calls, target, () => calls.mkdir(temp, { mode: 0o700 }));
          await fill((name, pieces) => writePieces(calls, join(temp, name), pieces));
          await syncFolder(calls, temp);
          if (!renameOnce(calls, temp, target)) return false;
        } finally {
          removeQuietly(calls, temp);
        }
        await syncFolder(calls, dirname(target));
        return true;
      });
    },

    async get(path) {
      return reading(at(path), (file) => calls.read(file) ?? calls.readLater(file));
    },

    async stat(path) {
      return reading(at(path), (file) => calls.stat(file));
    },

    async list(folder) {
      const names = await reading(at(folder), (path) => calls.list(path));
      return (names ?? []).filter((name) => !name.startsWith(TEMP));
    },

    async delete(path) {
      await writing(at(path), (target) => removeWhole(calls, target));
    },

    async sync(folder) {
      await writing(at(folder), (path) => syncFolder(calls, path));
    },

    async touch(path) {
      await writing(at(path), async (file) => calls.touch(file));
    },

    async sweep(folder, before) {
      const path = at(folder);
      const names = (await reading(path, () => calls.list(path))) ?? [];
      const stale = names.filter((name) => name.startsWith(TEMP) && olderThan(calls, join(path, name), before));
      for (const name of stale) removeQuietly(calls, join(path, name));
      return stale.length;
    },
  };
}

async function writing<T>(file: string, work: (file: string) => Promise<T>): Promise<T> {
  try {
    return await work(file);
  } catch (error) {
    if (errnoOf(error)) throw mediumFailed('write', file, error);
    throw error;
  }
}

async function reading<T>(file: string, work: (file: string) => T | null | Promise<T | null>): Promise<T | null> {
  try {
    return await work(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return null;
    throw mediumFailed('read', file, error);
  }
}

function beside(target: string): string {
  return join(dirname(target), `${TEMP}${process.pid}-${randomBytes(8).toString('hex')}`);
}

/** Runs the call, and once more after making the folders it needs, which are made durable too. */
function makeParents<T>(calls: FileCalls, target: string, call: () => T): T {
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
async function fillUnlessTaken(
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

async function writePieces(calls: FileCalls, file: string, pieces: Iterable<string>): Promise<void> {
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

async function syncFolder(calls: FileCalls, folder: string): Promise<void> {
  const fd = calls.open(folder, 'r', 0o600);
  try {
    await calls.sync(fd);
  } finally {
    calls.close(fd);
  }
}

/** False when the name is taken, or when the temporary file was swept away while this process slept. */
function linkOnce(calls: FileCalls, temp: string, target: string): boolean {
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

function renameOnce(calls: FileCalls, temp: string, target: string): boolean {
  try {
    calls.rename(temp, target);
    return true;
  } catch (error) {
    if (['EEXIST', 'ENOTEMPTY', 'ENOENT'].includes(errnoOf(error) ?? '')) return false;
    throw error;
  }
}

/** A folder disappears at once, so that nobody reads half of it. */
async function removeWhole(calls: FileCalls, target: string): Promise<void> {
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
function removeQuietly(calls: FileCalls, path: string): void {
  try {
    calls.unlink(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    try {
      calls.removeTree(path);
    } catch {}
  }
}

function olderThan(calls: FileCalls, path: string, before: number): boolean {
  try {
    const facts = calls.stat(path);
    return facts !== null && facts.modified < before;
  } catch {
    return false;
  }
}
