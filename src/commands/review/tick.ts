import * as z from 'zod';
import { flagInput, runInput } from '../../domain/calls/inputs.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const reviewTick = defineCommand({
  name: 'review_tick',
  title: 'Tick a file off',
  summary:
    'Keeps that you have seen a file of a run’s result; a file that changes is unseen again. run_changes says which you have seen.',
  toolset: 'admin',
  access: { effect: 'write', right: 'review', idempotent: true },
  input: () =>
    z.strictObject({
      run: runInput(),
      path: z.string().min(1).describe('The file'),
      off: flagInput().describe('Not seen after all').optional(),
      commit: z.string().describe('The result that was looked at').optional(),
    }),
  output: () => z.strictObject({ tick: outputs.stored('tick'), seen: z.boolean() }),
  async run(context, input, write) {
    const { tickFile } = await import('../on-call.ts');
    return { tick: await tickFile(context, write, input), seen: !input.off };
  },
  show: { text: ({ tick, seen }) => `${seen ? 'Seen' : 'Not seen'}: ${oneLine(String(tick.path))}` },
  cli: { positional: ['run', 'path'], examples: ['review tick r7 src/login.ts', 'review tick r7 src/login.ts --off'] },
});
