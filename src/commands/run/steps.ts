import * as z from 'zod';
import { linesInput, runInput } from '../../domain/calls/inputs.ts';
import { findRun } from '../../runs/find-run.ts';
import { eventsFile } from '../../runs/view/run-view.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';

/** Maximum length of the agent's words in a text, in characters. */
const SAID = 300;

export const runSteps = defineCommand({
  name: 'run_steps',
  title: 'Show which steps wrote files',
  summary:
    "Show which steps of a run's agent wrote changed files: each call with its lines of the result, and the agent's words before it.",
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({ run: runInput(), paths: linesInput().describe('Paths of the files') }),
  output: () =>
    z.strictObject({
      run: z.string(),
      steps: z.array(
        z.strictObject({
          path: z.string(),
          at: z.string(),
          round: z.int(),
          call: z.string(),
          said: z.string().exactOptional(),
          ranges: z.array(z.strictObject({ from: z.int(), to: z.int() })),
        }),
      ),
    }),
  async run(context, { run: id, paths }) {
    const { changedFiles, comparedIn, rowsOfDiff, stepsOf } = await import('../on-call.ts');
    const run = findRun(context.store.state, id);
    const compared = comparedIn(context.store.state, run, {});
    if (!compared) return { run: run.id, steps: [] };
    const changed = await changedFiles(context, run, compared);
    const files = [];
    for (const path of paths) files.push({ path, rows: await rowsOfDiff(context, run, compared, path, changed) });
    const log = eventsFile(context, run);
    return {
      run: run.id,
      steps: stepsOf(
        log,
        files,
        changed.map(({ path }) => path),
      ),
    };
  },
  show: {
    text: ({ run, steps }) =>
      steps.length === 0
        ? `The log of run ${run} has no step that wrote these files.`
        : steps
            .map(({ at, round, call, said, ranges }) => {
              const lines = ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
              const where = lines === '' ? 'changed later' : `lines ${lines}`;
              return `${at.slice(11, 19)} round ${round}: ${oneLine(call)} (${where})${said ? `: ${oneLine(said, SAID)}` : ''}`;
            })
            .join('\n'),
  },
  cli: { positional: ['run', 'paths'], examples: ['run steps r7 src/login.ts'] },
});
