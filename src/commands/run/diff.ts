import * as z from 'zod';
import { flagInput, globsInput, runInput } from '../../domain/inputs.ts';
import { findRun } from '../../runs/find.ts';
import { defineCommand } from '../command.ts';

export const runDiff = defineCommand({
  name: 'run_diff',
  title: 'Show the diff of a run',
  summary:
    'The diff of a run’s result against where it began, as git has it; with paths of those files, with stat only how many lines.',
  toolset: 'runs',
  effect: 'read',
  aliases: ['diff'],
  positional: ['run', 'paths'],
  examples: ['run diff r7', 'run diff r7 --stat', 'run diff r7 src/login.ts'],
  input: () =>
    z.strictObject({
      run: runInput(),
      paths: globsInput().describe('Only these files').optional(),
      stat: flagInput().describe('Only how many lines').optional(),
    }),
  output: () => z.strictObject({ run: z.string(), from: z.string(), to: z.string().nullable(), diff: z.string() }),
  async run(context, { run: id, paths, stat }) {
    const { diffOf } = await import('../on-call.ts');
    const run = findRun(context.store.state, id);
    const diff = await diffOf(context, run, { ...(paths ? { paths } : {}), ...(stat ? { stat } : {}) });
    return { run: run.id, from: run.base, to: run.result?.commit ?? null, diff };
  },
  nothing: ({ diff }) => diff === '',
  text: ({ run, to, diff }) =>
    diff !== '' ? diff.trimEnd() : to === null ? `Run ${run} has no result yet.` : `Run ${run} changes nothing there.`,
});
