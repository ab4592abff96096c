import * as z from 'zod';
import { numberInput } from '../../domain/calls/inputs.ts';
import { forecastText } from '../../text/runs/schedule.ts';
import { tellingOf } from '../../work/claim/refusals.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const scheduleSimulate = defineCommand({
  name: 'schedule_simulate',
  title: 'Simulate the schedule',
  summary:
    'The waves in which open tasks would be done, the longest chain, what unblocks most, and when all is expected to be done by past runs.',
  toolset: 'admin',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({ agents: numberInput().describe('Runs at once; default: as the orchestrator has it').optional() }),
  output: () =>
    z.strictObject({
      waves: z.array(
        z.strictObject({
          wave: z.int(),
          tasks: z.array(
            z.strictObject({
              task: outputs.task(),
              agent: z.string(),
              beginsMs: z.number(),
              endsMs: z.number(),
              run: outputs.stored('run').exactOptional(),
            }),
          ),
        }),
      ),
      endsMs: z.number().exactOptional(),
      critical: outputs.tasks(),
      criticalMs: z.number().exactOptional(),
      unblocking: z.array(z.strictObject({ task: outputs.task(), count: z.int() })),
      /** What does not start by itself: why, or behind which other one. */
      left: z.array(
        z.strictObject({
          task: outputs.task(),
          why: z.string(),
          text: z.string(),
          next: z.string(),
        }),
      ),
      assumed: z.array(z.string()),
    }),
  async run(context, { agents }) {
    const { decide, forecast, schedulerSnapshot, holdInWords } = await import('../on-call.ts');
    const { scene, limits: set } = await schedulerSnapshot(context);
    const limits = { ...set, ...(agents ? { agents: Math.max(1, Math.floor(agents)) } : {}) };
    const told = forecast(scene, limits, decide(scene, limits, { thorough: true }));
    const around = tellingOf(context);
    return {
      ...told,
      left: told.left.map(({ task, hold, behind }) => ({
        task,
        ...(hold
          ? holdInWords(task, hold, around)
          : {
              why: 'behind',
              text: `it waits for ${behind?.id} ${behind?.description}`,
              next: `it starts after ${behind?.id}`,
            }),
      })),
    };
  },
  show: { prose: true, text: forecastText },
  cli: { examples: ['schedule simulate', 'schedule simulate --agents 6'] },
});
