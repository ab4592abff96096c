import * as z from 'zod';
import { flagInput } from '../../domain/calls/inputs.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { line, textInput } from './comment.ts';

const idInput = () => z.string().min(1).describe('Id of the comment, or its first 8 characters');

export const reviewReply = defineCommand({
  name: 'review_reply',
  title: 'Answer a comment',
  summary:
    "Answer a comment that was sent. In a run, tell the reviewer what you did about a comment, or why not; the answer appears below the comment. A reviewer's answer reaches the agent with review_send.",
  toolset: 'admin',
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
  toolset: 'admin',
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
