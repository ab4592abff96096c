import type { Instant } from '../instant.ts';
import { createExpiry, type IsHeld } from '../task/expiry.ts';
import { refKey, refPrefix } from '../task/source-refs.ts';
import { holdsDependents, isOffBranch, isOpen, type Status, type Task } from '../task/task.ts';
import { affectedBy, createDependencyCounters, type DependencyCounters } from './dependency-counters.ts';
import { createIndexes, createShortIds, namedIndex, PREFIX_LENGTH, reindex } from './queue-indexes.ts';

/**
 * The tasks of a workspace, with relations between tasks and with indexes. Each change updates them, so that no query
 * must compute them again.
 */
export interface TaskQueue {
  readonly size: number;
  /** Highest task number in the queue. 0 if no task has a number. */
  readonly lastId: number;
  /** Applies an instant: pending tasks whose `until` is past become deleted. Costs O(tasks with `until`). */
  settle(instant: Instant): void;
  /** Returns the uuids of tasks that are deleted only because they expired. */
  expired(): Iterable<string>;
  get(uuid: string): Task | undefined;
  /** Finds a task by its number. 0 means "no number", so it finds no task. */
  byId(id: number): Task | undefined;
  /** Finds tasks by a lower-case uuid prefix of at least 8 characters. Finds none by a shorter prefix. */
  byPrefix(prefix: string): Task[];
  /** Returns the uuids of the imported tasks with this id in their tool, see `refsOf`. */
  byRef(ref: string): ReadonlySet<string>;
  /** Checks whether an imported task has an id with the same beginning, such as `TASK-`. */
  knowsRefsLike(ref: string): boolean;
  /** Returns every task in the order of insertion. */
  all(): Iterable<Task>;
  /** Returns the tasks that are neither completed nor deleted. */
  open(): Iterable<Task>;
  readonly openSize: number;
  /** Returns the completed tasks whose work is not on the branch. */
  offBranch(): Iterable<Task>;
  byStatus(status: Status): ReadonlySet<string>;
  /** Returns the uuids of the tasks that depend on this task, both open and closed. */
  dependents(uuid: string): ReadonlySet<string>;
  /** Returns the uuids of a task's subtasks, both open and closed. */
  children(parent: string): ReadonlySet<string>;
  /** Returns the uuids of a recurrence template's instances. */
  instances(template: string): ReadonlySet<string>;
  /**
   * Checks whether the task is open and has an unmet dependency (`holdsDependents`), or somebody blocked it with a
   * reason.
   */
  isBlocked(task: Task): boolean;
  /** Checks whether somebody can still complete the task, or bring its work to the branch, for an open dependent. */
  isBlocking(task: Task): boolean;
  hasOpenSubtasks(task: Task): boolean;
  /**
   * `byProject` and the functions up to `isIndexed` return the uuids of the tasks with exactly this value. `''` finds
   * the tasks without a value.
   */
  byProject(project: string): ReadonlySet<string>;
  byTag(tag: string): ReadonlySet<string>;
  byAgent(agent: string): ReadonlySet<string>;
  /** Returns the uuids of the tasks that name this goal themselves. Their subtasks inherit it. */
  byGoal(goal: string): ReadonlySet<string>;
  /** Checks whether the index of a key is built. The first look-up by the key builds it. */
  isIndexed(key: IndexKey): boolean;
  /** Requests an index. Only the second request builds it, because many processes need only one scan. */
  wantIndex(key: IndexKey): void;
  /** `projects` and the functions after it return the values in use, each with its number of tasks of any status. */
  projects(): Map<string, number>;
  tags(): Map<string, number>;
  agents(): Map<string, number>;
}

export type IndexKey =
  | 'status'
  | 'prefix'
  | 'parent'
  | 'template'
  | 'project'
  | 'tag'
  | 'agent'
  | 'goal'
  | 'ref'
  | 'refPrefix';

export interface LiveQueue extends TaskQueue {
  /** Applies the change of one task, or of who holds it. `before` is undefined for a new task, `after` for a purged one. O(change). */
  apply(before: Task | undefined, after: Task | undefined): void;
  /**
   * Calls a function after each change, for each task for which it can mean something: the task itself, those that depend
   * on it, on which it depends, and below it if these serve another goal.
   */
  watch(changed: (uuid: string) => void): void;
}

/** Creates a queue. The time is linear in the number of tasks and dependencies. */
export function createQueue(tasks: Iterable<Task> = [], isHeld: IsHeld = () => false): LiveQueue {
  const byUuid = new Map<string, Task>();
  const open = new Map<string, Task>();
  const off = new Map<string, Task>();
  const counters = createDependencyCounters((uuid) => {
    const task = byUuid.get(uuid);
    return task !== undefined && holdsDependents(task);
  });
  const all = () => byUuid.values();
  const ids = createShortIds(all);
  const indexes = createIndexes(all);
  const everyIndex = Object.values(indexes);
  const expiry = createExpiry(isHeld);

  const watchers: ((uuid: string) => void)[] = [];
  const tell = (old: Task | undefined, task: Task | undefined) => {
    if (watchers.length === 0) return;
    const around = affectedBy(old, task, { dependents: counters.dependents, children: indexes.parent.get });
    for (const uuid of around) for (const changed of watchers) changed(uuid);
  };

  const remove = (uuid: string) => {
    const task = byUuid.get(uuid);
    if (!task) return;
    byUuid.delete(uuid);
    ids.remove(task);
    for (const index of everyIndex) index.remove(task);
    unlink(task, { open, off }, counters);
    tell(task, undefined);
  };

  const put = (task: Task) => {
    const old = byUuid.get(task.uuid);
    byUuid.set(task.uuid, task);
    if (old) {
      if (old.id !== task.id) ids.remove(old);
      reindex(indexes, old, task);
      relink(old, task, { open, off }, counters);
    } else {
      for (const index of everyIndex) index.add(task);
      link(task, { open, off }, counters);
    }
    ids.add(task);
    tell(old, task);
  };

  for (const task of tasks) byUuid.set(task.uuid, expiry.take(task));
  for (const task of all()) {
    if (isOpen(task)) open.set(task.uuid, task);
    else if (isOffBranch(task)) off.set(task.uuid, task);
  }
  counters.addAll(all());

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
    byRef: (ref) => indexes.ref.get(refKey(ref)),
    knowsRefsLike: (ref) => {
      const prefix = refPrefix(ref);
      return prefix !== undefined && indexes.refPrefix.get(prefix).size > 0;
    },
    all,
    open: () => open.values(),
    offBranch: () => off.values(),
    byStatus: indexes.status.get,
    dependents: counters.dependents,
    children: indexes.parent.get,
    instances: indexes.template.get,
    isBlocked: (task) =>
      isOpen(task) && (task.obstacle !== undefined || (task.depends !== undefined && counters.isBlocked(task.uuid))),
    isBlocking: (task) => task.status !== 'deleted' && holdsDependents(task) && counters.isBlocking(task.uuid),
    hasOpenSubtasks: (task) => counters.hasOpenSubtasks(task.uuid),
    byProject: indexes.project.get,
    byTag: indexes.tag.get,
    byAgent: indexes.agent.get,
    byGoal: indexes.goal.get,
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
    watch: (changed) => void watchers.push(changed),
  };
}

/** The open tasks, and the completed ones whose work is not on the branch, by uuid. */
interface Holding {
  open: Map<string, Task>;
  off: Map<string, Task>;
}

function link(task: Task, { open, off }: Holding, counters: DependencyCounters): void {
  counters.addEdges(task);
  if (isOpen(task)) {
    open.set(task.uuid, task);
    counters.opened(task);
  } else if (holdsDependents(task)) {
    if (isOffBranch(task)) off.set(task.uuid, task);
    counters.holds(task, 1);
  }
}

function unlink(task: Task, { open, off }: Holding, counters: DependencyCounters): void {
  if (open.delete(task.uuid)) counters.closed(task);
  else if (holdsDependents(task)) counters.holds(task, -1);
  off.delete(task.uuid);
  counters.removeEdges(task);
}

/**
 * Updates the relations after a change of a task. Most changes affect neither status nor relations, so only the task
 * itself is replaced.
 */
function relink(old: Task, task: Task, holding: Holding, counters: DependencyCounters): void {
  const sameEdges = old.depends === task.depends && old.parent === task.parent;
  const sameHold = isOpen(old) === isOpen(task) && holdsDependents(old) === holdsDependents(task);
  if (sameEdges && sameHold && isOffBranch(old) === isOffBranch(task)) {
    if (isOpen(task)) holding.open.set(task.uuid, task);
    else if (isOffBranch(task)) holding.off.set(task.uuid, task);
    return;
  }
  unlink(old, holding, counters);
  link(task, holding, counters);
}
