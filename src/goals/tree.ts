import { type GoalKind, kindOfId, placeField, placesOf } from '../domain/goals/words.ts';
import type { Plan, PlanRecord } from './plan.ts';

/** Returns the ids that a record names in the field for a kind above it. */
export function namedAbove(record: PlanRecord, above: GoalKind): readonly string[] {
  const field = placeField(kindOfId(record.id)!, above);
  const value = field === undefined ? undefined : (record as unknown as Record<string, unknown>)[field];
  return value === undefined ? [] : ([value].flat() as string[]);
}

/**
 * Returns the ids of the live records directly above a record in the tree, in the order of their ranks. They are of one
 * kind: a goal with a bet stands below the bet. An empty list means the top, below the vision.
 */
export function parentsOf(record: PlanRecord, plan: Plan): string[] {
  for (const kind of placesOf(kindOfId(record.id)!)) {
    const named = new Set(namedAbove(record, kind));
    const live = named.size === 0 ? [] : plan.live(kind).filter(({ id }) => named.has(id));
    if (live.length > 0) return live.map(({ id }) => id);
  }
  return [];
}
