import { DAY_MS } from '../base/day.ts';

/**
 * A point in time as stored: ISO 8601 UTC to the second, always 20 characters (`2026-07-30T14:30:00Z`),
 * so that comparing two as text compares them as times.
 */
export type Instant = string;

/** Milliseconds since the epoch to an instant; fractions of a second are cut off. */
export function toInstant(ms: number): Instant {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** An instant to milliseconds since the epoch. */
export function fromInstant(instant: Instant): number {
  return Date.parse(instant);
}

/** How far the time of a commit may be ahead of a reader's clock before the reader goes by its own: a day, in milliseconds. */
export const FAR_AHEAD_MS = DAY_MS;

const PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Is this text a stored instant, and a time that exists? */
export function isInstant(text: unknown): text is Instant {
  return typeof text === 'string' && PATTERN.test(text) && !Number.isNaN(Date.parse(text));
}
