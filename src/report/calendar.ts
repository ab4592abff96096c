import * as z from 'zod';
import type { Shape } from '../base/shape.ts';
import { dayAt, dayOf, startOfDate } from '../domain/date-in-zone.ts';
import { namedTask, namedTaskOf } from '../domain/task/raw-title.ts';
import type { Task } from '../domain/task/task.ts';
import { type Clock, dayBounds, monthBounds } from '../time/index.ts';

const dueDay = () =>
  z.strictObject({
    /** Day: `2026-07-30`. */
    date: z.string(),
    count: z.int(),
    /** The tasks of the day, sorted by due time. */
    tasks: z.array(namedTask().extend({ project: z.string().exactOptional(), due: z.string() })),
  });
export type DueDay = Shape<typeof dueDay>;

/** A month and the weekday on which it starts. Weeks start on Monday. */
const calendarMonth = () =>
  z.strictObject({
    month: z.string(),
    days: z.int(),
    /** Weekday of the first day: 0 is Monday, 6 is Sunday. */
    first: z.int(),
  });
export type CalendarMonth = Shape<typeof calendarMonth>;

export const calendar = () =>
  z.strictObject({
    today: z.string(),
    months: z.array(calendarMonth()),
    /** Days of these months on which tasks are due, oldest first. */
    due: z.array(dueDay()),
  });
export type DueCalendar = Shape<typeof calendar>;

/**
 * Builds a calendar of `count` months from the month of `from`, with the due dates of tasks. Days are in the clock's
 * time zone.
 */
export function calendarOf(
  tasks: readonly Task[],
  { from, count, clock }: { from: number; count: number; clock: Clock },
): DueCalendar {
  const { now, zone } = clock;
  const day = (ms: number) => dayAt(ms, zone);
  const months = Array.from({ length: count }, (_, n) => monthBounds(from, zone, n));
  const [begin, end] = [day(months[0]!.start), day(months.at(-1)!.end)];
  const due = new Map<string, DueDay['tasks']>();
  for (const task of [...tasks].sort(byDue(zone))) {
    const { project, due: at } = task;
    if (at === undefined) continue;
    const date = dayOf(at, zone);
    if (date < begin || date >= end) continue;
    const row = { ...namedTaskOf(task), ...(project ? { project } : {}), due: at };
    const rows = due.get(date);
    if (rows) rows.push(row);
    else due.set(date, [row]);
  }
  return {
    today: day(now),
    months: months.map(({ start, end }) => ({
      month: day(start).slice(0, 7),
      days: Number(day(dayBounds(end, zone, -1).start).slice(8)),
      first: (new Date(`${day(start)}T00:00:00Z`).getUTCDay() + 6) % 7,
    })),
    due: [...due].map(([date, tasks]) => ({ date, count: tasks.length, tasks })),
  };
}

const byDue = (zone: string) => (a: Task, b: Task) => {
  const at = ({ due }: Task) => (due === undefined ? 0 : startOfDate(due, zone));
  return at(a) - at(b) || a.id - b.id;
};
