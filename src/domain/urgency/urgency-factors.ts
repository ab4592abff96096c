import { DAY_MS } from '../../base/day.ts';
import type { Instant } from '../instant.ts';

/** 0.8, 0.9, 1 for one, two, more. */
export function several(count: number): number {
  return count === 1 ? 0.8 : count === 2 ? 0.9 : 1;
}

/** From 0.2 two weeks before, rising evenly, to 1 a week after. */
export function dueFactor(due: Instant, now: number): number {
  const late = (now - msOf(due)) / DAY_MS;
  if (late >= 7) return 1;
  return late < -14 ? 0.2 : 0.2 + (0.8 * (late + 14)) / 21;
}

/** Whole days since entry, as a part of the days after which age counts in full. */
export function ageFactor(entry: Instant, now: number, most: number): number {
  const days = Math.trunc((now - msOf(entry)) / DAY_MS);
  return days >= most ? 1 : days / most;
}

/** What {@link ageFactor} leaves out of a day that is not over yet: with it, age grows evenly until it counts in full. */
export function ageRest(entry: Instant, now: number, most: number): number {
  const days = (now - msOf(entry)) / DAY_MS;
  return days >= most ? 0 : (days - Math.trunc(days)) / most;
}

/** {@link Date.parse} for the 20 characters of a stored instant, several times as fast: sorting reads two per task. */
function msOf(text: Instant): number {
  const pair = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - ZEROS;
  const month = pair(5);
  const year = pair(0) * 100 + pair(2) - (month <= 2 ? 1 : 0);
  const century = (year / 100) | 0;
  const days = 365 * year + (year >> 2) - century + (century >> 2) + MONTH_START[month]! + pair(8) - EPOCH_DAY;
  return days * DAY_MS + pair(11) * 3_600_000 + pair(14) * 60_000 + pair(17) * 1000;
}

/** What two digits add as characters. */
const ZEROS = 11 * '0'.charCodeAt(0);
/** 1 January 1970, counted in days as below from 1 March of year 0. */
const EPOCH_DAY = 719_469;
/** Days from 1 March to the first of each month; January and February count into the year before. */
const MONTH_START = [0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
