import { unitAlone, unitNamed } from './units.ts';

const SECONDS_PER_DAY = 86_400;

/** A length of time with separate calendar units. In a sum, the parts can differ in sign (`1m - 1d`). */
export interface Duration {
  /** Whole calendar months. */
  months: number;
  /** Whole days: 24 hours each in arithmetic, calendar days in recurrences. */
  days: number;
  /** The remaining seconds, a whole number. */
  seconds: number;
  /** Length in seconds, with Taskwarrior's fixed length for each unit. Comparisons use it. */
  length: number;
}

const COUNTED = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/;
const ISO = /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const ISO_WEEKS = /^P(\d+)W$/;

/** Reads a duration without a sign: `3d`, `1.5 hours`, `weekly`, `P1DT2H`, `P2W`. @returns undefined for other text */
export function readDuration(text: string): Duration | undefined {
  const counted = COUNTED.exec(text);
  if (counted) {
    const unit = unitNamed(counted[2]!);
    return unit && ofUnit(unit, Number(counted[1]));
  }
  const alone = unitAlone(text);
  return alone ? ofUnit(alone, 1) : readIso(text);
}

function ofUnit(unit: { seconds: number; months?: number; days?: number }, count: number): Duration {
  const length = Math.trunc(Math.round(unit.seconds * count * 1000) / 1000);
  const months = (unit.months ?? 0) * count;
  if (months && Number.isInteger(months)) return { months, days: 0, seconds: 0, length };
  return { ...split(unit.months || unit.days ? length : 0, length), length };
}

/**
 * Converts the length of a calendar unit: a whole number of days becomes days, any other length becomes seconds. For
 * units shorter than a day, `dayLength` is 0.
 */
function split(dayLength: number, length: number): Pick<Duration, 'months' | 'days' | 'seconds'> {
  const days = dayLength / SECONDS_PER_DAY;
  return days && Number.isInteger(days) ? { months: 0, days, seconds: 0 } : { months: 0, days: 0, seconds: length };
}

function readIso(text: string): Duration | undefined {
  const weeks = ISO_WEEKS.exec(text);
  if (weeks) return total(0, 0, Number(weeks[1]) * 7, 0);
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [years, months, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return total(years!, months!, days!, hours! * 3_600 + minutes! * 60 + seconds!);
}

function total(years: number, months: number, days: number, seconds: number): Duration {
  const length = (years * 365 + months * 30 + days) * SECONDS_PER_DAY + seconds;
  return { months: years * 12 + months, days, seconds, length };
}

export function negate(duration: Duration): Duration {
  return scale(duration, -1);
}

function scale({ months, days, seconds, length }: Duration, by: number): Duration {
  return { months: months * by + 0, days: days * by + 0, seconds: seconds * by + 0, length: length * by + 0 };
}

export function sum(a: Duration, b: Duration): Duration {
  return {
    months: a.months + b.months,
    days: a.days + b.days,
    seconds: a.seconds + b.seconds,
    length: a.length + b.length,
  };
}

/** Returns a duration of seconds only. */
export function ofSeconds(seconds: number): Duration {
  return { months: 0, days: 0, seconds, length: seconds };
}

/** Formats ms like Taskwarrior, without fractions of a second: `P3D`, `PT1H30M`, `-P1D`, `PT0S`. */
export function formatDuration(ms: number): string {
  const seconds = Math.trunc(Math.abs(ms) / 1000);
  if (seconds === 0) return 'PT0S';
  const part = (value: number, letter: string) => (value ? `${value}${letter}` : '');
  const time =
    part(Math.trunc(seconds / 3_600) % 24, 'H') + part(Math.trunc(seconds / 60) % 60, 'M') + part(seconds % 60, 'S');
  return `${ms < 0 ? '-' : ''}P${part(Math.trunc(seconds / SECONDS_PER_DAY), 'D')}${time && `T${time}`}`;
}

/**
 * Describes a duration without its sign: `3 days`, `1 minute 30 seconds`. A sum with parts of different sign gives `1
 * month -1 day`.
 */
export function describeDuration({ months, days, seconds, length }: Duration): string {
  const sign = length < 0 ? -1 : 1;
  const counts: [number, string][] = [
    [Math.trunc(months / 12), 'year'],
    [months % 12, 'month'],
    [days, 'day'],
    [Math.trunc(seconds / 3_600), 'hour'],
    [Math.trunc(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ];
  const words = counts.filter(([n]) => n).map(([n, noun]) => `${n * sign} ${noun}${Math.abs(n) === 1 ? '' : 's'}`);
  return words.join(' ') || '0 seconds';
}
