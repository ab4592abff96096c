import type { Task } from '../task/task.ts';

/** key -> uuids of the tasks that have it. Built at its first use, kept up to date from then on. */
export interface KeyIndex<K> {
  get(key: K): ReadonlySet<string>;
  /** Every key that some task has. */
  keys(): Iterable<K>;
  /** keys with the number of their tasks. */
  counts(): Map<K, number>;
  /** Has the index been built? The first look-up builds it. */
  isBuilt(): boolean;
  /**
   * Says that it would be of use. The second time builds it: it costs more than looking at every task once, and many processes
   * ask one question only.
   */
  want(): void;
  add(task: Task): void;
  remove(task: Task): void;
}

const NONE: ReadonlySet<string> = new Set();

/** @param keysOf the distinct keys of one task; @param all every task, read when the index is first used */
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
