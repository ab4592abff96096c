import { expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import { nextLook } from '../../src/runs/pulls/looked.ts';
import { isTime } from '../../src/scheduler/webhooks/pending.ts';
import { stillWaits } from '../../src/time/still-waits.ts';
import { sourceStates } from '../../src/work/services/source-states.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.parse('2099-07-30T12:00:00Z');
const at = (ms: number) => toInstant(NOON + ms);

/** A pause of 90 minutes, which began at noon, and how far the clock leaps right after. */
const ROWS: readonly [leap: number, waits: boolean][] = [
  [0, true],
  [-5_000, true],
  [-2 * MINUTE, false],
  [-2 * HOUR, false],
  [-3 * DAY, false],
  [HOUR, true],
  [2 * HOUR, false],
  [3 * DAY, false],
];

test.each(ROWS)('a clock that leaps by %i ms: a stored pause of 90 minutes still counts is %s', (leap, waits) => {
  const pause = { since: NOON, until: NOON + 90 * MINUTE };
  const now = NOON + leap;
  expect(stillWaits(pause, now)).toBe(waits);
  // A pause of pull requests: they are read at its end, or now.
  const run = { id: 'r1', state: 'review' as const };
  expect(nextLook({ pulls: {}, waits: pause }, run, now) <= now).toBe(!waits);
  const source = { name: 'app', kind: 'github', list: 'acme/app', filter: '', state: 'enabled' };
  const stored = { ...source, waits: { since: at(0), until: at(90 * MINUTE), why: 'GitHub asks for a pause' } };
  const state = { all: (kind: string) => (kind === 'source' ? [['app', stored]] : []) };
  const [shown] = sourceStates({ store: { state } } as never, now);
  expect(shown!.waits !== undefined).toBe(waits);
});

test('a pause without its beginning, as earlier versions stored it, lasts a day at most', () => {
  expect(stillWaits({ until: NOON + HOUR }, NOON)).toBe(true);
  expect(stillWaits({ until: NOON + 25 * HOUR }, NOON)).toBe(false);
  // The next attempt of a webhook stores no beginning, either.
  expect([isTime({ next: at(HOUR) }, NOON), isTime({ next: at(25 * HOUR) }, NOON)]).toEqual([false, true]);
  expect(stillWaits({ since: NOON, until: NOON + 25 * HOUR }, NOON)).toBe(false);
});
