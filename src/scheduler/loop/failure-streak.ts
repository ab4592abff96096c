import { ascending } from '../../base/ascending.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import type { RunState } from '../../domain/runs/run-states.ts';

/** The number of successive failed runs, and the id of the last one. */
export interface FailureStreak {
  failed: number;
  last?: string;
}

/** States that end a streak: the run has a result or a question. */
const GOOD: readonly RunState[] = ['review', 'asking', 'approved', 'merged'];
const BAD: readonly RunState[] = ['failed', 'interrupted'];

/** Reasons that neither count as a failure nor end a streak: a person's stop, or the account's limit. */
const NEUTRAL = ['asked', 'rate_limited'];

/** Returns the streak after a run has changed its state. */
export function afterMove(streak: FailureStreak, run: Pick<Run, 'id' | 'state' | 'reason'>): FailureStreak {
  if (GOOD.includes(run.state)) return { failed: 0 };
  if (!BAD.includes(run.state) || NEUTRAL.includes(run.reason?.code ?? '')) return streak;
  return { failed: streak.failed + 1, last: run.id };
}

/** Computes the streak from the records since a person last started the orchestrator. */
export function failureStreakOf(runs: readonly Run[], wishedAt: Instant): FailureStreak {
  return runs
    .filter(({ since }) => since > wishedAt)
    .sort((a, b) => ascending(a.since, b.since))
    .reduce<FailureStreak>(afterMove, { failed: 0 });
}
