import { localParts } from '../../src/time/index.ts';
import type { Moment } from './live.ts';

interface DecidedDate {
  name: string;
  reason: string;
  applies(text: string, moment: Moment): boolean;
}

const STEP = String.raw`(?:\d*(?:m|mo|mos|mths?|months?|q|qtrs?|quarters?|y|yrs?|years?)|monthly|bimonthly|quarterly|semiannual|annual|yearly|biannual|biyearly|P\d+[YM])`;
const WEEKDAY = { saturday: 6, sunday: 7 } as const;

/** Dates that mean something else here, on purpose. */
export const DECIDED_DATES: readonly DecidedDate[] = [
  {
    name: 'ISO weeks',
    reason: 'ISO 8601 has weeks begin on Monday; 2.6.2 counts from Sunday',
    applies: (text) => /\d{4}-W\d\d/.test(text),
  },
  {
    name: 'holidays',
    reason:
      'the next one; 2.6.2 takes all of the year after next Easter once Easter has passed, and midsummer a week off',
    applies: (text) => /easter|goodfriday|ascension|pentecost|midsommar|juhannus/.test(text),
  },
  {
    name: 'calendar steps',
    reason: 'months, quarters and years added to a date step through the calendar; 2.6.2 adds 30, 91 and 365 days',
    applies: (text) => new RegExp(String.raw`[+-]\s*${STEP}\b`).test(text) || new RegExp(`^-?${STEP}$`).test(text),
  },
  {
    name: 'beyond 9999',
    reason: 'a date after the year 9999 is an error',
    applies: (text) => /(?:later|someday)\s*\+/.test(text),
  },
  {
    name: 'ordinals that a month lacks',
    reason: 'the next month that has the day; 2.6.2 goes on into the month after',
    applies: (text) => /\b(?:29th|30th|31st)\b/.test(text),
  },
  {
    name: 'work weeks at the weekend',
    reason:
      'on a Sunday the work week is that of the week that ends; 2.6.2 looks ahead, and its eopww is wrong on a Saturday',
    applies: (text, moment) => /[se]o[pn]?ww/.test(text) && isOn(['saturday', 'sunday'], moment),
  },
  {
    name: 'offsets without a colon',
    reason: '+0530 is ISO 8601 too; 2.6.2 reads it in compact dates only',
    applies: (text) => /\d[+-]\d{4}$/.test(text),
  },
  {
    name: 'a sign before an ISO duration',
    reason: '-PT36H is read as -36h is; 2.6.2 does not read it',
    applies: (text) => /^[+-]P/.test(text),
  },
];

export function reasonForDate(text: string, moment: Moment): string | undefined {
  return DECIDED_DATES.find(({ applies }) => applies(text, moment))?.name;
}

function isOn(days: readonly (keyof typeof WEEKDAY)[], { now, zone }: Moment): boolean {
  return days.some((day) => localParts(now, zone).weekday === WEEKDAY[day]);
}
