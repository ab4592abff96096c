import { capital } from '../base/quote.ts';
import { startOf, stepDate } from './calendar.ts';
import type { Here } from './clock.ts';
import { type DateName, periodNames } from './periods.ts';
import { fromWall } from './zone.ts';

/**
 * Christian feasts whose date changes each year, and the Nordic midsummer. `in` returns the wall time of the feast's
 * midnight in a year.
 */
const RULES: readonly { name: string; doc: string; in: (year: number) => number }[] = [
  { name: 'easter', doc: 'Easter Sunday', in: easter },
  { name: 'eastermonday', doc: 'the day after Easter', in: (year) => stepDate('day', easter(year), 1) },
  { name: 'goodfriday', doc: 'two days before Easter', in: (year) => stepDate('day', easter(year), -2) },
  { name: 'ascension', doc: '39 days after Easter', in: (year) => stepDate('day', easter(year), 39) },
  { name: 'pentecost', doc: '49 days after Easter', in: (year) => stepDate('day', easter(year), 49) },
  { name: 'midsommar', doc: 'the Saturday from 20 to 26 June', in: (year) => weekdayFrom(Date.UTC(year, 5, 20), 6) },
  { name: 'midsommarafton', doc: 'the Friday from 19 to 25 June', in: (year) => weekdayFrom(Date.UTC(year, 5, 19), 5) },
  { name: 'juhannus', doc: 'the Friday from 19 to 25 June', in: (year) => weekdayFrom(Date.UTC(year, 5, 19), 5) },
];

/** Returns the date words of holidays. After a holiday's midnight, its word means next year's holiday. */
function holidayNames(): DateName[] {
  return RULES.map(({ name, doc, in: inYear }) => ({
    name,
    least: name.length,
    anyCase: false,
    reading: 'holiday',
    doc: `${doc}; this year's, or next year's once it has begun`,
    exact: false,
    at: (here) => next(here, inYear),
  }));
}

function next({ wall, zone }: Here, inYear: (year: number) => number): number {
  const year = new Date(wall).getUTCFullYear();
  const thisYear = inYear(year);
  return fromWall(thisYear < wall ? inYear(year + 1) : thisYear, zone);
}

/** Returns the first midnight that is on a weekday (0 = Sunday), at or after a midnight. Both are wall times. */
function weekdayFrom(wall: number, weekday: number): number {
  return stepDate('day', wall, (weekday - new Date(wall).getUTCDay() + 7) % 7);
}

/** Computes Gregorian Easter Sunday with the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8). */
function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1);
}

/** The latest date: Taskwarrior's `later` and `someday`. */
const SOMEDAY = Date.UTC(9999, 11, 30);

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** All date words. Add a row to add a date word. */
export const DATE_NAMES: readonly DateName[] = [
  { ...day('now', 'now', 'this second', ({ now }) => now), least: 3, exact: true },
  day('today', 'today', '00:00 of this day', ({ today, zone }) => fromWall(today, zone)),
  day('yesterday', 'yesterday', '00:00 of the day before', ({ today, zone }) =>
    fromWall(stepDate('day', today, -1), zone),
  ),
  day('tomorrow', 'tomorrow', '00:00 of the day after', ({ today, zone }) => fromWall(stepDate('day', today, 1), zone)),
  day('later', 'someday', '9999-12-30: not foreseeable', ({ zone }) => fromWall(SOMEDAY, zone)),
  { ...day('someday', 'someday', '9999-12-30: not foreseeable', ({ zone }) => fromWall(SOMEDAY, zone)), least: 4 },
  ...WEEKDAYS.map((name, index) => ({
    ...day(name, 'weekday', `the next ${capital(name)}, never today`, (here) => nextWeekday(here, index + 1)),
    anyCase: true,
  })),
  ...MONTHS.map((name, index) => ({
    ...day(name, 'month', `1 ${capital(name)}, of next year unless the month is still to come`, (here) =>
      nextMonth(here, index),
    ),
    anyCase: true,
  })),
  ...periodNames(),
  ...holidayNames(),
];

/** Returns the row of a date word. Accepts the abbreviations that the row allows. */
export function dateNamed(word: string): DateName | undefined {
  spellings ??= spell();
  const row = spellings.get(word);
  if (row) return row;
  const folded = spellings.get(word.toLowerCase());
  return folded?.anyCase ? folded : undefined;
}

let spellings: Map<string, DateName> | undefined;

function spell(): Map<string, DateName> {
  const all = new Map<string, DateName>();
  for (const row of DATE_NAMES) {
    for (let length = row.least; length <= row.name.length; length++) all.set(row.name.slice(0, length), row);
  }
  return all;
}

function day(name: string, reading: string, doc: string, at: DateName['at']): DateName {
  return { name, least: 3, anyCase: false, reading, doc, exact: false, at };
}

function nextWeekday({ today, zone }: Here, weekday: number): number {
  const monday = startOf('week', today);
  const thisWeek = stepDate('day', monday, weekday - 1);
  return fromWall(thisWeek > today ? thisWeek : stepDate('week', thisWeek, 1), zone);
}

function nextMonth({ today, zone }: Here, month: number): number {
  const date = new Date(today);
  const year = date.getUTCFullYear() + (month > date.getUTCMonth() ? 0 : 1);
  return fromWall(Date.UTC(year, month, 1), zone);
}
