import { UTCDateMini } from '@date-fns/utc/date/mini';
import { addBusinessDays } from 'date-fns';
import { stepDate } from './calendar.ts';
import type { Duration } from './duration.ts';
import { type DateRefusal, dateRefusal } from './outcome.ts';
import { resolveDuration } from './resolve.ts';
import { fromWall, toWall } from './zone.ts';

/** How a task repeats: a duration longer than zero, or every Monday to Friday. */
export interface Recurrence {
  /** As written, without surrounding blanks. */
  text: string;
  every: Duration;
  weekdays: boolean;
}

const EXPECTED = 'a period such as daily, weekdays, weekly, monthly, 2wks, P3M or yearly';

/** Reads a recurrence period. Zero and negative ones are refused: they would repeat for ever. */
export function parseRecurrence(text: string): { ok: true; recurrence: Recurrence } | DateRefusal {
  const read = resolveDuration(text);
  if (!read.ok) return { ...read, message: `"${text.trim()}" is no recurrence period`, expected: EXPECTED };
  if (read.ms <= 0) return dateRefusal(`"${text.trim()}" does not move forward`, EXPECTED);
  return { ok: true, recurrence: { text: text.trim(), every: read.duration, weekdays: text.trim() === 'weekdays' } };
}

/**
 * The n-th repetition of an anchor (ms; 0 is the anchor itself), always counted from the anchor so that nothing drifts:
 * months and years keep its day where the month has it and take the last day where not (31 Jan: 28 Feb, 31 Mar), days
 * and weeks keep its clock time across changes of the clocks, hours and less are exact lengths. Infinity when it lies
 * beyond the year 9999.
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

/** The first repetition later than an instant, by halving: how far the anchor lies back does not matter. */
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
  // Powers of two apart, so every middle is whole.
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

const END = Date.UTC(10_000, 0, 1);
