import * as z from 'zod';
import { GOAL_KINDS, kindOfId } from '../../domain/goals/words.ts';
import type { Goal } from '../../domain/records.ts';
import { namedTask, namedTaskOf } from '../../domain/task/raw-title.ts';
import { isOpen } from '../../domain/task/task.ts';
import { aboveGoal } from '../../goals/chain.ts';
import { linkersTo, linksFrom } from '../../goals/links.ts';
import { measureText, movedPercent } from '../../goals/measure.ts';
import { isOfKind, isOpenRecord, type PlanRecord } from '../../goals/plan.ts';
import { countTasks, goalsBelow } from '../../goals/progress.ts';
import { tasksOfGoal } from '../../goals/why.ts';
import { goalInfoText } from '../../text/goals.ts';
import { findGoalRecord } from '../../work/goals/find-goal.ts';
import { defineCommand } from '../command.ts';
import { limitInput, rowLimit } from '../limit.ts';
import { goalId, goalOutput, LAST_ENTRIES, planIn, shownGoal } from './fields.ts';

/** Maximum number of open tasks in an answer. */
const MOST_TASKS = 20;

const named = () => z.strictObject({ id: z.string(), kind: z.enum(GOAL_KINDS), title: z.string() });
const nameOf = ({ id, title }: PlanRecord) => ({ id, kind: kindOfId(id)!, title });

export const goalInfo = defineCommand({
  name: 'goal_info',
  title: 'Show a goal',
  elsewhere: 'initiative show, pillar show, outcome show, persona show, bet show',
  summary:
    'Show a goal or another record of the plan: its fields, the records above and below it, its tasks and readings.',
  toolset: 'goals',
  group: 'plan',
  access: { effect: 'read' },
  input: () => z.strictObject({ id: goalId(), limit: limitInput('readings and log entries', LAST_ENTRIES) }),
  output: () =>
    z.strictObject({
      goal: goalOutput(),
      measure: z.string().exactOptional(),
      moved: z.int().exactOptional(),
      /** The records that it names, up to the vision; archived ones are omitted. */
      above: z.array(named()),
      /** The live records that name it. */
      below: z.array(named()),
      /** Its open tasks, at most 20, and the numbers of all. */
      tasks: z.array(namedTask()),
      open: z.int(),
      done: z.int(),
    }),
  async run(context, { id, limit }) {
    const plan = planIn(context);
    const { queue } = context;
    const record = findGoalRecord(context.store.state, id, GOAL_KINDS);
    const goals = goalsBelow(record, plan);
    const counts = goals.map((goal) => countTasks(goal, queue));
    const tasks = kindOfId(record.id) === 'goal' ? [...tasksOfGoal(record.id, queue)].filter(isOpen) : [];
    const above = isOfKind('goal', record) ? chainNames(record, plan) : linked(record, plan);
    const [measure, moved] = [measureText(record as object), movedPercent(record as object)];
    return {
      goal: shownGoal(record, rowLimit(limit, LAST_ENTRIES, context.caller)),
      ...(measure === undefined ? {} : { measure }),
      ...(moved === undefined ? {} : { moved }),
      above: above.map(nameOf),
      below: linkersTo(record.id, plan).filter(isOpenRecord).map(nameOf),
      tasks: tasks.slice(0, MOST_TASKS).map(namedTaskOf),
      open: counts.reduce((sum, { open }) => sum + open, 0),
      done: counts.reduce((sum, { done }) => sum + done, 0),
    };
  },
  show: { text: (value, { clock }) => goalInfoText(value, clock.zone) },
  cli: { positional: ['id'], examples: ['goal info 1', 'goal info B-1'] },
  mcp: { unlisted: { limit: 'readings and log entries, 20' } },
});

type Plan = ReturnType<typeof planIn>;

function chainNames(goal: Goal, plan: Plan): PlanRecord[] {
  const { bet, outcomes, pillars, problems, personas, vision } = aboveGoal(goal, plan);
  const records = [bet, ...outcomes, ...pillars, ...problems, ...personas.map(({ persona }) => persona), vision];
  const present = records.filter((record) => record !== undefined);
  return [...new Map(present.map((record) => [record.id, record])).values()];
}

function linked(record: PlanRecord, plan: Plan): PlanRecord[] {
  return linksFrom(record)
    .map(({ to }) => plan.find(to))
    .filter((found) => found !== undefined)
    .filter(({ archived }) => archived === undefined);
}
