import { capital } from '../../base/quote.ts';
import { refuse } from '../../domain/errors.ts';
import { GOAL_KINDS, type GoalKind, kindOfId, placesOf } from '../../domain/goals/words.ts';
import type { Goal } from '../../domain/records.ts';
import { type PlanRecord, planOf } from '../../goals/plan.ts';
import { namedAbove } from '../../goals/tree.ts';
import type { Tx } from '../../store/index.ts';
import { aKind, findGoalRecord } from './find-goal.ts';
import { type GoalInput, type SavedGoal, saveGoals } from './save-goals.ts';

/** The new place of a record in the tree of the plan. */
export interface GoalMove {
  id: string;
  /** The record above it; that of the vision, or undefined, for the top. */
  under?: string | undefined;
  /** The record above it whose link is replaced. Without it, all links to records of that kind are. */
  from?: string | undefined;
  /** The version of the record that the caller saw. */
  seen?: string | undefined;
}

/**
 * Moves a record below another one in the tree of the plan: changes the field that names it. A goal that moves to a bet
 * keeps its outcome only if the bet moves it, too.
 * @throws BacklogError `invalid` for a kind that can't be above it
 */
export function moveGoal(tx: Tx, { id, under, from, seen }: GoalMove, actor: string): SavedGoal {
  const record = findGoalRecord(tx, id, GOAL_KINDS);
  const above = under === undefined ? undefined : findGoalRecord(tx, under, GOAL_KINDS);
  const kind = kindOfId(record.id)!;
  const to = above ? kindOfId(above.id)! : 'vision';
  if (!placesOf(kind).includes(to)) refusePlace(record, kind, above);
  const [saved] = saveGoals(tx, [{ id: record.id, seen, ...linksFor(tx, record, above, from) }], actor);
  return saved!;
}

function refusePlace(record: PlanRecord, kind: GoalKind, above: PlanRecord | undefined): never {
  const places = placesOf(kind);
  const target = above ? `${above.id} ${above.title}` : 'the top';
  return refuse('invalid', `${record.id} is ${aKind(kind)} and can't be below ${target}`, {
    hint:
      places.length === 0
        ? `${capital(kind)}s have no place in the tree to choose.`
        : `Move it below ${places.map((each) => (each === 'vision' ? 'the vision' : aKind(each))).join(' or ')}.`,
    data: { field: 'under' },
  });
}

/** Returns the fields that a move changes. */
function linksFor(
  tx: Tx,
  record: PlanRecord,
  above: PlanRecord | undefined,
  from: string | undefined,
): Partial<GoalInput> {
  const kind = kindOfId(record.id)!;
  const to = above && kindOfId(above.id) !== 'vision' ? above.id : undefined;
  if (kind === 'goal') {
    const { outcome } = record as Goal;
    if (to === undefined) return { bet: null, outcome: null };
    if (kindOfId(to) === 'outcome') return { bet: null, outcome: to };
    const moves = planOf(tx).get('bet', to)?.outcomes ?? [];
    return { bet: to, ...(outcome === undefined || moves.includes(outcome) ? {} : { outcome: null }) };
  }
  const replaced = from === undefined ? undefined : findGoalRecord(tx, from, GOAL_KINDS).id;
  const named = namedAbove(record, kind === 'bet' ? 'outcome' : 'pillar');
  const kept = replaced === undefined ? [] : named.filter((each) => each !== replaced);
  const list = [...new Set([...kept, ...(to === undefined ? [] : [to])])];
  return kind === 'bet' ? { outcomes: list } : { pillars: list };
}
