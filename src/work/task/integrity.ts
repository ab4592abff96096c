import { refuse } from '../../domain/errors.ts';
import type { KindRow } from '../../domain/kinds/row.ts';
import { KINDS } from '../../domain/kinds/table.ts';
import { findAnyCycle, findCycle, findParentCycle, findWaitCycle, waitsFor } from '../../domain/queue/graph.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';

/**
 * Refuses a task whose dependencies or parent lead back to it, or which would wait for itself through both: a parent waits for
 * its subtasks. What it was before, where given, is not held against it.
 * @throws BacklogError `cycle` with the ids of the circle
 */
export function checkGraph(task: Task, queue: TaskQueue, before?: Task): void {
  if (before && !waitsAnew(task, before)) return;
  if (task.depends?.includes(task.uuid)) refuse('cycle', `depends: task ${task.id} cannot wait for itself`);
  const cycle = task.depends && findCycle(queue, task.uuid, task.depends);
  if (cycle) {
    const ids = cycle.map((uuid) => queue.get(uuid)?.id ?? task.id);
    refuse('cycle', `depends: that would be a cycle: ${ids.join(' -> ')}`, {
      hint: 'Remove one of these dependencies first.',
      data: { field: 'depends', cycle: ids },
    });
  }
  if (task.parent && (task.parent === task.uuid || findParentCycle(queue, task.uuid, task.parent))) {
    refuse('cycle', `parent: task ${task.id} would be its own ancestor`);
  }
  const waiting = findWaitCycle(queue, task);
  if (waiting) {
    const ids = waiting.map((uuid) => queue.get(uuid)?.id ?? task.id);
    refuse('cycle', `depends and parent: these tasks would wait for each other: ${ids.join(' -> ')}`, {
      hint: 'A parent waits for its subtasks, so none of them may wait for it. Leave out the dependency or the parent.',
      data: { field: 'depends', cycle: ids },
    });
  }
}

/**
 * As {@link checkGraph} for many tasks that the queue has as they are now, in one walk: a walk for each would be as long as the
 * chain that they stand in. Which task it is, is only asked where there is a circle.
 */
export function checkGraphs(tasks: readonly Task[], queue: TaskQueue): void {
  const uuids = tasks.map(({ uuid }) => uuid);
  if (!findAnyCycle(uuids, (uuid) => waitsFor(queue, uuid))) return;
  for (const task of tasks) checkGraph(task, queue);
}

/** Do the task's dependencies or its parent differ from before? */
export function waitsAnew(task: Task, before: Task): boolean {
  return before.depends !== task.depends || before.parent !== task.parent;
}

/** A record that belongs to a task. */
export interface Belonging {
  kind: string;
  id: string;
  /** How history tells it; absent for what it leaves out, such as dispatches. */
  name?: string;
}

/** What belongs to each task that passes, as the table of kinds says. Costs a look at every record of these kinds. */
export function belongings(
  { all }: Pick<Tx, 'all'>,
  passes: (uuid: string) => boolean,
): (Belonging & { task: string })[] {
  return Object.entries<KindRow>(KINDS).flatMap(([kind, row]) =>
    Array.from(row.task ? all<string>(kind) : [], ([id, record]) => ({ id, task: row.task!(record) }))
      .filter((one): one is { id: string; task: string } => one.task !== undefined && passes(one.task))
      .map((one) => ({ ...one, kind, ...(row.historyText ? { name: row.historyText.name(one.id) } : {}) })),
  );
}

/** Numbers of the tasks that wait for a task, are its subtasks or instances, or link to it. Costs a look at every task. */
export function referrers(uuid: string, queue: TaskQueue): number[] {
  const found = new Set([...queue.dependents(uuid), ...queue.children(uuid)]);
  for (const task of queue.all()) {
    if (task.template === uuid || task.links?.some((link) => link.uuid === uuid)) found.add(task.uuid);
  }
  found.delete(uuid);
  return [...found].map((other) => queue.get(other)!.id).sort((a, b) => a - b);
}
