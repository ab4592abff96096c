import type { Task } from '../../../domain/task/task.ts';

export type Source = NonNullable<Task['source']>;

/** What tells one record of another tool from all others. */
export function sourceKey({ kind, list, id }: Source): string {
  return JSON.stringify([kind, list ?? null, id]);
}
