import { openDependencies } from '../domain/graph.ts';
import type { TaskQueue } from '../domain/queue.ts';
import type { Task } from '../domain/task.ts';

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
  const before = dependenciesOf(selected, queue);
  const behind = new Map<Task, Task[]>();
  for (const [task, all] of before) {
    for (const one of all) {
      const those = behind.get(one);
      if (those) those.push(task);
      else behind.set(one, [task]);
    }
  }
  const open = new Map([...before].map(([task, { length }]) => [task, length]));
  const waves: InWave[][] = [];
  let now = [...before.keys()].filter((task) => open.get(task) === 0);
  while (now.length > 0) {
    waves.push(now.map((task) => ({ task, after: before.get(task)!.map(({ id }) => id) })));
    now = now.flatMap((task) => behind.get(task) ?? []).filter((task) => countDown(open, task) === 0);
  }
  return waves;
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

function countDown(open: Map<Task, number>, task: Task): number {
  const left = open.get(task)! - 1;
  open.set(task, left);
  return left;
}
