import * as z from 'zod';
import { present } from '../../base/present.ts';
import { runInput } from '../../domain/calls/inputs.ts';
import { reviewedRun } from '../../domain/runs/run-shapes.ts';
import { taskWhy } from '../../report/goals/task-why.ts';
import { findRun } from '../../runs/find-run.ts';
import { reviewText } from '../../text/runs/review.ts';
import { taskWhyOf } from '../../work/goals/task-why.ts';
import { defineCommand } from '../command.ts';

export const runShow = defineCommand({
  name: 'run_show',
  title: 'Show a run',
  elsewhere: 'run view',
  summary:
    "Show a run for review: task, criteria with evidence, agent's report, checks, scope, cost, changed files, next steps.",
  toolset: 'runs',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({ run: runInput() }),
  output: () => reviewedRun().extend({ /** Why the task exists. */ why: taskWhy().exactOptional() }),
  async run(context, { run }) {
    const { reviewFile } = await import('../on-call.ts');
    const file = await reviewFile(context, findRun(context.store.state, run));
    const why = file.task ? await taskWhyOf(context, file.task) : undefined;
    return { ...file, ...present({ why }) };
  },
  show: {
    text: (file, { repositories, caller }) => reviewText(file, { repositories: repositories.all, door: caller.door }),
  },
  cli: {
    positional: ['run'],
    aliases: ['review'],
    whenNoArgs: { name: 'run_list', words: ['--state', 'review'] },
    examples: ['review', 'review r7'],
  },
});
