import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { flagInput, listInput, noteInput, restoreInput, runInput } from '../../domain/calls/inputs.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { viewRun } from '../../runs/view/run-view.ts';
import { actText, runRow } from '../../text/runs/run-row.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { line, textInput } from './comment.ts';

const idInput = () => z.string().min(1).describe('Id of the comment, or its first 8 characters');

export const reviewReply = defineCommand({
  name: 'review_reply',
  title: 'Answer a comment',
  summary:
    "Answer a comment that was sent. In a run, tell the reviewer what you did about a comment, or why not; the answer appears below the comment. A reviewer's answer reaches the agent with review_send.",
  group: 'runs',
  access: { effect: 'write', right: 'review' },
  input: () => z.strictObject({ id: idInput(), text: textInput().describe('Text of the answer') }),
  output: () => z.strictObject({ comment: outputs.stored('comment') }),
  async run(context, { id, text }, write) {
    const { addReply } = await import('../on-call.ts');
    return { comment: await write((tx) => addReply(tx, context, id, text)) };
  },
  show: { text: ({ comment }) => `Answered ${line(comment)}` },
  cli: { positional: ['id', 'text'], examples: ['review reply 1a2b3c4d "Renamed it to LIMIT"'] },
});

export const reviewResolve = defineCommand({
  name: 'review_resolve',
  title: 'Resolve a comment',
  summary:
    'Mark a sent comment as resolved, or with `off` as open again. Later runs of the task get the open comments.',
  group: 'runs',
  access: { effect: 'write', right: 'review', idempotent: true },
  input: () => z.strictObject({ id: idInput(), off: flagInput().describe('Open it again').optional() }),
  output: () => z.strictObject({ comment: outputs.stored('comment') }),
  async run(context, { id, off }, write) {
    const { resolveComment } = await import('../on-call.ts');
    return { comment: await write((tx) => resolveComment(tx, context, id, off)) };
  },
  show: { text: ({ comment }) => `Now ${line(comment)}` },
  cli: { positional: ['id'], examples: ['review resolve 1a2b3c4d', 'review resolve 1a2b3c4d --off'] },
});

export const reviewApply = defineCommand({
  name: 'review_apply',
  title: 'Apply suggestions',
  summary:
    "Apply the suggestion blocks of comments on a run's result: one commit with you as its author becomes the result, and the checks run again. Refused if the agent works or the lines have changed.",
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

export const reviewSend = defineCommand({
  name: 'review_send',
  title: 'Send a review',
  summary:
    'Send your draft comments on a run, and a note, to its agent as one message. The run continues in the same conversation. A repeated call with the same `key` changes nothing.',
  group: 'runs',
  access: { effect: 'write', right: 'review', checksAct: 'runs.decide' },
  input: () =>
    z.strictObject({
      run: runInput(),
      note: noteInput().describe('Note on the whole result').optional(),
      restore: restoreInput().optional(),
      key: z.string().min(1).max(80).describe('Key of this review, so that it is sent only once').optional(),
    }),
  output: () => z.strictObject({ ...outputs.run().shape, sent: z.int() }),
  async run(context, input, write) {
    const { cantStartRun, sendReview } = await import('../on-call.ts');
    const { run, sent } = await sendReview(context, write, input);
    return { ...viewRun(context, run), ...present({ cantStart: cantStartRun(run, context) }), sent };
  },
  show: { text: ({ sent, ...view }) => `Sent ${counted(sent, 'comment')}. ${actText(view)}` },
  cli: { positional: ['run', 'note'], examples: ['review send r7', 'review send r7 "Nearly there"'] },
});

export const reviewTick = defineCommand({
  name: 'review_tick',
  title: 'Mark a file as viewed',
  summary:
    "Mark a file of a run's result as viewed. A later change of the file clears the mark. run_changes lists the marks.",
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
