import { fromInstant } from '../domain/instant.ts';
import { titleOf } from '../domain/task/task.ts';
import type { Burndown } from '../report/burndown.ts';
import type { DueCalendar } from '../report/calendar.ts';
import type { ProjectSummary } from '../report/summary.ts';
import { type Clock, formatLocal } from '../time/index.ts';
import type { OutputDoc } from './doc/doc.ts';

interface Noted {
  notes?: readonly string[] | undefined;
}

/** Returns a burndown as a document: a line per period, `2026-07-30  12 open  2 started  40 done  +3 -1`, or a chart. */
export function burndownDoc({ bars, period, notes = [], ...pace }: Burndown & Noted, clock: Clock): OutputDoc {
  const count = (of: number, word: string) => ({ is: 'count' as const, count: of, word });
  return {
    sections: [
      {
        empty: 'No tasks.',
        columns: [
          { head: 'Date', kind: 'name' },
          { head: 'Open', kind: 'number' },
          { head: 'Started', kind: 'number' },
          { head: 'Done', kind: 'number' },
          { head: 'Change', kind: 'number' },
        ],
        rows: bars.map(({ date, open, started, done, added, closed }) => [
          ...[date, count(open, 'open'), count(started, 'started'), count(done, 'done'), `+${added} -${closed}`],
        ]),
        bars: {
          monthly: period === 'monthly',
          parts: [
            { column: 1, style: 'alarm' },
            { column: 2, style: 'warning' },
            { column: 3, style: 'good' },
          ],
        },
      },
    ],
    notes: [...(bars.length > 0 ? [paceText(pace, clock)] : []), ...notes],
  };
}

/** Formats the rates: `0.4 added and 1.2 closed a day; all done by about 2026-08-14 at this rate`. */
function paceText(
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

/** Maximum number of listed tasks. */
const DUE = 50;

/** Returns a calendar as a document: months for terminals, and the due tasks by day. */
export function calendarDoc({ due, months, today, notes }: DueCalendar & Noted): OutputDoc {
  const rows = due.flatMap(({ date, tasks }) => tasks.map((task) => ({ date, ...task })));
  return {
    sections: [
      { months, today, due: due.map(({ date }) => date) },
      {
        ...{ title: 'Due', most: DUE, empty: `nothing from ${months[0]?.month} to ${months.at(-1)?.month}` },
        columns: [
          { head: 'Due', kind: 'what' },
          { head: 'Id', kind: 'id' },
          { head: 'Project', kind: 'project' },
          { head: 'Description', kind: 'description' },
        ],
        rows: rows.map(({ date, id, project, ...task }) => [date, String(id), project, titleOf(task)]),
      },
    ],
    notes,
  };
}
