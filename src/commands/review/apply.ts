import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { listInput } from '../../domain/calls/inputs.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { viewRun } from '../../runs/view/run-view.ts';
import { runRow } from '../../text/runs/run.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { line } from './comment.ts';

export const reviewApply = defineCommand({
  name: 'review_apply',
  title: 'Apply suggestions',
  summary:
    "Apply the ```suggestion blocks of comments on a run's result: one commit with you as its author becomes the result, and the checks run again. Refused if the agent works or the lines have changed.",
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'write', right: 'review', checksAct: 'runs.suggestions' },
  input: () => z.strictObject({ ids: listInput().describe('Ids of comments on one run, or their first 8 characters') }),
  output: () =>
    z.strictObject({ ...outputs.run().shape, commit: z.string(), comments: z.array(outputs.stored('comment')) }),
  async run(context, { ids }, write) {
    const { applySuggestions } = await import('../on-call.ts');
    const { run, ...applied } = await applySuggestions(context, write, ids);
    return { ...viewRun(context, run), ...applied };
  },
  show: {
    text: ({ commit, comments, ...view }) =>
      [
        `Applied ${counted(comments.length, 'suggestion')} as ${shortCommit(commit)}. ${runRow(view)}`,
        ...comments.map((comment) => line(comment)),
      ].join('\n'),
  },
  cli: { positional: ['ids'], examples: ['review apply 1a2b3c4d', 'review apply 1a2b3c4d 5e6f7a8b'] },
});
