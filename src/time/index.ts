/**
 * The one resolver of dates, durations and recurrences. Pure: now and zone are parameters.
 *
 * A filter that is compiled synchronously calls `resolveDate(text, clock)`; when that fails and `worthEnglish(text)`,
 * it awaits `loadEnglish()` once and tries again with the reader.
 *
 * The language is that of Taskwarrior 2.6, except: ISO weeks are ISO 8601's (Monday); an ordinal that a month lacks is
 * taken in the next month that has it; months, quarters and years added to a date step through the calendar; eopww on a
 * Saturday is last week's Friday; holidays are the next ones; a number without a unit, 24:00, 13am and anything left over
 * are errors; `friday 9am` is a date; recurrences count from their anchor, keep its clock time, and have to move forward.
 */
export {
  type Bounds,
  dayBounds,
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

/** Loads the plain-English reader (chrono-node), which costs tens of milliseconds: only when a strict reading failed. */
export async function loadEnglish(): Promise<EnglishReader> {
  const { readEnglish } = await import('./english/english.ts');
  return readEnglish;
}

/** For callers that can wait: reads a date strictly, and as plain English only when that fails. Errors as in `resolveDate`. */
export async function resolveDateAsync(text: string, clock: Clock): Promise<ResolvedDate> {
  const strict = resolveDate(text, clock);
  return strict.ok || !worthEnglish(text) ? strict : resolveDate(text, clock, await loadEnglish());
}
