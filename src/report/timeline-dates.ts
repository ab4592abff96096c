import * as z from 'zod';
import { present } from '../base/present.ts';
import type { Shape } from '../base/shape.ts';
import { dayOf, startOfDate } from '../domain/date-in-zone.ts';
import { namedTask, namedTaskOf } from '../domain/task/raw-title.ts';
import type { Task } from '../domain/task/task.ts';

/** A date of a task. `at` is a day or an instant. */
const mark = () => namedTask().extend({ what: z.enum(['due', 'scheduled']), at: z.string() });
export type Mark = Shape<typeof mark>;

/** The due and scheduled dates of a period. */
export const timelineDates = () =>
  z.strictObject({
    marks: z.array(mark()),
    /** Number of due dates on each day of the period that has any, also of those that the limit omitted. */
    days: z.array(z.strictObject({ date: z.string(), due: z.int() })),
    /** The last date before the period and the first one after it. */
    nearest: z.strictObject({ before: z.string().exactOptional(), after: z.string().exactOptional() }),
  });

/** Lists the dates of the tasks in a period, at most `most`. `marksLeft` is the number of dates that the limit omitted. */
export function datesIn(
  tasks: readonly Task[],
  { from, until, zone }: { from: number; until: number; zone: string },
  most: number,
): Shape<typeof timelineDates> & { marksLeft: number } {
  const all = tasks.flatMap((task): Mark[] => {
    const { due, scheduled } = task;
    const name = namedTaskOf(task);
    return [
      ...(due === undefined ? [] : [{ ...name, what: 'due' as const, at: due }]),
      ...(scheduled === undefined ? [] : [{ ...name, what: 'scheduled' as const, at: scheduled }]),
    ];
  });
  const timed = all
    .map((mark) => ({ mark, begins: startOfDate(mark.at, zone) }))
    .sort((a, b) => a.begins - b.begins || a.mark.id - b.mark.id);
  const seen = timed.filter(({ begins }) => begins >= from && begins < until).map(({ mark }) => mark);
  const before = timed.findLast(({ begins }) => begins < from)?.mark.at;
  const after = timed.find(({ begins }) => begins >= until)?.mark.at;
  const days = new Map<string, number>();
  for (const { what, at } of seen) {
    const date = dayOf(at, zone);
    if (what === 'due') days.set(date, (days.get(date) ?? 0) + 1);
  }
  return {
    marks: seen.slice(0, most),
    marksLeft: Math.max(0, seen.length - most),
    days: Array.from(days, ([date, due]) => ({ date, due })),
    nearest: present({ before, after }),
  };
}
