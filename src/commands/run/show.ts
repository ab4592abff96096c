import * as z from 'zod';
import { runInput } from '../../domain/calls/inputs.ts';
import { reviewedRun } from '../../domain/runs/run-shapes.ts';
import { findRun } from '../../runs/find-run.ts';
import { reviewText } from '../../text/runs/review.ts';
import { defineCommand } from '../command.ts';

export const runShow = defineCommand({
  name: 'run_show',
  title: 'Show a run',
  summary:
    "Show a run for review: task, criteria with evidence, agent's report, checks, scope, cost, changed files, next steps.",
  toolset: 'runs',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({ run: runInput() }),
  output: reviewedRun,
  async run(context, { run }) {
    const { reviewFile } = await import('../on-call.ts');
    return reviewFile(context, findRun(context.store.state, run));
  },
  show: {
    prose: true,
    text: (file, { repositories, caller }) => reviewText(file, { repositories: repositories.all, door: caller.door }),
  },
  cli: {
    positional: ['run'],
    aliases: ['review'],
    whenNoArgs: { name: 'run_list', words: ['--state', 'review'] },
    examples: ['review', 'review r7'],
  },
});
