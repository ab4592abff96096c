import type { Located } from '../reading/json-file.ts';

/** Detects a backup of TickTick as CSV. */
export function isTickTick([first]: readonly Located[]): boolean {
  return (
    first !== undefined && ['List Name', 'Is Check list', 'Title', 'Status'].every((column) => column in first.value)
  );
}

/** Statuses by TickTick's number. */
const STATUS: Readonly<Record<string, string>> = { 0: 'todo', 1: 'done', 2: 'done', '-1': 'cancelled' };
/** Priorities by TickTick's number, where 5 is the highest and 0 none. */
const PRIORITY: Readonly<Record<string, string | null>> = { 0: null, 1: 'low', 3: 'medium', 5: 'high' };

/** Converts TickTick's numbers to words, and its columns to the names of fields. */
export function tickTickTasks(located: readonly Located[]): Located[] {
  return located.map((one) => {
    if (one.problem !== undefined) return one;
    const { Status, Priority, Content, taskId, parentId, 'List Name': list, ...rest } = one.value;
    const wordOf = (words: Readonly<Record<string, string | null>>, value: unknown) =>
      typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : value;
    const value = {
      ...{ id: taskId, status: wordOf(STATUS, Status), priority: wordOf(PRIORITY, Priority) },
      ...{ description: Content, parent: parentId, project: list },
      ...rest,
    };
    return { ...one, raw: one.value, value };
  });
}
