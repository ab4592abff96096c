import { refKey, refPrefix, refsOf } from '../task/source-refs.ts';
import type { Status, Task } from '../task/task.ts';

/** Number of characters of a uuid in the prefix index. */
export const PREFIX_LENGTH = 8;

export type Indexes = ReturnType<typeof createIndexes>;

/** Creates the indexes of a queue. Each index is built from all tasks at its first use. */
export function createIndexes(all: () => Iterable<Task>) {
  return {
    status: createKeyIndex<Status>((task) => [task.status], all),
    prefix: createKeyIndex<string>((task) => [task.uuid.slice(0, PREFIX_LENGTH)], all),
    parent: createKeyIndex<string>((task) => (task.parent ? [task.parent] : []), all),
    template: createKeyIndex<string>((task) => (task.template ? [task.template] : []), all),
    project: createKeyIndex<string>((task) => [task.project ?? ''], all),
    tag: createKeyIndex<string>((task) => task.tags ?? [], all),
    agent: createKeyIndex<string>((task) => [task.agent ?? ''], all),
    goal: createKeyIndex<string>((task) => (task.goal ? [task.goal] : []), all),
    ref: createKeyIndex<string>((task) => [...new Set(refsOf(task).map(refKey))], all),
    refPrefix: createKeyIndex<string>((task) => [...new Set(refsOf(task).flatMap((ref) => refPrefix(ref) ?? []))], all),
  };
}

/** Updates all indexes after a change of one task. */
export function reindex(indexes: Indexes, old: Task, task: Task): void {
  const move = (index: KeyIndex<never>, changed: boolean) => {
    if (!changed) return;
    index.remove(old);
    index.add(task);
  };
  move(indexes.status as KeyIndex<never>, old.status !== task.status);
  move(indexes.parent as KeyIndex<never>, old.parent !== task.parent);
  move(indexes.template as KeyIndex<never>, old.template !== task.template);
  move(indexes.project as KeyIndex<never>, old.project !== task.project);
  move(indexes.tag as KeyIndex<never>, old.tags !== task.tags);
  move(indexes.agent as KeyIndex<never>, old.agent !== task.agent);
  move(indexes.goal as KeyIndex<never>, old.goal !== task.goal);
  const refs = old.source !== task.source || old.extra !== task.extra || old.description !== task.description;
  move(indexes.ref as KeyIndex<never>, refs);
  move(indexes.refPrefix as KeyIndex<never>, refs);
}

/** Returns the values in use, each with its number of tasks. Omits the empty value. */
export function namedIndex(index: KeyIndex<string>): Map<string, number> {
  const counts = index.counts();
  counts.delete('');
  return counts;
}

/**
 * Maps task numbers to uuids. It is built from all tasks at its first use. It searches the highest number again only
 * after that task was removed.
 */
export function createShortIds(all: () => Iterable<Task>) {
  let built: Map<number, string> | undefined;
  let last: number | undefined = 0;
  const insert = (into: Map<number, string>, task: Task) => {
    if (task.id <= 0 || into.get(task.id) === task.uuid) return;
    into.set(task.id, task.uuid);
    if (last !== undefined && task.id > last) last = task.id;
  };
  const uuids = () => {
    if (!built) {
      built = new Map();
      for (const task of all()) insert(built, task);
    }
    return built;
  };
  return {
    get: (id: number) => uuids().get(id),
    add: (task: Task) => {
      if (built) insert(built, task);
    },
    remove: (task: Task) => {
      if (built?.get(task.id) !== task.uuid) return;
      built.delete(task.id);
      if (task.id === last) last = undefined;
    },
    last: () => {
      const known = uuids();
      if (last === undefined) {
        last = 0;
        for (const id of known.keys()) if (id > last) last = id;
      }
      return last;
    },
  };
}

/** Maps each key to the uuids of the tasks with it. The first look-up builds the index; changes update it. */
interface KeyIndex<K> {
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
function createKeyIndex<K>(keysOf: (task: Task) => readonly K[], all: () => Iterable<Task>): KeyIndex<K> {
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
