import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Task } from '../domain/task/task.ts';
import { prerequisitesFirst, waveOf, withBefore } from './chains.ts';
import { prerequisitesOf } from './graph/links.ts';

/** A task of a wave, with the numbers of its prerequisites: open dependencies and open subtasks. */
export interface InWave {
  task: Task;
  after: number[];
}

/**
 * Groups tasks by dependency. Tasks of the first wave have no prerequisites; every other task has one in the wave
 * before. Prerequisites are included even if not selected, because the picture would be wrong without them. Tasks in a
 * cycle, which only damaged data contains, are in no wave. Costs O(tasks + dependencies).
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
