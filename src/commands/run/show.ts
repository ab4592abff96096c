import * as z from 'zod';
import { present } from '../../base/present.ts';
import { flagInput, linesInput, numberInput, runInput } from '../../domain/calls/inputs.ts';
import { reviewedRun } from '../../domain/runs/run-shapes.ts';
import { doesText } from '../../domain/state-words.ts';
import { taskWhy } from '../../report/goals/task-why.ts';
import { findRun } from '../../runs/find-run.ts';
import { eventsFile, viewRun } from '../../runs/view/run-view.ts';
import { runStepText } from '../../text/runs/run.ts';
import { runRow } from '../../text/runs/run-row.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { tasksOfRuns } from '../../work/archive/tasks-of.ts';
import { taskWhyOf } from '../../work/goals/task-why.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const runShow = defineCommand({
  name: 'run_show',
  title: 'Show a run',
  elsewhere: 'run view',
  summary: 'Show a run for review: criteria with evidence, report, checks, cost, changed files.',
  toolset: 'runs',
  group: 'runs',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      run: runInput(),
      full: flagInput().describe('Also show its scope, branch, worktree and commit').optional(),
    }),
  output: () =>
    reviewedRun().extend({
      /** Why the task exists. */
      why: taskWhy().exactOptional(),
      /** Set if the text also shows where the run works. */
      full: z.literal(true).exactOptional(),
    }),
  async run(context, { run, full }) {
    const { noteShown, reviewFile } = await import('../on-call.ts');
    const found = findRun(context.store.state, run);
    const file = await reviewFile(context, found);
    noteShown(context, found);
    const why = file.task ? await taskWhyOf(context, file.task) : undefined;
    return { ...file, ...present({ why, full: full ? (true as const) : undefined }) };
  },
  show: {
    async text(file, { repositories, caller }) {
      const { reviewText } = await import('../on-call.ts');
      return reviewText(file, { repositories: repositories.all, door: caller.door });
    },
  },
  cli: {
    positional: ['run'],
    aliases: ['review'],
    whenNoArgs: { name: 'run_list', words: ['--state', 'review'] },
    examples: ['review', 'review r7'],
  },
  mcp: { unlisted: { full: '' } },
});

/** Maximum length of the agent's words in a text, in characters. */
const SAID = 300;

export const runSteps = defineCommand({
  name: 'run_steps',
  title: 'Show which steps wrote files',
  summary:
    "Show which steps of a run's agent wrote changed files: each call with its lines of the result, and the agent's words before it.",
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

/** Default and maximum number of minutes of a call. */
const MINUTES = { usual: 10, most: 24 * 60 };

/** Maximum number of characters of an agent's question. */
const QUESTION = 1_000;

export const runWait = defineCommand({
  name: 'run_wait',
  title: 'Wait for a run',
  summary: 'Wait until a run needs somebody (a review, an answer, a decision) or is over, and show it.',
  // Servers list it only for clients that wait in the background.
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
    text: ({ goesOn, run: view }, { caller: { door }, queue }) =>
      [
        runRow(view),
        ...view.questions.map((question) => `question: ${quoted(question, QUESTION)}`),
        goesOn
          ? `Run ${view.run.id} ${doesText(view.run)}. Wait again.`
          : `next: ${runStepText(view.run, door, { ...view, task: queue.get(view.run.task) })}`,
      ].join('\n'),
  },
  cli: { positional: ['run'], examples: ['run wait r7 --minutes 1', 'run wait r7'] },
});
