import { refuse } from '../../domain/errors.ts';
import type { KindRow } from '../../domain/kinds/row.ts';
import { KINDS } from '../../domain/kinds/table.ts';
import { findAnyCycle, findCycle, findParentCycle, findWaitCycle, waitsFor } from '../../domain/queue/graph.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';

/**
 * Refuses circular dependencies, circular parents, and cycles through both, because a parent is blocked by its
 * subtasks. Skips the check if neither field differs from `before`.
 * @throws BacklogError `cycle` with the ids
 */
export function checkGraph(task: Task, queue: TaskQueue, before?: Task): void {
  if (before && !relationsChanged(task, before)) return;
  if (task.depends?.includes(task.uuid)) refuse('cycle', `depends: task ${task.id} can't depend on itself`);
  const cycle = task.depends && findCycle(queue, task.uuid, task.depends);
  if (cycle) {
    const ids = cycle.map((uuid) => queue.get(uuid)?.id ?? task.id);
    refuse('cycle', `depends: this would form a cycle: ${ids.join(' -> ')}`, {
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
    refuse('cycle', `depends and parent: these tasks would block each other: ${ids.join(' -> ')}`, {
      hint: 'A parent is blocked by its subtasks, so they must not depend on it. Leave out the dependency or the parent.',
      data: { field: 'depends', cycle: ids },
    });
  }
}

/** Checks many tasks with one search for cycles, because a separate search per task would be slow. */
export function checkGraphs(tasks: readonly Task[], queue: TaskQueue): void {
  const uuids = tasks.map(({ uuid }) => uuid);
  if (!findAnyCycle(uuids, (uuid) => waitsFor(queue, uuid))) return;
  for (const task of tasks) checkGraph(task, queue);
}

/** Checks whether the dependencies or the parent changed. */
export function relationsChanged(task: Task, before: Task): boolean {
  return before.depends !== task.depends || before.parent !== task.parent;
}

export interface Belonging {
  kind: string;
  id: string;
  /** The kind's name in the history; absent for kinds that the history omits, such as dispatches. */
  name?: string;
}

/**
 * Finds the records that belong to tasks, by the table of kinds. Reads every record of the kinds that can belong to
 * tasks.
 */
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

/** Returns the numbers of tasks that refer to a task as a dependency, parent, template or link. Reads all tasks. */
export function referrers(uuid: string, queue: TaskQueue): number[] {
  const found = new Set([...queue.dependents(uuid), ...queue.children(uuid)]);
  for (const task of queue.all()) {
    if (task.template === uuid || task.links?.some((link) => link.uuid === uuid)) found.add(task.uuid);
  }
  found.delete(uuid);
  return [...found].map((other) => queue.get(other)!.id).sort((a, b) => a - b);
}
