import { goalLinksOf } from '../domain/goals/fields.ts';
import { GOAL_KINDS, type GoalKind, kindOfId, placeField, placeKinds } from '../domain/goals/words.ts';
import type { Bet, Goal } from '../domain/records.ts';
import type { Plan, PlanRecord } from './plan.ts';

/** A link from one record to another. `field` is the field with the other's id. */
interface GoalLink {
  field: string;
  to: string;
}

/** Returns the links of a record to records of other kinds. */
export function linksFrom(record: PlanRecord): GoalLink[] {
  return goalLinksOf(kindOfId(record.id)!).flatMap((field) => {
    const value = record[field as keyof PlanRecord] as unknown;
    const named = value === undefined ? [] : Array.isArray(value) ? value : [value];
    return named.map((each) => ({
      field,
      to: typeof each === 'string' ? each : (each as { persona: string }).persona,
    }));
  });
}

/** Returns the records that link to a record, even archived ones. */
export function linkersTo(id: string, plan: Plan): PlanRecord[] {
  return GOAL_KINDS.flatMap((kind): PlanRecord[] => plan.all(kind)).filter((record) =>
    linksFrom(record).some(({ to }) => to === id),
  );
}

/** Returns the record without its links to the given records. */
export function withoutLinks<One extends PlanRecord>(record: One, gone: ReadonlySet<string>): One {
  const next: Record<string, unknown> = { ...record };
  for (const { field, to } of linksFrom(record)) {
    if (!gone.has(to)) continue;
    const value = next[field];
    if (!Array.isArray(value)) delete next[field];
    else next[field] = value.filter((each) => (typeof each === 'string' ? each : each.persona) !== to);
  }
  return next as One;
}

/** The ids in a link, and the record that has the link. */
interface Named {
  by: string;
  ids: readonly string[];
}

/**
 * Returns the outcomes that a goal moves and the problems that it solves: those that it names, or else those of its bet.
 * An archived bet counts as none.
 */
export function aimsOf(
  goal: Goal,
  plan: Pick<Plan, 'get'>,
): { bet: Bet | undefined; outcomes: Named; problems: Named } {
  const named = goal.bet === undefined ? undefined : plan.get('bet', goal.bet);
  const bet = named?.archived === undefined ? named : undefined;
  const { outcome, problems } = goal;
  const own = (ids: readonly string[] | undefined, ofBet: readonly string[] | undefined): Named =>
    ids?.length ? { by: goal.id, ids } : { by: bet?.id ?? goal.id, ids: ofBet ?? [] };
  return {
    bet,
    outcomes: own(outcome === undefined ? undefined : [outcome], bet?.outcomes),
    problems: own(problems, bet?.problems),
  };
}

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
  for (const kind of placeKinds(kindOfId(record.id)!)) {
    const named = new Set(namedAbove(record, kind));
    const live = named.size === 0 ? [] : plan.live(kind).filter(({ id }) => named.has(id));
    if (live.length > 0) return live.map(({ id }) => id);
  }
  return [];
}
