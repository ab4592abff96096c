import { sentence } from '../base/output/sentence.ts';
import { untilText } from '../claims/index.ts';
import { inDoorWords, type Reader } from '../domain/calls/door.ts';
import { startOfDate } from '../domain/date-in-zone.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Claim } from '../domain/records.ts';
import { otherRepositories } from '../domain/scope-text.ts';
import { stateLabel } from '../domain/state-words.ts';
import { type Named, type Task, titleOf } from '../domain/task/task.ts';
import { stateWord } from '../report/state-word.ts';
import type { TaskLine } from '../report/task-line.ts';
import { type Clock, formatFull, formatShort } from '../time/index.ts';
import { oneLine } from './safe.ts';

/** Formats one task on one line: `12 H ready due:fri Fix login web +bug`, for models, terminals and hooks. */
export function rowText(task: Task, facts: Facts): string {
  const due = task.due === undefined ? undefined : startOfDate(task.due, facts.zone);
  return lineText(
    {
      ...task,
      description: titleOf(task),
      state: stateWord(task, facts),
      due,
      tags: task.tags ?? [],
      repositories: otherRepositories(task.scope),
    },
    facts,
  );
}

/** Formats a row of a table of tasks as such a line. Reads the clock's zone only for a date, because finding it takes time. */
export function lineText(line: Omit<TaskLine, 'age' | 'urgency'>, clock: Clock): string {
  const { id, priority, state, due, description, project, tags, agent, repositories = [] } = line;
  const head = [String(id), priority ?? '-', stateLabel(state)];
  if (due) head.push(`due:${formatShort(due, clock)}`);
  const where = repositories.map((name) => `in ${name}`);
  const tail = [project, ...tags.map((tag) => `+${tag}`), agent && `@${agent}`, ...where].filter(Boolean);
  return oneLine(`${head.join(' ')} ${description}${tail.length > 0 ? `  ${tail.join(' ')}` : ''}`);
}

/** Formats a task's title on one line, cut to `max` characters. Marks that it needs stay whole. */
export const titleText = (named: Omit<Named, 'id'>, max?: number): string =>
  titleOf({ ...named, description: oneLine(named.description, max) });

/** Formats a task's name on one line: `#12 Fix login`. */
export const nameText = (task: Named): string => clippedName(task);

/** Formats a task's name, with its title cut to `max` characters. */
export const clippedName = (task: Named, max?: number): string => `#${task.id} ${titleText(task, max)}`;

/** Joins the first items of a list. Adds the number of the others and the call that shows them. */
export function listText(items: readonly string[], options: { max: number; rest: string; between?: string }): string {
  const { max, rest, between = '; ' } = options;
  const shown = items.slice(0, max).join(between);
  return items.length <= max ? shown : `${shown} (+${items.length - max} more: ${rest})`;
}

/** Maximum number of reasons to show. */
const MOST_REASONS = 5;

/** Returns a line for each reason that blocked a completed task. */
export function despiteLines(despite: readonly string[] = []): string[] {
  const lines = despite
    .slice(0, MOST_REASONS)
    .map((reason) => `Note: ${sentence(oneLine(reason))} It was completed anyway.`);
  return despite.length > MOST_REASONS ? [...lines, `… and ${despite.length - MOST_REASONS} more`] : lines;
}

/**
 * Returns the text of a list without tasks. Every list of tasks takes it from here.
 * @param completed the number of completed tasks that the default condition omits
 */
export function noTasksText(completed: number | undefined, reader: Reader): string {
  if (completed === undefined) return 'No tasks.';
  return `No open tasks. ${completed} ${completed === 1 ? 'is' : 'are'} completed: ${inDoorWords(reader, '`task_list +COMPLETED`')}`;
}

/** Formats the numbers of closed tasks: `2 completed`, or `2 completed, 1 deleted` if some are deleted. */
export function closedText({ closed = 0, completed = 0 }: Readonly<Partial<Record<string, number>>>): string {
  const deleted = closed - completed;
  return deleted > 0 ? `${completed} completed, ${deleted} deleted` : `${completed} completed`;
}

/** Formats the time at which a claim expires. */
export function heldText(claim: Claim, facts: Pick<Facts, 'holdOf' | 'zone'>): string {
  return untilText(claim, facts.holdOf(claim), (until) => `until ${formatFull(fromInstant(until), facts.zone)}`);
}
