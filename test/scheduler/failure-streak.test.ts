import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import type { RunReason } from '../../src/domain/runs/run-reasons.ts';
import { moved } from '../../src/runs/lifecycle/apply-transition.ts';
import { failureStreakOf, roomOf } from '../../src/scheduler/decision/failure-streak.ts';
import { at, run } from './support/scene.ts';

const WISHED = at(-100);

/** A run whose attempts ended some minutes from now: by a reason, or with a result. */
const ended = (number: number, ...ends: [minutes: number, code?: RunReason][]): Run =>
  run(number, number, 'running', {
    at: at(-90),
    ends: ends.map(([minutes, code]) => ({ at: at(minutes), ...(code ? { code } : {}) })),
  });

const round = (began: number, end: number) => ({ n: 1, why: 'start' as const, at: at(began), ended: at(end) });

test.each<[what: string, runs: Run[], count: number, last?: string]>([
  ['nothing', [], 0],
  [
    'three runs that failed',
    [ended(1, [-30, 'crashed']), ended(2, [-20, 'crashed']), ended(3, [-10, 'crashed'])],
    3,
    'r3',
  ],
  [
    'failures before a person started the orchestrator',
    [ended(1, [-100, 'crashed']), ended(2, [-20, 'crashed'])],
    1,
    'r2',
  ],
  ['failures before a result', [ended(1, [-30, 'crashed']), ended(2, [-20]), ended(3, [-10, 'crashed'])], 1, 'r3'],
  ['both failures of a run that was resumed', [ended(1, [-30, 'crashed'], [-10, 'crashed'])], 2, 'r1'],
  ['failures of a resumed run before the result of another one', [ended(1, [-30, 'crashed']), ended(2, [-25])], 0],
  [
    'a failure after a review and its changes',
    [ended(1, [-50, 'crashed']), ended(2, [-40], [-10, 'crashed'])],
    1,
    'r2',
  ],
  ['no stop of a person', [ended(1, [-50, 'crashed']), ended(2, [-40, 'asked'])], 1, 'r1'],
  [
    "ends by an account's limit, by silence and without changes",
    [ended(1, [-50, 'rate_limited'], [-40, 'idle_limit']), ended(2, [-30, 'no_changes'])],
    3,
    'r2',
  ],
  [
    'one limit that stops three runs at once, and an attempt after it, twice',
    [
      ended(1, [-50, 'rate_limited']),
      ended(2, [-50, 'rate_limited']),
      { ...ended(3, [-49, 'rate_limited'], [-20, 'rate_limited']), rounds: [round(-60, -49), round(-30, -20)] },
    ],
    2,
    'r3',
  ],
  [
    'limits of two accounts twice',
    [ended(1, [-50, 'rate_limited']), { ...ended(2, [-49, 'rate_limited']), provider: 'codex' }],
    2,
    'r2',
  ],
  [
    'a limit, and a crash of a run that began before it, twice',
    [ended(1, [-50, 'rate_limited']), ended(2, [-49, 'crashed'])],
    2,
    'r2',
  ],
  ['a supervisor that died', [ended(1, [-10, 'supervisor_died'])], 1, 'r1'],
  ['failures in order, whatever the order of the runs', [ended(1, [-10]), ended(2, [-20, 'crashed'])], 0],
])('counts %s', (_, runs, count, last) => {
  expect(failureStreakOf(runs, WISHED)).toEqual({ failed: count, ...(last ? { last } : {}) });
});

const CRASH = { reason: { code: 'crashed', text: '' } } as const;
const STOP = { reason: { code: 'asked', text: '' } } as const;

/** A run that was moved by verbs, one per minute. */
function after(...verbs: [verb: Parameters<typeof moved>[1], more?: Partial<Run>][]): Run {
  return verbs.reduce(
    (one, [verb, more], minute) => {
      const begins =
        verb === 'launch' ? { rounds: [...(one.rounds ?? []), { n: 1, why: 'start' as const, at: at(minute) }] } : {};
      return moved(one, verb, at(minute), { reason: undefined, ...begins, ...more });
    },
    run(1, 1, 'queued'),
  );
}

const FAILED = { name: 'test', ok: false, why: 'it ended with 1', ms: 1, output: '', commit: 'a'.repeat(40) };
const OWN: Partial<Run> = { rounds: [{ n: 1, why: 'adopt', at: at(1) }] };
const submitted = (ok: boolean) =>
  [['prepare'], ['launch'], ['check'], ['submit', { checks: [{ ...FAILED, ok }] }]] as Parameters<typeof after>;
const [RED, GREEN] = [submitted(false), submitted(true)];
const REVIEWED = [['prepare'], ['launch'], ['check'], ['submit']] as Parameters<typeof after>;

test.each<[what: string, failed: number, ...verbs: Parameters<typeof after>]>([
  ['a result', 0, ...REVIEWED],
  ['a result whose checks failed', 1, ...RED],
  ['two such results', 2, ...RED, ['request_changes'], ...RED],
  ['a good result after such a result', 0, ...RED, ['request_changes'], ...GREEN],
  ['a question after such a result', 0, ...RED, ['request_changes'], ['prepare'], ['launch'], ['ask']],
  [
    "a person's own round whose checks failed",
    0,
    ['prepare'],
    ['launch', OWN],
    ['check'],
    ['submit', { checks: [FAILED] }],
  ],
  ['a stop after a review', 0, ...REVIEWED, ['request_changes'], ['stop', STOP]],
  ['a crash after a review', 1, ...REVIEWED, ['request_changes'], ['prepare'], ['fail', CRASH]],
  [
    'a stop of the checks, and the resumed run',
    0,
    ['prepare'],
    ['launch'],
    ['check'],
    ['stop', STOP],
    ['resume'],
    ['prepare'],
  ],
  [
    'a crash of the checks, and the resumed run',
    1,
    ['prepare'],
    ['launch'],
    ['check'],
    ['fail', CRASH],
    ['resume'],
    ['prepare'],
  ],
  ['two attempts that failed before a round', 2, ['prepare'], ['fail', CRASH], ['resume'], ['lose', CRASH]],
  ['a crash that was followed by another run', 1, ['prepare'], ['launch'], ['fail', CRASH], ['discard']],
])('the moves of %s count %i', (_, failed, ...verbs) => {
  expect(failureStreakOf([after(...verbs)], WISHED).failed).toBe(failed);
});

test('an approval and a merge of an earlier result change nothing', () => {
  const failures = [5, 6].map((minute) =>
    run(minute, minute, 'failed', { ends: [{ at: at(minute), code: 'crashed' }] }),
  );
  for (const verbs of [[], [['approve']], [['approve'], ['merge']], [['approve'], ['merge'], ['land']]] as Parameters<
    typeof after
  >[])
    expect(failureStreakOf([after(...REVIEWED, ...verbs), ...failures], WISHED).failed).toBe(2);
});

test.each([
  [8, 0, 3, undefined],
  [8, 5, 3, undefined],
  [8, 6, 2, 'unreviewed'],
  [8, 8, 0, 'unreviewed'],
  [8, 9, 0, 'unreviewed'],
  [1, 0, 1, 'unreviewed'],
])(
  'with %i unreviewed results allowed and %i waiting, at most %i runs are active',
  (unreviewed, waiting, agents, why) => {
    const runs = Array.from({ length: waiting }, (_, n) => run(n, n, 'review'));
    const room = roomOf({ agents: 3, failures: 5, attempts: 3, backoffMs: 0, unreviewed }, runs, WISHED);
    expect([room.agents, room.lowered?.why]).toEqual([agents, why]);
  },
);

test('results and active runs of other queues count, if they are given', () => {
  const limits = { agents: 3, failures: 5, attempts: 3, backoffMs: 0, unreviewed: 4 };
  const elsewhere = { review: 1, active: 2, queues: 2, unread: 0 };
  const room = (one: typeof elsewhere | undefined) => roomOf(limits, [run(0, 0, 'review')], WISHED, one);
  expect(room(undefined)).toEqual({ agents: 3, places: 3 });
  expect(room(elsewhere)).toEqual({
    agents: 0,
    places: 3,
    lowered: { why: 'unreviewed', waiting: 1, unreviewed: 4, elsewhere },
  });
});

test.each([
  [2, 0, 2],
  [2, 1, 1],
  [2, 2, 3],
  [9, 1, 3],
])('with %i failures allowed and %i made, at most %i runs are active', (failures, made, agents) => {
  const runs = Array.from({ length: made }, (_, n) => ended(n, [-10, 'crashed']));
  expect(roomOf({ agents: 3, failures, attempts: 3, backoffMs: 0 }, runs, WISHED).agents).toBe(agents);
});
