import { DAY_MS } from '../base/day.ts';

/** A stored time: ISO 8601 UTC to the second, `2026-07-30T14:30:00Z`. Sorting instants as text sorts them by time. */
export type Instant = string;

/** Converts ms since the epoch to an instant. Fractions of a second are dropped. */
export function toInstant(ms: number): Instant {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Converts an instant to ms since the epoch. */
export function fromInstant(instant: Instant): number {
  return Date.parse(instant);
}

/** Maximum time in ms that a commit may be ahead of the reader's clock. Beyond it, the reader's clock counts. */
export const FAR_AHEAD_MS = DAY_MS;

const PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Checks whether a text is a valid stored instant. */
export function isInstant(text: unknown): text is Instant {
  return typeof text === 'string' && PATTERN.test(text) && !Number.isNaN(Date.parse(text));
}
