import { DAY_MS } from '../../base/day.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';

type Check = NonNullable<Run['checks']>[number];

/** What an agent cost that was asked: a judge, or a pass. `unpriced`: one of them worked and reported no cost. */
export type AskedCost = NonNullable<Run['judged']>[number];

/** Sums what agents that judged a result cost. */
export function judgingCost(checks: readonly Pick<Check, 'costUsd' | 'unpriced'>[]): Omit<AskedCost, 'at'> {
  const usd = checks.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0);
  return { usd, ...(checks.some(({ unpriced }) => unpriced) ? { unpriced: true } : {}) };
}

/** Maximum number of costs. When there are more, old ones are added up, so that new ones keep their own times. */
const MOST_COSTS = 100;

const HOUR_MS = 3_600_000;

/** The times of which costs of an age become one sum. Spans of two days and of a month take 80 places at most. */
const SPANS = [
  { below: 2 * DAY_MS, spanMs: HOUR_MS },
  { below: 30 * DAY_MS, spanMs: DAY_MS },
  { below: Number.POSITIVE_INFINITY, spanMs: 30 * DAY_MS },
];

/**
 * Adds the cost of an agent that was asked to the costs of a record, with its time: a result can be judged days after its
 * last round, and a budget counts a day. @returns undefined if nothing is to be added
 */
export function withCostOf(before: readonly AskedCost[] | undefined, cost: AskedCost): AskedCost[] | undefined {
  const isKnown = cost.inquiry !== undefined && before?.some(({ inquiry }) => inquiry === cost.inquiry);
  return isKnown || (cost.usd === 0 && cost.unpriced === undefined) ? undefined : withCost(before, cost);
}

/** Adds a cost. A sum of several costs has the time of the first, so old costs never count as new ones. */
function withCost(before: readonly AskedCost[] = [], cost: AskedCost): AskedCost[] {
  const costs = [...before, cost];
  while (costs.length > MOST_COSTS) {
    const at = Math.max(0, firstOfOneSpan(costs, fromInstant(cost.at)));
    costs.splice(at, 2, added(costs[at]!, costs[at + 1]!));
  }
  return costs;
}

function added({ at, usd, unpriced }: AskedCost, next: AskedCost): AskedCost {
  return { at, usd: usd + next.usd, ...((unpriced ?? next.unpriced) ? { unpriced: true } : {}) };
}

/** Returns the position of the oldest cost that the next one may be added to; -1 if each span has one cost only. */
function firstOfOneSpan(costs: readonly AskedCost[], now: number): number {
  return costs.findIndex(({ at }, i) => {
    const next = costs[i + 1];
    if (!next) return false;
    const [from, to] = [fromInstant(at), fromInstant(next.at)];
    const { spanMs } = SPANS.find(({ below }) => now - from < below)!;
    return Math.floor(from / spanMs) === Math.floor(to / spanMs);
  });
}
