import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { COMMENT_LIMITS } from '../../domain/kinds/run/comment.ts';
import { isDraft } from '../../domain/kinds/run/draft.ts';
import type { Comment, Run } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun, type RunRecords } from '../find-run.ts';
import { commentsOf } from './comments.ts';

/** Number of digits of a comment's id in texts. A call may name a comment by them. */
export const COMMENT_DIGITS = 8;

export const shortId = ({ id }: Pick<Comment, 'id'>): string => id.slice(0, COMMENT_DIGITS);

/**
 * Finds a comment by its id, or by the first digits of it.
 * @throws BacklogError `not-found`
 */
export function commentNamed(records: RunRecords, text: string): Comment {
  const named = text.trim().toLowerCase();
  const exact = records.get('comment', named);
  if (exact) return exact;
  const found =
    named.length < COMMENT_DIGITS
      ? []
      : Array.from(records.all('comment'), ([, each]) => each).filter(({ id }) => id.startsWith(named));
  if (found.length === 1) return found[0]!;
  return refuse('not-found', `there is no comment ${text}`, {
    hint: 'review_comments lists the comments on a run, with their ids.',
    data: { received: text },
  });
}

/**
 * Adds an answer to a comment that was sent. The agent of the commented run, and the agent of a later run of the same
 * task, may answer, too.
 * @throws BacklogError `conflict` for a draft, `forbidden` for the agent of another task's run
 */
export function addReply(tx: Tx, { caller }: Pick<Context, 'caller'>, id: string, text: string): Comment {
  const comment = sentComment(tx, id, caller.actor);
  const own = caller.actor.run;
  if (own !== undefined && findRun(tx, own).task !== comment.task)
    refuse('forbidden', `run ${own} can answer only comments on the results of its own task`);
  const { replies = [] } = comment;
  if (replies.length >= COMMENT_LIMITS.replies)
    refuse('conflict', `comment ${shortId(comment)} has ${COMMENT_LIMITS.replies} replies, which is the maximum`, {
      hint: 'Write a new one with review_comment.',
    });
  const reply = { id: tx.uuid().slice(0, COMMENT_DIGITS), at: tx.at, actor: formatActor(caller.actor), text };
  const answered = { ...comment, replies: [...replies, reply] };
  tx.put('comment', comment.id, answered);
  return answered;
}

/**
 * Marks a comment as resolved, or with `off` as open again.
 * @throws BacklogError `conflict` for a draft, `forbidden` for the agent of a run
 */
export function resolveComment(tx: Tx, { caller }: Pick<Context, 'caller'>, id: string, off = false): Comment {
  const { actor } = caller;
  if (actor.run !== undefined)
    refuse('forbidden', `run ${actor.run} can't resolve comments: only people and other agents review runs`, {
      hint: 'Answer the comment with review_reply. Its author resolves it.',
    });
  const { resolved, ...open } = sentComment(tx, id, actor);
  if (off === (resolved === undefined)) return { ...open, ...(resolved ? { resolved } : {}) };
  const changed = off ? open : { ...open, resolved: { at: tx.at, actor: formatActor(actor) } };
  tx.put('comment', open.id, changed);
  return changed;
}

function sentComment(tx: Tx, id: string, actor: Context['caller']['actor']): Comment {
  const comment = commentNamed(tx, id);
  if (!isDraft(comment)) return comment;
  return comment.actor === formatActor(actor)
    ? refuse('conflict', `comment ${shortId(comment)} is a draft: nobody else can see it yet`, {
        hint: 'Change it with review_edit, or send it with review_send.',
      })
    : refuse('not-found', `there is no comment ${id}`);
}

/** Lists the sent comments on a task's runs that nobody resolved, the oldest run first. */
export function openComments(records: RunRecords, runs: readonly Pick<Run, 'id'>[]): Comment[] {
  return runs
    .flatMap((run) => commentsOf(records, run, ''))
    .filter((comment) => !isDraft(comment) && comment.resolved === undefined);
}

/** Lists the author's replies on a run's open comments that no note contains yet, with their comments. */
export function newReplies(records: RunRecords, run: Run, actor: string) {
  return openComments(records, [run]).flatMap((comment) =>
    (comment.replies ?? [])
      .filter((reply) => reply.actor === actor && reply.sent === undefined)
      .map((reply) => ({ comment, reply })),
  );
}

/** Stores that a note contains replies. */
export function markSent(tx: Tx, found: ReturnType<typeof newReplies>, note: string): void {
  const sent = new Set(found.map(({ reply }) => reply.id));
  for (const id of new Set(found.map(({ comment }) => comment.id))) {
    const comment = commentNamed(tx, id);
    const replies = comment.replies?.map((reply) => (sent.has(reply.id) ? { ...reply, sent: note } : reply));
    tx.put('comment', id, { ...comment, replies });
  }
}
