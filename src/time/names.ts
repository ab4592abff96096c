import { capital } from '../base/quote.ts';
import { startOf, stepDate } from './calendar.ts';
import type { Here } from './clock.ts';
import { holidayNames } from './holidays.ts';
import { type DateName, periodNames } from './periods.ts';
import { fromWall } from './zone.ts';

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
