import { describe, expect, it } from 'vitest';
import { resolveDate } from '../../src/time/index.ts';
import { calculate, clock, complaintAbout, dateOf, THURSDAY } from './helpers.ts';

const BERLIN_BEFORE_SPRING = clock('2026-03-28T12:00:00Z', 'Europe/Berlin');

describe('sums', () => {
  it.each([
    ['now+3d', '2026-08-02T14:30:00'],
    ['now + 3 days', '2026-08-02T14:30:00'],
    ['  now  +  3d ', '2026-08-02T14:30:00'],
    ['eom-2d', '2026-07-29T23:59:59'],
    ['som+2wks', '2026-07-15T00:00:00'],
    ['2026-08-15-3d', '2026-08-12T00:00:00'],
    ['2026-08 - 3d', '2026-07-29T00:00:00'],
    ['2026-08-15T09:30-3d', '2026-08-12T09:30:00'],
    ['2026-W31-1+1d', '2026-07-28T00:00:00'],
    ['3d + today', '2026-08-02T00:00:00'],
    ['friday+1w-1d+2h', '2026-08-06T02:00:00'],
    ['now+PT1H30M', '2026-07-30T16:00:00'],
    ['3d', '2026-08-02T14:30:00'],
    ['-1d', '2026-07-29T14:30:00'],
    ['+ 1d', '2026-07-31T14:30:00'],
    ['-1d + 2h', '2026-07-29T16:30:00'],
    ['weekly', '2026-08-06T14:30:00'],
    ['1d + 2h', '2026-07-31T16:30:00'],
  ])('%s is %s', (text, expected) => expect(dateOf(text)).toBe(expected));

  it.each([
    ['2026-01-31+1m', '2026-02-28T00:00:00'],
    ['2024-01-31+1mo', '2024-02-29T00:00:00'],
    ['2026-01-31+1m+1m', '2026-03-28T00:00:00'],
    ['2026-01-31+2m', '2026-03-31T00:00:00'],
    ['2026-11-30+1q', '2027-02-28T00:00:00'],
    ['2024-02-29+1y', '2025-02-28T00:00:00'],
    ['2024-02-29+4y', '2028-02-29T00:00:00'],
    ['2026-03-31-1m', '2026-02-28T00:00:00'],
    ['2026-01-31+P1M1D', '2026-03-01T00:00:00'],
    ['1m', '2026-08-30T14:30:00'],
  ])('months, quarters and years step through the calendar: %s is %s, unlike Taskwarrior', (text, expected) => {
    expect(dateOf(text)).toBe(expected);
  });

  it.each([
    ['today+1d', '2026-03-29T00:00:00'],
    ['today+2d', '2026-03-30T01:00:00'],
    ['tomorrow+24h', '2026-03-30T01:00:00'],
    ['today+1m', '2026-04-28T00:00:00'],
    ['now+2wks', '2026-04-11T14:00:00'],
  ])('days are 24 hours and months keep the clock time over a change of the clocks: %s is %s', (text, expected) => {
    expect(dateOf(text, BERLIN_BEFORE_SPRING)).toBe(expected);
  });

  it.each([
    ['eom - now', 'P1DT9H29M59S'],
    ['2026-08-15 - 2026-08-01', 'P14D'],
    ['2026-08-01-2026-08-15', '-P14D'],
    ['3d + 2h', 'P3DT2H'],
    ['3d - 4d', '-P1D'],
    ['1m', 'P30D'],
    ['1m + 1d', 'P31D'],
  ])('%s is the duration %s', (text, expected) => expect(calculate(text, THURSDAY)).toBe(expected));
});

describe('how a date was read', () => {
  it.each([
    ['now + 3d', true, 'now + 3 days'],
    ['3d', true, 'now + 3 days'],
    ['-1d', true, 'now - 1 day'],
    ['1m - 1d', true, 'now + 1 month -1 day'],
    ['1d - 1m', true, 'now - 1 month -1 day'],
    ['today+3d', false, 'today + 3 days'],
    ['today+12h', true, 'today + 12 hours'],
    ['eom-2d', true, 'end of this month - 2 days'],
    ['fri', false, 'weekday'],
    ['friday 9am', true, 'weekday and time'],
    ['aug', false, 'month'],
    ['3rd', false, 'day of the month'],
    ['9am', true, 'time of day'],
    ['easter', false, 'holiday'],
  ])('%s: exact %s, %s', (text, exact, reading) => {
    expect(resolveDate(text, THURSDAY)).toMatchObject({ ok: true, exact, reading });
  });

  it('is to the whole second', () => {
    const { now } = THURSDAY;
    expect(resolveDate('now', { now: now + 999, zone: 'UTC' })).toMatchObject({ at: now });
    expect(resolveDate('14:30', { now: now + 999, zone: 'UTC' })).toMatchObject({ at: now });
  });
});

describe('malformed sums', () => {
  it.each([
    ['now+3', 4, '3d'],
    ['now++3d', 4, undefined],
    ['now-', 4, undefined],
    ['now+', 4, undefined],
    ['+', 1, undefined],
    ['3', 0, '3d'],
    ['-friday', 0, undefined],
    ['friday + monday', 7, undefined],
    ['3d - now', 3, undefined],
    ['friday blah', 7, undefined],
    ['now 3d', 4, undefined],
    ['today + fiday', 8, 'friday'],
    ['  fiday', 2, 'friday'],
    ['today:tomorrow', 0, undefined],
    ['today+2yrz', 6, '2yr'],
    ['3d+now+now', 6, undefined],
    ['later + 1y', 6, undefined],
    ['now - 999y', 4, undefined],
    ['now+99999999999999y', 3, undefined],
  ])('%j is refused at %i, suggesting %s', (text, offset, nearest) => {
    const complaint = complaintAbout(text);
    expect(complaint.offset).toBe(offset);
    expect(complaint.nearest).toBe(nearest);
    expect(complaint.expected).not.toBe('');
  });

  it.each([
    ['yesterdayy', 'yesterday'],
    ['Tomorrow', 'tomorrow'],
    ['tomorow', 'tomorrow'],
    ['mondya', 'monday'],
    ['febuary', 'february'],
    ['9PM', '9pm'],
    ['24:00', 'tomorrow'],
    ['noon', '12:00'],
    ['nextweek', 'sonw'],
    ['christmas', undefined],
    ['sennight', undefined],
    ['3x', undefined],
  ])('%s is refused, suggesting %s', (text, nearest) => expect(complaintAbout(text).nearest).toBe(nearest));

  it.each([
    '',
    '   ',
    '\u00a0',
    'x'.repeat(5000),
    `${'now+1d'.repeat(50)}`,
    'constructor',
    '__proto__',
    'toString',
    '٣d',
    'now+٣d',
  ])('%j is refused', (text) => {
    expect(complaintAbout(text).message).not.toBe('');
  });

  it.each([
    'now+99999999999999y',
    'now-2000y',
    'later+999999999d',
    'P999999999Y',
    'now+9e99d',
    '9999-12-31T23:59:59-14:00',
  ])('%s is out of range in every zone', (text) => {
    for (const zone of ['UTC', 'Europe/Berlin', 'Pacific/Pago_Pago']) {
      expect(complaintAbout(text, clock('2026-07-30T14:30:00Z', zone)).expected).not.toBe('');
    }
  });

  it('an unknown zone is a RangeError', () => {
    expect(() => resolveDate('today', { now: 0, zone: 'Mars/Olympus' })).toThrow(RangeError);
  });
});
