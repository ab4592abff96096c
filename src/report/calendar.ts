import * as z from 'zod';
import { ascending } from '../base/ascending.ts';
import type { Shape } from '../base/shape.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Task } from '../domain/task/task.ts';
import { type Clock, dayBounds, formatLocal, monthBounds } from '../time/index.ts';

/** A day on which something is due, and what. */
const dueDay = () =>
  z.strictObject({
    /** The local day: `2026-07-30`. */
    date: z.string(),
    count: z.int(),
    /** In the order in which they are due. */
    tasks: z.array(
      z.strictObject({ id: z.int(), description: z.string(), project: z.string().exactOptional(), due: z.string() }),
    ),
  });
export type DueDay = Shape<typeof dueDay>;

/** A month, and how its days lie in weeks, which begin on Monday. */
const calendarMonth = () =>
  z.strictObject({
    /** `2026-07` */
    month: z.string(),
    days: z.int(),
    /** The weekday of its first day: 0 for Monday, 6 for Sunday. */
    first: z.int(),
  });
export type CalendarMonth = Shape<typeof calendarMonth>;

export const calendar = () =>
  z.strictObject({
    today: z.string(),
    months: z.array(calendarMonth()),
    /** Of these months, in their order. */
    due: z.array(dueDay()),
  });
export type DueCalendar = Shape<typeof calendar>;

/** A calendar of several months, beginning with the month of `from`, with the due dates of these tasks. Days are those of the clock's zone. */
export function calendarOf(
  tasks: readonly Task[],
  { from, count, clock }: { from: number; count: number; clock: Clock },
): DueCalendar {
  const { now, zone } = clock;
  const day = (ms: number) => formatLocal(ms, zone).slice(0, 10);
  const months = Array.from({ length: count }, (_, n) => monthBounds(from, zone, n));
  const [begin, end] = [months[0]!.start, months.at(-1)!.end];
  const due = new Map<string, DueDay['tasks']>();
  for (const { id, description, project, due: at } of [...tasks].sort(byDue)) {
    if (at === undefined || fromInstant(at) < begin || fromInstant(at) >= end) continue;
    const date = day(fromInstant(at));
    const row = { id, description, ...(project ? { project } : {}), due: at };
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

function byDue(a: Task, b: Task): number {
  return ascending(a.due ?? '', b.due ?? '') || a.id - b.id;
}
