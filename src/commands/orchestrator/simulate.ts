import * as z from 'zod';
import { numberInput } from '../../domain/calls/inputs.ts';
import { simulation } from '../../scheduler/answers.ts';
import { forecastText } from '../../text/runs/schedule.ts';
import { claimReader } from '../../work/claim/refusals.ts';
import { findGoalRecord } from '../../work/goals/find-goal.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';

export const orchestratorSimulate = defineCommand({
  name: 'orchestrator_simulate',
  title: 'Forecast the work',
  elsewhere: 'sequence list, schedule simulate, sequence, simulate, forecast',
  summary:
    'Forecast from past runs how the open tasks would be done: waves, longest chain, tasks that unblock most, expected end.',
  toolset: 'admin',
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
