import { fromInstant } from '../instant.ts';
import type { Run } from '../records.ts';
import { isLive, isOver, isParked } from './run-states.ts';

type Timed = Pick<Run, 'state' | 'since' | 'at' | 'rounds'>;
type Round = NonNullable<Run['rounds']>[number];

/** Working time, and the waiting time after it (for a review, an answer or the merge). Both in milliseconds. */
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

/** Returns the times of each round of a run, including the checks after it. */
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

/** Returns the time at which work on a round ended. While that work goes on, returns the current time. */
function untilOf(run: Timed, { until, ended }: Round, next: Round | undefined, now: number): number {
  if (next) return fromInstant(until ?? (next.why === 'checks' ? next.at : (ended ?? next.at)));
  if (!isLive(run.state)) return fromInstant(until ?? ended ?? run.since);
  // A run that was sent back for changes is live before its next round begins.
  return ended && until && until >= ended ? fromInstant(until) : now;
}

/** Returns the time up to which waiting time counts. A run that is over or parked accumulates no waiting time. */
function endOf({ state, since }: Timed, now: number): number {
  return isOver(state) || isParked(state) ? fromInstant(since) : now;
}

function span(from: number, to: number): number {
  return Math.max(0, to - from);
}
