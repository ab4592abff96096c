import { dirname, join } from 'node:path';
import type { Backend } from '../backend.ts';
import { errnoOf, mediumFailed } from '../failure.ts';
import { type FileCalls, fileCalls } from './calls.ts';
import {
  beside,
  fillUnlessTaken,
  linkOnce,
  makeParents,
  olderThan,
  removeQuietly,
  removeWhole,
  renameOnce,
  syncFolder,
  TEMP,
  writePieces,
} from './files.ts';

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
