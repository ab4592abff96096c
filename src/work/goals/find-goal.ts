import { nearest } from '../../base/nearest.ts';
import { refuse } from '../../domain/errors.ts';
import { type GoalKind, ID_LETTERS, isClosedGoal, kindOfId, spelledGoalId } from '../../domain/goals/words.ts';
import { goalStateOf, type PlanRecord, type PlanSource, planOf } from '../../goals/plan.ts';

const ARTICLE: Readonly<Partial<Record<GoalKind, string>>> = { outcome: 'an outcome' };

/** Formats the kind with its article: `an outcome`. */
export const aKind = (kind: GoalKind) => ARTICLE[kind] ?? `a ${kind}`;

/**
 * Finds the record that a text names: `I-3`, `i3`, or a number for the only accepted kind, otherwise for a goal. Finds
 * archived records, too.
 * @param kinds the accepted kinds; all by default
 * @throws BacklogError `usage` for another form or kind; `not-found`
 */
export function findGoalRecord(source: PlanSource, text: string, kinds?: readonly GoalKind[]): PlanRecord {
  const id = spelledGoalId(text, kinds?.length === 1 ? kinds[0] : undefined);
  const kind = id === undefined ? undefined : kindOfId(id);
  if (id === undefined || kind === undefined || (kinds && !kinds.includes(kind))) {
    const wanted = kinds ?? ['goal'];
    const example = wanted.map((each) => `${ID_LETTERS[each]}-1`).join(' or ');
    return refuse(
      'usage',
      `expected the id of ${wanted.map(aKind).join(' or ')} such as ${example}, received "${text}"`,
      {
        hint: 'See them: goal_list',
        data: { expected: example, received: text },
      },
    );
  }
  const found = planOf(source).find(id);
  if (found) return found;
  const known = planOf(source).all(kind);
  const close = nearest(
    id,
    known.map((each) => each.id),
  );
  const named = known.find((each) => each.id === close);
  return refuse('not-found', `no ${kind} ${id}${named ? ` (did you mean ${named.id} ${named.title}?)` : ''}`, {
    hint: 'See them: goal_list',
    data: { received: text, ...(named && { nearest: named.id }) },
  });
}

/**
 * Returns the id of the goal that a task can get.
 * @throws BacklogError `not-found`, or `conflict` for an archived or closed goal
 */
export function openGoalId(source: PlanSource, text: string): string {
  const goal = findGoalRecord(source, text, ['goal']);
  const state = goal.archived === undefined ? goalStateOf(goal) : 'archived';
  if (state !== 'archived' && !isClosedGoal({ state })) return goal.id;
  return refuse('conflict', `goal ${goal.id} is ${state}, so no task can join it`, {
    hint: 'Choose another goal: goal_list',
    data: { field: 'goal', received: text },
  });
}
