import type { Task } from '../../../domain/task/task.ts';

export type TaskOrigin = NonNullable<Task['source']>;

/** Returns the key that identifies a task of another tool. */
export function originKey({ kind, list, id }: TaskOrigin): string {
  return JSON.stringify([kind, list ?? null, id]);
}
