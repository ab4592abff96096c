import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import { GOAL_KINDS, GOAL_STATES, type GoalState, kindOfId } from '../../domain/goals/words.ts';
import { linksFrom } from '../../goals/links.ts';
import { measureText, movedPercent } from '../../goals/measure.ts';
import type { Plan, PlanRecord } from '../../goals/plan.ts';
import { goalsBelow, type TaskCounts } from '../../goals/progress.ts';

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
export type GoalRow = Shape<typeof goalRow>;

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
