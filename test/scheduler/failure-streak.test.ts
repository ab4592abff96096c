import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { failureStreakOf } from '../../src/scheduler/loop/failure-streak.ts';
import { at, run } from './support/scene.ts';

type Round = NonNullable<Run['rounds']>[number];

/** A round that began and ended some minutes from now. Without `ended`, its work goes on. */
const round = (why: Round['why'], began: number, ended?: number, outcome = 'crashed'): Round => ({
  ...{ n: 1, why, at: at(began) },
  ...(ended === undefined ? {} : { ended: at(ended), until: at(ended), outcome }),
});

const crashed = { code: 'crashed' } as const;
const failed = (number: number, since: number) => run(number, number, 'failed', { ...crashed, since: at(since) });
const WISHED = at(-100);

test.each<[what: string, runs: Run[], count: number, last?: string]>([
  ['nothing', [], 0],
  ['three runs that failed', [failed(1, -30), failed(2, -20), failed(3, -10)], 3, 'r3'],
  ['failures before a person started the orchestrator', [failed(1, -100), failed(2, -20)], 1, 'r2'],
  ['failures before a result', [failed(1, -30), run(2, 2, 'review', { since: at(-20) }), failed(3, -10)], 1, 'r3'],
  [
    'both failures of a run that was resumed',
    [
      run(1, 1, 'failed', {
        ...crashed,
        since: at(-10),
        rounds: [round('start', -40, -30), round('resume', -20, -10)],
      }),
    ],
    2,
    'r1',
  ],
  [
    'the first one while the second attempt goes on',
    [run(1, 1, 'running', { since: at(-20), rounds: [round('start', -40, -30), round('resume', -20)] })],
    1,
    'r1',
  ],
  ['and before it begins', [run(1, 1, 'preparing', { since: at(-20), rounds: [round('start', -40, -30)] })], 1, 'r1'],
  [
    'an attempt that another run replaced',
    [
      run(1, 1, 'discarded', { ...crashed, since: at(-20), followedBy: 'r2', rounds: [round('start', -40, -30)] }),
      run(2, 1, 'failed', { ...crashed, since: at(-10), rounds: [round('start', -20, -10)] }),
    ],
    2,
    'r2',
  ],
  [
    'one that never began',
    [run(1, 1, 'discarded', { code: 'never_began', at: at(-30), since: at(-20), followedBy: 'r2' }), failed(2, -10)],
    2,
    'r2',
  ],
  [
    'what a resumed run did before another run had a result',
    [
      run(1, 1, 'running', { since: at(-20), rounds: [round('start', -40, -30), round('resume', -20)] }),
      run(2, 2, 'review', { since: at(-25) }),
    ],
    0,
  ],
  [
    'resumptions that failed before a round began',
    [
      run(1, 1, 'failed', {
        ...{ code: 'git_failed', since: at(-10) },
        rounds: [round('start', -50, -40)],
        unbegun: [
          { at: at(-20), code: 'git_failed' },
          { at: at(-10), code: 'git_failed' },
        ],
      }),
    ],
    3,
    'r1',
  ],
  [
    'those before a round, and that round',
    [
      run(1, 1, 'failed', {
        ...{ ...crashed, since: at(-10) },
        rounds: [round('start', -50, -40), round('resume', -20, -10)],
        unbegun: [{ at: at(-30), code: 'git_failed' }],
      }),
    ],
    3,
    'r1',
  ],
  [
    'a failure after a review and its changes',
    [
      failed(1, -50),
      run(2, 2, 'failed', {
        ...crashed,
        since: at(-10),
        rounds: [round('start', -45, -40, 'done'), round('changes', -20, -10)],
      }),
    ],
    1,
    'r2',
  ],
  [
    'neither a stop of a person nor the limit of an account',
    [
      failed(1, -50),
      run(2, 2, 'failed', {
        ...{ code: 'rate_limited', since: at(-10) },
        rounds: [round('start', -45, -40, 'asked'), round('resume', -20, -10, 'rate_limited')],
      }),
      run(3, 3, 'running', { rounds: [round('start', -30, -20, 'rate_limited'), round('resume', -5)] }),
    ],
    1,
    'r1',
  ],
  [
    'a supervisor that died',
    [run(1, 1, 'interrupted', { code: 'supervisor_died', since: at(-10), rounds: [round('start', -20)] })],
    1,
    'r1',
  ],
])('counts %s', (_, runs, count, last) => {
  expect(failureStreakOf(runs, WISHED)).toEqual({ failed: count, ...(last ? { last } : {}) });
});
