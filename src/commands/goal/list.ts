import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { GOAL_KINDS, GOAL_STATES, type GoalState, isClosedGoal } from '../../domain/goals/words.ts';
import { hasWords, wordsOfText } from '../../domain/task/folded-words.ts';
import { type PlanRecord, readOnce } from '../../goals/plan.ts';
import { countTasks, tracedRatio } from '../../goals/progress.ts';
import { goalTexts } from '../../goals/texts.ts';
import { goalRow, goalRowOf } from '../../report/goals/goal-node.ts';
import { goalListText } from '../../text/goals.ts';
import { defineCommand } from '../command.ts';
import { cursorInput, limitInput, pageLine, readCursor, rowLimit } from '../limit.ts';
import { planIn } from './fields.ts';

/** Default number of records in an answer, and the maximum. */
const PAGE = { usual: 50, most: 500 };

export const goalList = defineCommand({
  name: 'goal_list',
  title: 'List goals',
  elsewhere: 'initiative list',
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
      limit: limitInput('records', PAGE),
      cursor: cursorInput(),
    }),
  output: () =>
    z.strictObject({
      /** The open tasks, and how many of them have a goal or a reason why they need none. */
      ratio: z.strictObject({ open: z.int(), traced: z.int(), upkeep: z.int() }),
      /** Number of all found records, and number of those before the first one of this answer. */
      total: z.int(),
      from: z.int(),
      /** Cursor of the next answer, if there are more. */
      next: z.string().exactOptional(),
      goals: z.array(goalRow()),
    }),
  async run(context, { search, kind, state, archived = false, limit, cursor }) {
    const plan = readOnce(planIn(context));
    const from = readCursor(cursor);
    const isState = stateTest(state);
    const words = wordsOfText(search ?? '');
    const kinds = kind === undefined ? GOAL_KINDS : [kind];
    const found = kinds
      .flatMap((each): PlanRecord[] => plan.all(each))
      .filter((record) => (record.archived !== undefined) === archived)
      .filter((record) => isState(record) && (words.length === 0 || hasWords(goalTexts(record), words)));
    const counts = new Map(plan.live('goal').map(({ id }) => [id, countTasks(id, context.queue)]));
    const end = Math.min(found.length, from + rowLimit(limit, PAGE, context.caller));
    return {
      ...{ ratio: tracedRatio(context.queue, plan), total: found.length, from },
      ...(end < found.length ? { next: String(end) } : {}),
      goals: found.slice(from, end).map((record) => goalRowOf(record, plan, counts)),
    };
  },
  show: {
    rows: { of: 'goals', columns: ['id', 'kind', 'state', 'title', 'open', 'done', 'measure'], pages: true },
    text: (value, context) => {
      const { caller } = context;
      const { goals, ...page } = value;
      return [
        goalListText(value, caller, planIn(context).isEmpty()),
        ...pageLine(caller, { ...page, rows: goals.length }),
      ].join('\n');
    },
  },
  cli: { positional: ['search'], examples: ['goal list', 'goal list --kind bet --state now', 'goal list search'] },
  mcp: { unlisted: { limit: 'records, 50', cursor: 'of the last page' } },
});

/** Returns a test for a state, `open` or `closed`. Records without a state are open. */
function stateTest(state: string | undefined): (record: PlanRecord) => boolean {
  const of = (record: PlanRecord) => (record as { state?: GoalState }).state;
  const isDone = (record: PlanRecord) => isClosedGoal({ state: of(record) });
  if (state === undefined) return () => true;
  if (state === 'open') return (record) => !isDone(record);
  if (state === 'closed') return isDone;
  if (GOAL_STATES.includes(state as GoalState)) return (record) => of(record) === state;
  return refuse('invalid', `state: expected open, closed, ${GOAL_STATES.join(', ')}, received "${state}"`, {
    data: { field: 'state', received: state },
  });
}
