import { ascending } from '../../base/ascending.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import type { RunState } from '../../domain/runs/run-states.ts';

/** The number of successive failures of runs, and the id of the last run that failed. */
export interface FailureStreak {
  failed: number;
  last?: string;
}

/** States that end a streak: the run has a result or a question. */
const GOOD: readonly RunState[] = ['review', 'asking', 'approved', 'merged'];
const BAD: readonly RunState[] = ['failed', 'interrupted'];

/** Reasons that neither count as a failure nor end a streak: a person's stop, or the account's limit. */
const NEUTRAL = ['asked', 'rate_limited'];

/**
 * Computes the streak from the records since a person last started the orchestrator. Each attempt counts, also if its
 * run was resumed or replaced since. So a view, a loop and a loop that was restarted have the same number.
 */
export function failureStreakOf(runs: readonly Run[], wishedAt: Instant): FailureStreak {
  return runs
    .filter(({ since }) => since > wishedAt)
    .flatMap((run) => endsOf(run).map((end) => ({ ...end, run: run.id })))
    .filter(({ at, why }) => at > wishedAt && !NEUTRAL.includes(why))
    .sort((a, b) => ascending(a.at, b.at))
    .reduce<FailureStreak>(
      ({ failed }, { why, run }) => (why === DONE ? { failed: 0 } : { failed: failed + 1, last: run }),
      { failed: 0 },
    );
}

/** The end of an attempt: {@link DONE}, otherwise the reason of the failure. */
interface End {
  at: Instant;
  why: string;
}

/** The outcome of an attempt with a result or a question, as in the record of its last round. */
const DONE = 'done';

/** Lists the ends of a run's attempts: of those before its present one, and of that one. */
function endsOf({ rounds = [], unbegun = [], ...run }: Run): End[] {
  const earlier = rounds.slice(0, -1).flatMap(({ until, outcome = 'crashed' }, i) => {
    const isLost = outcome === DONE && rounds[i + 1]?.why === 'resume';
    return until === undefined ? [] : [{ at: until, why: isLost ? 'crashed' : outcome }];
  });
  const last = rounds.at(-1);
  const failed = unbegun.map(({ at, code }) => ({ at, why: code }));
  // If the last attempt had no round, the last round belongs to an earlier attempt, which has failed.
  const isEarlier = !GOOD.includes(run.state) && (failed.at(-1)?.at ?? '') > (last?.until ?? '');
  if (!isEarlier) return [...earlier, ...failed, ...lastEnd(run, last)];
  const { until, outcome = 'crashed' } = last ?? {};
  const ofRound = until === undefined ? [] : [{ at: until, why: outcome === DONE ? 'crashed' : outcome }];
  return [...earlier, ...ofRound, ...failed];
}

type Round = NonNullable<Run['rounds']>[number];

/** Returns the end of the last attempt. A run that is queued again or replaced has it in its reason or last round. */
function lastEnd({ state, since, at, reason }: Run, round: Round | undefined): End[] {
  if (GOOD.includes(state)) return [{ at: since, why: DONE }];
  const why = reason?.code ?? round?.outcome ?? 'crashed';
  if (BAD.includes(state)) return [{ at: since, why }];
  if (reason) return [{ at: round?.until ?? at, why }];
  return round?.until === undefined ? [] : [{ at: round.until, why }];
}
