import { toWall } from '../../src/time/zone.ts';
import type { Moment } from './live.ts';

interface DecidedDate {
  name: string;
  reason: string;
  applies(text: string, moment: Moment): boolean;
}

const STEP = String.raw`(?:\d*(?:m|mo|mos|mths?|months?|q|qtrs?|quarters?|y|yrs?|years?)|monthly|bimonthly|quarterly|semiannual|annual|yearly|biannual|biyearly|P\d+[YM])`;

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
    name: 'eopww on a Saturday',
    reason: 'the Friday of the week before; 2.6.2 has that of the week that ends',
    applies: (text, moment) => /eopww/.test(text) && isSaturday(moment),
  },
  {
    name: 'offsets without a colon',
    reason: '+0530 is ISO 8601 too; 2.6.2 reads it in compact dates only',
    applies: (text) => /\d[+-]\d{4}$/.test(text),
  },
  {
    name: 'a sign before a duration that is no digit',
    reason: '-PT36H and -week are read as -36h and -7d are; 2.6.2 does not read them',
    applies: (text) => /^[+-][A-Za-z]/.test(text),
  },
];

export function reasonForDate(text: string, moment: Moment): string | undefined {
  return DECIDED_DATES.find(({ applies }) => applies(text, moment))?.name;
}

function isSaturday({ now, zone }: Moment): boolean {
  return new Date(toWall(now, zone)).getUTCDay() === 6;
}
