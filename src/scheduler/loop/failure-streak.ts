import { ascending } from '../../base/ascending.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import type { RunState } from '../../domain/runs/run-states.ts';

/** How many runs failed one after the other, and which came last. */
export interface FailureStreak {
  failed: number;
  last?: string;
}

/** States that show that things work: somebody has something to look at. */
const GOOD: readonly RunState[] = ['review', 'asking', 'approved', 'merged'];
const BAD: readonly RunState[] = ['failed', 'interrupted'];

/** Ends that say nothing of how things work: somebody stopped it, or the account is at its limit. */
const NEUTRAL = ['asked', 'rate_limited'];

/** The streak after a run came into a state. */
export function afterMove(streak: FailureStreak, run: Pick<Run, 'id' | 'state' | 'reason'>): FailureStreak {
  if (GOOD.includes(run.state)) return { failed: 0 };
  if (!BAD.includes(run.state) || NEUTRAL.includes(run.reason?.code ?? '')) return streak;
  return { failed: streak.failed + 1, last: run.id };
}

/** The streak as the records show it, for one who did not follow: runs that are in such a state since a person wished it to go on. */
export function failureStreakOf(runs: readonly Run[], wishedAt: Instant): FailureStreak {
  return runs
    .filter(({ since }) => since > wishedAt)
    .sort((a, b) => ascending(a.since, b.since))
    .reduce<FailureStreak>(afterMove, { failed: 0 });
}
