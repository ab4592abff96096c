import { DAY_MS } from '../base/day.ts';
import { dayStart, formatFull, formatLocal } from '../time/index.ts';
import { fromInstant, type Instant, toInstant } from './instant.ts';
import { type Day, dayIn, isWholeDay, type ReaderNow, type TaskDate } from './task-date.ts';

/** Returns the reader's current time. Finds the zone only if a day is compared, because finding it takes milliseconds. */
export function readerNow({ now, zone }: { now: number; zone: string | (() => string) }): ReaderNow {
  return { instant: toInstant(now), today: () => dayAt(now, typeof zone === 'string' ? zone : zone()) };
}

/** Returns the day of an instant in a time zone. `ms` is in epoch milliseconds. */
export function dayAt(ms: number, zone: string): Day {
  return dayIn(formatLocal(ms, zone));
}

/** Returns the day of a date: itself, or the day of its instant in the time zone. */
export function dayOf(date: string, zone: string): Day {
  return isWholeDay(date) ? date : dayAt(fromInstant(date), zone);
}

/** Returns the first second of a date in a time zone, in epoch milliseconds. */
export function startOfDate(date: string, zone: string): number {
  return isWholeDay(date) ? dayStart(fromInstant(date), zone) : fromInstant(date);
}

/** Returns the last second of a date in a time zone, in epoch milliseconds. */
export function endOfDate(date: string, zone: string): number {
  return isWholeDay(date) ? dayStart(fromInstant(date) + DAY_MS, zone) - 1_000 : fromInstant(date);
}

/**
 * Returns the first second of a date in a time zone as an instant, which filters and sorts compare. Finds the zone only
 * for a day.
 */
export function instantOfDate(date: TaskDate, around: { zone: string }): Instant {
  return isWholeDay(date) ? toInstant(startOfDate(date, around.zone)) : date;
}

/** Formats a day as it is, and an instant in the reader's time zone: `2026-12-10`, `2026-12-10 09:30 +01:00`. */
export function fullDate(date: string, zone: string): string {
  return isWholeDay(date) ? date : formatFull(fromInstant(date), zone);
}
