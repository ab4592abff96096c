import type { Task } from '../../domain/task/task.ts';
import { estimateOf } from '../estimate.ts';

/** How long tasks take, as far as somebody said. */
export interface Lengths {
  /** Chains are as long as their estimates say, or, where nobody estimated, as long as they have tasks. */
  by: 'estimate' | 'count';
  /** Milliseconds, as somebody estimated. */
  said(task: Task): number | undefined;
  /** What it counts in a chain: a task without an estimate is taken for a usual one (the median). */
  of(task: Task): number;
}

export function lengthsOf(tasks: readonly Task[]): Lengths {
  const estimates = new Map<Task, number>();
  for (const task of tasks) {
    const ms = estimateOf(task);
    if (ms !== undefined) estimates.set(task, ms);
  }
  const said = (task: Task) => estimates.get(task);
  if (estimates.size === 0) return { by: 'count', said, of: () => 1 };
  const sorted = [...estimates.values()].sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)]!;
  return { by: 'estimate', said, of: (task) => estimates.get(task) ?? usual };
}
