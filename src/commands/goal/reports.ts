import * as z from 'zod';
import { counted, dollars } from '../../base/amounts.ts';
import type { Shape } from '../../base/shape.ts';
import { dateInput } from '../../domain/calls/inputs.ts';
import type { Instant } from '../../domain/instant.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Run } from '../../domain/records.ts';
import { isOpen } from '../../domain/task/task.ts';
import { measureText, movedPercent } from '../../goals/measure.ts';
import type { Plan } from '../../goals/plan.ts';
import { goalsBelow } from '../../goals/progress.ts';
import { tasksOfGoal } from '../../goals/why.ts';
import { goalTree } from '../../report/goals/goal-node.ts';
import { runsIn } from '../../runs/find-run.ts';
import { goalTreeText } from '../../text/goals.ts';
import { oneLine } from '../../text/safe.ts';
import { readPastDate } from '../../work/task/dates.ts';
import { defineCommand } from '../command.ts';
import { planIn } from './fields.ts';

export const reportOutcomes = defineCommand({
  name: 'report_outcomes',
  title: 'Report outcomes',
  summary:
    'Report for each outcome, or goal without one: its measure, open and done tasks, merged and reverted runs, cost.',
  group: 'plan',
  access: { effect: 'read' },
  input: () => z.strictObject({ since: dateInput('Past date; default: from the beginning').optional() }),
  output: () => z.strictObject({ outcomes: z.array(outcomeRow()) }),
  async run(context, { since }) {
    const from = since?.trim() ? await readPastDate(since, 'since', context.clock) : undefined;
    return { outcomes: outcomesOf(planIn(context), context.queue, runsIn(context.store.state), from) };
  },
  show: {
    rows: { of: 'outcomes', columns: ['id', 'title', 'measure', 'open', 'done', 'merged', 'reverted', 'costUsd'] },
    text: ({ outcomes }) =>
      outcomes
        .map(({ id, title, measure, open, done, merged, reverted, ...cost }) => {
          const runs = `${merged} merged${reverted > 0 ? `, ${reverted} reverted` : ''}, ${costText(cost)}`;
          return `${id} ${oneLine(title, 80)}${measure ? ` (${oneLine(measure, 80)})` : ''}: ${open} open, ${done} done; ${runs}`;
        })
        .join('\n'),
  },
  cli: { positional: ['since'], examples: ['report outcomes', 'report outcomes monday'] },
});

export const reportGoals = defineCommand({
  name: 'report_goals',
  title: 'Show the tree of goals',
  summary: 'Show the tree from the vision down to goals, with measures, tasks and gaps.',
  group: 'plan',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: goalTree,
  async run(context) {
    const { goalTreeOf, limitsIn } = await import('./goals-on-call.ts');
    return goalTreeOf(planIn(context), context.queue, context.clock.now, limitsIn(context));
  },
  show: {
    rows: { of: 'nodes', columns: ['id', 'kind', 'state', 'title', 'open', 'done', 'measure'] },
    text: (value, { caller }) => goalTreeText(value, caller),
  },
  cli: { examples: ['report goals'] },
});

/** What the work for one outcome or goal cost and brought. Runs count for the goal of their task. */
const outcomeRow = () =>
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
    /** The reported costs. Absent if no run reported one. */
    costUsd: z.number().exactOptional(),
    /** Runs whose agents reported no cost. */
    unpriced: z.int(),
  });
type OutcomeRow = Shape<typeof outcomeRow>;

/**
 * Reports outcomes, and goals without an outcome, in their order. The last row has the id `-`: the tasks without a goal.
 * @param since counts only tasks closed and runs started since then; open tasks always count
 */
function outcomesOf(plan: Plan, queue: TaskQueue, runs: readonly Run[], since?: Instant): OutcomeRow[] {
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

function costText({ costUsd, unpriced }: Pick<OutcomeRow, 'costUsd' | 'unpriced'>): string {
  const unknown = unpriced > 0 ? `, cost of ${counted(unpriced, 'run')} unknown` : '';
  return costUsd === undefined ? `no cost reported${unknown}` : `${dollars(costUsd)}${unknown}`;
}

function runFigures(runs: readonly Run[]): Pick<OutcomeRow, 'merged' | 'reverted' | 'costUsd' | 'unpriced'> {
  const costs = runs.flatMap(({ usage }) => usage?.costUsd ?? []);
  return {
    merged: runs.filter(({ merged, reverted }) => merged && !reverted).length,
    reverted: runs.filter(({ reverted }) => reverted).length,
    ...(costs.length > 0 ? { costUsd: costs.reduce((sum, cost) => sum + cost) } : {}),
    unpriced: runs.length - costs.length,
  };
}
