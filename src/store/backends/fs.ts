import { dirname, join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Backend, FileFacts, HeldFile } from '../backend.ts';
import { mediumFailed, notSynced } from '../failure.ts';
import { type FileCalls, fileCalls } from './calls.ts';
import { fill, linkOnce, makeParents, removeQuietly, sumOfFile, syncPath, TEMP, tempBeside } from './files.ts';
import { putMany } from './many.ts';
import { fsGarbage, fsUpkeep } from './upkeep.ts';

/**
 * Stores files in a folder of the local file system. Folders have mode 0700, files 0600; missing folders are created on
 * demand. Syncs are asynchronous. Lookups and small reads are synchronous, because a call of the thread pool takes ten
 * times as long. `calls` lets a test make the disk fail.
 */
export function fsBackend(root: string, calls: FileCalls = fileCalls): Backend {
  const at = (path: string) => {
    // Names of files come from other stores, too. None may lead out of its folder.
    if (path.includes('..') && path.split('/').includes('..'))
      throw new BacklogError('store', `${root}/${path} is not the path of a file of a queue`, { data: { file: path } });
    return path === '' ? root : `${root}/${path}`;
  };
  const listing = createListing(calls);

  return {
    location: root,

    async put(path, data) {
      return writing(at(path), async (target) => {
        const temp = tempBeside(target);
        try {
          const fd = makeParents(calls, root, target, () => calls.open(temp, 'wx', 0o600));
          if (!(await fill(calls, fd, data, () => calls.exists(target)))) return null;
          if (!linkOnce(calls, temp, target)) return null;
        } finally {
          removeQuietly(calls, temp);
        }
        await syncPath(calls, dirname(target)).catch((error) => {
          throw notSynced(target, error);
        });
        return { tag: tagOf(calls, target) };
      });
    },

    putAll: (files) => putMany({ calls, root, at, writing }, files),

    async get(path, range) {
      return reading(calls, at(path), (file) =>
        range ? calls.readRange(file, range) : (calls.read(file) ?? calls.readLater(file)),
      );
    },

    async hold(path) {
      return reading(calls, at(path), (file) => holdFile(calls, file));
    },

    async sum(path) {
      return reading(calls, at(path), (file) => sumOfFile(calls, file));
    },

    async list(folder, { after } = {}) {
      const path = at(folder);
      const names = (await reading(calls, path, () => listing.names(path, after))) ?? [];
      const visible = names.filter((name) => !name.startsWith(TEMP) && (after === undefined || name > after));
      return visible.map((name) => ({ name, facts: () => factsOf(calls, join(path, name)) }));
    },

    async delete(path) {
      await writing(at(path), async (target) => {
        try {
          await calls.unlinkLater(target);
        } catch (error) {
          if (errnoOf(error) !== 'ENOENT' && !isFolder(calls, target)) throw error;
        }
        if (path.split('/').length > 2) removeIfEmpty(calls, dirname(target));
      });
    },

    watch(folder, changed) {
      try {
        return calls.watch(at(folder), (name) => void (name?.startsWith(TEMP) || changed()));
      } catch {
        return undefined;
      }
    },

    get garbage() {
      return fsGarbage(calls, { at, writing });
    },
    get upkeep() {
      return fsUpkeep(calls, { at, writing, reading: (file, work) => reading(calls, file, work) });
    },
  };
}

/**
 * Returns a new file's tag, or an empty text after an error. The file exists already, so the error must not fail the
 * put. An empty tag makes readers check the file.
 */
function tagOf(calls: FileCalls, file: string): string {
  try {
    return calls.stat(file)?.tag ?? '';
  } catch {
    return '';
  }
}

function factsOf(calls: FileCalls, file: string): FileFacts | null {
  try {
    return calls.stat(file);
  } catch (error) {
    throw mediumFailed('read', file, error);
  }
}

function isFolder(calls: FileCalls, path: string): boolean {
  try {
    calls.list(path);
    return true;
  } catch {
    return false;
  }
}

/** Deletes an empty folder of a checkpoint or of blobs. */
function removeIfEmpty(calls: FileCalls, folder: string): void {
  try {
    calls.removeEmpty(folder);
  } catch {}
}

async function writing<T>(file: string, work: (file: string) => Promise<T>): Promise<T> {
  try {
    return await work(file);
  } catch (error) {
    if (errnoOf(error)) throw mediumFailed('write', file, error);
    throw error;
  }
}

async function reading<T>(
  calls: FileCalls,
  file: string,
  work: (file: string) => T | null | Promise<T | null>,
): Promise<T | null> {
  try {
    return await work(file);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || isBelowFile(calls, file, error)) return null;
    throw mediumFailed('read', file, error);
  }
}

/** Checks whether a file is missing because a parent folder is a file. False if the path itself is a folder. */
function isBelowFile(calls: FileCalls, file: string, error: unknown): boolean {
  return errnoOf(error) === 'ENOTDIR' && !calls.exists(file);
}

/** Number of bytes that one read gets. Callers read lists in sequence, so the next read is often served from memory. */
const WINDOW = 1 << 16;

/** Opens a file for reads of byte ranges. Its descriptor is closed when the returned object is garbage-collected. */
function holdFile(calls: FileCalls, file: string): HeldFile {
  const fd = calls.open(file, 'r', 0o600);
  const window = { from: 0, to: 0, bytes: Buffer.of() };
  const readInto = (bytes: Buffer, from: number): Buffer => {
    try {
      return bytes.subarray(0, calls.readAt(fd, bytes, from));
    } catch (error) {
      throw mediumFailed('read', file, error);
    }
  };
  const moveWindow = (from: number) => {
    if (window.bytes.length === 0) window.bytes = Buffer.allocUnsafeSlow(WINDOW);
    window.to = window.from;
    window.to = from + readInto(window.bytes, from).length;
    window.from = from;
  };
  const held: HeldFile = {
    location: file,
    size: sizeOf(calls, fd),
    read(from, to) {
      if (to - from > WINDOW) return readInto(Buffer.allocUnsafeSlow(to - from), from);
      if (from < window.from || to > window.to) moveWindow(from);
      return window.bytes.subarray(from - window.from, Math.min(to, window.to) - window.from);
    },
  };
  unheld.register(held, { calls, fd });
  return held;
}

function sizeOf(calls: FileCalls, fd: number): number {
  try {
    return calls.size(fd);
  } catch (error) {
    calls.close(fd);
    throw error;
  }
}

const unheld = new FinalizationRegistry<{ calls: FileCalls; fd: number }>(({ calls, fd }) => calls.close(fd));

/**
 * Returns an object that lists a folder by sorted name. With `after`, it uses the previous listing if the folder is
 * unchanged. A check for new files then costs one stat call.
 */
function createListing(calls: FileCalls): { names(folder: string, after?: string): string[] } {
  const known = new Map<string, { tag: string; names: string[] }>();

  return {
    names(folder, after) {
      if (after === undefined) return calls.list(folder).sort();
      const facts = calls.stat(folder);
      const tag = facts === null ? 'none' : facts.tag;
      const last = known.get(folder);
      if (last?.tag === tag) return last.names;
      const names = facts === null ? [] : listed(calls, folder);
      if (facts === null || isOld(facts.modified)) known.set(folder, { tag, names });
      else known.delete(folder);
      return names;
    },
  };
}

function listed(calls: FileCalls, folder: string): string[] {
  try {
    return calls.list(folder).sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Checks whether a folder's time is older than one tick of the file system's clock. Two changes within one tick get the
 * same time, so a newer time could hide a change. A tick is a few milliseconds, or up to two seconds on some file
 * systems.
 */
function isOld(modified: number): boolean {
  const tick = modified % 10 === 0 ? 2_100 : 100;
  return Date.now() - modified > tick;
}
