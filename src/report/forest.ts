import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Task } from '../domain/task/task.ts';

/** A task with those of its subtasks that are wanted, and how many of all its subtasks are closed. */
export interface Branch {
  task: Task;
  below: Branch[];
  closed: number;
  of: number;
}

/** A line of a tree: how deep it stands, and whether another one follows it at each depth from the first on. */
export interface TreeLine extends Omit<Branch, 'below'> {
  follows: boolean[];
}

/** The trees from top to bottom. */
export function treeLines(branches: readonly Branch[], above: readonly boolean[] = [], isRoot = true): TreeLine[] {
  return branches.flatMap(({ below, ...line }, i) => {
    const follows = isRoot ? [] : [...above, i < branches.length - 1];
    return [{ ...line, follows }, ...treeLines(below, follows, false)];
  });
}

/**
 * The tasks as trees, in the order in which they came. A task stands below the nearest of its ancestors that is among them; where none is, it is
 * a root. Every task is in it once, circles of damaged data included.
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

/** None in a circle: its members are roots. */
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
