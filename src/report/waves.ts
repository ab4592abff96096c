import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Task } from '../domain/task/task.ts';
import { prerequisitesFirst, waveOf, withBefore } from './chains.ts';
import { prerequisitesOf } from './graph/links.ts';

/** A task of a wave, with the numbers of the tasks that must be done before it: open dependencies and open subtasks. */
export interface InWave {
  task: Task;
  after: number[];
}

/**
 * Groups tasks by dependency. Tasks of the first wave depend on no open task. Every other task depends on one in the
 * wave before. Tasks that selected tasks depend on are included even if they aren't selected. Tasks in a cycle, which
 * only damaged data contains, are in no wave. The cost is O(tasks + dependencies).
 */
export function wavesOf(selected: readonly Task[], queue: TaskQueue): InWave[][] {
  const steps = [...withBefore(selected, (task) => prerequisitesOf(task, queue))].map(([task, all]) => ({
    ...{ id: task.uuid, ms: 1, after: all.map(({ uuid }) => uuid) },
    row: { task, after: all.map(({ id }) => id) },
  }));
  const order = prerequisitesFirst(steps);
  const waves = waveOf(order);
  const rows: InWave[][] = [];
  for (const { id, row } of order) {
    const wave = rows[waves.get(id)! - 1];
    if (wave) wave.push(row);
    else rows.push([row]);
  }
  return rows;
}
