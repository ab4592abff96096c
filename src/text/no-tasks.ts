import { callOf, type Reader } from '../domain/calls/door.ts';

/**
 * Returns the text of a list without tasks. Every list of tasks takes it from here.
 * @param completed the number of completed tasks that the default condition omits
 */
export function noTasksText(completed: number | undefined, reader: Reader): string {
  if (completed === undefined) return 'No tasks.';
  return `No open tasks. ${completed} ${completed === 1 ? 'is' : 'are'} completed: \`${callOf(reader, 'task_list', '+COMPLETED').replaceAll('`', '')}\``;
}

/** Formats the numbers of closed tasks: `2 completed`, or `2 completed, 1 deleted` if some are deleted. */
export function closedText({ closed = 0, completed = 0 }: Readonly<Partial<Record<string, number>>>): string {
  const deleted = closed - completed;
  return deleted > 0 ? `${completed} completed, ${deleted} deleted` : `${completed} completed`;
}
