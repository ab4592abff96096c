import * as z from 'zod';
import { numberInput } from '../../domain/calls/inputs.ts';
import { simulation } from '../../scheduler/answers.ts';
import { forecastText } from '../../text/runs/schedule.ts';
import { claimReader } from '../../work/claim/refusals.ts';
import { defineCommand } from '../command.ts';

export const orchestratorSimulate = defineCommand({
  name: 'orchestrator_simulate',
  title: 'Forecast the work',
  summary:
    'Forecast from past runs how the open tasks would be done: waves, longest chain, tasks that unblock most, expected end.',
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({ agents: numberInput().describe("Runs at once; default: the orchestrator's limit").optional() }),
  output: simulation,
  async run(context, { agents }) {
    const { decide, forecast, schedulerSnapshot, holdInWords } = await import('../on-call.ts');
    const { snapshot, limits: set } = await schedulerSnapshot(context);
    const limits = { ...set, ...(agents ? { agents: Math.max(1, Math.floor(agents)) } : {}) };
    const told = forecast(snapshot, limits, decide(snapshot, limits, { thorough: true }));
    const around = claimReader(context);
    return {
      ...told,
      left: told.left.map(({ task, hold, behind }) => ({
        task,
        ...(hold
          ? holdInWords(task, hold, around)
          : {
              why: 'behind' as const,
              text: `it is blocked by ${behind?.id} ${behind?.description}`,
              next: `it starts after task ${behind?.id}`,
            }),
      })),
    };
  },
  show: { prose: true, text: forecastText },
  cli: {
    examples: ['orchestrator simulate', 'orchestrator simulate --agents 6'],
  },
});
