import type { Run } from '../../domain/records.ts';

type Check = NonNullable<Run['checks']>[number];

/** Sums what agents that judged a result reported as their cost, in US dollars. */
export function judgingCost(checks: readonly Pick<Check, 'costUsd'>[]): number {
  return checks.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0);
}

type Judged = NonNullable<Run['judged']>[number];

/** Maximum number of costs with their own times. The last one has the sum of later ones. */
const MOST_JUDGED = 100;

/**
 * Adds the cost of judges to the run whose result they judged, with its time: a result can be judged days after its last
 * round, and a budget counts a day. The record's checks are replaced by later ones, so they can't have the sum.
 */
export function withJudgingCost(run: Run, { at, usd }: Judged): Run {
  if (usd === 0) return run;
  const { judged = [] } = run;
  const last = judged.length < MOST_JUDGED ? undefined : judged.at(-1);
  const before = last ? judged.slice(0, -1) : judged;
  return { ...run, judged: [...before, { at, usd: usd + (last?.usd ?? 0) }] };
}
