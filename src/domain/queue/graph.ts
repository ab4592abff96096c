import { isOpen, type Task } from '../task/task.ts';
import type { TaskQueue } from './queue.ts';

/**
 * The circle that new dependencies would close: uuids from the task back to itself, or undefined when there is none.
 * Follows every path, also through closed tasks, because they can be reopened.
 * (Taskwarrior 2.6 gives up on branches it has seen on another path and so accepts some circles.)
 */
export function findCycle(queue: TaskQueue, uuid: string, depends: Iterable<string>): string[] | undefined {
  return pathBack(uuid, depends, (at) => queue.get(at)?.depends ?? []);
}

/** The circle that a new parent would close, as {@link findCycle}. */
export function findParentCycle(queue: TaskQueue, uuid: string, parent: string): string[] | undefined {
  return pathBack(uuid, [parent], (at) => {
    const above = queue.get(at)?.parent;
    return above === undefined ? [] : [above];
  });
}

/**
 * The circle of waiting that a task is in: it waits for its dependencies and for its subtasks. None of these would ever be
 * ready. As {@link findCycle}, whether the queue has the task as it is here or not.
 */
export function findWaitCycle(queue: TaskQueue, task: Task): string[] | undefined {
  const subtasks = (uuid: string) => [
    ...[...queue.children(uuid)].filter((child) => child !== task.uuid),
    ...(uuid === task.parent ? [task.uuid] : []),
  ];
  const first = [...(task.depends ?? []), ...subtasks(task.uuid)];
  return pathBack(task.uuid, first, (at) => [...(queue.get(at)?.depends ?? []), ...subtasks(at)]);
}

/** What a task of the queue waits for, closed tasks included. */
export function waitsFor(queue: TaskQueue, uuid: string): string[] {
  return [...(queue.get(uuid)?.depends ?? []), ...queue.children(uuid)];
}

/** A circle that can be reached from these tasks, from a task back to itself, or undefined; linear in what they reach. */
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

/** Depth first from the new edges; each task is entered once, since what it cannot reach it never will. */
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

/** The open tasks that a task waits for. Unknown uuids and closed tasks hold nobody up. */
export function openDependencies(queue: TaskQueue, task: Task): Task[] {
  return known(queue, new Set(task.depends)).filter(isOpen);
}

export function openDependents(queue: TaskQueue, task: Task): Task[] {
  return tasksOf(queue, queue.dependents(task.uuid)).filter(isOpen);
}

/** The tasks of a set that a queue keeps, by id: the set has no order of its own. */
export function tasksOf(queue: TaskQueue, uuids: Iterable<string>): Task[] {
  return known(queue, uuids).sort(byId);
}

/** The tasks that a queue has of these, in their order. */
export function known(queue: TaskQueue, uuids: Iterable<string>): Task[] {
  return [...uuids].map((uuid) => queue.get(uuid)).filter((found): found is Task => found !== undefined);
}

export const byId = (a: Task, b: Task): number => a.id - b.id;

/** The open tasks that wait for nothing else: closing this one sets them free (or has just done so). */
export function unblockedBy(queue: TaskQueue, task: Task): Task[] {
  return openDependents(queue, task).filter((dependent) =>
    openDependencies(queue, dependent).every((dependency) => dependency.uuid === task.uuid),
  );
}

/** The tasks above one, nearest first; ends at the top, at an unknown uuid, or before it would repeat itself. */
export function ancestorTasks(queue: TaskQueue, task: Task): string[] {
  const found: string[] = [];
  const seen = new Set([task.uuid]);
  for (let above = task.parent; above !== undefined && !seen.has(above); above = queue.get(above)?.parent) {
    seen.add(above);
    found.push(above);
  }
  return found;
}

/** uuids of the tasks that wait for a task: those that depend on it, and the one that it is a part of. */
export function* waitingFor(queue: TaskQueue, uuid: string): Iterable<string> {
  yield* queue.dependents(uuid);
  const parent = queue.get(uuid)?.parent;
  if (parent !== undefined) yield parent;
}

/** How many open tasks a task holds up: those that wait for it, directly or through others. A closed one holds nobody up. Stops counting at `most`. */
export function holdsUp(queue: TaskQueue, task: Task, most = Number.POSITIVE_INFINITY): number {
  if (!isOpen(task) || (!queue.isBlocking(task) && task.parent === undefined)) return 0;
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
