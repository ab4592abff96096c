import { describe, expect, it } from 'vitest';
import { formatAge, formatDistance } from '../../src/time/index.ts';
import { clock, THURSDAY } from './helpers.ts';

describe('a distance', () => {
  it.each([
    ['2026-07-30T00:00:00Z', 'today'],
    ['2026-07-30T16:00:00Z', 'today 16:00'],
    ['2026-07-30T12:00:00Z', '2 h ago'],
    ['2026-07-31T00:00:00Z', 'tomorrow'],
    ['2026-07-31T09:00:00Z', 'tomorrow 09:00'],
    ['2026-08-02T00:00:00Z', 'in 3 d'],
    ['2026-08-12T23:00:00Z', 'in 13 d'],
    ['2026-08-13T00:00:00Z', 'in 2 w'],
    ['2026-10-30T00:00:00Z', 'in 3 mo'],
    ['2029-07-30T00:00:00Z', 'in 3 y'],
    ['2026-07-29T23:00:00Z', 'yesterday 23:00'],
    ['2026-07-26T00:00:00Z', '4 d ago'],
    ['2026-05-30T00:00:00Z', '8 w ago'],
    ['9999-12-30T00:00:00Z', 'someday'],
  ])('of %s is %s', (at, expected) => expect(formatDistance(Date.parse(at), THURSDAY)).toBe(expected));

  it('counts days of the calendar, as the zone has them', () => {
    const berlin = clock('2026-03-28T23:30:00Z', 'Europe/Berlin');
    expect(formatDistance(Date.parse('2026-03-30T22:00:00Z'), berlin)).toBe('in 2 d');
  });
});

describe('an age', () => {
  const MIN = 60_000;
  const DAY = 24 * 60 * MIN;
  it.each([
    [-5, '0s'],
    [59_999, '59s'],
    [MIN, '1min'],
    [DAY - 1, '23h'],
    [DAY, '1d'],
    [13 * DAY, '13d'],
    [14 * DAY, '2w'],
    [89 * DAY, '12w'],
    [90 * DAY, '3mo'],
    [729 * DAY, '24mo'],
    [730 * DAY, '2y'],
  ])('of %i ms is %s', (ms, expected) => expect(formatAge(ms)).toBe(expected));
});
