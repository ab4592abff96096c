import type { Facts } from '../queue/facts.ts';
import type { Coefficients } from '../urgency/coefficients.ts';
import { evenUrgency } from '../urgency/urgency.ts';
import type { Task } from './task.ts';

/** Ranks that people give are small; cards without one stand below those, around this number. */
const UNRANKED = 1_000_000;
/** Below this a rank stands before all cards without one. */
const MOST_GIVEN = UNRANKED / 2;
/** Tells cards of the same urgency apart, the older one first; far smaller than any weight. */
const BY_ID = 1e-7;
const DAY_MS = 86_400_000;

/**
 * The number by which open tasks stand in a column of the board, the smallest first: the rank, else the urgency. All that have none grow more
 * urgent by the same amount as time passes, which is taken off, so that a rank between two of them stays there; until they are as old as
 * counts.
 */
export function boardOrder(task: Task, facts: Facts, of: Coefficients): number {
  if (task.rank !== undefined) return task.rank;
  const grown = of.ageMax > 0 ? (of.age * facts.now) / (of.ageMax * DAY_MS) : 0;
  return UNRANKED - (evenUrgency(task, facts, of) - grown) + task.id * BY_ID;
}

/** A rank between two orders, of which each may be missing; undefined where there is no number left between them. */
export function rankBetween(low: number | undefined, high: number | undefined): number | undefined {
  if (low === undefined) return high === undefined || high > MOST_GIVEN ? 1 : high - 1;
  if (high === undefined) return low + 1;
  const middle = (low + high) / 2;
  return low < middle && middle < high ? middle : undefined;
}
