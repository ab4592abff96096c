import type { Kinds, Run } from '../../domain/records.ts';

type Check = NonNullable<Run['checks']>[number];

/** What an agent cost that was asked: a judge, or a pass. `unpriced`: one of them worked and reported no cost. */
type AskedCost = NonNullable<Run['judged']>[number];

/** Sums what agents that judged a result reported as their cost. */
export function judgingCost(checks: readonly Pick<Check, 'costUsd' | 'unpriced'>[]): Omit<AskedCost, 'at'> {
  const usd = checks.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0);
  return { usd, ...(checks.some(({ unpriced }) => unpriced) ? { unpriced: true } : {}) };
}

/** Maximum number of costs with their own times. The last one has the sum of later ones. */
const MOST_COSTS = 100;

/**
 * Adds the cost of judges to the run whose result they judged, with its time: a result can be judged days after its last
 * round, and a budget counts a day. The record's checks are replaced by later ones, so they can't have the sum.
 */
export function withJudgingCost(run: Run, cost: AskedCost): Run {
  return isNothing(cost) ? run : { ...run, judged: withCost(run.judged, cost) };
}

/** Adds the cost of an agent to the pass for which it looked. */
export function withPassCost(pass: Kinds['pass'], cost: AskedCost): Kinds['pass'] {
  return isNothing(cost) ? pass : { ...pass, spent: withCost(pass.spent, cost) };
}

/** Checks whether nobody was asked, so that a record needs no change. */
export const isNothing = ({ usd, unpriced }: Omit<AskedCost, 'at'>): boolean => usd === 0 && unpriced === undefined;

function withCost(costs: readonly AskedCost[] = [], { at, usd, unpriced }: AskedCost): AskedCost[] {
  const last = costs.length < MOST_COSTS ? undefined : costs.at(-1);
  const before = last ? costs.slice(0, -1) : costs;
  const isUnpriced = unpriced ?? last?.unpriced;
  return [...before, { at, usd: usd + (last?.usd ?? 0), ...(isUnpriced ? { unpriced: true } : {}) }];
}
