import type { Duration } from './duration.ts';

/** Why a text cannot be read: what came, what was expected, where, and what was probably meant. */
export interface Complaint {
  message: string;
  expected: string;
  /** Position of the trouble in the text, in UTF-16 units. */
  offset?: number;
  /** A known word or a corrected form that is close to what came. */
  nearest?: string;
  /** What that word stands for, where nobody would guess it: `sonw` is the start of the next week. */
  means?: string;
}

export type DateRefusal = { ok: false } & Complaint;

/** A date read from text. */
export interface DateReading {
  ok: true;
  /** Milliseconds since the epoch, always a whole second. */
  at: number;
  /** Does the text give a time of day? `friday` does not, `friday 9am`, `eod` and `now + 3d` do. */
  exact: boolean;
  /** How it was read, for explanations: `ISO date`, `weekday`, `now + 3 days`, `plain English`. */
  reading: string;
}

export type ResolvedDate = DateReading | DateRefusal;

export interface DateValue {
  kind: 'date';
  at: number;
  exact: boolean;
  reading: string;
}

/** What one operand or a whole expression means. */
export type Value = DateValue | { kind: 'duration'; duration: Duration };

export function dateRefusal(
  message: string,
  expected: string,
  more: Omit<Complaint, 'message' | 'expected'> = {},
): DateRefusal {
  return { ok: false, message, expected, ...more };
}

/** A day of slack, so that 1 January 1900 can be read in every zone. */
const START = Date.UTC(1899, 11, 31);
/** Years have four digits, in UTC too: that is how instants are stored. */
const END = Date.UTC(10_000, 0, 1);

/** Is this instant one that dates can be? False for NaN. */
export function isInTime(at: number): boolean {
  return at >= START && at < END;
}

export function outOfTime(): DateRefusal {
  return dateRefusal('the date is out of range', 'a date from 1900 to 9999');
}
