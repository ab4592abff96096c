import { BacklogError } from '../../domain/errors.ts';
import { fieldsWhere, isSettable } from '../../domain/fields/table.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import { type Clock, formatDuration, parseRecurrence, resolveDateAsync, resolveDuration } from '../../time/index.ts';

/** The dates that commands set. */
const DATE_FIELDS = fieldsWhere((row) => isSettable(row) && row.ask?.type === 'date');

/**
 * A date as written to the instant it means, in the caller's zone; plain English is read only when nothing stricter fits.
 * @throws BacklogError `date` with what was expected
 */
export async function readDate(text: string, field: string, clock: Clock): Promise<Instant> {
  const found = await resolveDateAsync(text, clock);
  if (found.ok) return toInstant(found.at);
  throw new BacklogError('date', `${field}: ${found.message}`, {
    hint: `Expected ${found.expected}${found.nearest ? `; did you mean "${found.nearest}"${found.means ? `, ${found.means}` : ''}?` : ''}`,
    data: { field, received: text, expected: found.expected, nearest: found.nearest },
  });
}

/**
 * A moment that has passed, as written. What would be to come when something is planned is meant backwards here: `monday` is the last
 * one, `3d` three days ago.
 * @throws BacklogError `date`, also for one that has not come yet either way
 */
export async function readPastDate(text: string, field: string, clock: Clock): Promise<Instant> {
  const { at, hasPassed } = await readBackwards(text, field, clock);
  if (hasPassed) return at;
  throw new BacklogError('date', `${field}: "${text}" has not come yet (${at})`, {
    hint: 'Say when it was: yesterday, monday, 3d (three days ago) or 2026-08-15.',
    data: { field, received: text },
  });
}

/** The same for the end of what has passed: one that is still to come is no limit, and stays. @throws BacklogError `date` */
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

/** A duration as written to its ISO 8601 form. @throws BacklogError `date` */
export function durationInput(text: string, field: string): string {
  return formatDuration(lengthInput(text, field));
}

/** A duration as written, in milliseconds. @throws BacklogError `date` */
export function lengthInput(text: string, field: string): number {
  const found = resolveDuration(text);
  if (found.ok) return found.ms;
  throw new BacklogError('date', `${field}: ${found.message}`, {
    hint: `Expected ${found.expected}`,
    data: { field, received: text },
  });
}

/** A recurrence as written, once it is known to be one. @throws BacklogError `date` */
export function readRecurrence(text: string): string {
  const found = parseRecurrence(text);
  if (found.ok) return text.trim();
  throw new BacklogError('date', `recur: ${found.message}`, {
    hint: `Expected ${found.expected}`,
    data: { field: 'recur', received: text },
  });
}

/** Every date of an input, resolved before the transaction starts: the same instant however often it is retried. */
export async function resolveDates<T extends Record<string, unknown>>(input: T, clock: Clock): Promise<T> {
  const resolved: Record<string, unknown> = { ...input };
  for (const field of DATE_FIELDS) {
    const text = input[field];
    if (typeof text === 'string') resolved[field] = await readDate(text, field, clock);
  }
  checkUntil(resolved.until, clock);
  return resolved as T;
}

/** @throws BacklogError `invalid` for an end that has come already: the task would be gone with the next look at the queue */
function checkUntil(until: unknown, { now }: Clock): void {
  if (typeof until !== 'string' || until > toInstant(now)) return;
  throw new BacklogError('invalid', `until: ${until} has passed, so the task would be deleted at once`, {
    hint: 'Give a time to come; a date without a time of day is its first second.',
    data: { field: 'until', received: until },
  });
}
