import type { Backend, BackendGarbage, FolderEntry } from '../../backend.ts';
import { isNamedBySum } from '../../layout.ts';
import { inParallel } from '../parallel.ts';
import { isInMemory } from '../pieces.ts';
import type { ListedKeys } from './listing.ts';

/** The calls for single objects. An object has the name of its file, or that name and a number. */
export interface Objects extends Pick<Backend, 'put' | 'get' | 'delete'> {
  /** Checks whether an object exists. */
  isThere(object: string): Promise<boolean>;
  /** Lists all objects below a folder by path, with the service's time. */
  listBelow(folder: string): Promise<ListedKeys>;
}

/** Requests of one sweep at once. */
const AT_ONCE = 16;
/** End of the name of a mark. */
const MARK = '.old';
const MARK_TEXT = 'Backlog may delete the object of this name at any time. Its next writer uses another name.\n';

/**
 * Reads and writes files that a sweep may delete, in a service that can't check anything while it deletes. A sweep marks
 * an old object, waits for its age, and deletes it only if no commit names it then. A mark is final: it stays for good,
 * and no writer relies on that object again. The next writer stores the file as a further object, `<name>.1`.
 */
export function collectedFiles({ put, get, delete: remove, isThere, listBelow }: Objects) {
  const isMarked = (object: string) => isThere(object + MARK);
  const mark = (object: string) => put(object + MARK, MARK_TEXT);
  /** Returns the first object of a file that exists, and its content. */
  const found = async <T>(path: string, read: (object: string) => Promise<T | null>) => {
    for (let number = 0; ; number++) {
      const object = objectName(path, number);
      const content = await read(object);
      if (content !== null) return { object, content };
      if (!(await isMarked(object))) return null;
    }
  };
  const collectedPut: Backend['put'] = async (path, data) => {
    for (let number = 0; ; number++) {
      const object = objectName(path, number);
      const marked = isMarked(object);
      // A stream of pieces can be read only once.
      if (!isInMemory(data) && (await marked)) continue;
      // At the same time, to save a round trip. A marked object that was deleted exists again then, as a further copy.
      const [isOld, made] = await Promise.all([marked, put(object, data)]);
      if (!isOld) return made;
    }
  };
  const garbage: BackendGarbage = {
    async renew(path) {
      for (let number = 0; ; number++) {
        const object = objectName(path, number);
        if (await isMarked(object)) continue;
        if (await isThere(object)) return true;
        const earlier = await found(path, get);
        if (!earlier) return false;
        await put(object, earlier.content);
        return true;
      }
    },

    async old(folder, { age }) {
      const { entries, time } = await listBelow(folder);
      const marks = new Map(entries.map(({ path, facts }) => [path, facts?.modified ?? Number.NaN]));
      const isOld = (modified: number | undefined) => modified !== undefined && modified < time - age;
      const objects = entries.flatMap(({ path, facts }) => {
        if (path.endsWith(MARK) || !facts) return [];
        const marked = marks.get(path + MARK);
        if (!isOld(marked ?? facts.modified)) return [];
        return [{ object: path, path: fileOf(path), isMarked: marked !== undefined }];
      });
      return {
        paths: [...new Set(objects.map(({ path }) => path))],
        async remove(paths) {
          const chosen = new Set(paths);
          let removed = 0;
          await inParallel(
            objects.filter(({ path }) => chosen.has(path)),
            AT_ONCE,
            async ({ object, isMarked }) => {
              await (isMarked ? remove(object) : mark(object));
              if (isMarked) removed++;
            },
          );
          return removed;
        },
      };
    },
  };
  const calls: Pick<Backend, 'put' | 'get' | 'delete'> = {
    put: (path, data) => (isNamedBySum(path) ? collectedPut(path, data) : put(path, data)),
    async get(path, range) {
      if (!isNamedBySum(path)) return get(path, range);
      return (await found(path, (object) => get(object, range)))?.content ?? null;
    },
    async delete(path) {
      const first = isNamedBySum(path) ? await found(path, async (object) => (await isThere(object)) || null) : null;
      await remove(first?.object ?? path);
    },
  };
  return { ...calls, garbage };
}

/** Returns names as files: without marks, and each file once. */
export function asFiles(folder: string, entries: readonly FolderEntry[]): readonly FolderEntry[] {
  if (!isNamedBySum(`${folder}/`)) return entries;
  const files = new Map<string, FolderEntry>();
  for (const { name, facts } of entries) {
    const file = fileOf(name);
    if (!name.endsWith(MARK) && !files.has(file)) files.set(file, { name: file, facts });
  }
  return [...files.values()];
}

function objectName(path: string, number: number): string {
  return number === 0 ? path : `${path}.${number}`;
}

function fileOf(object: string): string {
  return object.replace(/\.\d+$/, '');
}
