import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayBounds,
  formatDuration,
  formatLocal,
  formatShort,
  resolveDate,
  resolveDuration,
} from '../../src/time/index.ts';
import { runs } from '../support/seed.ts';
import { clock, THURSDAY } from './helpers.ts';

describe('a short date', () => {
  it.each([
    ['2026-07-30T00:00:00Z', 'today'],
    ['2026-07-30T23:59:59Z', 'today'],
    ['2026-07-30T16:00:00Z', 'today 16:00'],
    ['2026-07-30T09:05:30Z', 'today 09:05'],
    ['2026-07-31T00:00:00Z', 'tomorrow'],
    ['2026-08-01T00:00:00Z', 'sat'],
    ['2026-08-05T09:00:00Z', 'wed 09:00'],
    ['2026-08-06T00:00:00Z', '2026-08-06'],
    ['2026-08-14T09:00:00Z', '2026-08-14'],
    ['2026-07-29T00:00:00Z', 'yesterday'],
    ['2026-07-27T12:00:00Z', '-3d'],
    ['2026-07-17T00:00:00Z', '-13d'],
    ['2026-07-16T00:00:00Z', '2026-07-16'],
    ['9999-12-30T00:00:00Z', 'someday'],
  ])('of %s is %s', (at, expected) => expect(formatShort(Date.parse(at), THURSDAY)).toBe(expected));

  it('follows the local day', () => {
    const tokyo = clock('2026-07-30T14:30:00Z', 'Asia/Tokyo');
    expect(formatShort(Date.parse('2026-07-30T15:00:00Z'), tokyo)).toBe('tomorrow');
    expect(formatShort(Date.parse('2026-07-30T14:45:00Z'), tokyo)).toBe('today 23:45');
  });

  it('is read back as the same day', () => {
    const seconds = fc.integer({ min: Date.UTC(2025, 0, 1) / 1000, max: Date.UTC(2028, 0, 1) / 1000 });
    const near = fc.integer({ min: -20 * 86_400, max: 20 * 86_400 });
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia');
    fc.assert(
      fc.property(seconds, near, zones, (now, distance, zone) => {
        const clock = { now: now * 1000, zone };
        const at = (now + distance) * 1000;
        const short = formatShort(at, clock);
        const back = resolveDate(short, clock);
        if (!back.ok) throw new Error(back.message);
        const slack = short.startsWith('-') ? 3_600_000 : 0;
        expect(back.at).toBeGreaterThanOrEqual(dayBounds(at, zone).start - slack);
        expect(back.at).toBeLessThan(dayBounds(at, zone).end + slack);
      }),
      { numRuns: runs(80, 300) },
    );
  });
});

describe('a local date', () => {
  it('has no zone', () => expect(formatLocal(0, 'America/New_York')).toBe('1969-12-31T19:00:00'));

  it('is read back as the same instant', () => {
    const seconds = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) / 1000 });
    fc.assert(
      fc.property(seconds, (s) => {
        expect(
          resolveDate(formatLocal(s * 1000, 'Asia/Tokyo'), clock('2026-01-01T00:00:00Z', 'Asia/Tokyo')),
        ).toMatchObject({ at: s * 1000 });
        expect(resolveDate(new Date(s * 1000).toISOString(), THURSDAY)).toMatchObject({ at: s * 1000 });
      }),
    );
  });
});

describe('a duration', () => {
  it.each([
    [0, 'PT0S'],
    [999, 'PT0S'],
    [-999, 'PT0S'],
    [-90_000, '-PT1M30S'],
    [86_400_000, 'P1D'],
    [90_061_000, 'P1DT1H1M1S'],
  ])('of %d ms is %s', (ms, expected) => expect(formatDuration(ms)).toBe(expected));

  it('is read back as the same length', () => {
    fc.assert(
      fc.property(fc.integer(), (s) => {
        expect(resolveDuration(formatDuration(s * 1000))).toMatchObject({ ms: s * 1000 });
      }),
    );
  });
});
