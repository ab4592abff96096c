import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Run } from '../../domain/records.ts';
import { isOpen } from '../../domain/task/task.ts';
import { measureText, movedPercent } from '../../goals/measure.ts';
import type { Plan } from '../../goals/plan.ts';
import { goalsBelow } from '../../goals/progress.ts';
import { tasksOfGoal } from '../../goals/why.ts';

/** What the work for one outcome or goal cost and brought. Runs count for the goal of their task. */
export const outcomeRow = () =>
  z.strictObject({
    id: z.string(),
    title: z.string(),
    measure: z.string().exactOptional(),
    /** Part of the way from the baseline to the target, 0 to 100. */
    moved: z.int().exactOptional(),
    open: z.int(),
    done: z.int(),
    /** Runs that were merged and not reverted; merged runs that were reverted. */
    merged: z.int(),
    reverted: z.int(),
    costUsd: z.number(),
  });
export type OutcomeRow = Shape<typeof outcomeRow>;

/**
 * Reports outcomes, and goals without an outcome, in their order. The last row has the id `-`: the tasks without a goal.
 * @param since counts only tasks closed and runs started since then; open tasks always count
 */
export function outcomesOf(plan: Plan, queue: TaskQueue, runs: readonly Run[], since?: Instant): OutcomeRow[] {
  const isNew = (at: Instant | undefined) => at !== undefined && (since === undefined || at >= since);
  const runsOf = new Map<string, Run[]>();
  for (const run of runs) if (isNew(run.at)) runsOf.set(run.task, [...(runsOf.get(run.task) ?? []), run]);
  const counted = new Set<string>();
  const figures = (goals: readonly string[]) => {
    const tasks = [
      ...new Map(goals.flatMap((goal) => [...tasksOfGoal(goal, queue)]).map((task) => [task.uuid, task])).values(),
    ];
    for (const { uuid } of tasks) counted.add(uuid);
    const own = tasks.flatMap(({ uuid }) => runsOf.get(uuid) ?? []);
    return {
      open: tasks.filter(isOpen).length,
      done: tasks.filter(({ status, end }) => status === 'completed' && isNew(end)).length,
      ...runFigures(own),
    };
  };
  const outcomes = plan.live('outcome').map((outcome) => ({ record: outcome, goals: goalsBelow(outcome, plan) }));
  const served = new Set(outcomes.flatMap(({ goals }) => goals));
  const others = plan.live('goal').filter(({ id }) => !served.has(id));
  const rows = [...outcomes, ...others.map((goal) => ({ record: goal, goals: [goal.id] }))].map(({ record, goals }) => {
    const [measure, moved] = [measureText(record), movedPercent(record)];
    return {
      id: record.id,
      title: record.title,
      ...(measure === undefined ? {} : { measure }),
      ...(moved === undefined ? {} : { moved }),
      ...figures(goals),
    };
  });
  const rest = [...queue.all()].filter(({ uuid }) => !counted.has(uuid));
  const without = {
    open: rest.filter(isOpen).length,
    done: rest.filter(({ status, end }) => status === 'completed' && isNew(end)).length,
    ...runFigures(rest.flatMap(({ uuid }) => runsOf.get(uuid) ?? [])),
  };
  return [...rows, { id: '-', title: 'without a goal', ...without }];
}

function runFigures(runs: readonly Run[]): Pick<OutcomeRow, 'merged' | 'reverted' | 'costUsd'> {
  return {
    merged: runs.filter(({ merged, reverted }) => merged && !reverted).length,
    reverted: runs.filter(({ reverted }) => reverted).length,
    costUsd: runs.reduce((sum, { usage }) => sum + (usage?.costUsd ?? 0), 0),
  };
}
