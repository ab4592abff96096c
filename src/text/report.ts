import { counted } from '../base/amounts.ts';
import { fromInstant } from '../domain/instant.ts';
import { taskName } from '../domain/task/task-name.ts';
import type { Burndown } from '../report/burndown.ts';
import type { DueCalendar } from '../report/calendar.ts';
import type { ProjectSummary } from '../report/summary.ts';
import { type Clock, formatLocal } from '../time/index.ts';
import type { OutputDoc } from './doc/doc.ts';
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

/** Returns projects as a document: `web.ui  3 open  5 done  12d old  62%`, and a bar on terminals. */
export function summaryDoc({ projects, notes }: { projects: readonly ProjectSummary[] } & Noted): OutputDoc {
  return {
    sections: [
      {
        noun: 'project',
        columns: [
          { head: 'Project', kind: 'name' },
          { head: 'Open', kind: 'number' },
          { head: 'Done', kind: 'figure' },
          { head: 'Avg age', kind: 'figure' },
          { head: '%', kind: 'number' },
          { head: '', kind: 'bar' },
        ],
        rows: projects.map(({ project, depth, open, done, percent, averageAgeMs }) => [
          { is: 'text', text: project === '' ? '(none)' : project, depth },
          { is: 'count', count: open, word: 'open' },
          { is: 'count', count: done, word: 'done' },
          { is: 'length', ms: averageAgeMs, word: 'old' },
          { is: 'percent', percent },
          { is: 'bar', percent },
        ]),
      },
    ],
    notes,
  };
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
