import { refuse } from '../../domain/errors.ts';
import { GOAL_KINDS, kindOfId } from '../../domain/goals/words.ts';
import { type PlanRecord, planOf } from '../../goals/plan.ts';
import type { Tx } from '../../store/index.ts';
import { findGoalRecord } from './find-goal.ts';

/** The new place of a record among the live records of its kind: before or after another one, or at an end. */
export interface GoalPlace {
  before?: string | undefined;
  after?: string | undefined;
  to?: 'top' | 'bottom' | undefined;
}

/**
 * Moves a record in the order of its kind. Changes only this record, unless two neighbours leave no number between them.
 * @returns the live records of the kind in the new order, and the record's position among them, counted from 0
 */
export function rankGoal(tx: Tx, text: string, place: GoalPlace): { order: PlanRecord[]; at: number } {
  const record = findGoalRecord(tx, text, GOAL_KINDS);
  const kind = kindOfId(record.id)!;
  const named = place.before ?? place.after;
  const present: PlanRecord[] = planOf(tx).live(kind);
  const others = present.filter(({ id }) => id !== record.id);
  const beside = named === undefined ? undefined : findGoalRecord(tx, named, [kind]);
  const found = beside ? others.findIndex(({ id }) => id === beside.id) : -1;
  if (beside && found < 0)
    refuse('invalid', `${beside.id} has no place besides ${record.id}: name another live ${kind}`);
  const at = beside ? found + (place.before === undefined ? 1 : 0) : place.to === 'bottom' ? others.length : 0;
  const order = [...others.slice(0, at), record, ...others.slice(at)];
  const [above, below] = [others[at - 1]?.rank, others[at]?.rank];
  const rank = between(above, below);
  if (rank === undefined) for (const [i, each] of order.entries()) put(tx, each, i + 1);
  else if (order.some(({ id }, i) => id !== present[i]?.id)) put(tx, record, rank);
  return { order: planOf(tx).live(kind), at };
}

function put(tx: Tx, record: PlanRecord, rank: number): void {
  if (record.rank !== rank) tx.put<string>(kindOfId(record.id)!, record.id, { ...record, rank, modified: tx.at });
}

/** Returns a number between two ranks; undefined if there is none. */
function between(above: number | undefined, below: number | undefined): number | undefined {
  if (above === undefined) return below === undefined ? 1 : below - 1;
  if (below === undefined) return above + 1;
  const middle = (above + below) / 2;
  return above < middle && middle < below ? middle : undefined;
}
