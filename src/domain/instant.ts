import { DAY_MS } from '../base/day.ts';

/**
 * A stored time: ISO 8601 UTC to the second, `2026-07-30T14:30:00Z`. Sorting instants as text sorts them by time. A text
 * becomes one only by {@link toInstant}, {@link isInstant} or a schema: the compiler refuses every other string.
 */
export type Instant = `${number}-${number}-${number}T${number}:${number}:${number}Z`;

/** The last instant, in ms since the epoch. The years after it have more than four digits. */
const LAST_MS = Date.parse('9999-12-31T23:59:59Z');

/**
 * Converts ms since the epoch to an instant. Fractions of a second are dropped, and a time after the year 9999 is the last
 * second of it.
 * @throws RangeError for no time
 */
export function toInstant(ms: number): Instant {
  const text = `${new Date(Math.min(ms, LAST_MS)).toISOString().slice(0, 19)}Z`;
  if (hasForm(text)) return text;
  throw new RangeError(`not an instant: ${ms}`);
}

/** Before all other instants. */
export const FIRST_INSTANT: Instant = '0000-01-01T00:00:00Z';

/** Converts an instant, or a day, to ms since the epoch. */
export function fromInstant(instant: string): number {
  return Date.parse(instant);
}

/** Maximum time in ms that a commit may be ahead of the reader's clock. Beyond it, the reader's clock counts. */
export const FAR_AHEAD_MS = DAY_MS;

const PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const hasForm = (text: string): text is Instant => PATTERN.test(text);

/** Checks whether a text is a valid stored instant. */
export function isInstant(text: unknown): text is Instant {
  return typeof text === 'string' && hasForm(text) && !Number.isNaN(Date.parse(text));
}
