import { ascending } from '../../base/ascending.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { isStop } from '../../domain/runs/run-reasons.ts';
import type { Limits } from '../snapshot-types.ts';

/** The number of successive failures of runs, and the id of the last run that failed. */
export interface FailureStreak {
  failed: number;
  last?: string;
}

/**
 * Computes the streak from the ends of attempts since a person last started the orchestrator. A stop, by a person or by
 * the budget, neither counts nor ends a streak. A question, and a result without a failed check, end it. So a view, a loop and a loop that was restarted have the same number.
 */
export function failureStreakOf(runs: readonly Run[], wishedAt: Instant): FailureStreak {
  return runs
    .flatMap(({ id, ends = [] }) => ends.map((end) => ({ ...end, run: id })))
    .filter(({ at, code }) => at > wishedAt && !isStop(code))
    .sort((a, b) => ascending(a.at, b.at))
    .reduce<FailureStreak>(
      ({ failed }, { code, red, run }) =>
        code === undefined && !red ? { failed: 0 } : { failed: failed + 1, last: run },
      { failed: 0 },
    );
}

/**
 * Lowers the maximum number of runs to the number of failures that are left before the orchestrator pauses. So runs that
 * fail at the same time can't exceed the limit. After the pause, the maximum is that of the limits.
 */
export function withinFailures(limits: Limits, runs: readonly Run[], wishedAt: Instant): Limits {
  const left = limits.failures - failureStreakOf(runs, wishedAt).failed;
  return left > 0 && left < limits.agents ? { ...limits, agents: left } : limits;
}
