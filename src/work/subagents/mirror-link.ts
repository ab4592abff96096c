import { findWaitCycle } from '../../domain/queue/graph.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Task } from '../../domain/task/task.ts';

/** The client said that one task of its list waits for another one, by its own ids. */
export interface Link {
  waiting: string;
  on: string;
}

/** What becomes of it: the task as it has to be stored, nothing since it is so already, or why it is left out. */
export type LinkVerdict = { task: Task } | { known: true } | { skip: string };

/** Only tasks of the same list depend on each other here. Changes nothing. */
export function decideLink(
  queue: TaskQueue,
  mirrored: (id: string) => Task | undefined,
  { waiting, on }: Link,
): LinkVerdict {
  const task = mirrored(waiting);
  const other = mirrored(on);
  if (!task || !other) return { skip: `task ${task ? on : waiting} of the list is not mirrored` };
  if (task.depends?.includes(other.uuid)) return { known: true };
  const linked = { ...task, depends: [...(task.depends ?? []), other.uuid] };
  return findWaitCycle(queue, linked) ? { skip: `task ${waiting} would wait for itself by ${on}` } : { task: linked };
}
