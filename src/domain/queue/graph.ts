import { holdsDependents, isOpen, type Task } from '../task/task.ts';
import type { TaskQueue } from './queue.ts';

/**
 * Finds the cycle that new dependencies would close: uuids from the task back to itself. It follows closed tasks, too,
 * because they can be reopened. It checks every path, unlike Taskwarrior 2.6, which accepts some cycles.
 * @returns undefined without a cycle
 */
export function findCycle(queue: TaskQueue, uuid: string, depends: Iterable<string>): string[] | undefined {
  return pathBack(uuid, depends, (at) => queue.get(at)?.depends ?? []);
}

/** Finds the cycle that a new parent would close. It works like {@link findCycle}. */
export function findParentCycle(queue: TaskQueue, uuid: string, parent: string): string[] | undefined {
  return pathBack(uuid, [parent], (at) => {
    const above = queue.get(at)?.parent;
    return above === undefined ? [] : [above];
  });
}

/**
 * Finds a cycle of tasks that block each other. A task is blocked by its dependencies and its subtasks, so no task of
 * such a cycle could become ready. The queue may contain an older version of the given task, or lack it.
 */
export function findWaitCycle(queue: TaskQueue, task: Pick<Task, 'uuid' | 'parent' | 'depends'>): string[] | undefined {
  const subtasks = (uuid: string) => [
    ...[...queue.children(uuid)].filter((child) => child !== task.uuid),
    ...(uuid === task.parent ? [task.uuid] : []),
  ];
  const first = [...(task.depends ?? []), ...subtasks(task.uuid)];
  return pathBack(task.uuid, first, (at) => [...(queue.get(at)?.depends ?? []), ...subtasks(at)]);
}

/** Returns the uuids of the dependencies and subtasks of a task, including closed ones. */
export function waitsFor(queue: TaskQueue, uuid: string): string[] {
  return [...(queue.get(uuid)?.depends ?? []), ...queue.children(uuid)];
}

/** Finds a cycle reachable from these tasks, in linear time. @returns undefined without a cycle */
export function findAnyCycle(starts: Iterable<string>, next: (uuid: string) => Iterable<string>): string[] | undefined {
  const done = new Set<string>();
  for (const start of starts) {
    if (done.has(start)) continue;
    const path: string[] = [];
    const onPath = new Set<string>();
    const stack: Iterator<string>[] = [[start][Symbol.iterator]()];
    while (stack.length > 0) {
      const step = stack[stack.length - 1]!.next();
      if (step.done) {
        stack.pop();
        const left = path.pop();
        if (left === undefined) continue;
        onPath.delete(left);
        done.add(left);
      } else if (onPath.has(step.value)) {
        return [...path.slice(path.indexOf(step.value)), step.value];
      } else if (!done.has(step.value)) {
        path.push(step.value);
        onPath.add(step.value);
        stack.push(next(step.value)[Symbol.iterator]());
      }
    }
  }
  return undefined;
}

/** Searches a path back to the task, depth first, beginning with the new edges. It visits each task once. */
function pathBack(
  target: string,
  first: Iterable<string>,
  next: (uuid: string) => Iterable<string>,
): string[] | undefined {
  const seen = new Set<string>();
  const path = [target];
  const stack: Iterator<string>[] = [first[Symbol.iterator]()];
  while (stack.length > 0) {
    const step = stack[stack.length - 1]!.next();
    if (step.done) {
      stack.pop();
      path.pop();
    } else if (step.value === target) {
      return [...path, target];
    } else if (!seen.has(step.value)) {
      seen.add(step.value);
      path.push(step.value);
      stack.push(next(step.value)[Symbol.iterator]());
    }
  }
  return undefined;
}

/**
 * Returns the dependencies for which a task waits (`holdsDependents`). Unknown uuids are completed tasks of the archive.
 */
export function unmetDependencies(queue: TaskQueue, task: Task): Task[] {
  return known(queue, new Set(task.depends)).filter(holdsDependents);
}

export function openDependents(queue: TaskQueue, task: Task): Task[] {
  return tasksOf(queue, queue.dependents(task.uuid)).filter(isOpen);
}

/** Returns the tasks with these uuids, sorted by number. */
export function tasksOf(queue: TaskQueue, uuids: Iterable<string>): Task[] {
  return known(queue, uuids).sort(byId);
}

/** Returns the tasks of the queue with these uuids, in the order of the uuids. Skips unknown uuids. */
export function known(queue: TaskQueue, uuids: Iterable<string>): Task[] {
  return [...uuids].map((uuid) => queue.get(uuid)).filter((found): found is Task => found !== undefined);
}

export const byId = (a: Task, b: Task): number => a.id - b.id;

/** Returns the open tasks for which this task is the only unmet dependency. */
export function unblockedBy(queue: TaskQueue, task: Task): Task[] {
  return openDependents(queue, task).filter((dependent) =>
    unmetDependencies(queue, dependent).every((dependency) => dependency.uuid === task.uuid),
  );
}

/** Returns the uuids of a task's ancestors, nearest first. Stops at an unknown uuid or before a repetition. */
export function ancestorTasks(queue: TaskQueue, task: Task): string[] {
  const found: string[] = [];
  const seen = new Set([task.uuid]);
  for (let above = task.parent; above !== undefined && !seen.has(above); above = queue.get(above)?.parent) {
    seen.add(above);
    found.push(above);
  }
  return found;
}

/** Returns the uuids of the tasks that a task blocks: its dependents and its parent. */
export function* waitingFor(queue: TaskQueue, uuid: string): Iterable<string> {
  yield* queue.dependents(uuid);
  const parent = queue.get(uuid)?.parent;
  if (parent !== undefined) yield parent;
}

/** Counts the open tasks that a task blocks, directly or through others, up to `most`. A closed task blocks none. */
export function holdsUp(queue: TaskQueue, task: Task, most = Number.POSITIVE_INFINITY): number {
  if (!holdsDependents(task) || (!queue.isBlocking(task) && task.parent === undefined)) return 0;
  const seen = new Set([task.uuid]);
  for (const uuid of seen) {
    if (seen.size > most) break;
    for (const next of waitingFor(queue, uuid)) {
      const waiting = queue.get(next);
      if (waiting && isOpen(waiting)) seen.add(next);
    }
  }
  return Math.min(most, seen.size - 1);
}
