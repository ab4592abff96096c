import type { Task } from '../../../domain/task/task.ts';

export type TaskOrigin = NonNullable<Task['source']>;

/** Returns the key that identifies a task of another tool. */
export function originKey({ kind, list, id }: TaskOrigin): string {
  return JSON.stringify([kind, list ?? null, id]);
}

/** Kinds of files. Their tasks may come again from another format. Other kinds are tools, whose ids are better. */
export const FILE_KINDS: ReadonlySet<string> = new Set(['json', 'csv', 'markdown', 'org']);
