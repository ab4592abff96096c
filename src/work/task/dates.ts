import { onceEach, onceEachObject } from '../../base/lazy.ts';
import { dayAt, readerNow } from '../../domain/date-in-zone.ts';
import { BacklogError } from '../../domain/errors.ts';
import { fieldsWhere, isSettable } from '../../domain/fields/table.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import { dayIn, hasPassed, isTaskDate, type TaskDate } from '../../domain/task-date.ts';
import {
  type Clock,
  type DateReading,
  formatDuration,
  parseRecurrence,
  resolveDateAsync,
  resolveDuration,
} from '../../time/index.ts';

/** The date fields that commands can set. */
const DATE_FIELDS = fieldsWhere((row) => isSettable(row) && row.ask?.type === 'date');

/**
 * Converts a written date to an instant in the caller's time zone. Tries plain English last.
 * @throws BacklogError `date`
 */
export async function readDate(text: string, field: string, clock: Clock): Promise<Instant> {
  return toInstant((await resolved(text, field, clock)).at);
}

/**
 * Converts a written date of a task: a date without a time of day to a day, any other to an instant.
 * @throws BacklogError `date`
 */
export async function readTaskDate(text: string, field: string, clock: Clock): Promise<TaskDate> {
  const found = await resolved(text, field, clock);
  return found.exact ? toInstant(found.at) : found.day === undefined ? dayAt(found.at, clock.zone) : dayIn(found.day);
}

/** Reads each text once for a call. An import has the same days again and again. */
const readingsOf = onceEachObject((clock: Clock) => onceEach((text: string) => resolveDateAsync(text, clock)));

async function resolved(text: string, field: string, clock: Clock): Promise<DateReading> {
  const found = await readingsOf(clock)(text);
  if (found.ok) return found;
  throw new BacklogError('date', `${field}: ${found.message}`, {
    hint: `Expected ${found.expected}${found.nearest ? `; did you mean "${found.nearest}"${found.means ? `, ${found.means}` : ''}?` : ''}`,
    data: { field, received: text, expected: found.expected, nearest: found.nearest },
  });
}

/**
 * Converts a written date in the past to an instant. Words that usually mean the future count backwards: `monday` means
 * last Monday, `3d` means three days ago.
 * @throws BacklogError `date`, also if the date can only be in the future
 */
export async function readPastDate(text: string, field: string, clock: Clock): Promise<Instant> {
  const { at, hasPassed } = await readBackwards(text, field, clock);
  if (hasPassed) return at;
  throw new BacklogError('date', `${field}: "${text}" is in the future (${at})`, {
    hint: 'Give a past date, such as yesterday, monday, 3d (three days ago) or 2026-08-15.',
    data: { field, received: text },
  });
}

/**
 * Converts the written end of a past period to an instant. Accepts an end in the future.
 * @throws BacklogError `date`
 */
export async function readPastEnd(text: string, field: string, clock: Clock): Promise<Instant> {
  return (await readBackwards(text, field, clock)).at;
}

async function readBackwards(text: string, field: string, clock: Clock): Promise<{ at: Instant; hasPassed: boolean }> {
  const at = await readDate(text, field, clock);
  const hasPassed = (ms: number) => ms <= clock.now;
  if (hasPassed(fromInstant(at))) return { at, hasPassed: true };
  const length = resolveDuration(text);
  if (length.ok && hasPassed(clock.now - length.ms)) return { at: toInstant(clock.now - length.ms), hasPassed: true };
  const last = await resolveDateAsync(`last ${text.trim()}`, clock);
  if (last.ok && hasPassed(last.at)) return { at: toInstant(last.at), hasPassed: true };
  return { at, hasPassed: false };
}

/** Converts a written duration to ISO 8601. @throws BacklogError `date` */
export function durationInput(text: string, field: string): string {
  return formatDuration(lengthInput(text, field));
}

/** Converts a written duration to milliseconds. @throws BacklogError `date` */
export function lengthInput(text: string, field: string): number {
  const found = resolveDuration(text);
  if (found.ok) return found.ms;
  throw new BacklogError('date', `${field}: ${found.message}`, {
    hint: `Expected ${found.expected}`,
    data: { field, received: text },
  });
}

/** Checks a written recurrence. @returns the text without surrounding blanks @throws BacklogError `date` */
export function readRecurrence(text: string): string {
  const found = parseRecurrence(text);
  if (found.ok) return text.trim();
  throw new BacklogError('date', `recur: ${found.message}`, {
    hint: `Expected ${found.expected}`,
    data: { field: 'recur', received: text },
  });
}

/**
 * Converts every written date of an input. Runs before the transaction, so that a repeated transaction uses the same
 * dates.
 * @param pastUntil whether `until` may be in the past, as in an import
 */
export async function resolveDates<T extends Record<string, unknown>>(
  input: T,
  clock: Clock,
  { pastUntil = false } = {},
): Promise<T> {
  const dates: Record<string, unknown> = { ...input };
  for (const field of DATE_FIELDS) {
    const text = input[field];
    if (typeof text === 'string') dates[field] = await readTaskDate(text, field, clock);
  }
  if (!pastUntil) checkUntil(dates.until, clock);
  return dates as T;
}

/**
 * Checks that a task's `until` isn't in the past, because the task would be deleted at once.
 * @throws BacklogError `invalid`
 */
function checkUntil(until: unknown, clock: Clock): void {
  const now = readerNow(clock);
  if (!isTaskDate(until) || !(hasPassed(until, now) || until === now.instant)) return;
  throw new BacklogError('invalid', `until: ${until} is in the past, so the task would be deleted immediately`, {
    hint: 'Give a future time, or today or a later day.',
    data: { field: 'until', received: until },
  });
}
