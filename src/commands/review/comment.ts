import * as z from 'zod';
import { countInput, runInput } from '../../domain/calls/inputs.ts';
import { COMMENT_LIMITS } from '../../domain/kinds/run/comment.ts';
import type { Comment } from '../../domain/records.ts';
import { findRun } from '../../runs/find-run.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** The text of a comment or of a reply. */
export const textInput = () =>
  z
    .string()
    .trim()
    .min(1, 'a comment must not be empty')
    .max(COMMENT_LIMITS.text, `a comment is at most ${COMMENT_LIMITS.text} characters`);

const lineInput = () => countInput().refine((line) => line > 0, 'lines are counted from 1');

export const reviewComment = defineCommand({
  name: 'review_comment',
  title: 'Draft a comment',
  summary:
    "Save a draft comment on a line of a run's result, or on the lines up to `to`. review_send sends all drafts as one message.",
  group: 'runs',
  access: { effect: 'write', right: 'review' },
  input: () =>
    z.strictObject({
      run: runInput(),
      path: z.string().min(1).describe('Path of the file'),
      line: lineInput().describe('First line'),
      text: textInput().describe('Text of the comment'),
      to: lineInput().describe('Last line').optional(),
      side: z
        .enum(['new', 'old'])
        .describe('Side of the diff: the result (new) or the start commit (old); default new')
        .optional(),
      commit: z.string().describe('Commit of the result that you read').optional(),
    }),
  output: () => z.strictObject({ comment: outputs.stored('comment') }),
  async run(context, { run, text, side = 'new', ...about }, write) {
    const { addComment } = await import('../on-call.ts');
    return { comment: await addComment(context, write, run, text, { ...about, side }) };
  },
  show: { text: ({ comment }) => `Saved ${line(comment)}` },
  cli: {
    positional: ['run', 'path', 'line', 'text'],
    examples: ['review comment r7 src/login.ts 12 "Name the constant"'],
  },
});

export const reviewEdit = defineCommand({
  name: 'review_edit',
  title: 'Edit a draft comment',
  summary: 'Change the text of a draft comment.',
  group: 'runs',
  access: { effect: 'write', right: 'review', idempotent: true },
  input: () =>
    z.strictObject({ id: z.string().describe('Id of the comment'), text: textInput().describe('Text of the comment') }),
  output: () => z.strictObject({ comment: outputs.stored('comment') }),
  async run(context, { id, text }, write) {
    const { draftOf } = await import('../on-call.ts');
    const comment = await write((tx) => {
      const changed = { ...draftOf(tx, context, id), text };
      tx.put('comment', id, changed);
      return changed;
    });
    return { comment };
  },
  show: { text: ({ comment }) => `Changed ${line(comment)}` },
  cli: { positional: ['id', 'text'] },
});

export const reviewDrop = defineCommand({
  name: 'review_drop',
  title: 'Delete a draft comment',
  summary: "Delete a draft comment. Undo can't restore it.",
  group: 'runs',
  access: { effect: 'destructive', right: 'review' },
  input: () => z.strictObject({ id: z.string().describe('Id of the comment') }),
  output: () => z.strictObject({ comment: outputs.stored('comment') }),
  async run(context, { id }, write) {
    const { draftOf } = await import('../on-call.ts');
    const comment = await write((tx) => {
      const draft = draftOf(tx, context, id);
      tx.remove('comment', id);
      return draft;
    });
    return { comment };
  },
  show: { text: ({ comment }) => `Deleted ${line(comment)}` },
  cli: { positional: ['id'] },
});

export const reviewComments = defineCommand({
  name: 'review_comments',
  title: 'List comments on a run',
  summary:
    "List your drafts and the sent comments on a run's result, with replies and current lines. An outdated comment has its original text.",
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({ run: runInput() }),
  output: () =>
    z.strictObject({
      run: z.string(),
      comments: z.array(
        z.strictObject({
          comment: outputs.stored('comment'),
          place: z.strictObject({ path: z.string(), from: z.int(), to: z.int() }).nullable(),
        }),
      ),
    }),
  async run(context, { run: id }) {
    const { placedComments } = await import('../on-call.ts');
    const run = findRun(context.store.state, id);
    return { run: run.id, comments: await placedComments(context, run) };
  },
  show: {
    text: ({ run, comments }) =>
      comments.length === 0
        ? `Run ${run} has no comments.`
        : comments.map(({ comment, place }) => line(comment, place)).join('\n'),
  },
  cli: { positional: ['run'], examples: ['review comments r7'] },
});

/** Formats a comment with its replies, such as `draft src/a.txt:3-5: Name it [1a2b…]`, one line each. */
export function line(
  comment: Comment,
  place: { path: string; from: number; to: number } | null | undefined = undefined,
): string {
  const { anchor, text, sent, resolved, applied, replies = [], id } = comment;
  const { path, from, to } = place ?? anchor;
  const at = `${oneLine(path)}:${from}${to > from ? `-${to}` : ''}`;
  const gone = place === null ? ` (outdated; the lines were ${oneLine(anchor.lines.join(' / '), 120)})` : '';
  const state = resolved ? (applied ? 'applied' : 'resolved') : sent || applied ? 'open' : 'draft';
  return [
    `${state} ${at}${gone}: ${oneLine(text)} [${id}]`,
    ...replies.map((reply) => `  ${oneLine(reply.actor)}: ${oneLine(reply.text)}`),
  ].join('\n');
}
