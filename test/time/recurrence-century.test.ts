import { describe, expect, test } from 'vitest';
import { occurrence, occurrenceAfter, parseRecurrence, type Recurrence } from '../../src/time/index.ts';
import { UNITS } from '../../src/time/units.ts';
import { IS_SOAK } from '../support/seed.ts';
import { addMonths, type Day, numberOf, weekdayOf, workingDaysAfter } from './century/civil.ts';
import { clocksOf, instantOf } from './century/zone.ts';

// A hundred years of every recurrence, in five zones, against a calculation that shares nothing with ours: whole numbers by the rules
// of the calendar, and what Intl says of the clocks.

interface Kind {
  /** All that mean the same; the first is calculated for a century, and the others are read as it is. */
  names: readonly string[];
  months?: number;
  days?: number;
  seconds?: number;
  working?: true;
}

/** What each period is by the calendar. */
const KINDS: readonly Kind[] = [
  { names: ['sec', 'second', '1s'], seconds: 1 },
  { names: ['min', 'minute', 'PT1M'], seconds: 60 },
  { names: ['hr', 'hour', 'PT1H'], seconds: 3_600 },
  { names: ['90min'], seconds: 5_400 },
  { names: ['36h', 'PT36H'], seconds: 129_600 },
  { names: ['daily', 'day', '1d', 'P1D'], days: 1 },
  { names: ['weekdays'], working: true },
  { names: ['weekly', 'wk', 'week', '7 days', 'P7D'], days: 7 },
  { names: ['biweekly', 'fortnight', '2wks'], days: 14 },
  { names: ['10d', '10 days'], days: 10 },
  { names: ['monthly', 'mo', 'mth', 'month', '1m', 'P1M'], months: 1 },
  { names: ['bimonthly', '2 months'], months: 2 },
  { names: ['quarterly', 'qtr', 'qrtr', 'quarter', '3mo', 'P3M'], months: 3 },
  { names: ['semiannual', '6m'], months: 6 },
  { names: ['yearly', 'yr', 'year', 'annual', 'P1Y'], months: 12 },
  { names: ['biannual', 'biyearly', '2y'], months: 24 },
  { names: ['P1M1D'], months: 1, days: 1 },
  { names: ['P1Y2M10DT2H30M'], months: 14, days: 10, seconds: 9_000 },
  { names: ['P3DT1H'], days: 3, seconds: 3_600 },
];

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia'] as const;
const [FIRST, LAST] = [1976, 2076];
const DAY = 86_400;

/** On the clocks: month ends, 29 February, a Saturday, and the times of day at which clocks of these zones are changed. */
const ANCHORS: readonly (Day & { time: number })[] = [
  { year: FIRST, month: 1, day: 31, time: 2 * 3_600 + 1_800 },
  { year: FIRST, month: 2, day: 29, time: 1 * 3_600 + 2_700 },
  { year: FIRST, month: 3, day: 30, time: 2 * 3_600 + 900 },
  { year: FIRST, month: 8, day: 29, time: 0 },
  { year: FIRST, month: 12, day: 31, time: DAY - 1 },
  { year: FIRST, month: 5, day: 1, time: 3 * 3_600 + 1_799 },
];

/** Repetitions that are compared of one series: all of a century, or for shorter steps every so many of them. A soak compares twelve times as many. */
const MOST = IS_SOAK ? 1_500 : 120;

test('every word for a period has its calculation here', () => {
  const words = UNITS.flatMap(({ alone }) => alone);
  const names = new Set(KINDS.flatMap((kind) => kind.names));
  expect(words.filter((word) => !names.has(word))).toEqual([]);
});

test.each(KINDS.filter(({ names }) => names.length > 1))(
  '$names are the same',
  ({ names: [first = '', ...others] }) => {
    const [at, zone] = [Date.UTC(2026, 0, 31, 1, 30), 'Europe/Berlin'];
    const repeated = (name: string) => [1, 2, 3, 50].map((n) => occurrence(at, every(name), n, zone));
    for (const other of others) expect(repeated(other), other).toEqual(repeated(first));
  },
);

test('the anchors hold a Saturday, and 29 February is one of a leap year', () => {
  expect(weekdayOf(numberOf({ year: FIRST, month: 5, day: 1 }))).toBe(5);
  expect(numberOf({ year: FIRST, month: 3, day: 1 }) - numberOf({ year: FIRST, month: 2, day: 29 })).toBe(1);
});

describe.each(ZONES)('in %s', (zone) => {
  const from = numberOf({ year: FIRST - 1, month: 12, day: 1 }) * DAY;
  const to = numberOf({ year: LAST + 4, month: 1, day: 1 }) * DAY;
  const spans = clocksOf(zone, from, to);
  const met = { once: 0, twice: 0, never: 0 };

  test.each(KINDS.map((kind) => [kind.names[0]!, kind] as const))('%s repeats as the calendar has it', (text, kind) => {
    const recurrence = every(text);
    const wrong: object[] = [];
    for (const anchor of ANCHORS) {
      const start = instantOf(spans, numberOf(anchor) * DAY + anchor.time).at;
      const series = seriesOf(anchor, kind, (wall) => {
        const found = instantOf(spans, wall);
        met[found.kind]++;
        return found.at;
      });
      for (const [n, at] of series(start)) {
        const ours = occurrence(start * 1000, recurrence, n, zone);
        if (ours !== at * 1000) wrong.push({ anchor, n, ours: iso(ours), rule: iso(at * 1000) });
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  test('and the clocks were changed within these series, where they are changed at all', () => {
    expect(met.once).toBeGreaterThan(IS_SOAK ? 40_000 : 6_000);
    expect(met.never > 0 && met.twice > 0).toBe(spans.length > 1);
  });

  test.each(['daily', 'weekdays', 'monthly', 'yearly', '36h', 'P1M1D'])(
    'the next %s is the first later one',
    (text) => {
      const anchor = ANCHORS[0]!;
      const start = instantOf(spans, numberOf(anchor) * DAY + anchor.time).at;
      const series = [
        ...seriesOf(
          anchor,
          KINDS.find(({ names }) => names.includes(text))!,
          (wall) => instantOf(spans, wall).at,
        )(start),
      ];
      const known = new Map(series);
      for (let i = 0; i < series.length - 1; i += 37) {
        const [n, at] = series[i]!;
        const next = known.get(n + 1);
        if (next === undefined) continue;
        for (const moment of [at, Math.floor((at + next) / 2), next - 1])
          expect(occurrenceAfter(start * 1000, every(text), moment * 1000, zone).at, iso(moment * 1000)).toBe(
            next * 1000,
          );
      }
    },
  );
});

/** Number and instant (seconds) of the repetitions of an anchor, up to the end of the century. */
function seriesOf(
  anchor: Day & { time: number },
  { months = 0, days = 0, seconds = 0, working }: Kind,
  instant: (wall: number) => number,
): (start: number) => Iterable<[n: number, at: number]> {
  const last = numberOf({ year: LAST, month: 1, day: 1 });
  const first = numberOf(anchor);
  const length = months * 30 + days + seconds / DAY;
  const count = Math.floor(((last - first) / (working ? 1.4 : length)) * 0.98);
  const numbers = numbersTo(count);
  if (working) {
    const all = workingDaysAfter(first, count);
    return () => numbers.map((n) => [n, instant(all[n - 1]! * DAY + anchor.time)]);
  }
  if (months === 0 && days === 0) return (start) => numbers.map((n) => [n, start + n * seconds]);
  return () =>
    numbers.map((n) => {
      const day = numberOf(addMonths(anchor, months * n)) + days * n;
      return [n, instant(day * DAY + anchor.time) + seconds * n];
    });
}

/** All, or runs of three at regular distances, so that neighbours are among them. */
function numbersTo(count: number): number[] {
  if (count <= MOST) return Array.from({ length: count }, (_, i) => i + 1);
  const step = Math.floor(count / (MOST / 3));
  return Array.from({ length: MOST }, (_, i) => 1 + Math.floor(i / 3) * step + (i % 3)).filter((n) => n <= count);
}

function every(text: string): Recurrence {
  const read = parseRecurrence(text);
  if (!read.ok) throw new Error(read.message);
  return read.recurrence;
}

const iso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : String(ms));
