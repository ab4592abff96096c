import { UTCDateMini } from '@date-fns/utc/date/mini';
import { addBusinessDays } from 'date-fns';
import { stepDate } from './calendar.ts';
import type { Duration } from './duration.ts';
import { type DateRefusal, dateRefusal, END } from './outcome.ts';
import { resolveDuration } from './resolve.ts';
import { fromWall, toWall } from './zone.ts';

/** The period of a recurring task: a duration longer than zero, or every Monday to Friday. */
export interface Recurrence {
  /** The text as written, without surrounding blanks. */
  text: string;
  every: Duration;
  weekdays: boolean;
}

const EXPECTED = 'a period such as daily, weekdays, weekly, monthly, 2wks, P3M or yearly';

/** Reads a recurrence period. It refuses zero and negative periods, because these would never advance. */
export function parseRecurrence(text: string): { ok: true; recurrence: Recurrence } | DateRefusal {
  const read = resolveDuration(text);
  if (!read.ok) return { ...read, message: `"${text.trim()}" is not a recurrence period`, expected: EXPECTED };
  if (read.ms <= 0) return dateRefusal(`"${text.trim()}" does not move forward`, EXPECTED);
  return { ok: true, recurrence: { text: text.trim(), every: read.duration, weekdays: text.trim() === 'weekdays' } };
}

/**
 * Returns the n-th repetition of an anchor in ms (0 is the anchor). Each repetition counts from the anchor, so that
 * rounding doesn't add up. Months and years keep the anchor's day, or use the last day of a shorter month (31 Jan, 28
 * Feb, 31 Mar). Days and weeks keep the time of day when clocks change. Hours and smaller units are exact lengths.
 * @returns Infinity after the year 9999
 */
export function occurrence(anchor: number, recurrence: Recurrence, n: number, zone: string): number {
  if (n === 0) return anchor;
  const { every, weekdays } = recurrence;
  if (!(anchor + every.length * n * 1000 < END)) return Number.POSITIVE_INFINITY;
  const fixed = every.seconds * n * 1000;
  if (!weekdays && !every.months && !every.days) return anchor + fixed;
  const wall = toWall(anchor, zone);
  const day = weekdays
    ? addBusinessDays(new UTCDateMini(wall), n).getTime()
    : stepDate('day', stepDate('month', wall, every.months * n), every.days * n);
  return day < END ? fromWall(day, zone) + fixed : Number.POSITIVE_INFINITY;
}

/** Finds the first repetition after an instant, by binary search: the anchor may be many repetitions ago. */
export function occurrenceAfter(
  anchor: number,
  recurrence: Recurrence,
  after: number,
  zone: string,
): { n: number; at: number } {
  if (anchor > after) return { n: 0, at: anchor };
  const passed = (n: number) => {
    const at = occurrence(anchor, recurrence, n, zone);
    return at <= after && at < END;
  };
  // Both bounds are powers of two, so every middle is a whole number.
  let high = 1;
  while (passed(high)) high *= 2;
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (passed(middle)) low = middle;
    else high = middle;
  }
  return { n: high, at: occurrence(anchor, recurrence, high, zone) };
}
