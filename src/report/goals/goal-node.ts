import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import { GOAL_KINDS, GOAL_STATES, type GoalState, kindOfId } from '../../domain/goals/words.ts';
import { FINDING_LEVELS } from '../../goals/finding.ts';
import { linksFrom } from '../../goals/links.ts';
import { measureText, movedPercent } from '../../goals/measure.ts';
import type { Plan, PlanRecord } from '../../goals/plan.ts';
import { goalsBelow, type TaskCounts } from '../../goals/progress.ts';

/** A record as the tree, the roadmap and the page of people show it. */
const goalNode = () =>
  goalRow().extend({
    /** Identifies the state of the record; `seen` of a change. */
    version: z.string(),
    /** Ids of the records directly above it in the tree. Empty at the top, below the vision. */
    under: z.array(z.string()),
    /** What is measured. */
    metric: z.string().exactOptional(),
    baseline: z.number().exactOptional(),
    target: z.number().exactOptional(),
    /** The last reading. */
    current: z.strictObject({ at: z.string(), value: z.number() }).exactOptional(),
    by: z.string().exactOptional(),
    closed: z.string().exactOptional(),
    learned: z.string().exactOptional(),
    primary: z.literal(true).exactOptional(),
    /** The goal or bet that solved the problem. */
    solvedBy: z.string().exactOptional(),
    /** The personas that a problem hurts. */
    hurts: z.array(z.strictObject({ persona: z.string(), stakes: z.string().exactOptional() })).exactOptional(),
    /** Open bets and goals that name the problem, and their outcomes. For a persona, those of its unsolved problems. */
    servedBy: z.array(z.string()).exactOptional(),
    /** The health findings that name the record: their number and the worst level. */
    gaps: z.strictObject({ level: z.enum(FINDING_LEVELS), count: z.int() }).exactOptional(),
  });
export type GoalNode = Shape<typeof goalNode>;

export const goalTree = () =>
  z.strictObject({
    /** The open tasks, and how many of them have a goal or a reason why they need none. */
    ratio: z.strictObject({ open: z.int(), traced: z.int(), upkeep: z.int() }),
    /** Numbers of health findings by level. */
    levels: z.strictObject({ error: z.int(), warn: z.int(), info: z.int() }),
    /** Number of bets that `now` should have at most. */
    betsNow: z.int(),
    /** Number of live records. At most 1,000 of them are in `nodes`, the open ones first. */
    total: z.int(),
    /** The live records, by kind and rank. */
    nodes: z.array(goalNode()),
  });
export type GoalTree = Shape<typeof goalTree>;

/** A record of the plan as a row of a list. */
export const goalRow = () =>
  z.strictObject({
    id: z.string(),
    kind: z.enum(GOAL_KINDS),
    title: z.string(),
    state: z.enum(GOAL_STATES).exactOptional(),
    archived: z.string().exactOptional(),
    /** Measure with baseline, target and last reading. */
    measure: z.string().exactOptional(),
    /** Part of the way from the baseline to the target, 0 to 100. */
    moved: z.int().exactOptional(),
    severity: z.int().exactOptional(),
    /** Ids of the records that it names. */
    links: z.array(z.string()),
    /** Open and completed tasks of its goals. */
    open: z.int(),
    done: z.int(),
  });
type GoalRow = Shape<typeof goalRow>;

/** @param counts the tasks of each live goal */
export function goalRowOf(record: PlanRecord, plan: Plan, counts: ReadonlyMap<string, TaskCounts>): GoalRow {
  const { state, severity, archived } = record as { state?: GoalState; severity?: number; archived?: string };
  const below = goalsBelow(record, plan).map((id) => counts.get(id) ?? { open: 0, done: 0 });
  const [measure, moved] = [measureText(record as object), movedPercent(record as object)];
  return {
    ...{ id: record.id, kind: kindOfId(record.id)!, title: record.title },
    ...(state === undefined ? {} : { state }),
    ...(archived === undefined ? {} : { archived }),
    ...(measure === undefined ? {} : { measure }),
    ...(moved === undefined ? {} : { moved }),
    ...(severity === undefined ? {} : { severity }),
    links: linksFrom(record).map(({ to }) => to),
    open: below.reduce((sum, { open }) => sum + open, 0),
    done: below.reduce((sum, { done }) => sum + done, 0),
  };
}
