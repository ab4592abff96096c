import type { Run } from '../../domain/records.ts';

type Check = NonNullable<Run['checks']>[number];

/** Sums what agents that judged a result reported as their cost, in US dollars. */
export function judgingCost(checks: readonly Pick<Check, 'costUsd'>[]): number {
  return checks.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0);
}

/**
 * Adds the cost of judges to the last round of the run whose result they judged. The record's checks are replaced by
 * later ones, so they can't have the sum that budgets need.
 */
export function withJudgingCost(run: Run, usd: number): Run {
  const rounds = run.rounds ?? [];
  const last = rounds.at(-1);
  if (!last || usd === 0) return run;
  return { ...run, rounds: [...rounds.slice(0, -1), { ...last, judgedUsd: (last.judgedUsd ?? 0) + usd }] };
}
