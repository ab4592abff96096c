import type { Instant } from '../instant.ts';
import { createExpiry } from '../task/expiry.ts';
import { isOpen, type Status, type Task } from '../task/task.ts';
import { createLoad, type Load } from './dependency-counters.ts';
import { createIndexes, namedIndex, PREFIX_LENGTH, reindex } from './queue-indexes.ts';
import { createShortIds } from './short-ids.ts';

/**
 * The tasks of a workspace with everything that is derived from them together: who waits for whom, who is whose
 * subtask, and sets of candidates by key. Kept up to date by the change, never recomputed for an answer.
 */
export interface TaskQueue {
  readonly size: number;
  /** Highest id in the queue; 0 when no task is numbered. */
  readonly lastId: number;
  /** Brings everything to an instant: pending tasks whose `until` has passed are deleted ones. Costs O(tasks with `until`). */
  settle(instant: Instant): void;
  /** uuids of the tasks that are deleted for no other reason than that. */
  expired(): Iterable<string>;
  get(uuid: string): Task | undefined;
  /** By short number. 0 means "unnumbered" and finds nothing. */
  byId(id: number): Task | undefined;
  /** Tasks whose uuid starts with a prefix of at least 8 characters (lower case); shorter ones find nothing. */
  byPrefix(prefix: string): Task[];
  /** Every task, in the order in which they came. */
  all(): Iterable<Task>;
  /** Tasks that are neither completed nor deleted. */
  open(): Iterable<Task>;
  readonly openSize: number;
  byStatus(status: Status): ReadonlySet<string>;
  /** uuids of the tasks that name this one in their `depends`, open or not. */
  dependents(uuid: string): ReadonlySet<string>;
  /** uuids of the subtasks of a task, open or not. */
  children(parent: string): ReadonlySet<string>;
  /** uuids of the tasks made from a recurrence template. */
  instances(template: string): ReadonlySet<string>;
  /** Open, and waits for at least one open task that exists. */
  isBlocked(task: Task): boolean;
  /** Open, and at least one open task waits for it. */
  isBlocking(task: Task): boolean;
  hasOpenSubtasks(task: Task): boolean;
  /** uuids by the exact value; the tasks without one have the key `''`. */
  byProject(project: string): ReadonlySet<string>;
  byTag(tag: string): ReadonlySet<string>;
  byAgent(agent: string): ReadonlySet<string>;
  /** Is there an index by this key? Looking something up by the key makes one. */
  isIndexed(key: IndexKey): boolean;
  /** Says that such an index would be of use: the second time it is built. Many processes ask one question only. */
  wantIndex(key: IndexKey): void;
  /** Values in use, with the number of tasks (closed ones included) that have each. */
  projects(): Map<string, number>;
  tags(): Map<string, number>;
  agents(): Map<string, number>;
}

export type IndexKey = 'status' | 'prefix' | 'parent' | 'template' | 'project' | 'tag' | 'agent';

export interface LiveQueue extends TaskQueue {
  /** Takes over one change: `undefined` before for a new task, `undefined` after for a purged one. Costs O(change). */
  apply(before: Task | undefined, after: Task | undefined): void;
}

/** Builds the indexes of some tasks in time linear in tasks plus dependencies. */
export function createQueue(tasks: Iterable<Task> = []): LiveQueue {
  const byUuid = new Map<string, Task>();
  const ids = createShortIds();
  const open = new Map<string, Task>();
  const load = createLoad((uuid) => open.has(uuid));
  const all = () => byUuid.values();
  const indexes = createIndexes(all);
  const everyIndex = Object.values(indexes);
  const expiry = createExpiry();

  const remove = (uuid: string) => {
    const task = byUuid.get(uuid);
    if (!task) return;
    byUuid.delete(uuid);
    ids.remove(task);
    for (const index of everyIndex) index.remove(task);
    unlink(task, open, load);
  };

  const put = (task: Task) => {
    const old = byUuid.get(task.uuid);
    byUuid.set(task.uuid, task);
    if (old) {
      if (old.id !== task.id) ids.remove(old);
      reindex(indexes, old, task);
      relink(old, task, open, load);
    } else {
      for (const index of everyIndex) index.add(task);
      link(task, open, load);
    }
    ids.add(task);
  };

  /** The indexes are built from all tasks when they are first used: nothing to tell them yet. */
  const fill = (task: Task) => {
    if (byUuid.has(task.uuid)) return put(task);
    byUuid.set(task.uuid, task);
    link(task, open, load);
    ids.add(task);
  };

  for (const task of tasks) fill(expiry.take(task));

  return {
    get size() {
      return byUuid.size;
    },
    get openSize() {
      return open.size;
    },
    get lastId() {
      return ids.last();
    },
    settle: (instant) => {
      for (const task of expiry.settle(instant)) put(task);
    },
    expired: expiry.expired,
    get: (uuid) => byUuid.get(uuid),
    byId: (id) => {
      const uuid = ids.get(id);
      return uuid === undefined ? undefined : byUuid.get(uuid);
    },
    byPrefix: (prefix) =>
      [...indexes.prefix.get(prefix.slice(0, PREFIX_LENGTH))]
        .filter((uuid) => uuid.startsWith(prefix))
        .map((uuid) => byUuid.get(uuid)!),
    all,
    open: () => open.values(),
    byStatus: indexes.status.get,
    dependents: load.dependents,
    children: indexes.parent.get,
    instances: indexes.template.get,
    isBlocked: (task) => task.depends !== undefined && isOpen(task) && load.isBlocked(task.uuid),
    isBlocking: (task) => isOpen(task) && load.isBlocking(task.uuid),
    hasOpenSubtasks: (task) => load.hasOpenSubtasks(task.uuid),
    byProject: indexes.project.get,
    byTag: indexes.tag.get,
    byAgent: indexes.agent.get,
    isIndexed: (key) => indexes[key].isBuilt(),
    wantIndex: (key) => indexes[key].want(),
    projects: () => namedIndex(indexes.project),
    tags: () => indexes.tag.counts(),
    agents: () => namedIndex(indexes.agent),
    apply: (before, after) => {
      if (before && before.uuid !== after?.uuid) {
        expiry.drop(before.uuid);
        remove(before.uuid);
      }
      if (after) put(expiry.take(after));
    },
  };
}

function link(task: Task, open: Map<string, Task>, load: Load): void {
  load.addEdges(task);
  if (!isOpen(task)) return;
  open.set(task.uuid, task);
  load.opened(task);
}

function unlink(task: Task, open: Map<string, Task>, load: Load): void {
  if (open.delete(task.uuid)) load.closed(task);
  load.removeEdges(task);
}

/** Most changes touch neither status nor edges: then only the task itself is replaced. */
function relink(old: Task, task: Task, open: Map<string, Task>, load: Load): void {
  const sameEdges = old.depends === task.depends && old.parent === task.parent;
  if (sameEdges && isOpen(old) === isOpen(task)) {
    if (isOpen(task)) open.set(task.uuid, task);
    return;
  }
  unlink(old, open, load);
  link(task, open, load);
}
