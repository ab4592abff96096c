import { stepDate } from './calendar.ts';
import type { Here } from './clock.ts';
import type { DateName } from './periods.ts';
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
export function holidayNames(): DateName[] {
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
