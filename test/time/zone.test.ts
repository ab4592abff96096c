import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepDate } from '../../src/time/calendar.ts';
import {
  type Bounds,
  dayBounds,
  formatLocal,
  isZone,
  monthBounds,
  quarterBounds,
  resolveDate,
  weekBounds,
  yearBounds,
} from '../../src/time/index.ts';
import { fromWall, toWall } from '../../src/time/zone.ts';
import { clock, dateOf } from './helpers.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'America/Havana',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];
const zone = fc.constantFrom(...ZONES);
const instant = fc.integer({ min: Date.UTC(1972, 0, 1) / 1000, max: Date.UTC(2090, 0, 1) / 1000 }).map((s) => s * 1000);

describe('wall time', () => {
  it('is what Intl shows, in every zone', () => {
    fc.assert(
      fc.property(instant, zone, (ms, zone) => {
        const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
        expect(formatLocal(ms, zone)).toBe(shown.format(ms).replace(' ', 'T'));
      }),
    );
  });

  it('leads back to its instant, or to the first of two that show the same', () => {
    fc.assert(
      fc.property(instant, zone, (ms, zone) => {
        const back = fromWall(toWall(ms, zone), zone);
        expect(back).toBeLessThanOrEqual(ms);
        expect(toWall(back, zone)).toBe(toWall(ms, zone));
      }),
    );
  });

  it('that does not exist moves on by the gap; every other one is kept', () => {
    fc.assert(
      fc.property(instant, zone, (wall, zone) => {
        const shown = toWall(fromWall(wall, zone), zone);
        expect(shown).toBeGreaterThanOrEqual(wall);
        expect(shown - wall).toBeLessThanOrEqual(86_400_000);
      }),
    );
  });

  it.each([
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z', 'a gap: 03:30'],
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z', 'twice: the first'],
    ['America/New_York', '2026-03-08T02:00', '2026-03-08T07:00:00.000Z', 'a gap: 03:00'],
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z', 'twice: the first'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00.000Z', 'a gap of half an hour: 02:45'],
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', 'no midnight: 01:00'],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', 'midnight twice: the first'],
    ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T22:00:00.000Z', 'a day that was skipped: the next'],
  ])('in %s %s is %s (%s)', (zone, text, expected) => {
    const at = clock('2026-01-01T00:00:00Z', zone);
    expect(new Date(fromWall(toWall(Date.parse(`${dateOf(text, at)}Z`), 'UTC'), zone)).toISOString()).toBe(expected);
  });

  it.each([
    ['Australia/Lord_Howe', '2026-04-04T14:40:00Z', '01:35', '2026-04-04T15:05:00.000Z', 'in its second half hour'],
    ['Australia/Lord_Howe', '2026-04-04T15:01:00Z', '01:45', '2026-04-04T15:15:00.000Z', 'the first one has passed'],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '02:10', '2026-10-25T01:10:00.000Z', 'in its second hour'],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '02:30', '2026-10-25T00:30:00.000Z', 'now'],
    ['Antarctica/Troll', '2026-10-25T00:50:00Z', '01:30', '2026-10-25T01:30:00.000Z', 'two hours come twice'],
    ['Asia/Beirut', '2026-10-24T20:30:00Z', '23:15', '2026-10-24T21:15:00.000Z', 'the evening before'],
    ['America/Goose_Bay', '2008-11-02T03:00:30Z', '23:30', '2008-11-02T03:30:00.000Z', 'back to yesterday'],
    ['America/Goose_Bay', '2008-11-02T03:30:00Z', '00:00:30', '2008-11-02T04:00:30.000Z', 'midnight again'],
    ['Europe/Berlin', '2026-03-29T00:30:00Z', '02:30', '2026-03-29T01:30:00.000Z', 'a gap: 03:30'],
    ['Europe/Berlin', '2026-03-29T01:10:00Z', '02:30', '2026-03-30T00:30:00.000Z', 'after the gap: tomorrow'],
    ['Pacific/Apia', '2011-12-30T08:00:00Z', '07:00', '2011-12-30T17:00:00.000Z', 'tomorrow was skipped'],
  ])('in %s at %s the next %s is %s (%s)', (zone, now, time, expected) => {
    const read = resolveDate(time, clock(now, zone));
    expect(read.ok && new Date(read.at).toISOString()).toBe(expected);
  });

  it('a time of day is the next instant at which a clock shows it', () => {
    const hours = fc.integer({ min: 0, max: 23 });
    const nearChange = fc.constantFrom(
      '2026-10-24T20:00Z',
      '2026-04-04T12:00Z',
      '2026-11-01T03:00Z',
      '2026-03-28T22:00Z',
    );
    fc.assert(
      fc.property(zone, nearChange, fc.integer({ min: 0, max: 96 }), hours, (zone, from, steps, hour) => {
        const now = Date.parse(from) + steps * 5 * 60_000;
        const read = resolveDate(`${hour}:30`, { now, zone });
        const shows = (ms: number) => formatLocal(ms, zone).endsWith(`T${String(hour).padStart(2, '0')}:30:00`);
        let at = now;
        while (!shows(at) && at < now + 24 * 3_600_000) at += 5 * 60_000;
        // A time that does not exist today is moved by the gap.
        if (shows(at)) expect(read.ok && shows(read.at) ? read.at : at).toBe(at);
      }),
      { numRuns: 60 },
    );
  });

  it('knows which zones exist', () => {
    expect([isZone('Europe/Berlin'), isZone('UTC'), isZone('Mars/Olympus'), isZone('')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('bounds', () => {
  const berlin = Date.parse('2026-03-29T12:00:00Z');
  it.each([
    ['day', dayBounds, '2026-03-29T00:00:00', '2026-03-30T00:00:00', 23],
    ['week', weekBounds, '2026-03-23T00:00:00', '2026-03-30T00:00:00', 7 * 24 - 1],
    ['month', monthBounds, '2026-03-01T00:00:00', '2026-04-01T00:00:00', 31 * 24 - 1],
    ['quarter', quarterBounds, '2026-01-01T00:00:00', '2026-04-01T00:00:00', 90 * 24 - 1],
    ['year', yearBounds, '2026-01-01T00:00:00', '2027-01-01T00:00:00', 365 * 24],
  ])('of the %s are local midnights, an hour nearer when clocks go forward', (_, bounds, start, end, hours) => {
    const found = bounds(berlin, 'Europe/Berlin');
    expect([formatLocal(found.start, 'Europe/Berlin'), formatLocal(found.end, 'Europe/Berlin')]).toEqual([start, end]);
    expect((found.end - found.start) / 3_600_000).toBe(hours);
  });

  it('can be those of the next and previous period', () => {
    const start = (found: Bounds) => formatLocal(found.start, 'UTC');
    expect(start(dayBounds(berlin, 'UTC', 1))).toBe('2026-03-30T00:00:00');
    expect(start(weekBounds(berlin, 'UTC', -1))).toBe('2026-03-16T00:00:00');
    expect(start(monthBounds(berlin, 'UTC', -1))).toBe('2026-02-01T00:00:00');
  });

  it('hold the instant and join without gap or overlap', () => {
    fc.assert(
      fc.property(
        instant,
        zone,
        fc.constantFrom(dayBounds, weekBounds, monthBounds, quarterBounds, yearBounds),
        (ms, zone, bounds) => {
          const { start, end } = bounds(ms, zone);
          expect(start <= ms && ms < end).toBe(true);
          expect(bounds(end, zone).start).toBe(end);
          expect(bounds(start - 1, zone).end).toBe(start);
        },
      ),
    );
  });

  it('start at 01:00 on a day without midnight', () => {
    const noon = Date.parse('2026-04-24T12:00:00Z');
    expect(formatLocal(dayBounds(noon, 'Africa/Cairo').start, 'Africa/Cairo')).toBe('2026-04-24T01:00:00');
    expect(dateOf('today', { now: noon, zone: 'Africa/Cairo' })).toBe('2026-04-24T01:00:00');
  });
});

it('keeps the clock time when a day is added, though the clocks change', () => {
  const at = Date.parse('2026-03-28T08:00:00Z');
  const next = fromWall(stepDate('day', toWall(at, 'Europe/Berlin'), 1), 'Europe/Berlin');
  expect(formatLocal(next, 'Europe/Berlin')).toBe('2026-03-29T09:00:00');
  expect(next - at).toBe(23 * 3_600_000);
});
