import { describe, expect, it } from 'vitest';
import { describeDuration } from '../../src/time/duration.ts';
import { formatDuration, resolveDuration } from '../../src/time/index.ts';

function iso(text: string): string {
  const read = resolveDuration(text);
  if (!read.ok) throw new Error(read.message);
  return formatDuration(read.ms);
}

describe('lengths', () => {
  it.each([
    ['1m', 'P30D'],
    ['1mo', 'P30D'],
    ['monthly', 'P30D'],
    ['P1M', 'P30D'],
    ['quarterly', 'P91D'],
    ['P3M', 'P90D'],
    ['1y', 'P365D'],
    ['bimonthly', 'P61D'],
    ['semiannual', 'P183D'],
    ['biannual', 'P730D'],
    ['weekly', 'P7D'],
    ['P1W', 'P7D'],
    ['fortnight', 'P14D'],
    ['weekdays', 'P1D'],
    ['1.5h', 'PT1H30M'],
    ['0.7h', 'PT42M'],
    ['0.1s', 'PT0S'],
    ['2 days', 'P2D'],
    ['-3d', '-P3D'],
    ['+1wk', 'P7D'],
    [' 3d ', 'P3D'],
    ['P1Y2M3DT4H5M6S', 'P428DT4H5M6S'],
    ['PT0S', 'PT0S'],
    ['86399s', 'PT23H59M59S'],
  ])('%s is %s', (text, expected) => expect(iso(text)).toBe(expected));

  it.each([
    ['', undefined],
    ['3', '3d'],
    ['3x', undefined],
    ['weekyl', 'weekly'],
    ['3dyas', '3days'],
    ['Weekly', 'weekly'],
    ['2weekly', undefined],
    ['P', undefined],
    ['PT', undefined],
    ['P1DT', undefined],
    ['P1H', undefined],
    ['PD', undefined],
    ['1d2h', undefined],
    ['d', '1d'],
    ['sennight', undefined],
    ['--3d', undefined],
    ['1e3d', undefined],
    ['.5d', undefined],
    [`${'9'.repeat(30)}y`, undefined],
    [`${'9'.repeat(300)}y`, undefined],
  ])('%j is none', (text, near) => {
    const read = resolveDuration(text);
    expect(read).toMatchObject({ ok: false, expected: expect.stringContaining('PT1H30M') });
    if (near !== undefined) expect(read).toMatchObject({ nearest: near });
  });
});

describe('what follows the calendar', () => {
  it.each([
    ['1.5y', { months: 18, days: 0, seconds: 0 }],
    ['1q', { months: 3, days: 0, seconds: 0 }],
    ['P1Y2M3DT4S', { months: 14, days: 3, seconds: 4 }],
    ['2wks', { months: 0, days: 14, seconds: 0 }],
    ['24h', { months: 0, days: 0, seconds: 86_400 }],
    ['1.5m', { months: 0, days: 45, seconds: 0 }],
    ['1.5d', { months: 0, days: 0, seconds: 129_600 }],
    ['-1m', { months: -1, days: 0, seconds: 0 }],
  ])('%s is %j', (text, parts) => expect(resolveDuration(text)).toMatchObject({ duration: parts }));

  it.each([
    ['1d', '1 day'],
    ['1.5y', '1 year 6 months'],
    ['90min', '1 hour 30 minutes'],
    ['-2wks', '14 days'],
    ['-P1M1D', '1 month 1 day'],
    ['PT0S', '0 seconds'],
  ])('%s in words is %s', (text, words) => {
    const read = resolveDuration(text);
    expect(read.ok && describeDuration(read.duration)).toBe(words);
  });
});
