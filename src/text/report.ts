import { counted } from '../base/amounts.ts';
import { fromInstant } from '../domain/instant.ts';
import { taskName } from '../domain/task/task-name.ts';
import type { Burndown } from '../report/burndown.ts';
import type { DueCalendar } from '../report/calendar.ts';
import type { ProjectSummary } from '../report/summary.ts';
import { type Clock, formatAge, formatLocal } from '../time/index.ts';
import { oneLine } from './safe.ts';

interface Noted {
  notes?: readonly string[] | undefined;
}

/** Formats one line per period: `2026-07-30  12 open  2 started  40 done  +3 -1`. */
export function burndownText({ bars, notes = [], ...pace }: Burndown & Noted, clock: Clock): string {
  if (bars.length === 0) return ['No tasks.', ...notes].join('\n');
  const lines = bars.map(
    ({ date, open, started, done, added, closed }) =>
      `${date}  ${open} open  ${started} started  ${done} done  +${added} -${closed}`,
  );
  return [...lines, paceText(pace, clock), ...notes].join('\n');
}

/** Formats the rates: `0.4 added and 1.2 closed a day; all done by about 2026-08-14 at this rate`. */
export function paceText(
  { rates: { added, closed }, expected }: Pick<Burndown, 'rates' | 'expected'>,
  { zone }: Clock,
): string {
  const pace = `${added} added and ${closed} closed per day`;
  return expected === undefined
    ? pace
    : `${pace}; all done by about ${formatLocal(fromInstant(expected), zone).slice(0, 10)} at this rate`;
}

/** Formats one line per project: `web.ui  3 open  5 done  62%  12d old`. */
export function summaryText({ projects, notes = [] }: { projects: readonly ProjectSummary[] } & Noted): string {
  const lines = projects.map(
    (row) =>
      `${oneLine(projectName(row))}  ${row.open} open  ${row.done} done  ${row.percent}%  ${formatAge(row.averageAgeMs)} old`,
  );
  return [...(lines.length === 0 ? ['No projects.'] : lines), ...notes].join('\n');
}

export function projectName({ project }: Pick<ProjectSummary, 'project'>): string {
  return project === '' ? '(none)' : project;
}

/** Formats one line per day with due tasks: `2026-08-14  2: #12 Fix login, #15 Test it`. */
export function calendarText({ due, months, notes = [] }: DueCalendar & Noted): string {
  const lines = due.map(({ date, tasks }) => {
    const named = tasks
      .slice(0, NAMED)
      .map(({ id, description }) => taskName({ id, description: oneLine(description, 60) }));
    const more = tasks.length > NAMED ? [`and ${tasks.length - NAMED} more`] : [];
    return `${date}  ${tasks.length}: ${[...named, ...more].join(', ')}`;
  });
  const span = `${months[0]?.month} to ${months.at(-1)?.month}`;
  return [...(lines.length === 0 ? [`Nothing is due from ${span}.`] : lines), ...notes].join('\n');
}

/** Maximum number of named tasks per day. */
const NAMED = 5;

/** Formats the line below a calendar: `3 tasks due`. */
export function dueCount(count: number): string {
  return count === 0 ? 'Nothing is due in these months.' : `${counted(count, 'task')} due`;
}
