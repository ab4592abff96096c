import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { morning } from '../../report/night/morning.ts';
import { lastNight } from '../../work/night/current.ts';
import { defineCommand } from '../command.ts';

export const nightReport = defineCommand({
  name: 'night_report',
  title: 'Show the morning page',
  summary:
    'Show the present or last night on one page: merged results, tasks that need attention, failures, cost and findings. It ends with the needs of another night.',
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      night: z.string().describe('Night n3; default: the present or last one').optional(),
      markdown: flagInput().describe('Format as Markdown').optional(),
    }),
  output: () => z.strictObject({ ...morning().shape, markdown: z.boolean() }),
  async run(context, { night: id, markdown = false }) {
    const { state } = context.store;
    const { readMorning } = await import('../on-call.ts');
    const wanted = id?.trim();
    const night = wanted ? state.get('night', wanted) : lastNight(state);
    if (night) return { ...(await readMorning(context, night)), markdown };
    return refuse('not-found', wanted ? `no night ${wanted}` : 'this queue had no night', {
      hint: wanted ? 'night_show shows the last one.' : 'See what happened without a night: `backlog standup`',
    });
  },
  show: {
    async doc({ markdown: _, ...told }, context) {
      const { morningDoc } = await import('../../text/runs/morning.ts');
      return morningDoc(told, { clock: context.clock, reader: context.caller });
    },
  },
  cli: { aliases: ['morning'], positional: ['night'], examples: ['morning', 'night report --markdown'] },
});
