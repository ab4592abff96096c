import { DAY_MS } from '../base/day.ts';
import { fromInstant, type Instant, isInstant, toInstant } from './instant.ts';

/** A day of the calendar without a time zone: `2026-12-10`. Each reader compares it with the days of their own zone. */
export type Day = `${number}-${number}-${number}`;

/** A date of a task: a day, or an instant if somebody gave a time of day. */
export type TaskDate = Day | Instant;

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Checks whether a text is an existing day, `2026-12-10`. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string' || text.length !== 10 || !DAY.test(text)) return false;
  const ms = Date.parse(text);
  // Date.parse turns 30 February into 2 March.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** Returns the day with which a text in ISO 8601 begins. @throws RangeError for another text */
export function dayIn(text: string): Day {
  const day = text.slice(0, 10);
  if (hasFormOfDay(day)) return day;
  throw new RangeError(`no day: ${text}`);
}

const hasFormOfDay = (text: string): text is Day => DAY.test(text);

export function isTaskDate(text: unknown): text is TaskDate {
  return isInstant(text) || isDay(text);
}

/** Checks whether a stored date is a day. The length is enough, because both forms are checked before they are stored. */
export function isWholeDay(date: string): date is Day {
  return date.length === 10;
}

/** The current time as a reader compares it with dates: the instant, and the day in the reader's time zone. */
export interface ReaderNow {
  instant: Instant;
  today(): Day;
}

/** Checks whether a date is now or was before: a day from its first second on. */
export function hasBegun(date: TaskDate, now: ReaderNow): boolean {
  return isWholeDay(date) ? date <= now.today() : date <= now.instant;
}

/** Checks whether a date is before now: a day from its first second on. As in Taskwarrior, an instant is not before itself. */
export function isBehind(date: TaskDate, now: ReaderNow): boolean {
  return isWholeDay(date) ? date <= now.today() : date < now.instant;
}

/** Checks whether a date has passed. A day has passed when the next day begins, so a task is not late on its last day. */
export function hasPassed(date: TaskDate, now: ReaderNow): boolean {
  return isWholeDay(date) ? date < now.today() : date < now.instant;
}

/** How long after the start of a day in UTC the day is over in every time zone. */

const OVER_MS = DAY_MS + DAY_MS / 2;

/**
 * Returns the instant after which a date has passed for every reader. What happens to a task for everybody, such as its
 * deletion after `until`, can't depend on the time zone of the process that does it.
 */
export function overEverywhere(date: TaskDate): Instant {
  return isWholeDay(date) ? toInstant(fromInstant(date) + OVER_MS) : date;
}

/** Moves a date: a day by the nearest number of whole days. */
export function shiftDate(date: TaskDate, ms: number): TaskDate {
  if (!isWholeDay(date)) return toInstant(fromInstant(date) + ms);
  return dayIn(toInstant(fromInstant(date) + Math.round(ms / DAY_MS) * DAY_MS));
}
