import { describe, expect, test } from 'vitest';
import { loadEnglish, parseRecurrence, resolveDate, resolveDuration } from '../../src/time/index.ts';
import { complaintAbout, dateOf, THURSDAY } from './helpers.ts';

/** text -> what is said about it, where, and what is suggested instead */
const DATES: [text: string, message: string, offset: number | undefined, nearest?: string][] = [
  ['', 'the date is empty', undefined],
  ['  ', 'the date is empty', undefined],
  ['3', '"3" is a number, not a date', 0, '3d'],
  ['+3', '"3" is a number, not a date', 1, '3d'],
  ['3.5', '"3.5" could be day or month first', 0],
  ['x3', '"x3" is not a date', 0],
  ['3x', '"3x" is neither date nor duration', 0],
  ['3.x', '"3.x" is not a date', 0],
  ['foo', '"foo" is not a date', 0],
  ['fridy', '"fridy" is not a date', 0, 'friday'],
  ['weekl', '"weekl" is not a date', 0, 'week'],
  ['1pm2', '"1pm2" is not a date', 0],
  ['9AM', '"9AM" is neither date nor duration', 0, '9am'],
  ['1430', '"1430" is a number, not a date', 0, '14:30'],
  ['930', '"930" is a number, not a date', 0, '9:30'],
  ['2460', '"2460" is a number, not a date', 0],
  ['24:00', '"24:00" is not a time of day', 0, 'tomorrow'],
  ['24:00:00', '"24:00:00" is not a time of day', 0, 'tomorrow'],
  ['24:000', '"24:000" is not a time of day', 0],
  ['124:00', '"124:00" is not a date', 0],
  ['12:60', '"12:60" is not a time of day', 0],
  ['12:00:60', '"12:00:60" is not a time of day', 0],
  ['0am', '"0am" is neither date nor duration', 0, '0m'],
  ['now +', 'the date is incomplete', 5],
  ['now + +', '"+" is where a date or a duration is expected', 6],
  ['-', 'the date is incomplete', 1],
  ['now - foo', '"foo" is not a date', 6],
  ['now 3', '"3" does not belong to the date', 4],
  ['now + now', 'two dates cannot be added', 4],
  ['3d - now', 'a date cannot be taken from a duration', 3],
  ['2026-13-01', 'there is no month 13', 0],
  ['1899-12-31', 'the year 1899 is out of range', 0],
  ['later + 1d + 1d', 'the date is out of range', 11],
  ['2026-W54', '2026 has no week 54', 0],
  ['2026-W10-0', 'a week has no day 0', 0],
  ['2026-W10-8', 'a week has no day 8', 0],
  ['2026-08-15T10:00+14:01', '"+14:01" is not an offset from UTC', 0],
  ['2026-08-15T10:00-14:30', '"-14:30" is not an offset from UTC', 0],
  ['2026-08-15T10:00+05:60', '"+05:60" is not an offset from UTC', 0],
  ['2026-08-15T10:00:60Z', '"10:00:60" is not a time of day', 0],
  ['253402293600', '"253402293600" is not a date', 0],
  ['32nd', '"32nd" is neither date nor duration', 0, '32d'],
  ['11st', '"11st" is neither date nor duration', 0, '11s'],
  ['7'.repeat(101), 'the text is too long for a date', undefined],
];

describe('a date that cannot be read', () => {
  test.each(DATES)('%j: %s', (text, message, offset, nearest) => {
    expect(complaintAbout(text)).toEqual({
      ok: false,
      message,
      expected: expect.stringMatching(/./),
      ...(offset === undefined ? {} : { offset }),
      ...(nearest === undefined ? {} : { nearest }),
    });
  });
});

const DURATIONS: [text: string, message: string, nearest?: string][] = [
  ['', 'the duration is empty'],
  ['3', '3 has no unit', '3d'],
  ['12', '12 has no unit', '12d'],
  ['1.25', '1.25 has no unit', '1.25d'],
  ['-4', '-4 has no unit', '-4d'],
  ['+10', '+10 has no unit', '+10d'],
  ['x3', '"x3" is not a duration'],
  ['foo', '"foo" is not a duration'],
  ['3dys', '"3dys" is not a duration', '3days'],
  ['2 wkz', '"2 wkz" is not a duration', '2 wk'],
  ['d', '"d" is not a duration', '1d'],
  ['P', '"P" is not a duration'],
  ['1.2.3d', '"1.2.3d" is not a duration'],
  ['9e99d', '"9e99d" is not a duration'],
  ['weekl', '"weekl" is not a duration', 'week'],
  ['fortnigth', '"fortnigth" is not a duration', 'fortnight'],
];

describe('a duration that cannot be read', () => {
  test.each(DURATIONS)('%j: %s', (text, message, nearest) => {
    const read = resolveDuration(text);
    expect(read).toEqual({
      ok: false,
      message,
      expected: expect.stringMatching(/./),
      ...(nearest === undefined ? {} : { nearest }),
    });
  });

  test('is quoted in part when it is long', () => {
    expect(resolveDuration('x'.repeat(5_000))).toMatchObject({ message: `"${'x'.repeat(100)}" is not a duration` });
    expect(resolveDuration(`${'0'.repeat(98)}3d`)).toMatchObject({ ok: true });
    expect(resolveDuration(`${'0'.repeat(99)}3d`)).toMatchObject({ ok: false });
  });
});

test.each([
  [' foo ', '"foo" is not a recurrence period'],
  [' 0d ', '"0d" does not move forward'],
  [' -1d ', '"-1d" does not move forward'],
])('the recurrence %j: %s', (text, message) => {
  expect(parseRecurrence(text)).toMatchObject({ ok: false, message });
});

test.each([
  ['2nd', '2026-08-02T00:00:00'],
  ['22nd', '2026-08-22T00:00:00'],
  ['23rd', '2026-08-23T00:00:00'],
  ['2026-08-15T10:00+14:00', '2026-08-14T20:00:00'],
  ['2026-08-15T10:00-13:59', '2026-08-15T23:59:00'],
  ['2026-08-15T10:00Z', '2026-08-15T10:00:00'],
  ['2026-08-15T10:00:59', '2026-08-15T10:00:59'],
  ['253402293599', '9999-12-31T21:59:59'],
  ['1900-01-01', '1900-01-01T00:00:00'],
  ['1am', '2026-07-31T01:00:00'],
  [`${' '.repeat(97)}now`, '2026-07-30T14:30:00'],
])('at the border of what can be read: %s is %s', (text, date) => {
  expect(dateOf(text)).toBe(date);
});

/** Gregorian Easter Sundays (US Naval Observatory), early, late and around the exceptions of the rule. */
test.each([
  [1961, '04-02'],
  [1981, '04-19'],
  [2000, '04-23'],
  [2008, '03-23'],
  [2011, '04-24'],
  [2019, '04-21'],
  [2025, '04-20'],
  [2027, '03-28'],
  [2038, '04-25'],
  [2049, '04-18'],
  [2076, '04-19'],
  [2100, '03-28'],
  [2160, '03-23'],
  [2285, '03-22'],
])('Easter of %d is on %s', (year, day) => {
  expect(dateOf('easter', { now: Date.UTC(year, 0, 1), zone: 'UTC' })).toBe(`${year}-${day}T00:00:00`);
});

describe('plain English', async () => {
  const english = await loadEnglish();
  const read = (text: string) => resolveDate(text, THURSDAY, english);

  test.each([
    ['in 1 week,  2 days  and   4 hours', '2026-08-08T18:30:00.000Z'],
    ['in 2 days , and  3 hours', '2026-08-01T17:30:00.000Z'],
    ['  next friday  ', '2026-08-07T00:00:00.000Z'],
    ['30 aug', '2026-08-30T00:00:00.000Z'],
    ['tomorrow at 5pm utc', '2026-07-31T17:00:00.000Z'],
    ['tomorrow at 5pm +02:00', '2026-07-31T15:00:00.000Z'],
    ['10:30:15 tomorrow', '2026-07-31T10:30:15.000Z'],
    ['3 days ago', '2026-07-27T14:30:00.000Z'],
  ])('%s is %s', (text, date) => {
    const found = read(text);
    expect(found.ok && new Date(found.at).toISOString()).toBe(date);
  });

  test.each([
    ['in 2 days 3 hours', 'is not a length of time'],
    ['friday at noon est', 'ambiguous time zone abbreviation'],
    ['31 february', '"31 february" is not a date'],
    ['in foo and bar', '"in foo and bar" is not a date'],
    ['in 99999999999 years', 'out of range'],
  ])('%s is refused: %s', (text, message) => {
    expect(read(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });
});

test('Easter is what another algorithm says, in every year', () => {
  for (let year = 1900; year < 9999; year++) {
    expect(dateOf('easter', { now: Date.UTC(year, 0, 1), zone: 'UTC' })).toBe(`${year}-${oudin(year)}T00:00:00`);
  }
});

/** J. M. Oudin's, 1940 (Explanatory Supplement to the Astronomical Almanac, 1992, page 582). */
function oudin(year: number): string {
  const century = Math.trunc(year / 100);
  const golden = year % 19;
  const k = Math.trunc((century - 17) / 25);
  let moon = (century - Math.trunc(century / 4) - Math.trunc((century - k) / 3) + 19 * golden + 15) % 30;
  moon -=
    Math.trunc(moon / 28) * (1 - Math.trunc(moon / 28) * Math.trunc(29 / (moon + 1)) * Math.trunc((21 - golden) / 11));
  const weekday = (year + Math.trunc(year / 4) + moon + 2 - century + Math.trunc(century / 4)) % 7;
  const days = moon - weekday;
  const month = 3 + Math.trunc((days + 40) / 44);
  return `${String(month).padStart(2, '0')}-${String(days + 28 - 31 * Math.trunc(month / 4)).padStart(2, '0')}`;
}
