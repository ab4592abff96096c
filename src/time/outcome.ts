import type { Duration } from './duration.ts';

/** The reason why a text cannot be read, with the expected input, the position and a suggestion. */
export interface Complaint {
  message: string;
  expected: string;
  /** Position of the error in the text, in UTF-16 units. */
  offset?: number;
  /** A known word that is similar to the input, or a corrected form of the input. */
  nearest?: string;
  /** Meaning of `nearest`, if the word is not obvious: `sonw` is the start of the next week. */
  means?: string;
}

export type DateRefusal = { ok: false } & Complaint;

export interface DateReading {
  ok: true;
  /** Milliseconds since the epoch, always a whole second. */
  at: number;
  /** True if the text gives a time of day. `friday` does not; `friday 9am`, `eod` and `now + 3d` do. */
  exact: boolean;
  /** The written day, for an ISO date without a time. Its first second can be on the next day, if the zone left it out. */
  day?: string;
  /** How Backlog read the text, for explanations: `ISO date`, `weekday`, `now + 3 days`, `plain English`. */
  reading: string;
}

export type ResolvedDate = DateReading | DateRefusal;

export interface DateValue {
  kind: 'date';
  at: number;
  exact: boolean;
  day?: string;
  reading: string;
}

/** The value of an operand or of a whole expression. */
export type Value = DateValue | { kind: 'duration'; duration: Duration };

export function dateRefusal(
  message: string,
  expected: string,
  more: Omit<Complaint, 'message' | 'expected'> = {},
): DateRefusal {
  return { ok: false, message, expected, ...more };
}

/** The earliest date in ms: one day before 1900, so that 1 January 1900 can be read in every zone. */
const START = Date.UTC(1899, 11, 31);
/** The end of supported dates in ms. Stored instants have four-digit years in UTC. */
export const END = Date.UTC(10_000, 0, 1);

/** Checks whether an instant is within the supported dates. Returns false for NaN. */
export function isInTime(at: number): boolean {
  return at >= START && at < END;
}

export function outOfTime(): DateRefusal {
  return dateRefusal('the date is out of range', 'a date from 1900 to 9999');
}
