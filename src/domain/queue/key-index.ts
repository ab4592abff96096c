import type { Task } from '../task/task.ts';

/** Maps each key to the uuids of the tasks with it. The first look-up builds the index; changes update it. */
export interface KeyIndex<K> {
  get(key: K): ReadonlySet<string>;
  /** Returns every key in use. */
  keys(): Iterable<K>;
  /** Returns each key with its number of tasks. */
  counts(): Map<K, number>;
  isBuilt(): boolean;
  /** Requests the index. Only the second request builds it, because building costs more than one scan of all tasks. */
  want(): void;
  add(task: Task): void;
  remove(task: Task): void;
}

const NONE: ReadonlySet<string> = new Set();

/** Creates an index. `keysOf` returns a task's distinct keys. Building the index calls `all` for all tasks. */
export function createKeyIndex<K>(keysOf: (task: Task) => readonly K[], all: () => Iterable<Task>): KeyIndex<K> {
  let built: Map<K, Set<string>> | undefined;
  let wanted = false;

  const insert = (into: Map<K, Set<string>>, task: Task) => {
    for (const key of keysOf(task)) {
      const found = into.get(key);
      if (found) found.add(task.uuid);
      else into.set(key, new Set([task.uuid]));
    }
  };
  const table = () => {
    if (!built) {
      built = new Map();
      for (const task of all()) insert(built, task);
    }
    return built;
  };

  return {
    get: (key) => table().get(key) ?? NONE,
    keys: () => table().keys(),
    counts: () => new Map([...table()].map(([key, uuids]) => [key, uuids.size])),
    isBuilt: () => built !== undefined,
    want: () => {
      if (wanted) table();
      wanted = true;
    },
    add: (task) => {
      if (built) insert(built, task);
    },
    remove: (task) => {
      if (!built) return;
      for (const key of keysOf(task)) {
        const found = built.get(key);
        if (!found) continue;
        found.delete(task.uuid);
        if (found.size === 0) built.delete(key);
      }
    },
  };
}
