import { DAY_MS } from '../../base/day.ts';
import type { Facts } from '../queue/facts.ts';
import type { Coefficients } from '../urgency/coefficients.ts';
import { evenUrgency } from '../urgency/urgency.ts';
import type { Task } from './task.ts';

/** Cards without a rank have sort keys around this number, far above the small ranks that people give. */
const UNRANKED = 1_000_000;
/** A card with a rank below this number comes before all cards without a rank. */
const MOST_GIVEN = UNRANKED / 2;
/**
 * Weight of the task number in a sort key, far smaller than any coefficient. It puts the older of two cards with equal
 * urgency first.
 */
const BY_ID = 1e-7;

/**
 * Returns the sort key of an open task in a board column; the smallest key is first. The key is the rank. Without a
 * rank, it is computed from the urgency. Age raises the urgency of all tasks equally until the maximum age, so this
 * growth is subtracted. Therefore a rank between two cards stays between them.
 */
export function boardOrder(task: Task, facts: Facts, of: Coefficients): number {
  if (task.rank !== undefined) return task.rank;
  const grown = of.ageMax > 0 ? (of.age * facts.now) / (of.ageMax * DAY_MS) : 0;
  return UNRANKED - (evenUrgency(task, facts, of) - grown) + task.id * BY_ID;
}

/**
 * Returns a rank between two sort keys. Without `low` the rank comes first, without `high` last.
 * @returns undefined if no number is between them
 */
export function rankBetween(low: number | undefined, high: number | undefined): number | undefined {
  if (low === undefined) return high === undefined || high > MOST_GIVEN ? 1 : high - 1;
  if (high === undefined) return low + 1;
  const middle = (low + high) / 2;
  return low < middle && middle < high ? middle : undefined;
}
