const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** A named length of time. */
export interface TimeUnit {
  /** Names that are accepted after a number (`3d`, `2 weeks`). */
  names: readonly string[];
  /** Names that are accepted without a number (`week`, `weekly`). */
  alone: readonly string[];
  /** Length in seconds: month 30 days, quarter 91, year 365. */
  seconds: number;
  /** Number of calendar months, for units that follow the calendar. */
  months?: number;
  /** Number of days, for units that follow the calendar in recurrences. */
  days?: number;
  doc: string;
}

/**
 * Taskwarrior's units of time (`m` is a month). The first name is the singular; explanations of dates use it.
 * Documentation and completion come from this table.
 */
export const UNITS: readonly TimeUnit[] = [
  { names: ['second', 's', 'sec', 'secs', 'seconds'], alone: ['sec', 'second'], seconds: 1, doc: 'second' },
  { names: ['minute', 'min', 'mins', 'minutes'], alone: ['min', 'minute'], seconds: MINUTE, doc: 'minute' },
  { names: ['hour', 'h', 'hr', 'hrs', 'hours'], alone: ['hr', 'hour'], seconds: HOUR, doc: 'hour' },
  { names: ['day', 'd', 'days'], alone: ['day', 'daily', 'weekdays'], seconds: DAY, days: 1, doc: 'day of 24 hours' },
  {
    names: ['week', 'w', 'wk', 'wks', 'weeks'],
    alone: ['wk', 'week', 'weekly'],
    seconds: 7 * DAY,
    days: 7,
    doc: '7 days',
  },
  { names: [], alone: ['fortnight', 'biweekly'], seconds: 14 * DAY, days: 14, doc: '14 days' },
  {
    names: ['month', 'm', 'mo', 'mos', 'mth', 'mths', 'mnths', 'months'],
    alone: ['mo', 'mth', 'month', 'monthly'],
    seconds: 30 * DAY,
    months: 1,
    doc: 'calendar month; 30 days as a length',
  },
  { names: [], alone: ['bimonthly'], seconds: 61 * DAY, months: 2, doc: '2 calendar months; 61 days as a length' },
  {
    names: ['quarter', 'q', 'qtr', 'qtrs', 'qrtr', 'qrtrs', 'quarters'],
    alone: ['qtr', 'qrtr', 'quarter', 'quarterly'],
    seconds: 91 * DAY,
    months: 3,
    doc: '3 calendar months; 91 days as a length',
  },
  { names: [], alone: ['semiannual'], seconds: 183 * DAY, months: 6, doc: '6 calendar months; 183 days as a length' },
  {
    names: ['year', 'y', 'yr', 'yrs', 'years'],
    alone: ['yr', 'year', 'yearly', 'annual'],
    seconds: 365 * DAY,
    months: 12,
    doc: 'calendar year; 365 days as a length',
  },
  {
    names: [],
    alone: ['biannual', 'biyearly'],
    seconds: 730 * DAY,
    months: 24,
    doc: '2 calendar years; 730 days as a length',
  },
];

const BY_NAME = new Map(UNITS.flatMap((unit) => unit.names.map((name) => [name, unit] as const)));
const BY_ALONE = new Map(UNITS.flatMap((unit) => unit.alone.map((name) => [name, unit] as const)));

/** Finds a unit by its name. Case-sensitive, as in Taskwarrior. */
export function unitNamed(name: string): TimeUnit | undefined {
  return BY_NAME.get(name);
}

export function unitAlone(name: string): TimeUnit | undefined {
  return BY_ALONE.get(name);
}

/** Returns every name of a unit, for suggestions. */
export function unitWords(): string[] {
  return [...BY_NAME.keys(), ...BY_ALONE.keys()];
}
