import { expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import type { Run } from '../../src/domain/records.ts';
import { limitedUntil } from '../../src/scheduler/decision/retry-decision.ts';

const NOON = Date.UTC(2026, 6, 30, 12);
const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

const limited = (until: number | undefined, inARow: number) =>
  ({
    state: 'failed',
    since: toInstant(NOON),
    reason: { code: 'rate_limited', text: '', ...(until === undefined ? {} : { until: toInstant(NOON + until) }) },
    ends: [
      { at: toInstant(NOON), code: 'crashed' },
      ...Array.from({ length: inARow }, () => ({ at: toInstant(NOON), code: 'rate_limited' })),
    ],
  }) as unknown as Run;

test.each([
  ['past', -60 * SECOND, 1, 10],
  ['now', 0, 1, 10],
  ['in a second, the third time', SECOND, 3, 160],
  ['past, the tenth time', -DAY, 10, 3_600],
  ['in an hour', 3_600 * SECOND, 1, 3_600],
  ['in two hours, the tenth time', 7_200 * SECOND, 10, 7_200],
  ['unknown', undefined, 1, 900],
  ['in a year', 365 * DAY, 1, 900],
])('a limit whose end is %s pauses the agent', (_, until, inARow, seconds) => {
  const run = limited(until, inARow);
  expect(limitedUntil(run, NOON)).toBe(NOON + seconds * SECOND);
  expect(limitedUntil(run, NOON + seconds * SECOND)).toBeUndefined();
});

test('a stop by the budget between two limits does not shorten the pause', () => {
  const run = limited(SECOND, 2);
  const [crash, first, second] = run.ends!;
  const ends = [crash!, first!, { at: toInstant(NOON), code: 'budget' as const }, second!];
  expect(limitedUntil({ ...run, ends }, NOON)).toBe(NOON + 40 * SECOND);
});

test('an account that is always limited for a second gets few starts in an hour', () => {
  let starts = 0;
  for (let now = NOON; now < NOON + 3_600 * SECOND; starts++) {
    const run = { ...limited(SECOND, starts + 1), since: toInstant(now) } as Run;
    now = limitedUntil(run, now)!;
  }
  expect(starts).toBeLessThanOrEqual(6);
});
