/**
 * Resolves dates, durations and recurrences. Pure: the current time and the zone are parameters.
 *
 * A synchronous caller uses `resolveDate(text, clock)`. If that fails and `worthEnglish(text)` is true, the caller
 * awaits `loadEnglish()` and calls `resolveDate` again with the reader.
 *
 * The language is Taskwarrior 2.6's, with these differences:
 * - ISO weeks follow ISO 8601 and start on Monday.
 * - An ordinal such as `31st` means the next month that has the day.
 * - Months, quarters and years added to a date step through the calendar.
 * - `eopww` on a Saturday is Friday of last week.
 * - Holidays are the next ones.
 * - A number without a unit, 24:00, 13am and leftover text are errors.
 * - `friday 9am` is a date.
 * - Recurrences count from their anchor, keep its time of day and must move forward.
 */
export {
  type Bounds,
  dayBounds,
  dayStart,
  monthBounds,
  type Period,
  quarterBounds,
  weekBounds,
  yearBounds,
} from './calendar.ts';
export type { Clock } from './clock.ts';
export { type Duration, formatDuration } from './duration.ts';
export { formatAge, formatDistance, formatFull, formatLocal, formatShort } from './format.ts';
export { DATE_NAMES } from './names.ts';
export type { Complaint, DateReading, DateRefusal, DateValue, ResolvedDate, Value } from './outcome.ts';
export type { DateName } from './periods.ts';
export { occurrence, occurrenceAfter, parseRecurrence, type Recurrence } from './recurrence.ts';
export {
  type EnglishReader,
  type Evaluated,
  type ResolvedDuration,
  resolveDate,
  resolveDuration,
  resolveExpression,
  worthEnglish,
} from './resolve.ts';
export type { TimeUnit } from './units.ts';
export { isZone } from './zone.ts';

import type { Clock } from './clock.ts';
import type { ResolvedDate } from './outcome.ts';
import { type EnglishReader, resolveDate, worthEnglish } from './resolve.ts';

/** Loads the plain-English reader (chrono-node). It takes tens of ms, so first try the strict reading. */
export async function loadEnglish(): Promise<EnglishReader> {
  const { readEnglish } = await import('./english/english.ts');
  return readEnglish;
}

/** Reads a date by the strict rules. If that fails, reads it as plain English. Errors are those of `resolveDate`. */
export async function resolveDateAsync(text: string, clock: Clock): Promise<ResolvedDate> {
  const strict = resolveDate(text, clock);
  return strict.ok || !worthEnglish(text) ? strict : resolveDate(text, clock, await loadEnglish());
}
