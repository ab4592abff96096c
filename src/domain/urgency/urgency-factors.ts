import { DAY_MS } from '../../base/day.ts';
import type { Instant } from '../instant.ts';

/** Returns the factor for a count, such as the number of tags: 0.8 for one, 0.9 for two, 1 for more. */
export function several(count: number): number {
  return count === 1 ? 0.8 : count === 2 ? 0.9 : 1;
}

/**
 * Returns a factor for the due date. It grows evenly from 0.2, two weeks before the date, to 1, one week after it. All
 * times are in milliseconds since the epoch.
 */
export function dueFactor(due: number, now: number): number {
  const late = (now - due) / DAY_MS;
  if (late >= 7) return 1;
  return late < -14 ? 0.2 : 0.2 + (0.8 * (late + 14)) / 21;
}

/** Returns the age in whole days, divided by `most` days; at most 1. */
export function ageFactor(entry: number, now: number, most: number): number {
  const days = Math.trunc((now - entry) / DAY_MS);
  return days >= most ? 1 : days / most;
}

/** Returns the part of the current day that {@link ageFactor} omits. The sum of both grows evenly. */
export function ageRest(entry: number, now: number, most: number): number {
  const days = (now - entry) / DAY_MS;
  return days >= most ? 0 : (days - Math.trunc(days)) / most;
}

/** Parses an instant like {@link Date.parse}, but several times as fast: sorting parses two per task. */
export function msOf(text: Instant): number {
  const pair = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - ZEROS;
  const month = pair(5);
  const year = pair(0) * 100 + pair(2) - (month <= 2 ? 1 : 0);
  const century = (year / 100) | 0;
  const days = 365 * year + (year >> 2) - century + (century >> 2) + MONTH_START[month]! + pair(8) - EPOCH_DAY;
  return days * DAY_MS + pair(11) * 3_600_000 + pair(14) * 60_000 + pair(17) * 1000;
}

/** The amount by which `10 * a + b` is too large if `a` and `b` are the character codes of two digits. */
const ZEROS = 11 * '0'.charCodeAt(0);
/** 1 January 1970, as a number of days since 1 March of year 0. */
const EPOCH_DAY = 719_469;
/** Number of days from 1 March to the first of each month. January and February belong to the previous year. */
const MONTH_START = [0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
