import type { Located } from '../reading/json-file.ts';

/** Detects the table of a ClickUp workspace or list. */
export function isClickUp([first]: readonly Located[]): boolean {
  return (
    first !== undefined && ['Task ID', 'Task Name', 'Task Content', 'Status'].every((column) => column in first.value)
  );
}

/** Priorities by ClickUp's number. */
const PRIORITY: Readonly<Record<string, string>> = { 1: 'urgent', 2: 'high', 3: 'normal', 4: 'low' };

/** Converts ClickUp's numbers and escapes to words and lines. */
export function clickUpTasks(located: readonly Located[]): Located[] {
  return located.map((one) => {
    if (one.problem !== undefined) return one;
    const { Priority, 'Task Content': text, ...rest } = one.value;
    const value = {
      ...rest,
      Priority: typeof Priority === 'string' ? (PRIORITY[Priority] ?? Priority) : Priority,
      'Task Content': typeof text === 'string' && !text.includes('\n') ? text.replaceAll('\\n', '\n') : text,
    };
    return { ...one, raw: one.value, value };
  });
}
