import type { ParsedComponents } from 'chrono-node';
import { casual } from 'chrono-node/en';
import { DAY_MS } from '../../base/day.ts';
import { type Clock, type Here, here } from '../clock.ts';
import { suggestion } from '../complaints.ts';
import { type Duration, negate, readDuration, sum } from '../duration.ts';
import { fromNow, isDateRefusal } from '../expression.ts';
import { type DateRefusal, dateRefusal, type ResolvedDate } from '../outcome.ts';
import { nextClockTime } from '../time-of-day.ts';
import { fromWall } from '../zone.ts';

const LETTER: Readonly<Record<string, string>> = { day: 'd', week: 'w', month: 'm', quarter: 'q', year: 'y' };

interface Vague {
  shape: RegExp;
  message: string;
  expected: string;
  nearest?: (match: RegExpExecArray) => string;
}

/** English phrases for which chrono-node would guess a missing day or hour. */
const VAGUE: readonly Vague[] = [
  {
    shape:
      /^(?:the\s+)?(end|start|beginning) of (?:the |this )?(next |last |previous )?(day|week|month|quarter|year)$/i,
    message: 'is written with a short name',
    expected:
      'eod, eow, eom, eoq, eoy or sod, sow, som, soq, soy; with n for the next (eonw) and p for the previous (eopw)',
    nearest: (match) => `${/end/i.test(match[1]!) ? 'eo' : 'so'}${turn(match[2])}${LETTER[match[3]!.toLowerCase()]}`,
  },
  {
    shape: /^(this|next|last|past|previous|coming) (week|month|quarter|year)\b/i,
    message: 'is not a specific date',
    expected: 'a day, as in "friday next week", or the start or end of it: sonw, eonw, sonm, eonm',
    nearest: (match) => `so${turn(match[1])}${LETTER[match[2]!.toLowerCase()]}`,
  },
  {
    shape: /\bweekend\b/i,
    message: 'is two days',
    expected: 'saturday or sunday',
    nearest: () => 'saturday',
  },
  { shape: /\b(few|several|some)\b/i, message: 'contains no number', expected: 'a number, as in "in 3 days"' },
];

/** Refuses a text that gives no specific date, number or moment. */
function refuseVague(text: string): DateRefusal | undefined {
  for (const { shape, message, expected, nearest } of VAGUE) {
    const match = shape.exec(text.replace(/\s+/g, ' '));
    if (match) return dateRefusal(`"${text}" ${message}`, expected, { offset: 0, ...suggestion(nearest?.(match)) });
  }
  return undefined;
}

function turn(word: string | undefined): string {
  if (!word || /this/i.test(word)) return '';
  return /next|coming/i.test(word) ? 'n' : 'p';
}

const BACKWARD = /\b(last|past|previous)\b/i;
const DAY_WORDS = /\b(today|tomorrow|yesterday)\b/i;
const DAY_PARTS = /\b(morning|afternoon|evening|night|tonight)\b/i;

/**
 * Reads plain English with chrono-node: `next friday`, `tomorrow at noon`, `march 3 2027`. It refuses a text with
 * unread words or with values that chrono-node would guess. @returns undefined if the text is not a date
 */
export function readEnglish(text: string, clock: Clock): ResolvedDate | undefined {
  const phrase = text.trim().replace(/\s+/g, ' ');
  const moment = here(clock);
  return readLength(phrase, moment) ?? refuseVague(phrase) ?? readPhrase(phrase, moment);
}

/**
 * Reads a phrase relative to noon of the clock's date, and uses only the calendar fields of the result. chrono-node
 * always computes in the machine's zone. Noon is safe, because clocks never change at noon.
 */
function readPhrase(phrase: string, moment: Here): ResolvedDate | undefined {
  const [result, ...others] = casual.parse(phrase, noonOf(moment.today), { forwardDate: !BACKWARD.test(phrase) });
  if (!result || others.length > 0 || result.end || result.text !== phrase) return undefined;
  return refuseGuess(phrase, result.start) ?? resolved(phrase, result.start, moment);
}

function noonOf(today: number): Date {
  const date = new Date(today);
  return new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), 12);
}

interface Guess {
  when: (phrase: string, parts: ParsedComponents) => boolean;
  message: string;
  expected: string;
}

/** Rules that refuse a value which chrono-node would guess. */
const GUESSES: readonly Guess[] = [
  {
    when: (_, parts) => !hasDay(parts) && !parts.isCertain('hour'),
    message: 'is not a specific date',
    expected: 'a day, as in "march 3"',
  },
  {
    when: (phrase, parts) => isRelative(parts) && !parts.isCertain('hour') && !DAY_WORDS.test(phrase),
    message: 'is not a length of time',
    expected: 'a number and a unit, as in "in 3 days"',
  },
  {
    when: (_, parts) => parts.tags().has('result/relativeDateAndTime'),
    message: 'is not a length of time',
    expected: 'a number and a unit, as in "in 90 minutes"',
  },
  {
    when: (phrase, parts) => DAY_PARTS.test(phrase) && !parts.isCertain('hour'),
    message: 'has no time of day',
    expected: 'a time, as in "tomorrow 9am"',
  },
  {
    when: (phrase, parts) =>
      parts.isCertain('hour') && !parts.isCertain('meridiem') && !/:|\bnoon\b|\bmidnight\b/i.test(phrase),
    message: 'could be morning or evening',
    expected: 'a time, as in 5pm or 17:00',
  },
  {
    when: (phrase, parts) => parts.isCertain('timezoneOffset') && !/\b(utc|gmt)\b|[+-]\d\d:?\d\d/i.test(phrase),
    message: 'has an ambiguous time zone abbreviation',
    expected: 'UTC or an offset, as in 2026-08-15T17:00-05:00',
  },
  {
    when: (phrase, parts) =>
      parts.isCertain('year') && !isRelative(parts) && !DAY_WORDS.test(phrase) && !/(?<!\d)\d{4}(?!\d)/.test(phrase),
    message: 'has a year with too few digits',
    expected: 'a year of four digits',
  },
  {
    when: (_, parts) =>
      parts.isCertain('weekday') && parts.isCertain('day') && weekdayOf(parts) !== parts.get('weekday'),
    message: 'has a weekday that contradicts its date',
    expected: 'a weekday and a date that agree, or one of the two',
  },
];

function refuseGuess(phrase: string, parts: ParsedComponents): DateRefusal | undefined {
  const guess = GUESSES.find(({ when }) => when(phrase, parts));
  return guess && dateRefusal(`"${phrase}" ${guess.message}`, guess.expected, { offset: 0 });
}

function hasDay(parts: ParsedComponents): boolean {
  return isRelative(parts) || parts.isCertain('weekday') || (parts.isCertain('day') && parts.isCertain('month'));
}

function isRelative(parts: ParsedComponents): boolean {
  return parts.tags().has('result/relativeDate');
}

function resolved(phrase: string, parts: ParsedComponents, moment: Here): ResolvedDate {
  const exact = parts.isCertain('hour');
  const time = exact ? timeOf(parts) : 0;
  const how = { ok: true, exact, reading: 'plain English' } as const;
  if (!hasDay(parts)) return { ...how, at: nextClockTime(time, moment) };
  const wall = dayOf(phrase, parts, moment) + time;
  const offset = parts.isCertain('timezoneOffset') ? parts.get('timezoneOffset') : null;
  return { ...how, at: offset === null ? fromWall(wall, moment.zone) : wall - offset * 60_000 };
}

/** Returns the wall time of the day's midnight. A weekday is after today; a date without a year isn't before. */
function dayOf(phrase: string, parts: ParsedComponents, { today }: Here): number {
  const day = midnight(parts);
  if (isRelative(parts) || parts.isCertain('year')) return day;
  if (!parts.isCertain('day')) return day === today && !/\bthis\b/i.test(phrase) ? day + 7 * DAY_MS : day;
  return nextYearly(parts.get('month')! - 1, parts.get('day')!, today);
}

/** Returns the next occurrence of a day of the year, maybe today. 29 February is in the next leap year. */
function nextYearly(month: number, day: number, today: number): number {
  for (let year = new Date(today).getUTCFullYear(); ; year++) {
    const date = Date.UTC(year, month, day);
    if (date >= today && new Date(date).getUTCDate() === day) return date;
  }
}

function midnight(parts: ParsedComponents): number {
  return Date.UTC(parts.get('year')!, parts.get('month')! - 1, parts.get('day')!);
}

function weekdayOf(parts: ParsedComponents): number {
  return new Date(midnight(parts)).getUTCDay();
}

function timeOf(parts: ParsedComponents): number {
  return ((parts.get('hour') ?? 0) * 60 + (parts.get('minute') ?? 0)) * 60_000 + (parts.get('second') ?? 0) * 1000;
}

const AHEAD = /^(?:in|within)\s+(.+)$|^(.+?)\s+(?:from now|hence|later)$/i;
const BEHIND = /^(.+?)\s+ago$/i;
const PART = /^(half an?|an?|a couple of|\d+(?:\.\d+)?|[a-z]+)\s+([a-z]{2,})$/i;

const COUNTS: Readonly<Record<string, number>> = {
  ...{ a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
  ...{ eleven: 11, twelve: 12, 'a couple of': 2, 'half a': 0.5, 'half an': 0.5 },
};

/**
 * Reads `in two weeks`, `two weeks`, `an hour and 10 minutes from now` or `3 days ago`. The length counts from the current time, as
 * for `2wks` and `-3d`. chrono-node would use the daylight saving time of the machine's zone.
 * @returns undefined for other text
 */
function readLength(text: string, here: Here): ResolvedDate | undefined {
  const ahead = AHEAD.exec(text);
  const behind = ahead ? null : BEHIND.exec(text);
  // A bare length counts from now, as `2 weeks` and `2wks` do.
  const duration = readParts(ahead?.[1] ?? ahead?.[2] ?? behind?.[1] ?? text);
  if (!duration) return undefined;
  const value = fromNow(behind ? negate(duration) : duration, here);
  if (isDateRefusal(value)) return value;
  return value.kind === 'date' ? { ok: true, at: value.at, exact: true, reading: value.reading } : undefined;
}

function readParts(text: string | undefined): Duration | undefined {
  let total: Duration | undefined;
  for (const part of text?.split(/\s*,\s*(?:and\s+)?|\s+and\s+/i) ?? []) {
    const duration = readPart(part);
    if (!duration) return undefined;
    total = total ? sum(total, duration) : duration;
  }
  return total;
}

/** Reads one number with a unit of several letters: `m` is a month here, but a minute in other programs. */
function readPart(part: string): Duration | undefined {
  const match = PART.exec(part);
  if (!match) return undefined;
  const count = COUNTS[match[1]!.toLowerCase()] ?? Number(match[1]);
  return Number.isNaN(count) ? undefined : readDuration(`${count} ${match[2]!.toLowerCase()}`);
}
