import { isOpen, type Task } from '../task/task.ts';

/**
 * Counts each task's open dependencies, open dependents and open subtasks. Tasks without any have no entry, so most
 * look-ups are fast.
 */
export interface DependencyCounters {
  dependents(uuid: string): ReadonlySet<string>;
  isBlocked(uuid: string): boolean;
  isBlocking(uuid: string): boolean;
  hasOpenSubtasks(uuid: string): boolean;
  /** Adds all tasks of a new queue. Call it when `isOpenTask` knows the open ones. */
  addAll(tasks: Iterable<Task>): void;
  /** Adds the task's dependencies. Call it before `opened`. */
  addEdges(task: Task): void;
  /** Removes the task's dependencies. Call it after `closed`. */
  removeEdges(task: Task): void;
  /** Counts a completed task for its dependents, because its work is not on the branch (1), or no longer (-1). */
  holds(task: Task, step: 1 | -1): void;
  opened(task: Task): void;
  closed(task: Task): void;
}

const NONE: ReadonlySet<string> = new Set();

/** Creates empty counters. `isOpenTask` checks whether a task with a uuid holds its dependents. */
export function createDependencyCounters(isOpenTask: (uuid: string) => boolean): DependencyCounters {
  const dependents = new Map<string, Set<string>>();
  const unmetDependencies = createCounter();
  const openDependents = createCounter();
  const openSubtasks = createCounter();

  const holds = (task: Task, step: 1 | -1) => {
    for (const dependent of dependents.get(task.uuid) ?? NONE) unmetDependencies.step(dependent, step);
  };
  const count = (task: Task, step: 1 | -1) => {
    holds(task, step);
    countOthers(task, step);
  };
  /** Counts the task for the tasks that it depends on and for its parent. */
  const countOthers = (task: Task, step: 1 | -1) => {
    for (const dependency of distinct(task.depends)) openDependents.step(dependency, step);
    if (task.parent) openSubtasks.step(task.parent, step);
  };

  const addEdges = (task: Task) => {
    for (const dependency of distinct(task.depends)) {
      const found = dependents.get(dependency);
      if (found) found.add(task.uuid);
      else dependents.set(dependency, new Set([task.uuid]));
      if (isOpenTask(dependency)) unmetDependencies.step(task.uuid, 1);
    }
  };

  return {
    dependents: (uuid) => dependents.get(uuid) ?? NONE,
    isBlocked: unmetDependencies.has,
    isBlocking: openDependents.has,
    hasOpenSubtasks: openSubtasks.has,
    addAll: (tasks) => {
      for (const task of tasks) {
        if (task.depends === undefined && task.parent === undefined) continue;
        addEdges(task);
        if (isOpen(task)) countOthers(task, 1);
      }
    },
    addEdges,
    removeEdges: (task) => {
      for (const dependency of distinct(task.depends)) {
        const found = dependents.get(dependency);
        found?.delete(task.uuid);
        if (found?.size === 0) dependents.delete(dependency);
      }
      unmetDependencies.clear(task.uuid);
    },
    holds,
    opened: (task) => count(task, 1),
    closed: (task) => count(task, -1),
  };
}

function createCounter() {
  const counts = new Map<string, number>();
  return {
    has: (uuid: string) => counts.size > 0 && counts.has(uuid),
    clear: (uuid: string) => counts.delete(uuid),
    step: (uuid: string, by: 1 | -1) => {
      const count = (counts.get(uuid) ?? 0) + by;
      if (count > 0) counts.set(uuid, count);
      else counts.delete(uuid);
    },
  };
}

function distinct(uuids: readonly string[] | undefined): Iterable<string> {
  return uuids === undefined || uuids.length < 2 ? (uuids ?? []) : new Set(uuids);
}

/** Returns the uuids of a changed task and of the others for which the change can mean something, see `LiveQueue.watch`. */
export function affectedBy(
  before: Task | undefined,
  after: Task | undefined,
  { dependents, children }: Relations,
): Set<string> {
  const { uuid } = (after ?? before)!;
  const below = new Set([uuid]);
  if (before?.goal !== after?.goal || before?.upkeep !== after?.upkeep || before?.parent !== after?.parent)
    for (const above of below) for (const child of children(above)) below.add(child);
  return new Set([...below, ...(before?.depends ?? []), ...(after?.depends ?? []), ...dependents(uuid)]);
}

/** Finds tasks by their relation to a task. */
interface Relations {
  dependents(uuid: string): Iterable<string>;
  children(uuid: string): Iterable<string>;
}
