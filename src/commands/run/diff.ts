import { isUtf8 } from 'node:buffer';
import * as z from 'zod';
import { flagInput, globsInput, runInput } from '../../domain/calls/inputs.ts';
import { findRun } from '../../runs/find-run.ts';
import { defineCommand } from '../command.ts';

export const runDiff = defineCommand({
  name: 'run_diff',
  title: "Show a run's diff",
  summary: "Show the git diff from the run's start commit to its result, of all files or of `paths`.",
  toolset: 'runs',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      run: runInput(),
      paths: globsInput().describe('Only these files').optional(),
      stat: flagInput().describe('Only count changed lines').optional(),
      binary: flagInput().describe('Include binary files, for git apply').optional(),
    }),
  output: () =>
    z.strictObject({
      run: z.string(),
      from: z.string(),
      to: z.string().nullable(),
      /** The diff as text, or in base64 if it isn't valid UTF-8. */
      diff: z.string(),
      encoding: z.enum(['utf8', 'base64']),
    }),
  async run(context, { run: id, ...asked }) {
    const { diffOf } = await import('../on-call.ts');
    const run = findRun(context.store.state, id);
    // The command line gets the whole diff, because `git apply` needs all of it. Other interfaces show it to a reader.
    const whole = context.caller.door === 'cli' ? { limit: undefined } : {};
    const bytes = await diffOf(context, run, { ...whole, ...asked });
    const encoding = isUtf8(bytes) ? ('utf8' as const) : ('base64' as const);
    return { run: run.id, from: run.base, to: run.result?.commit ?? null, diff: bytes.toString(encoding), encoding };
  },
  show: {
    verbatim: true,
    bytes: ({ diff, encoding }) =>
      diff === '' ? undefined : { type: 'text/x-diff', bytes: Buffer.from(diff, encoding) },
    text: ({ run, to, diff, encoding }) => {
      if (diff !== '') return Buffer.from(diff, encoding).toString().trimEnd();
      return to === null ? `Run ${run} has no result yet.` : `The result of run ${run} has no changes to show.`;
    },
  },
  cli: {
    aliases: ['diff'],
    positional: ['run', 'paths'],
    examples: ['run diff r7', 'run diff r7 --stat', 'run diff r7 src/login.ts', 'run diff r7 --binary | git apply'],
  },
  mcp: { unlisted: { stat: 'only count lines', binary: 'for git apply' } },
});
