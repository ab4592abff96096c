import * as z from 'zod';
import { countInput } from '../../domain/calls/inputs.ts';
import { instantOfDate } from '../../domain/date-in-zone.ts';
import { fromInstant, type Instant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import { calendar, calendarOf } from '../../report/calendar.ts';
import { calendarDoc } from '../../text/report.ts';
import { readDate } from '../../work/task/dates.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import { selectNoted } from '../../work/task/selection.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

const MONTHS = { usual: 3, most: 24 } as const;

export const reportCalendar = defineCommand({
  name: 'report_calendar',
  title: 'Show a calendar',
  summary: 'Show months with the days on which open tasks are due, beginning with this month or another one.',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      from: z.string().describe('Month (8 2026), year (2026), due (the first due date), or any date').optional(),
      filter: z.string().describe('Only these open tasks').default(''),
      months: countInput()
        .refine((months) => months > 0 && months <= MONTHS.most, `expected 1 to ${MONTHS.most}`)
        .describe(`Number of months (default ${MONTHS.usual}, or 12 for a year)`)
        .optional(),
    }),
  output: () => calendar().extend({ notes: outputs.notes() }),
  async run(context, { from, filter, months }) {
    const { tasks, notes } = selectNoted(context, await compileContextFilter(context, filter));
    const begin = await beginOf(from?.trim() ?? '', tasks, context);
    const drawn = calendarOf(tasks, {
      from: fromInstant(begin.at),
      count: months ?? begin.months,
      clock: context.clock,
    });
    return { ...drawn, ...(notes.length > 0 ? { notes } : {}) };
  },
  show: {
    rows: { of: 'due', columns: ['date', 'count'] },
    doc: calendarDoc,
  },
  cli: {
    positional: ['from'],
    aliases: ['calendar'],
    examples: ['calendar', 'calendar due', 'calendar 2026', 'calendar 8 2026 --filter project:web'],
  },
});

/** Reads the first month. First tries words with a meaning in Taskwarrior: `due`, a year, or a month with a year. */
async function beginOf(
  from: string,
  tasks: readonly Task[],
  { clock }: Context,
): Promise<{ at: Instant; months: number }> {
  const read = async (text: string, months: number = MONTHS.usual) => ({
    at: await readDate(text, 'from', clock),
    months,
  });
  const [, month, year] = /^(?:(\d{1,2})\s+)?(\d{4})$/.exec(from) ?? [];
  if (year !== undefined && month === undefined) return read(`${year}-01-01`, 12);
  if (year !== undefined) return read(`${year}-${month!.padStart(2, '0')}-01`);
  if (/^\d{4}-\d\d$/.test(from)) return read(`${from}-01`);
  if (from !== 'due') return read(from || 'today');
  const [first] = tasks.flatMap(({ due }) => (due === undefined ? [] : instantOfDate(due, clock))).sort();
  return first === undefined ? read('today') : { at: first, months: MONTHS.usual };
}
