import * as z from 'zod';
import { numberInput } from '../../domain/calls/inputs.ts';
import { explained, simulation, uncounted } from '../../scheduler/answers.ts';
import { orchestratorOf } from '../../scheduler/loop/desired-state.ts';
import { forecastText, scheduleText } from '../../text/runs/schedule.ts';
import { claimReader } from '../../work/claim/refusals.ts';
import { findGoalRecord } from '../../work/goals/find-goal.ts';
import { compileContextFilter, missNotes } from '../../work/task/select.ts';
import { selectTasks } from '../../work/task/selection.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { limitInput, rowLimit } from '../limit.ts';
import * as outputs from '../outputs.ts';

/** Maximum number of tasks: in the text (`text`), in the output by default (`usual`) and at most (`most`). */
const TOLD = { text: 40, usual: 200, most: 1_000 } as const;

export const orchestratorExplain = defineCommand({
  name: 'orchestrator_explain',
  title: "Explain the orchestrator's choice",
  elsewhere: 'schedule explain, orchestrator why, why',
  summary:
    "List the tasks that the orchestrator would start now, with their agents. For each other task, show why it doesn't start and how to change that.",
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Ids or a filter; default: all open tasks').optional(),
      limit: limitInput('tasks', TOLD),
    }),
  output: () =>
    z.strictObject({
      /** The state that a person last chose for the orchestrator. It starts runs only in the state `running`. */
      wish: z.enum(['running', 'paused', 'stopped']),
      /** Reasons that keep tasks from starting, the most frequent first. Each reason names one task as an example. */
      kept: outputs.kept(),
      /** Runs that the budget can't count, as in `orchestrator_status`. */
      unpriced: uncounted().exactOptional(),
      /** Number of explained tasks. */
      total: z.int(),
      tasks: z.array(explained()),
      notes: outputs.notes(),
    }),
  async run(context, { filter, limit }) {
    const { decide, explain, frequentReasons, schedulerSnapshot, uncountedIn } = await import('../on-call.ts');
    const { snapshot, limits } = await schedulerSnapshot(context);
    const decision = decide(snapshot, limits, { thorough: true });
    const open = [...context.queue.open()].filter(({ status }) => status === 'pending');
    const tasks = filter?.trim()
      ? selectTasks(await compileContextFilter(context, filter), context.facts()).tasks
      : open;
    const told = explain(decision, tasks, { queue: snapshot.facts.queue, words: claimReader(context) });
    const notes = filter?.trim() && tasks.length === 0 ? await missNotes(context, filter) : [];
    return {
      wish: orchestratorOf(context.store.state)?.wish ?? ('stopped' as const),
      kept: frequentReasons(told),
      ...uncountedIn(context),
      total: told.length,
      tasks: told.slice(0, rowLimit(limit, TOLD, context.caller)),
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
  show: {
    text: ({ wish, unpriced, total, tasks, notes }, { caller }) =>
      scheduleText(wish, { unpriced, tasks, total, most: TOLD.text, notes }, caller.door),
  },
  cli: {
    positional: ['filter'],
    examples: ['orchestrator explain', 'orchestrator explain 12', 'orchestrator explain project:web'],
  },
});

export const orchestratorSimulate = defineCommand({
  name: 'orchestrator_simulate',
  title: 'Forecast the work',
  elsewhere: 'sequence list, schedule simulate, sequence, simulate, forecast',
  summary:
    'Forecast from past runs how the open tasks would be done: waves, longest chain, tasks that unblock most, expected end.',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      agents: numberInput().describe("Runs at once; default: the orchestrator's limit").optional(),
      goal: z.string().describe('Goal whose tasks start first: I-1').optional(),
    }),
  output: simulation,
  async run(context, { agents, goal }) {
    const { decide, forecast, leftInWords, schedulerSnapshot } = await import('../on-call.ts');
    const { snapshot, limits: set } = await schedulerSnapshot(
      context,
      undefined,
      goal?.trim() ? { goal: goalNamed(context, goal) } : {},
    );
    const limits = { ...set, ...(agents ? { agents: Math.max(1, Math.floor(agents)) } : {}) };
    const told = forecast(snapshot, limits, decide(snapshot, limits, { thorough: true }));
    return { ...told, left: leftInWords(told.left, claimReader(context)) };
  },
  show: { text: forecastText },
  cli: {
    examples: ['orchestrator simulate', 'orchestrator simulate --agents 6', 'orchestrator simulate --goal I-1'],
  },
});

/** @returns the id of a goal, also of a closed one, about which the forecast says so */
function goalNamed({ store }: Context, text: string): string {
  return findGoalRecord(store.state, text, ['goal']).id;
}
