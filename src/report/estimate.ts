import type { Task } from '../domain/task/task.ts';
import { resolveDuration } from '../time/index.ts';

/** Returns a task's estimate in milliseconds. */
export function estimateOf({ estimate }: Pick<Task, 'estimate'>): number | undefined {
  if (estimate === undefined) return undefined;
  const read = resolveDuration(estimate);
  return read.ok ? read.ms : undefined;
}
