import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import type { BackendGarbage, BackendUpkeep } from '../backend.ts';
import { mediumFailed } from '../failure.ts';
import type { FileCalls } from './calls.ts';
import { linkOnce, olderThan, removeQuietly, renameOnce, syncPath, TEMP } from './files.ts';

/** Prefix of files that are hidden while their age is checked again. */
const TAKEN = `${TEMP}taken-`;

interface Around {
  at: (path: string) => string;
  reading: <T>(file: string, work: (file: string) => T | null) => Promise<T | null>;
  writing: <T>(file: string, work: (file: string) => Promise<T>) => Promise<T>;
}

/** Implements {@link BackendUpkeep} for a file system. */
export function fsUpkeep(calls: FileCalls, { at, reading, writing }: Around): BackendUpkeep {
  return {
    sync: (folder) => writing(at(folder), (path) => syncPath(calls, path)),

    async sweep(folder, before) {
      const path = at(folder);
      const names = (await reading(path, () => calls.list(path))) ?? [];
      const stale = names.filter((name) => name.startsWith(TEMP) && olderThan(calls, join(path, name), before));
      for (const name of stale) {
        if (name.startsWith(TAKEN)) putBack(calls, join(path, name));
        removeQuietly(calls, join(path, name));
      }
      return stale.length;
    },
  };
}

/** Implements {@link BackendGarbage} for a file system. */
export function fsGarbage(calls: FileCalls, { at, writing }: Pick<Around, 'at' | 'writing'>): BackendGarbage {
  return {
    renew: (path) =>
      writing(at(path), async (file) => {
        try {
          calls.touch(file);
        } catch (error) {
          if (errnoOf(error) === 'ENOENT') return false;
          throw error;
        }
        // The platform first looks up the file and then changes it. Between these steps, another process may hide the
        // file and delete it as too old.
        if (!calls.exists(file)) return false;
        await syncPath(calls, dirname(file));
        return true;
      }),

    async old(folder, { age, now }) {
      const before = now - age;
      const paths = filesBelow(calls, { at, folder }).filter((path) => olderThan(calls, at(path), before));
      return {
        paths,
        async remove(chosen) {
          let removed = 0;
          for (const path of chosen)
            if (await writing(at(path), async (file) => takeAway(calls, file, before))) removed++;
          return removed;
        },
      };
    },
  };
}

/** Returns the paths of the files in a folder and in its folders. */
function filesBelow(calls: FileCalls, { at, folder }: { at: Around['at']; folder: string }): string[] {
  const names = namesIn(calls, at(folder)) ?? [];
  return names.flatMap((name) => {
    const path = `${folder}/${name}`;
    return namesIn(calls, at(path))?.map((inner) => `${path}/${inner}`) ?? [path];
  });
}

/** Returns the names in a folder, without temporary files. Returns null for a file and for a missing folder. */
function namesIn(calls: FileCalls, folder: string): string[] | null {
  try {
    return calls.list(folder).filter((name) => !name.startsWith(TEMP));
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOTDIR' || code === 'ENOENT') return null;
    throw mediumFailed('read', folder, error);
  }
}

/**
 * Deletes an old file unless another process has renewed it. Before the deletion, it hides the file under another name
 * and checks the file's age again. A process that renews the file later finds none and creates it again.
 */
function takeAway(calls: FileCalls, file: string, before: number): boolean {
  const taken = join(dirname(file), `${TAKEN}${basename(file)}`);
  if (!olderThan(calls, file, before) || !renameOnce(calls, file, taken)) return false;
  const old = olderThan(calls, taken, before);
  if (!old) putBack(calls, taken);
  removeQuietly(calls, taken);
  return old;
}

function putBack(calls: FileCalls, taken: string): void {
  linkOnce(calls, taken, join(dirname(taken), basename(taken).slice(TAKEN.length)));
}
