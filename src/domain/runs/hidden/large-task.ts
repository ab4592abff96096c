import { estimateOf } from '../../task/estimate.ts';
import type { Task } from '../../task/task.ts';

/** The minimum sizes of a task for which judges write tests. 0: this size doesn't count. */
export interface LargeFrom {
  criteria: number;
  hours: number;
}

const HOUR_MS = 3_600_000;

/** Checks whether a task is large, by the number of its criteria or by its estimate. */
export function isLarge(task: Pick<Task, 'acceptance' | 'estimate'>, { criteria, hours }: LargeFrom): boolean {
  const hasMany = criteria > 0 && (task.acceptance ?? []).length >= criteria;
  return hasMany || (hours > 0 && (estimateOf(task) ?? 0) >= hours * HOUR_MS);
}
