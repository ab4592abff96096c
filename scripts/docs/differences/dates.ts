import type { Difference } from './difference.ts';

/** Differences about dates and durations as values. */
export const DATE_DIFFERENCES: readonly Difference[] = [
  {
    example: 'due.before:2026',
    error: true,
    theirs: 'a plain number is compared as such; tasks without the date match; so do 7/3/2026, 3 and T24:00:00',
    ours: 'an error with the expected form',
    reason: 'it selected tasks that have no date at all',
  },
  {
    example: 'due.before:now+3',
    error: true,
    theirs: 'a number without a unit adds seconds; now++3d and today:tomorrow are accepted',
    ours: 'an error: 3s, 3d',
    reason: 'hardly anybody means seconds',
  },
  {
    example: 'due.before:2 days',
    error: true,
    theirs: 'compared with 2, and the word "days" is searched for',
    ours: 'an error; write 2days or "2 days"',
    reason: 'blanks end a value, except beside an operator: due < now + 2d',
  },
  {
    example: 'due - 1d < now',
    error: true,
    theirs: 'fails as soon as one task has no such date',
    ours: 'an error; the date is calculated on the other side: due < now + 1d',
    reason: "a valid filter shouldn't depend on the data",
  },
  {
    example: 'due.before:"now + 3d"',
    theirs: 'only the first word is read',
    ours: 'the whole text is read, also plain English: "next friday", "in 2 weeks"',
    reason: 'quotes group words; an ambiguous text ("next week") is an error',
  },
  {
    example: 'due.by:scheduled',
    theirs: 'an absent date beside an attribute counts as 1970',
    ours: 'a comparison with an absent date is false; not, isnt and none are true',
    reason: 'all other dates work this way',
  },
  {
    example: 'due:2026-W05',
    theirs: 'weeks start on Sunday, and day 7 is rejected',
    ours: 'ISO 8601 weeks, from Monday',
    reason: 'the form is ISO 8601, and so is its meaning',
  },
  {
    example: 'due.before:today+1m',
    theirs: 'a month is 30 days, a quarter 91, a year 365',
    ours: 'calendar steps, up to the end of a shorter month; a day is 24 hours in both',
    reason: 'a month from 30 July is 30 August; as a length (recur.before:1m) it is 30 days',
  },
  {
    example: 'due:31st',
    theirs: 'in a shorter month goes on into the next: on 31 January 30th is 2 March',
    ours: 'the next month that has the day',
    reason: 'the 30th is a 30th',
  },
  {
    example: 'due.before:easter',
    theirs: 'once Easter has passed, all movable feasts are those of next year; midsummer is a week off in some years',
    ours: 'the next one of each',
    reason: 'Pentecost comes after Easter',
  },
  {
    example: 'due.after:eopww',
    theirs: 'on a Saturday the Friday of the week that ends (2.6; fixed in 3.x)',
    ours: 'the Friday of the week before',
    reason: 'it is the end of the previous work week',
  },
  {
    example: 'due.after:2027-01-03T07:26:06-0530',
    theirs: 'an offset needs its colon; -PT36H and -week are not read either',
    ours: 'all are',
    reason: 'ISO 8601 has such offsets, and -36h is read too',
  },
  {
    example: 'due.before:someday+2wks',
    error: true,
    theirs: 'a date in the year 10000; twelve digits (202608150930) are seconds in the year 8390',
    ours: 'errors',
    reason: 'nobody means these',
  },
];
