import { startOf, stepDate } from './calendar.ts';
import type { Here } from './clock.ts';
import { unreadable } from './complaints.ts';
import { readDuration } from './duration.ts';
import { type ReadDate, readIso } from './iso.ts';
import { dateNamed } from './names.ts';
import { dateRefusal, type Value } from './outcome.ts';
import { nextClockTime, readClockTime } from './time-of-day.ts';
import { unitNamed } from './units.ts';
import { fromWall, toWall } from './zone.ts';

const ORDINAL = /^(\d{1,2})(st|nd|rd|th)$/;

const BLANKS = /\s*/y;
const WORD = /[^\s+-]+/y;
/** Matches a malformed date, so that an error quotes all of it, not only the part before its first hyphen. */
const DIGITS = /\d{1,4}-\d{1,4}-\d{1,4}(?!\w)\S*|\d{4}-\d\d?-\d\d?T\S*/y;
const COUNTED = /\d+(?:\.\d+)?\s+([A-Za-z]+)(?![^\s+-])/y;
const TIME_AFTER = /\s+(?:at\s+)?(\d[\da-z:]*)(?![^\s+-])/y;

/** Reads one date or duration at a position. The result includes its end position, because `+` or `-` may follow. */
export function readOperand(text: string, from: number, here: Here): ReadDate {
  const found = readIso(text, from, here.zone) ?? readCounted(text, from) ?? readWord(text, from, here);
  if ('ok' in found.value) return { ...found, value: { ...found.value, offset: from } };
  return withTime(found.value, text, found.end, here);
}

export function skipBlanks(text: string, from: number): number {
  BLANKS.lastIndex = from;
  return from + (BLANKS.exec(text)?.[0].length ?? 0);
}

/** Reads a number with a unit, such as `2 days`. As in Taskwarrior, a blank may separate them. */
function readCounted(text: string, from: number): ReadDate | undefined {
  COUNTED.lastIndex = from;
  const match = COUNTED.exec(text);
  const duration = match && unitNamed(match[1]!) && readDuration(match[0]);
  return duration ? { value: { kind: 'duration', duration }, end: from + match[0].length } : undefined;
}

function readWord(text: string, from: number, here: Here): ReadDate {
  WORD.lastIndex = from;
  const word = WORD.exec(text)?.[0];
  if (word === undefined) return { value: dateRefusal(missing(text, from), 'a date or a duration'), end: from };
  return { value: meaning(word, here) ?? unreadable(wholeDate(text, from) ?? word, from), end: from + word.length };
}

function wholeDate(text: string, from: number): string | undefined {
  DIGITS.lastIndex = from;
  return DIGITS.exec(text)?.[0];
}

function missing(text: string, from: number): string {
  return from < text.length ? `"${text[from]}" is where a date or a duration is expected` : 'the date is incomplete';
}

function meaning(word: string, here: Here): Value | undefined {
  const time = readClockTime(word);
  if (time !== undefined) return { kind: 'date', at: nextClockTime(time, here), exact: true, reading: 'time of day' };
  const day = readOrdinalDay(word);
  if (day !== undefined)
    return { kind: 'date', at: nextOrdinalDay(day, here), exact: false, reading: 'day of the month' };
  const name = dateNamed(word);
  if (name) return { kind: 'date', at: name.at(here), exact: name.exact, reading: name.reading };
  const duration = readDuration(word);
  return duration && { kind: 'duration', duration };
}

/** Reads a time of day after a day: `friday 9am`, `2026-08-15 at 17:00`. */
function withTime(value: Value, text: string, end: number, { zone }: Here): ReadDate {
  if (value.kind === 'duration' || value.exact) return { value, end };
  TIME_AFTER.lastIndex = end;
  const match = TIME_AFTER.exec(text);
  const time = match ? readClockTime(match[1]!) : undefined;
  if (!match || time === undefined) return { value, end };
  const at = fromWall(startOf('day', toWall(value.at, zone)) + time, zone);
  return { value: { kind: 'date', at, exact: true, reading: `${value.reading} and time` }, end: end + match[0].length };
}

/** Reads `1st` to `31st` as a day of the month. @returns undefined for other text, including a wrong suffix */
function readOrdinalDay(text: string): number | undefined {
  const match = ORDINAL.exec(text);
  const day = Number(match?.[1]);
  return match && day >= 1 && day <= 31 && match[2] === suffix(day) ? day : undefined;
}

/**
 * Returns the next midnight with this day of the month, never today's. Months without the day are skipped: `30th` on 31
 * January is 30 March.
 */
function nextOrdinalDay(day: number, { today, zone }: Here): number {
  let month = startOf('month', today);
  if (day <= new Date(today).getUTCDate()) month = stepDate('month', month, 1);
  while (dayOf(month, day) >= stepDate('month', month, 1)) month = stepDate('month', month, 1);
  return fromWall(dayOf(month, day), zone);
}

function dayOf(month: number, day: number): number {
  return stepDate('day', month, day - 1);
}

/** Returns the English ordinal suffix: `th` for 11 to 13, otherwise by the last digit. */
function suffix(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}
