import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Task } from '../domain/task/task.ts';
import { prerequisitesFirst, waveOf, withBefore } from './chains.ts';
import { prerequisitesOf } from './graph/links.ts';

/** A task of a wave, with the numbers of the open tasks that it waits for: what it depends on, and its subtasks. */
export interface InWave {
  task: Task;
  after: number[];
}

/**
 * Tasks by dependency: those of the first wave wait for nothing that is open, each other one for a task of the wave before it. What is waited for
 * comes along, selected or not, since the picture would be wrong without it. Tasks in a circle, which only damaged data has, are in no wave.
 * Costs O(tasks + dependencies).
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
