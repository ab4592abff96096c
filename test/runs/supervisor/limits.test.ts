import { expect, test } from 'vitest';
import { exceeded, type Spent } from '../../../src/runs/supervisor/round/round.ts';

const LIMITS = { wallMs: 60_000, idleMs: 10_000, turns: 5, costUsd: 2, checkRounds: 2 };
const spent = (more: Partial<Spent> = {}): Spent => ({
  now: 50_000,
  began: 0,
  sign: 45_000,
  turns: 5,
  costUsd: 2,
  ...more,
});

test('what is used up exactly is not exceeded', () => {
  expect(exceeded(spent({ now: 60_000, sign: 50_000 }), LIMITS)).toBeUndefined();
});

test.each([
  ['wall_limit', spent({ now: 60_001, sign: 60_001 }), 'it took longer than 60 s'],
  ['idle_limit', spent({ sign: 39_999 }), 'its agent was inactive for 10 s'],
  ['turn_limit', spent({ turns: 6 }), 'it took more than 5 turns'],
  ['cost_limit', spent({ costUsd: 2.014 }), 'it cost $2.01 of $2.00'],
])('%s', (reason, used, text) => {
  expect(exceeded(used, LIMITS)).toEqual({ reason, text });
});

test('turns and cost have no limit unless there is one', () => {
  const { turns: _, costUsd: __, ...limits } = LIMITS;
  expect(exceeded(spent({ turns: 1e6, costUsd: 1e6 }), limits)).toBeUndefined();
});
