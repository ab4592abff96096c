import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecastOf } from '../../src/web/app/views/timeline/answer.ts';
import { afterOf, overlapping, packed, textSide } from '../../src/web/app/views/timeline/pack.ts';
import {
  fittedSpan,
  gridOf,
  panned,
  ticksOf,
  timeSpanOf,
  ZOOM_NAMES,
  ZOOMS,
  zoomed,
  zoomTo,
} from '../../src/web/app/views/timeline/span.ts';
import { runs } from '../support/seed.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-07-30T14:31:07Z');
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);

describe('the time that is shown', () => {
  test('is around now, goes on line by line, and begins where an address says', () => {
    for (const zoom of ZOOM_NAMES) {
      const { from, until } = timeSpanOf(zoom, null, NOW);
      expect(until - from).toBe(ZOOMS[zoom].span);
      expect(from).toBeLessThan(NOW);
      expect(until).toBeGreaterThan(NOW);
    }
    expect(timeSpanOf('day', null, NOW)).toEqual(timeSpanOf('day', null, NOW + 1_000));
    expect(iso(timeSpanOf('week', '2026-01-02T00:00:00Z', NOW).from)).toBe('2026-01-02T00:00');
    for (const far of ['+275760-09-12T00:00:00Z', '9999-12-31T23:59:59Z', '-271821-04-20T00:00:00Z', '0001-01-01'])
      for (const zoom of ZOOM_NAMES) {
        const { from, until } = timeSpanOf(zoom, far, NOW);
        expect(until - from).toBe(ZOOMS[zoom].span);
        expect(from).toBeGreaterThanOrEqual(Date.parse('1900-01-01'));
        expect(until).toBeLessThanOrEqual(Date.parse('9999-12-31'));
        expect([iso(from), iso(until)].join()).toMatch(/1900-01-02|9999-12-30/);
      }
    expect(timeSpanOf('hour', 'nonsense', NOW)).toEqual(timeSpanOf('hour', null, NOW));
  });

  test('stays around its middle at another size, but around now where that is in sight', () => {
    expect(zoomed(timeSpanOf('day', null, NOW), 'hour', NOW)).toBeUndefined();
    const away = timeSpanOf('day', '2026-01-02T00:00:00Z', NOW);
    expect(iso(zoomed(away, 'hour', NOW)!)).toBe('2026-01-02T15:00');
  });
});

test('a view without anything near now is as wide as the nearest date needs, the next one first', () => {
  const days = (n: number) => NOW + n * 24 * HOUR;
  for (const [dates, zoom] of [
    [{ after: days(0.3) }, 'day'],
    [{ after: days(3) }, 'week'],
    [{ after: days(20) }, 'month'],
    [{ after: days(150), before: days(-1) }, 'year'],
    [{ after: days(900), before: days(-3) }, 'week'],
    [{ before: days(-3_000) }, undefined],
    [{}, undefined],
  ] as const)
    expect(zoomTo(dates, NOW)).toBe(zoom);
});

test('a move goes by a part of the shown time and keeps the length of the zoom', () => {
  const day = timeSpanOf('day', '2026-01-02T00:00:00Z', NOW);
  expect(panned(day, 'day', 0.5)).toEqual({ from: day.from + 18 * HOUR, until: day.until + 18 * HOUR });
  const fit = { from: NOW, until: NOW + 2 * HOUR };
  expect(panned(fit, 'hour', 1)).toEqual({ from: NOW, until: NOW + 6 * HOUR });
});

describe('lines of the axis', () => {
  const ticks = (from: string, until: string, zone: string, zoom: 'hour' | 'day' | 'week' = 'day') =>
    ticksOf({ from: Date.parse(from), until: Date.parse(until) }, zoom, zone).map(
      ({ at, day }) => `${iso(at).slice(5)}${day ? ' day' : ''}`,
    );

  test('are whole hours and days of the zone', () => {
    expect(ticks('2026-07-30T20:00Z', '2026-07-31T05:00Z', 'UTC')).toEqual([
      ...['07-30T21:00', '07-31T00:00 day', '07-31T03:00'],
    ]);
    expect(ticks('2026-07-30T20:00Z', '2026-07-31T02:00Z', 'Asia/Kolkata')).toEqual(['07-30T21:30', '07-31T00:30']);
    expect(ticks('2026-07-30T00:00Z', '2026-08-01T00:00Z', 'America/New_York', 'week')).toEqual([
      ...['07-30T04:00 day', '07-31T04:00 day'],
    ]);
  });

  test('stay on local midnight when clocks are put back or forward', () => {
    expect(ticks('2026-10-24T00:00Z', '2026-10-27T00:00Z', 'Europe/Berlin', 'week')).toEqual([
      ...['10-24T22:00 day', '10-25T23:00 day', '10-26T23:00 day'],
    ]);
    expect(ticks('2026-03-28T22:00Z', '2026-03-29T05:00Z', 'Europe/Berlin')).toEqual([
      ...['03-28T23:00 day', '03-29T01:00', '03-29T04:00'],
    ]);
  });

  test('come in order, in any zone at any time', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC');
    const moments = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2030-01-01') });
    fc.assert(
      fc.property(zones, moments, fc.constantFrom(...ZOOM_NAMES), (zone, from, zoom) => {
        const span = { from, until: from + ZOOMS[zoom].span };
        const all = ticksOf(span, zoom, zone).map(({ at }) => at);
        expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
        expect(all.length).toBeGreaterThan(5);
        expect(all.every((at) => at >= span.from && at < span.until)).toBe(true);
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('bars of a lane', () => {
  const span = { from: 0, until: 100 * HOUR };
  const bars = fc.array(
    fc.tuple(fc.integer({ min: -20, max: 110 }), fc.integer({ min: 0, max: 30 })).map(([begins, length]) => ({
      begins: begins * HOUR,
      ends: (begins + length) * HOUR,
    })),
    { maxLength: 30 },
  );

  test('are each in one row, and none over another one or its words', () => {
    fc.assert(
      fc.property(bars, (all) => {
        const rows = packed(all, span, 8 * HOUR);
        expect(rows.flat()).toHaveLength(all.length);
        for (const row of rows)
          for (const [i, a] of row.entries())
            for (const b of row.slice(i + 1)) expect(a.ends <= b.begins || b.ends <= a.begins).toBe(true);
        expect(packed(all, span, 8 * HOUR)).toEqual(rows);
      }),
      { numRuns: runs(100) },
    );
  });

  test('have their words inside, else behind, at the end of the window before', () => {
    const side = (begins: number, ends: number) =>
      textSide({ begins: begins * HOUR, ends: ends * HOUR }, span, 8 * HOUR);
    expect([side(10, 20), side(10, 12), side(97, 99), side(-5, 2)]).toEqual(['in', 'after', 'before', 'after']);
  });

  test('have their words in the outline of the expected rest, or after it if it is too short', () => {
    const bar = (expected: number) => ({ begins: 10 * HOUR, ends: 11 * HOUR, expected: expected * HOUR });
    const labelAt = (expected: number) => afterOf(bar(expected), span, 8 * HOUR) / HOUR;
    expect([11, 12, 18, 19, 30].map(labelAt)).toEqual([11, 12, 18, 11, 11]);
    expect(textSide(bar(95), span, 8 * HOUR)).toBe('after');
    const late = { begins: 90 * HOUR, ends: 91 * HOUR, expected: 96 * HOUR };
    expect(textSide(late, span, 8 * HOUR)).toBe('before');
    const other = { begins: 97 * HOUR, ends: 98 * HOUR };
    expect(packed([late, other], span, 8 * HOUR)).toHaveLength(2);
  });
});

test('the view opens with the part of the time that has something and the present, at least an hour', () => {
  const at = (time: string) => Date.parse(`2026-01-01T${time}:00Z`);
  const whole = { from: at('00:00'), until: at('23:00') };
  const now = at('12:00');
  expect(fittedSpan([], whole, now)).toEqual(whole);
  const runs = [
    { begins: at('09:00'), ends: at('10:00') },
    { begins: at('11:00'), ends: at('14:00') },
  ];
  const span = fittedSpan(runs, whole, now);
  expect([span.from, span.until]).toEqual([at('08:45'), at('14:15')]);
  expect(gridOf(span)).toBe('hour');
  const short = fittedSpan([{ begins: at('11:58'), ends: now }], whole, now);
  expect(short.until - short.from).toBeGreaterThanOrEqual(3_600_000);
  expect(short.from).toBeLessThan(at('11:58'));
  const early = fittedSpan([{ begins: at('00:00') - 9e8, ends: at('01:00') }], whole, now);
  expect(early.from).toBe(whole.from);
  expect(gridOf(whole)).toBe('day');
});

test('what is forecast for the same time is one bar', () => {
  const bars = [
    { begins: 5, ends: 9, id: 2 },
    { begins: 0, ends: 6, id: 1 },
    { begins: 9, ends: 12, id: 3 },
  ];
  const groups = overlapping(bars).map(({ begins, ends, bars: all }) => [begins, ends, all.map(({ id }) => id)]);
  expect(groups).toEqual([
    [0, 9, [1, 2]],
    [9, 12, [3]],
  ]);
});

describe('the forecast of a lane', () => {
  const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
  const next = (id: number, begins: number, ends: number) =>
    ({ id, description: `Task ${id}`, begins: at(begins), ends: at(ends), by: 'past' }) as const;
  const told = (...bars: ReturnType<typeof next>[]) =>
    forecastOf({ agent: 'worker', runs: [], held: [], left: 0, next: bars }, NOW).map(({ title, begins, ends }) => [
      title,
      (begins - NOW) / 60_000,
      (ends - NOW) / 60_000,
    ]);

  test('stays where it is while nothing of it is late', () => {
    expect(told(next(1, 0, 10), next(2, 12, 20))).toEqual([
      ['Task 1', 0, 10],
      ['Task 2', 12, 20],
    ]);
  });

  test('begins now when its first task should have begun, and all after it are as late', () => {
    expect(told(next(1, -10, 0), next(2, 2, 5), next(3, 4, 6))).toEqual([
      ['Task 1', 0, 10],
      ['Task 2 and 1 more', 12, 16],
    ]);
  });
});
