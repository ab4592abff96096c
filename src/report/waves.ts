import { openDependencies } from '../domain/graph.ts';
import type { TaskQueue } from '../domain/queue.ts';
import type { Task } from '../domain/task.ts';
import { prerequisitesFirst, waveOf } from './chains.ts';

/** A task of a wave, with the numbers of the open tasks that it waits for. */
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
  const steps = [...dependenciesOf(selected, queue)].map(([task, all]) => ({
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

/** The tasks with whatever they wait for, near and far. */
function dependenciesOf(selected: readonly Task[], queue: TaskQueue): Map<Task, Task[]> {
  const found = new Map<Task, Task[]>();
  const all = new Set(selected);
  for (const task of all) {
    const dependencies = openDependencies(queue, task);
    found.set(task, dependencies);
    for (const one of dependencies) all.add(one);
  }
  return found;
}
