import { byId, unmetDependencies } from '../../domain/queue/graph.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { openSubtasks } from '../../domain/task/readiness.ts';
import type { Task } from '../../domain/task/task.ts';
import { withBefore } from '../chains.ts';
import type { Graph, GraphNode } from './graph-schema.ts';

/** Returns the tasks that must be done before a task: unmet dependencies and open subtasks. Nobody does a deleted one. */
export function prerequisitesOf(task: Task, queue: TaskQueue): Task[] {
  const unmet = unmetDependencies(queue, task).filter(({ status }) => status !== 'deleted');
  return [...new Set([...unmet, ...openSubtasks(queue, task)])].sort(byId);
}

/**
 * Returns the tasks and all tasks that must be done before them, at any depth, sorted by id. The fixed order makes the
 * choice between equally long chains repeatable.
 */
export function withPrerequisites(tasks: readonly Task[], queue: TaskQueue): Map<Task, Task[]> {
  return new Map([...withBefore(tasks, (task) => prerequisitesOf(task, queue))].sort(([a], [b]) => byId(a, b)));
}

/** Returns a task's dependencies that are deleted or no longer in the queue; undefined if there are none. */
export function goneOf({ depends = [] }: Task, queue: TaskQueue): GraphNode['gone'] {
  const gone = depends.flatMap((uuid) => {
    const task = queue.get(uuid);
    if (!task) return [{ uuid }];
    return task.status === 'deleted' ? [{ uuid, id: task.id }] : [];
  });
  return gone.length > 0 ? gone : undefined;
}

/** Returns the edges between visible tasks, and counts each visible task's edges to hidden tasks. */
export function edgesOf(all: ReadonlyMap<Task, readonly Task[]>, inSight: ReadonlySet<string>) {
  const edges: Graph['edges'] = [];
  const parts: Graph['parts'] = [];
  const hidden = new Map<string, [before: number, after: number]>();
  const hide = (uuid: string, side: 0 | 1) => {
    const counts = hidden.get(uuid) ?? [0, 0];
    counts[side]++;
    hidden.set(uuid, counts);
  };
  for (const [task, after] of all)
    for (const before of after) {
      if (!inSight.has(before.uuid)) hide(task.uuid, 0);
      else if (!inSight.has(task.uuid)) hide(before.uuid, 1);
      else (task.depends?.includes(before.uuid) ? edges : parts).push([before.id, task.id]);
    }
  return { edges, parts, hidden };
}
