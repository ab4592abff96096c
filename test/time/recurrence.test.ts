import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatLocal,
  occurrence,
  occurrenceAfter,
  parseRecurrence,
  type Recurrence,
  resolveDate,
} from '../../src/time/index.ts';

function every(text: string): Recurrence {
  const read = parseRecurrence(text);
  if (!read.ok) throw new Error(read.message);
  return read.recurrence;
}

function repeat(anchor: string, text: string, count: number, zone = 'UTC'): string[] {
  const start = resolveDate(anchor, { now: 0, zone });
  if (!start.ok) throw new Error(start.message);
  return Array.from({ length: count }, (_, n) => formatLocal(occurrence(start.at, every(text), n + 1, zone), zone));
}

describe('repetitions', () => {
  it.each([
    ['2026-01-31', 'monthly', ['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']],
    ['2026-01-31', '1mo', ['2026-02-28', '2026-03-31']],
    ['2024-02-29', 'yearly', ['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']],
    ['2026-11-30', 'quarterly', ['2027-02-28', '2027-05-30']],
    ['2026-12-31', '2m', ['2027-02-28', '2027-04-30', '2027-06-30', '2027-08-31']],
    ['2026-01-31', 'P1M1D', ['2026-03-01', '2026-04-02']],
    ['2026-07-30', 'weekly', ['2026-08-06', '2026-08-13']],
    ['2026-07-30', 'biweekly', ['2026-08-13', '2026-08-27']],
    ['2026-07-30', 'weekdays', ['2026-07-31', '2026-08-03', '2026-08-04']],
    ['2026-08-01', 'weekdays', ['2026-08-03', '2026-08-04']],
    ['2026-07-30', 'biannual', ['2028-07-30', '2030-07-30']],
    ['2026-07-30', 'semiannual', ['2027-01-30', '2027-07-30']],
    ['2026-07-30', 'P0Y2M', ['2026-09-30', '2026-11-30']],
  ])('of %s %s are %j', (anchor, text, expected) => {
    expect(repeat(anchor, text, expected.length)).toEqual(expected.map((day) => `${day}T00:00:00`));
  });

  it.each([
    ['daily', '2026-03-28T09:00', ['2026-03-29T09:00:00', '2026-03-30T09:00:00']],
    ['weekly', '2026-10-20T23:59:59', ['2026-10-27T23:59:59', '2026-11-03T23:59:59']],
    ['monthly', '2026-02-28T17:00', ['2026-03-28T17:00:00', '2026-04-28T17:00:00']],
    ['weekdays', '2026-03-27T09:00', ['2026-03-30T09:00:00']],
    ['daily', '2026-03-28T02:30', ['2026-03-29T03:30:00', '2026-03-30T02:30:00']],
    ['24h', '2026-03-28T09:00', ['2026-03-29T10:00:00', '2026-03-30T10:00:00']],
    ['PT36H', '2026-03-28T09:00', ['2026-03-29T22:00:00']],
    ['P1DT1H', '2026-03-28T09:00', ['2026-03-29T10:00:00', '2026-03-30T11:00:00']],
  ])('%s from %s in Berlin, over a change of the clocks: %j', (text, anchor, expected) => {
    expect(repeat(anchor, text, expected.length, 'Europe/Berlin')).toEqual(expected);
  });

  it('number 0 is the anchor itself', () => {
    const anchor = Date.parse('2026-08-01T12:00:00Z');
    for (const text of ['monthly', 'weekdays', '24h', 'daily'])
      expect(occurrence(anchor, every(text), 0, 'UTC')).toBe(anchor);
  });

  it('start at the anchor even when its clock time comes twice', () => {
    const second = Date.parse('2026-10-25T01:30:00Z');
    expect(occurrence(second, every('daily'), 0, 'Europe/Berlin')).toBe(second);
    expect(formatLocal(occurrence(second, every('daily'), 1, 'Europe/Berlin'), 'Europe/Berlin')).toBe(
      '2026-10-26T02:30:00',
    );
  });

  it('end with the year 9999', () => {
    const anchor = Date.parse('2026-08-01T12:00:00Z');
    for (const text of ['yearly', '1s', 'weekdays', 'P1M'])
      expect(occurrence(anchor, every(text), 1e15, 'UTC')).toBe(Number.POSITIVE_INFINITY);
    expect(formatLocal(occurrence(anchor, every('yearly'), 7973, 'UTC'), 'UTC')).toBe('9999-08-01T12:00:00');
    expect(occurrence(anchor, every('yearly'), 7974, 'UTC')).toBe(Number.POSITIVE_INFINITY);
  });
});

const periods = fc.constantFrom('daily', 'weekdays', 'weekly', 'monthly', 'yearly', '3m', '36h', 'P1M2DT3H', '90min');
const instants = fc
  .integer({ min: Date.UTC(1980, 0, 1) / 1000, max: Date.UTC(2060, 0, 1) / 1000 })
  .map((s) => s * 1000);
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Africa/Cairo',
  'Australia/Lord_Howe',
);

describe('always', () => {
  it('a later repetition is later', () => {
    fc.assert(
      fc.property(instants, periods, fc.nat(2000), zones, (anchor, text, n, zone) => {
        expect(occurrence(anchor, every(text), n + 1, zone)).toBeGreaterThan(occurrence(anchor, every(text), n, zone));
      }),
    );
  });

  it('months keep the day of the anchor, or take the last of the month', () => {
    fc.assert(
      fc.property(instants, fc.nat(600), (anchor, n) => {
        const found = new Date(occurrence(anchor, every('monthly'), n, 'UTC'));
        const lastDay = new Date(Date.UTC(found.getUTCFullYear(), found.getUTCMonth() + 1, 0)).getUTCDate();
        expect(found.getUTCDate()).toBe(Math.min(new Date(anchor).getUTCDate(), lastDay));
        expect(found.getTime() % 86_400_000).toBe(anchor % 86_400_000);
      }),
    );
  });

  it('the first after an instant is after it, and the one before is not', () => {
    fc.assert(
      fc.property(instants, instants, periods, zones, (anchor, after, text, zone) => {
        const { n, at } = occurrenceAfter(anchor, every(text), after, zone);
        expect(at).toBe(occurrence(anchor, every(text), n, zone));
        expect(at).toBeGreaterThan(after);
        if (n > 0) expect(occurrence(anchor, every(text), n - 1, zone)).toBeLessThanOrEqual(after);
      }),
    );
  });

  it('the first after the end of time is never', () => {
    for (const after of [Date.UTC(9999, 11, 31), Number.POSITIVE_INFINITY]) {
      expect(occurrenceAfter(Date.UTC(2026, 0, 1), every('weekly'), after, 'UTC').at).toBe(Number.POSITIVE_INFINITY);
    }
  });
});

describe('periods', () => {
  it.each(['0d', 'PT0S', 'P0D', '-1d', '-weekly', '0.1s'])('%s does not move forward', (text) => {
    expect(parseRecurrence(text)).toMatchObject({ ok: false, message: `"${text}" does not move forward` });
  });

  it.each([
    ['hourly', 'hour'],
    ['montly', 'monthly'],
    ['3', '3d'],
    ['d', '1d'],
    ['1da', '1day'],
    ['', undefined],
    ['every friday', undefined],
  ])('%j is none, suggesting %s', (text, nearest) => {
    const read = parseRecurrence(text);
    expect(read).toMatchObject({ ok: false, expected: expect.stringContaining('monthly') });
    if (nearest) expect(read).toMatchObject({ nearest });
  });

  it('are kept as written', () => {
    expect(every(' 2wks ')).toMatchObject({ text: '2wks', weekdays: false, every: { days: 14 } });
    expect(every('weekdays').weekdays).toBe(true);
  });
});
