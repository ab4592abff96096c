import { describe, expect, it } from 'vitest';
import { resolveDate } from '../../src/time/index.ts';
import { clock, complaintAbout, dateOf, THURSDAY } from './helpers.ts';

describe('ISO 8601', () => {
  it.each([
    ['2026-08-15', '2026-08-15T00:00:00'],
    ['2026-08', '2026-08-01T00:00:00'],
    ['2026-211', '2026-07-30T00:00:00'],
    ['2026-W05', '2026-01-26T00:00:00'],
    ['2026-W05-7', '2026-02-01T00:00:00'],
    ['2026-W01', '2025-12-29T00:00:00'],
    ['2026-W53-7', '2027-01-03T00:00:00'],
    ['2020-W53', '2020-12-28T00:00:00'],
    ['2026-W31-4T09:30', '2026-07-30T09:30:00'],
    ['2026-08-15T09:30:15.999Z', '2026-08-15T09:30:15'],
    ['2026-08-15T09:30+02:00', '2026-08-15T07:30:00'],
    ['2026-08-15T09:30+0530', '2026-08-15T04:00:00'],
    ['2026-08-15T09:30-03', '2026-08-15T12:30:00'],
    ['2026-08-15 09:30', '2026-08-15T09:30:00'],
    ['20260815T0930', '2026-08-15T09:30:00'],
    ['20260815T093015Z', '2026-08-15T09:30:15'],
    ['2026227T093015', '2026-08-15T09:30:15'],
    ['2026W336T0930', '2026-08-15T09:30:00'],
    ['2024-02-29', '2024-02-29T00:00:00'],
    ['1970-01-01', '1970-01-01T00:00:00'],
    ['1900-01-01', '1900-01-01T00:00:00'],
    ['9999-12-31', '9999-12-31T00:00:00'],
    ['1785421800', '2026-07-30T14:30:00'],
    ['24.12.2026', '2026-12-24T00:00:00'],
    ['12/24/2026', '2026-12-24T00:00:00'],
    ['24/12/2026', '2026-12-24T00:00:00'],
    ['24-12-2026', '2026-12-24T00:00:00'],
    ['5.5.2026', '2026-05-05T00:00:00'],
    ['2026/12/24', '2026-12-24T00:00:00'],
    ['2026/8/5', '2026-08-05T00:00:00'],
    ['2026.08.05', '2026-08-05T00:00:00'],
    ['24.12.2026 9:30', '2026-12-24T09:30:00'],
    ['12/24/2026+1d', '2026-12-25T00:00:00'],
    ['253402128000', '9999-12-30T00:00:00'],
  ])('%s is %s', (text, expected) => expect(dateOf(text)).toBe(expected));

  it('takes Z and offsets as they are and everything else in the zone of the clock', () => {
    const berlin = clock('2026-07-30T14:30:00Z', 'Europe/Berlin');
    expect(dateOf('2026-08-15T09:30', berlin)).toBe('2026-08-15T09:30:00');
    expect(dateOf('2026-08-15T09:30Z', berlin)).toBe('2026-08-15T11:30:00');
    expect(dateOf('20260815T093000-0400', berlin)).toBe('2026-08-15T15:30:00');
  });

  it.each([
    ['2026-08-15', false, 'ISO date'],
    ['2026-08-15T00:00', true, 'ISO date and time'],
    ['2026-W33', false, 'ISO week'],
    ['1785421800', true, 'epoch seconds'],
  ])('%s: exact %s, read as %s', (text, exact, reading) => {
    expect(resolveDate(text, THURSDAY)).toMatchObject({ ok: true, exact, reading });
  });
});

describe('what looks like ISO 8601 and is not', () => {
  it.each([
    ['2027-02-31', '2027-02 has no day 31', 'a day from 01 to 28'],
    ['2026-02-29', '2026-02 has no day 29', 'a day from 01 to 28'],
    ['2026-13-01', 'there is no month 13', 'a month from 01 to 12'],
    ['2026-00-01', 'there is no month 0', 'a month from 01 to 12'],
    ['2026-08-00', '2026-08 has no day 0', 'a day from 01 to 31'],
    ['2025-W53', '2025 has no week 53', 'a week from 01 to 52'],
    ['2026-W00', '2026 has no week 0', 'a week from 01 to 53'],
    ['2026-W05-8', 'a week has no day 8', 'a day from 1 (Monday)'],
    ['2026-366', '2026 has no day 366', 'a day from 001 to 365'],
    ['2026-000', '2026 has no day 0', 'a day from 001 to 365'],
    ['2026-07-30T24:00:00', '"24:00:00" is not a time of day', 'a time from 00:00:00'],
    ['2026-07-30T12:60', '"12:60" is not a time of day', 'a time from 00:00:00'],
    ['2026-07-30T12:00+15:00', '"+15:00" is not an offset from UTC', 'an offset from -14:00'],
    ['2026-07-30T12:00+14:01', '"+14:01" is not an offset from UTC', 'an offset from -14:00'],
    ['2026-07-30T12:00+05:60', '"+05:60" is not an offset from UTC', 'an offset from -14:00'],
    ['2026-07-30T10:00:60', '"10:00:60" is not a time of day', 'a time from 00:00:00'],
    ['9:30:75', '"9:30:75" is not a time of day', 'a time from 00:00'],
    ['2026-W30-0', 'a week has no day 0', 'a day from 1 (Monday)'],
    ['0026-07-30', 'the year 0026 is out of range', 'a year from 1900'],
    ['20261315T0930', 'there is no month 13', 'a month from 01 to 12'],
    ['202608150930', '"202608150930" is not a date', 'seconds since 1970'],
    ['1785421800000', '"1785421800000" is not a date', 'seconds since 1970'],
    ['7/3/2026', '"7/3/2026" could be day or month first', 'year-month-day'],
    ['3.7.2026', '"3.7.2026" could be day or month first', 'year-month-day'],
    ['05-08-2026', '"05-08-2026" could be day or month first', 'year-month-day'],
    ['30.7.26', '"30.7.26" could be day or month first', 'year-month-day'],
    ['24.13.2026', 'there is no month 13', 'a month from 01 to 12'],
    ['31.6.2026', '2026-06 has no day 31', 'a day from 01 to 30'],
    ['2026/13/24', 'there is no month 13', 'a month from 01 to 12'],
    ['24.12.1826', 'the year 1826 is out of range', 'a year from 1900'],
    ['2026-08-15T9:30', '"2026-08-15T9:30" has no readable time', 'two digits'],
  ])('%s: %s; expected %s', (text, message, expected) => {
    const complaint = complaintAbout(text);
    expect(complaint).toMatchObject({ message, offset: 0 });
    expect(complaint.expected).toContain(expected);
  });

  it.each([
    ['2026-7-3', '2026-07-03'],
    ['20260730', '2026-07-30'],
    ['2026', '2026-01-01'],
    ['1200', '12:00'],
  ])('%s suggests %s', (text, nearest) => expect(complaintAbout(text).nearest).toBe(nearest));

  it.each(['2026-08-1', '2026-W5', '2026-08-15Z', '2026-08-15T', '2026-08-15T09', '2026-08-3d', '2026-', '99999999'])(
    '%s" is not a date',
    (text) => {
      expect(complaintAbout(text).expected).not.toBe('');
    },
  );
});
