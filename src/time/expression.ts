import { startOf, stepDate } from './calendar.ts';
import type { Here } from './clock.ts';
import { unreadable } from './complaints.ts';
import { type Duration, describeDuration, negate, ofSeconds, readDuration, sum } from './duration.ts';
import { type ReadDate, readIso } from './iso.ts';
import { dateNamed } from './names.ts';
import { type DateRefusal, type DateValue, dateRefusal, isInTime, outOfTime, type Value } from './outcome.ts';
import { nextClockTime, readClockTime } from './time-of-day.ts';
import { unitNamed } from './units.ts';
import { fromWall, toWall } from './zone.ts';

/** Evaluates a date, a duration, or a sum of them from left to right: `eom - 2d`, `today+1d+1h`, `eom - now`. */
export function evaluate(text: string, here: Here): Value | DateRefusal {
  const start = skipBlanks(text, 0);
  const sign = signAt(text, start);
  const first = readOperand(text, sign ? skipBlanks(text, start + 1) : start, here);
  if (isDateRefusal(first.value)) return first.value;
  const opening = sign ? signed(sign, first.value, start) : first.value;
  return isDateRefusal(opening) ? opening : continueFrom(opening, first.end, text, here);
}

export function isDateRefusal(value: Value | DateRefusal): value is DateRefusal {
  return 'ok' in value;
}

/** Moves a date by a duration. Months and years follow the calendar. Days and hours are exact lengths. */
export function addDuration(at: number, duration: Duration, zone: string): number {
  const stepped = duration.months ? fromWall(stepDate('month', toWall(at, zone), duration.months), zone) : at;
  return stepped + (duration.days * 86_400 + duration.seconds) * 1000;
}

/** Converts a duration to a date by adding it to the current time. */
export function fromNow(duration: Duration, { now, zone }: Here): DateValue | DateRefusal {
  const from: DateValue = { kind: 'date', at: now, exact: true, reading: 'now' };
  return duration.length < 0 ? moved(from, '-', negate(duration), zone) : moved(from, '+', duration, zone);
}

type Sign = '+' | '-';

function signAt(text: string, at: number): Sign | undefined {
  const character = text[at];
  return character === '+' || character === '-' ? character : undefined;
}

function signed(sign: Sign, value: Value, offset: number): Value | DateRefusal {
  if (value.kind === 'duration') return sign === '-' ? { kind: 'duration', duration: negate(value.duration) } : value;
  return dateRefusal('a date cannot have a sign', 'a date, or a signed duration such as -1d', { offset });
}

function continueFrom(opening: Value, from: number, text: string, here: Here): Value | DateRefusal {
  let value = opening;
  for (let at = skipBlanks(text, from); at < text.length; ) {
    const sign = signAt(text, at);
    if (!sign) return leftOver(text, at);
    const next = readOperand(text, skipBlanks(text, at + 1), here);
    if (isDateRefusal(next.value)) return next.value;
    const result = combine(value, sign, next.value, here);
    if (isDateRefusal(result)) return { ...result, offset: at };
    value = result;
    at = skipBlanks(text, next.end);
  }
  return value;
}

function leftOver(text: string, offset: number): DateRefusal {
  return dateRefusal(`"${text.slice(offset)}" does not belong to the date`, 'the end, or + or - and a duration', {
    offset,
  });
}

function combine(left: Value, sign: Sign, right: Value, { zone }: Here): Value | DateRefusal {
  if (left.kind === 'date' && right.kind === 'duration') return moved(left, sign, right.duration, zone);
  if (left.kind === 'date' && right.kind === 'date') return difference(left, sign, right);
  if (left.kind === 'duration' && right.kind === 'duration') {
    return { kind: 'duration', duration: sum(left.duration, sign === '-' ? negate(right.duration) : right.duration) };
  }
  if (left.kind === 'duration' && right.kind === 'date' && sign === '+') return moved(right, sign, left.duration, zone);
  return dateRefusal('a date cannot be taken from a duration', 'date - duration');
}

function difference(left: DateValue, sign: Sign, right: DateValue): Value | DateRefusal {
  if (sign === '-') return { kind: 'duration', duration: ofSeconds((left.at - right.at) / 1000) };
  return dateRefusal('two dates cannot be added', 'date + duration, or date - date');
}

function moved(date: DateValue, sign: Sign, duration: Duration, zone: string): DateValue | DateRefusal {
  const at = addDuration(date.at, sign === '-' ? negate(duration) : duration, zone);
  if (!isInTime(at)) return outOfTime();
  const wall = toWall(at, zone);
  const reading = `${date.reading} ${sign} ${describeDuration(duration)}`;
  return { kind: 'date', at, exact: date.exact || startOf('day', wall) !== wall, reading };
}

const ORDINAL = /^(\d{1,2})(st|nd|rd|th)$/;

const BLANKS = /\s*/y;
const WORD = /[^\s+-]+/y;

/** Matches a malformed date, so that an error quotes all of it, not only the part before its first hyphen. */
const DIGITS = /\d{1,4}-\d{1,4}-\d{1,4}(?!\w)\S*|\d{4}-\d\d?-\d\d?T\S*/y;
const COUNTED = /\d+(?:\.\d+)?\s+([A-Za-z]+)(?![^\s+-])/y;
const TIME_AFTER = /\s+(?:at\s+)?(\d[\da-z:]*)(?![^\s+-])/y;

/** Reads one date or duration at a position. The result includes its end position, because `+` or `-` may follow. */
function readOperand(text: string, from: number, here: Here): ReadDate {
  const found = readIso(text, from, here.zone) ?? readCounted(text, from) ?? readWord(text, from, here);
  if ('ok' in found.value) return { ...found, value: { ...found.value, offset: from } };
  return withTime(found.value, text, found.end, here);
}

function skipBlanks(text: string, from: number): number {
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
