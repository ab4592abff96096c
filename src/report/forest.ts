import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Task } from '../domain/task/task.ts';

/**
 * A task with its selected subtasks. `of` is the number of all its subtasks except deleted ones; `closed` counts the
 * closed ones.
 */
export interface Branch {
  task: Task;
  below: Branch[];
  closed: number;
  of: number;
}

/** A line of a tree. `follows` tells for each depth, from the top, whether another line follows there. */
export interface TreeLine extends Omit<Branch, 'below'> {
  follows: boolean[];
}

/** Converts trees to lines, from top to bottom. */
export function treeLines(branches: readonly Branch[], above: readonly boolean[] = [], isRoot = true): TreeLine[] {
  return branches.flatMap(({ below, ...line }, i) => {
    const follows = isRoot ? [] : [...above, i < branches.length - 1];
    return [{ ...line, follows }, ...treeLines(below, follows, false)];
  });
}

/**
 * Arranges tasks as trees, and keeps their order. A task is below its nearest ancestor in the list. Without an
 * ancestor, it is a root. Each task appears exactly once, even in a cycle of damaged data.
 */
export function forestOf(tasks: readonly Task[], queue: TaskQueue): Branch[] {
  const wanted = new Map(tasks.map((task) => [task.uuid, branchOf(task, queue)]));
  const roots: Branch[] = [];
  for (const task of tasks) {
    const above = nearestAbove(task, queue, wanted);
    (above ? above.below : roots).push(wanted.get(task.uuid)!);
  }
  return roots;
}

function branchOf(task: Task, queue: TaskQueue): Branch {
  const children = [...queue.children(task.uuid)].map((uuid) => queue.get(uuid)?.status);
  const kept = children.filter((status) => status !== 'deleted');
  return { task, below: [], closed: kept.filter((status) => status === 'completed').length, of: kept.length };
}

/** Returns the nearest selected ancestor of a task. Returns undefined for a task in a cycle, which makes it a root. */
function nearestAbove(task: Task, queue: TaskQueue, wanted: ReadonlyMap<string, Branch>): Branch | undefined {
  const seen = new Set([task.uuid]);
  let found: Branch | undefined;
  for (let uuid = task.parent; uuid !== undefined; uuid = queue.get(uuid)?.parent) {
    if (seen.has(uuid)) return undefined;
    seen.add(uuid);
    found ??= wanted.get(uuid);
  }
  return found;
}
