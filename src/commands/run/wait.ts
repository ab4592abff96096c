import * as z from 'zod';
import { numberInput, runInput } from '../../domain/calls/inputs.ts';
import { doesText } from '../../domain/state-words.ts';
import { findRun } from '../../runs/find-run.ts';
import { viewRun } from '../../runs/view/run-view.ts';
import { runStepText } from '../../text/runs/run.ts';
import { runRow } from '../../text/runs/run-row.ts';
import { quoted } from '../../text/safe.ts';
import { tasksOfRuns } from '../../work/archive/tasks-of.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Default and maximum number of minutes of a call. */
const MINUTES = { usual: 10, most: 24 * 60 };

/** Maximum number of characters of an agent's question. */
const QUESTION = 1_000;

export const runWait = defineCommand({
  name: 'run_wait',
  title: 'Wait for a run',
  summary: 'Wait until a run needs somebody (a review, an answer, a decision) or is over, and show it.',
  // Servers list it only for clients that wait in the background.
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      run: runInput(),
      minutes: numberInput().describe(`Maximum minutes to wait (default ${MINUTES.usual})`).optional(),
    }),
  output: () =>
    z.strictObject({
      /** Whether the run still goes on, because the time was over. */
      goesOn: z.boolean(),
      run: outputs.run(),
    }),
  async run(context, { run: id, minutes }) {
    const { awaitRun, isAtRest } = await import('../on-call.ts');
    const { id: known } = findRun(context.store.state, id);
    const run = await awaitRun(context, known, Math.min(Math.max(0, minutes ?? MINUTES.usual), MINUTES.most) * 60_000);
    return { goesOn: !isAtRest(run), run: viewRun(context, run, await tasksOfRuns(context, [run])) };
  },
  show: {
    text: ({ goesOn, run: view }, { caller: { door } }) =>
      [
        runRow(view),
        ...view.questions.map((question) => `question: ${quoted(question, QUESTION)}`),
        goesOn ? `Run ${view.run.id} ${doesText(view.run)}. Wait again.` : `next: ${runStepText(view.run, door, view)}`,
      ].join('\n'),
  },
  cli: { positional: ['run'], examples: ['run wait r7 --minutes 1', 'run wait r7'] },
});
