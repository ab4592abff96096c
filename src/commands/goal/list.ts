import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { GOAL_KINDS, GOAL_STATES, type GoalState, isClosed, kindOfId } from '../../domain/goals/words.ts';
import { hasWords, wordsOfText } from '../../domain/task/folded-words.ts';
import { linksFrom } from '../../goals/links.ts';
import { measureText, movedPercent } from '../../goals/measure.ts';
import type { Plan, PlanRecord } from '../../goals/plan.ts';
import { countTasks, goalsBelow, type TaskCounts, tracedRatio } from '../../goals/progress.ts';
import { goalTexts } from '../../goals/texts.ts';
import { goalListText } from '../../text/goals.ts';
import { defineCommand } from '../command.ts';
import { planIn } from './fields.ts';

const row = () =>
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
export type GoalRow = z.output<ReturnType<typeof row>>;

export const goalList = defineCommand({
  name: 'goal_list',
  title: 'List goals',
  summary: 'List goals and the records above them, with measures and tasks, in their order.',
  toolset: 'goals',
  group: 'plan',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      search: z.string().describe('Words in title or texts').optional(),
      kind: z.enum(GOAL_KINDS).describe('Only this kind').optional(),
      state: z.string().describe('now, open or closed').optional(),
      archived: flagInput().describe('Only archived ones').optional(),
    }),
  output: () =>
    z.strictObject({
      /** The open tasks, and how many of them have a goal or a reason why they need none. */
      ratio: z.strictObject({ open: z.int(), traced: z.int(), upkeep: z.int() }),
      total: z.int(),
      goals: z.array(row()),
    }),
  async run(context, { search, kind, state, archived = false }) {
    const plan = planIn(context);
    const isState = stateTest(state);
    const words = wordsOfText(search ?? '');
    const kinds = kind === undefined ? GOAL_KINDS : [kind];
    const found = kinds
      .flatMap((each): PlanRecord[] => plan.all(each))
      .filter((record) => (record.archived !== undefined) === archived)
      .filter((record) => isState(record) && (words.length === 0 || hasWords(goalTexts(record), words)));
    const counts = new Map(plan.live('goal').map(({ id }) => [id, countTasks(id, context.queue)]));
    return {
      ratio: tracedRatio(context.queue, plan),
      total: found.length,
      goals: found.map((record) => rowOf(record, plan, counts)),
    };
  },
  show: {
    rows: { of: 'goals', columns: ['id', 'kind', 'state', 'title', 'open', 'done', 'measure'] },
    text: (value, { caller }) => goalListText(value, caller),
  },
  cli: { positional: ['search'], examples: ['goal list', 'goal list --kind bet --state now', 'goal list search'] },
});

/** Returns a test for a state, `open` or `closed`. Records without a state are open. */
function stateTest(state: string | undefined): (record: PlanRecord) => boolean {
  const of = (record: PlanRecord) => (record as { state?: GoalState }).state;
  const isDone = (record: PlanRecord) => isClosed({ state: of(record) });
  if (state === undefined) return () => true;
  if (state === 'open') return (record) => !isDone(record);
  if (state === 'closed') return isDone;
  if (GOAL_STATES.includes(state as GoalState)) return (record) => of(record) === state;
  return refuse('invalid', `state: expected open, closed, ${GOAL_STATES.join(', ')}, received "${state}"`, {
    data: { field: 'state', received: state },
  });
}

export function rowOf(record: PlanRecord, plan: Plan, counts: ReadonlyMap<string, TaskCounts>): GoalRow {
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
