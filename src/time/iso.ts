import { UTCDateMini } from '@date-fns/utc/date/mini';
import { getDaysInMonth, getISOWeeksInYear } from 'date-fns';
import { DAY_MS } from '../base/day.ts';
import { startOf, stepDate } from './calendar.ts';
import { type DateRefusal, dateRefusal, type Value } from './outcome.ts';
import { fromWall } from './zone.ts';

const TIME = String.raw`(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d(?::?\d\d)?(?![\d\w]))?)`;
const EDGE = String.raw`(?![\w:.,/])`;
/**
 * Matches a date in ISO 8601's extended form. A year, year-month or week must not be followed by `-`. Otherwise a date
 * with a missing digit would match in part.
 */
const EXTENDED = new RegExp(
  String.raw`(\d{4})-(?:(\d\d)-(\d\d)(?!\d)|W(\d\d)(?:-(\d)|(?!-))|(\d{3})(?!\d)|(\d\d)(?![-\d]))${TIME}?${EDGE}`,
  'y',
);
const COMPACT = new RegExp(
  String.raw`(\d{4})(?:(\d\d)(\d\d)|W(\d\d)(\d)?|(\d{3}))T(\d\d)(\d\d)(?:(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d(?::?\d\d)?(?![\d\w]))?${EDGE}`,
  'y',
);
/** Matches `2026/12/24`, `24.12.2026` or `12/24/2026`. {@link inOrder} finds the date's month and day. */
const WRITTEN = new RegExp(String.raw`(?:(\d{4})([/.])(\d\d?)\2(\d\d?)|(\d\d?)([/.-])(\d\d?)\6(\d{4}))${EDGE}`, 'y');
const EPOCH = /\d{9,}(?![\w:.,/])/y;
/** Greatest number that counts as epoch seconds. It is on 9999-12-31 in every zone. */
const LAST_EPOCH = 253_402_293_599;
/**
 * Matches twelve digits such as 202608150930, which probably mean a date and time. As epoch seconds, they would be in
 * the year 8390.
 */
const CLOCK_DIGITS = /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d$/;

const FIRST_YEAR = 1900;
const MINUTE = 60_000;
/** A value and the offset at which the text after it starts. */
export interface ReadDate {
  value: Value | DateRefusal;
  end: number;
}

/**
 * Reads a date at a position: ISO 8601 with or without time, epoch seconds, or a date in another order if it has only
 * one meaning.
 * @returns undefined if the text at the position is none of these
 */
export function readIso(text: string, from: number, zone: string): ReadDate | undefined {
  const epoch = matchAt(EPOCH, text, from);
  if (epoch) return { value: readEpoch(epoch[0]), end: from + epoch[0].length };
  const extended = matchAt(EXTENDED, text, from);
  const match = extended ?? matchAt(COMPACT, text, from);
  if (!match) return readWritten(text, from, zone);
  return { value: extended ? readExtended(match, zone) : readCompact(match, zone), end: from + match[0].length };
}

function matchAt(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

function readEpoch(digits: string): Value | DateRefusal {
  const seconds = Number(digits);
  if (seconds <= LAST_EPOCH && !CLOCK_DIGITS.test(digits)) {
    return { kind: 'date', at: seconds * 1000, exact: true, reading: 'epoch seconds' };
  }
  return dateRefusal(
    `"${digits}" is not a date`,
    'seconds since 1970 (9 to 12 digits) or a date such as 2026-08-15T09:30',
  );
}

function readExtended(match: RegExpExecArray, zone: string): Value | DateRefusal {
  const [, year, month, day, week, weekday, ordinal, monthOnly, ...time] = match;
  return assemble({ year, month: month ?? monthOnly, day, week, weekday, ordinal }, time, zone);
}

function readCompact(match: RegExpExecArray, zone: string): Value | DateRefusal {
  const [, year, month, day, week, weekday, ordinal, ...time] = match;
  return assemble({ year, month, day, week, weekday, ordinal }, time, zone);
}

function readWritten(text: string, from: number, zone: string): ReadDate | undefined {
  const match = matchAt(WRITTEN, text, from);
  if (!match) return undefined;
  const [, year, , month, day, first, , second, last] = match;
  const order =
    year === undefined ? inOrder(Number(first), Number(second)) : { month: Number(month), day: Number(day) };
  if (!order) return undefined;
  const named = year ?? last!;
  const wall = Number(named) < FIRST_YEAR ? outOfYears(named) : readMonthDay(Number(named), order.month, order.day);
  const value = typeof wall === 'object' ? wall : dateValue(wall, undefined, zone, false, 'date');
  return { value, end: from + match[0].length };
}

/**
 * Decides which of two numbers is the month and which is the day.
 * @returns undefined if both orders give a date and the numbers differ
 */
function inOrder(first: number, second: number): { month: number; day: number } | undefined {
  if (first <= 12 && second <= 12 && first !== second) return undefined;
  return second > 12 && first <= 12 ? { month: first, day: second } : { month: second, day: first };
}

type Text = string | undefined;
type DateText = { [Field in 'year' | 'month' | 'day' | 'week' | 'weekday' | 'ordinal']: Text };

function assemble(date: DateText, time: Text[], zone: string): Value | DateRefusal {
  const day = readDay(date);
  if (typeof day === 'object') return day;
  const [hour, minute, second] = time.slice(0, 3).map((part) => Number(part ?? 0));
  if (hour! > 23 || minute! > 59 || second! > 59) {
    const shown = time.slice(0, 3).filter(Boolean).join(':');
    return dateRefusal(`"${shown}" is not a time of day`, 'a time from 00:00:00 to 23:59:59');
  }
  const wall = day + ((hour! * 60 + minute!) * 60 + second!) * 1000;
  return dateValue(wall, time[3], zone, time[0] !== undefined, date.week ? 'ISO week' : 'ISO date');
}

function dateValue(wall: number, offset: Text, zone: string, exact: boolean, reading: string): Value | DateRefusal {
  const shift = readOffset(offset);
  if (shift === null)
    return dateRefusal(`"${offset}" is not an offset from UTC`, 'an offset from -14:00 to +14:00, or Z');
  const at = shift === undefined ? fromWall(wall, zone) : wall - shift;
  if (exact) return { kind: 'date', at, exact, reading: `${reading} and time` };
  return { kind: 'date', at, exact, day: new Date(wall).toISOString().slice(0, 10), reading };
}

/**
 * Reads a UTC offset.
 * @returns the offset in ms, undefined if the text has no offset, null if the offset is out of range
 */
function readOffset(offset: Text): number | null | undefined {
  if (offset === undefined) return undefined;
  if (offset === 'Z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', ''));
  if (hours * 60 + minutes > 14 * 60 || minutes > 59) return null;
  return (offset[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * MINUTE;
}

/**
 * Reads a day.
 * @returns the wall time of the day's midnight
 */
function readDay(text: DateText): number | DateRefusal {
  const year = Number(text.year);
  if (year < FIRST_YEAR) return outOfYears(text.year!);
  if (text.week) return readWeek(year, Number(text.week), Number(text.weekday ?? 1));
  if (text.ordinal) return readOrdinal(year, Number(text.ordinal));
  return readMonthDay(year, Number(text.month), Number(text.day ?? 1));
}

function outOfYears(year: string): DateRefusal {
  return dateRefusal(`the year ${year} is out of range`, `a year from ${FIRST_YEAR} to 9999`);
}

function readWeek(year: number, week: number, weekday: number): number | DateRefusal {
  const fourth = Date.UTC(year, 0, 4);
  const weeks = getISOWeeksInYear(new UTCDateMini(fourth));
  if (week < 1 || week > weeks) return dateRefusal(`${year} has no week ${week}`, `a week from 01 to ${weeks}`);
  if (weekday < 1 || weekday > 7)
    return dateRefusal(`a week has no day ${weekday}`, 'a day from 1 (Monday) to 7 (Sunday)');
  return stepDate('day', stepDate('week', startOf('week', fourth), week - 1), weekday - 1);
}

function readOrdinal(year: number, ordinal: number): number | DateRefusal {
  const days = (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / DAY_MS;
  if (ordinal < 1 || ordinal > days) return dateRefusal(`${year} has no day ${ordinal}`, `a day from 001 to ${days}`);
  return Date.UTC(year, 0, ordinal);
}

function readMonthDay(year: number, month: number, day: number): number | DateRefusal {
  if (month < 1 || month > 12)
    return dateRefusal(`there is no month ${month}`, 'a month from 01 to 12, as in 2026-08-15');
  const days = getDaysInMonth(new UTCDateMini(Date.UTC(year, month - 1, 1)));
  if (day < 1 || day > days)
    return dateRefusal(`${year}-${String(month).padStart(2, '0')} has no day ${day}`, `a day from 01 to ${days}`);
  return Date.UTC(year, month - 1, day);
}
