import { expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import type { Run } from '../../src/domain/records.ts';
import { timesOf, timesOfRounds } from '../../src/domain/runs/times/run-times.ts';
import { moved } from '../../src/runs/lifecycle/apply-transition.ts';

/** A moment of 30 July 2026, so many seconds after noon. */
const at = (seconds: number) => toInstant(Date.parse('2026-07-30T12:00:00Z') + seconds * 1_000);
const now = Date.parse(at(600));

type Given = Partial<NonNullable<Run['rounds']>[number]>;
const run = (state: Run['state'], since: number, ...rounds: Given[]) =>
  ({
    state,
    since: at(since),
    at: at(0),
    rounds: rounds.map((round, i) => ({ n: i + 1, why: 'start', ...round })),
  }) as unknown as Run;

const first = { at: at(10), ended: at(14), until: at(20) };

test.each<[string, Run, worked: number, waited: number]>([
  ['at its first round has worked until now', run('running', 10, { at: at(10) }), 590, 0],
  ['whose result is being checked works', run('checking', 14, { at: at(10), ended: at(14) }), 590, 0],
  ['in review has worked until its checks ended, and waits until now', run('review', 20, first), 10, 580],
  ['that was merged waited until then', run('merged', 320, first), 10, 300],
  ['that failed waits for nothing', run('failed', 20, first), 10, 0],
  ['that was sent back and has not begun yet waits', run('changes_requested', 320, first), 10, 580],
  ['in its second round after a review', run('running', 320, first, { at: at(320), why: 'changes' }), 290, 300],
  [
    'whose checks sent it back has worked all the time',
    run('running', 30, { at: at(10), ended: at(14) }, { at: at(30), why: 'checks' }),
    590,
    0,
  ],
  ['that is preparing its worktree is at work', run('preparing', 2), 600, 0],
  ['of an earlier version, without the ends of checks', run('merged', 320, { at: at(10), ended: at(14) }), 4, 306],
])('a run %s', (_, given, worked, waited) => {
  expect(timesOf(given, now)).toEqual({ workedMs: worked * 1_000, waitedMs: waited * 1_000 });
});

test('the times of rounds add up to those of the run', () => {
  const twice = run('review', 400, first, { at: at(320), why: 'changes', ended: at(350), until: at(400) });
  expect(timesOfRounds(twice, now)).toEqual([
    { workedMs: 10_000, waitedMs: 300_000 },
    { workedMs: 80_000, waitedMs: 200_000 },
  ]);
  expect(timesOf(twice, now)).toEqual({ workedMs: 90_000, waitedMs: 500_000 });
});

test('the move that leaves nobody at work ends the time at work, and none after it does', () => {
  const working = { ...run('checking', 14, { at: at(10), ended: at(14) }), id: 'r1' } as Run;
  const submitted = moved(working, 'submit', at(90));
  expect(submitted.rounds).toEqual([{ ...working.rounds![0], until: at(90) }]);
  const approved = moved(submitted, 'approve', at(300));
  expect(moved(moved(approved, 'merge', at(301)), 'land', at(302)).rounds).toEqual(submitted.rounds);
  expect(moved({ ...working, state: 'running' }, 'check', at(14)).rounds).toEqual(working.rounds);
});
