import { fromInstant } from '../../instant.ts';
import type { Run } from '../../records.ts';
import { isLive, isOver, isParked, occupies, type RunState } from '../run-states.ts';

type Timed = Pick<Run, 'state' | 'since' | 'at' | 'rounds'>;
type Round = NonNullable<Run['rounds']>[number];

/** Working time, and the time after it that the run waited for a review, an answer or its merge, in ms. */
export interface Times {
  workedMs: number;
  waitedMs: number;
}

/** Returns the times of a whole run. Preparing the worktree before the first prompt counts as work. */
export function timesOf(run: Timed, now: number): Times {
  const rounds = timesOfRounds(run, now);
  if (rounds.length === 0) return { workedMs: span(fromInstant(run.at), endOf(run, now)), waitedMs: 0 };
  return {
    workedMs: rounds.reduce((sum, { workedMs }) => sum + workedMs, 0),
    waitedMs: rounds.reduce((sum, { waitedMs }) => sum + waitedMs, 0),
  };
}

/**
 * Returns the waiting time of a run that doesn't wait now, as a figure that stands still. A result in review waits for a
 * person, which its state says; the agent isn't idle.
 */
export function pastWaitMs(state: RunState, waitedMs: number): number {
  return isLive(state) || !occupies(state) ? waitedMs : 0;
}

/** Returns the times of each round of a run. The checks after a round count as its work. */
export function timesOfRounds(run: Timed, now: number): Times[] {
  const { rounds = [] } = run;
  return rounds.map((round, i) => {
    const next = rounds[i + 1];
    const until = untilOf(run, round, next, now);
    return {
      workedMs: span(fromInstant(round.at), until),
      waitedMs: span(until, next ? fromInstant(next.at) : endOf(run, now)),
    };
  });
}

/** Returns the time at which work on a round ended, or the current time if it goes on. */
function untilOf(run: Timed, { until, ended }: Round, next: Round | undefined, now: number): number {
  if (next) return fromInstant(until ?? (next.why === 'checks' ? next.at : (ended ?? next.at)));
  if (!isLive(run.state)) return fromInstant(until ?? ended ?? run.since);
  // A run with requested changes counts as live before its next round begins.
  return ended && until && until >= ended ? fromInstant(until) : now;
}

/** Returns the time up to which the run waits. Runs that are over, failed, stopped or interrupted don't wait. */
function endOf({ state, since }: Timed, now: number): number {
  return isOver(state) || isParked(state) ? fromInstant(since) : now;
}

function span(from: number, to: number): number {
  return Math.max(0, to - from);
}
