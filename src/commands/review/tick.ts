import * as z from 'zod';
import { flagInput, runInput } from '../../domain/calls/inputs.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const reviewTick = defineCommand({
  name: 'review_tick',
  title: 'Mark a file as viewed',
  summary:
    "Mark a file of a run's result as viewed. A later change of the file clears the mark. run_changes lists the marks.",
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'write', right: 'review', idempotent: true },
  input: () =>
    z.strictObject({
      run: runInput(),
      path: z.string().min(1).describe('Path of the file'),
      off: flagInput().describe('Clear the mark').optional(),
      commit: z.string().describe('Commit of the result that you read').optional(),
    }),
  output: () => z.strictObject({ tick: outputs.stored('tick'), seen: z.boolean() }),
  async run(context, input, write) {
    const { tickFile } = await import('../on-call.ts');
    return { tick: await tickFile(context, write, input), seen: !input.off };
  },
  show: { text: ({ tick, seen }) => `${seen ? 'Seen' : 'Not seen'}: ${oneLine(String(tick.path))}` },
  cli: { positional: ['run', 'path'], examples: ['review tick r7 src/login.ts', 'review tick r7 src/login.ts --off'] },
});
