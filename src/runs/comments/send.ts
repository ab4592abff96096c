import { counted } from '../../base/amounts.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Comment, Run } from '../../domain/records.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { checkGround } from '../ground/check-ground.ts';
import { checkDecides } from '../lifecycle/act-on-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { restoring } from '../lifecycle/control-run.ts';
import { requestChanges } from '../lifecycle/review-run.ts';
import { supervised } from '../lifecycle/spawn-supervisor.ts';
import { draftsOf, type PlacedComment, placedComments } from './comments.ts';
import { markSent, newReplies, shortId } from './replies.ts';

interface Sending {
  run: string;
  /** The reviewer's text about the whole result. */
  note?: string | undefined;
  /** Idempotency key: a second call with the same key changes nothing. */
  key?: string | undefined;
  /** Keeps changes of the worktree that are not in the result under a rescue ref, and continues from the result. */
  restore?: boolean | undefined;
}

/** The run, and the number of sent comments; 0 if the key was used before. */
export interface SentComments {
  run: Run;
  sent: number;
}

/** Sends the caller's drafts and a note to the run's agent as one message. The conversation then continues. */
export async function sendReview(
  context: Context,
  write: Write,
  { run: id, note, key, restore }: Sending,
): Promise<SentComments> {
  const { actor } = context.caller;
  if (actor.run !== undefined)
    refuse('forbidden', `run ${actor.run} can't decide about runs: only people and other agents can`);
  checkDecides(context, 'request_changes', id);
  const before = findRun(context.store.state, id);
  if (!restore) await checkGround(context, before.id, `review_send ${before.id} --restore`);
  const placed = new Map((await placedComments(context, before)).map((each) => [each.comment.id, each]));
  const by = formatActor(actor);
  const done = await write((tx) => {
    const run = findRun(tx, id);
    if (key !== undefined && run.notes?.some((each) => each.key === key)) return { run, sent: 0, again: true };
    const drafts = draftsOf(tx, run, by);
    const placedOf = (comment: Comment) => placed.get(comment.id) ?? { comment, place: null };
    const answers = newReplies(tx, run, by);
    const replies = answers.map(({ comment, reply }) => ({ ...placedOf(comment), reply: reply.text }));
    const text = commentsMessage(note, [...replies, ...drafts.map(placedOf)]);
    if (text === '')
      refuse('usage', 'there is nothing to send', {
        hint: 'Add a note about the whole result, or comment on lines with review_comment.',
      });
    const changed = restoring(tx, requestChanges(tx, context, run.id, text), restore);
    const notes = changed.notes ?? [];
    const last = notes.at(-1)!;
    for (const draft of drafts) tx.put('comment', draft.id, { ...draft, sent: { at: tx.at, note: last.id } });
    markSent(tx, answers, last.id);
    const keyed =
      key === undefined ? changed : putRun(tx, { ...changed, notes: [...notes.slice(0, -1), { ...last, key }] });
    return { run: keyed, sent: drafts.length, again: false };
  });
  return { run: done.again ? done.run : await supervised(context, done.run), sent: done.sent };
}

/** A comment in a message. `reply` is the reviewer's new answer to a comment that the agent already has. */
type SaidComment = PlacedComment & { reply?: string };

/** Joins the note and the comments to one text. Each comment has its id, its position and its lines. */
export function commentsMessage(note: string | undefined, comments: readonly SaidComment[]): string {
  return [...(note?.trim() ? [note.trim()] : []), ...comments.map(commentText)].join('\n\n');
}

/** Maximum number of lines of a snippet in a message. The message contains the number of omitted lines. */
const SHOWN = 12;

function commentText({ comment, place, reply }: SaidComment): string {
  const { text, anchor } = comment;
  const { from, to } = place ?? anchor;
  const lines = from === to ? `line ${from}` : `lines ${from}-${to}`;
  const where = anchor.side === 'old' ? ' of your start commit' : place ? '' : ', which no longer exist';
  const head = `${place?.path ?? anchor.path}, ${lines}${where} (comment ${shortId(comment)})`;
  if (reply !== undefined) return `${head}, another answer:\n${reply}`;
  const left = anchor.lines.length - SHOWN;
  return [
    `${head}:`,
    ...anchor.lines.slice(0, SHOWN).map((line) => `    ${line}`),
    ...(left > 0 ? [`    (and ${counted(left, 'more line')})`] : []),
    text,
  ].join('\n');
}
