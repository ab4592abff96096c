import { isRunOver, kind } from '../row.ts';
import { hash } from './run-parts.ts';

export const COMMENT_LIMITS = {
  /** Maximum length of a comment, in characters. */
  text: 4_000,
  /** Maximum number of lines that a comment can cover. For each line, at most `line` characters are stored. */
  lines: 200,
  line: 1_000,
  /** Maximum number of replies to one comment. */
  replies: 100,
} as const;

/** A reviewer's comment on lines of a run's result. It is a draft until it is sent. Record id: a uuid. */
export const COMMENT = kind({
  doc: 'a comment on lines of a diff; a draft until it is sent',
  fields: (v) => ({
    id: v.z.string().min(1),
    run: v.z.string().min(1),
    task: v.uuid(),
    text: v.z.string().min(1).max(COMMENT_LIMITS.text),
    at: v.instant(),
    actor: v.z.string(),
    anchor: v.z.object({
      /** The commit that the reviewer was reading. */
      commit: hash(v),
      path: v.z.string().min(1),
      /** `new` means lines of the result, `old` lines of the start commit. */
      side: v.z.enum(['new', 'old']),
      /** First and last line number, counted from 1. */
      from: v.z.int().positive(),
      to: v.z.int().positive(),
      /** The text of the commented lines. */
      lines: v.z.array(v.z.string()),
      /** Hashes of the lines around the commented lines. */
      before: v.z.string(),
      after: v.z.string(),
    }),
    /** When the comment was sent, and the id of the run's note that contains it. */
    sent: v.z.object({ at: v.instant(), note: v.z.string() }).optional(),
    /** Answers by reviewers and by the run's agent, the oldest first. */
    replies: v.z
      .array(
        v.z.object({
          id: v.z.string().min(1),
          at: v.instant(),
          actor: v.z.string(),
          text: v.z.string().min(1).max(COMMENT_LIMITS.text),
          /** Id of the run's note that contains a reviewer's answer. Absent until it is sent. */
          sent: v.z.string().optional(),
        }),
      )
      .optional(),
    /** Set while the comment needs no further attention. */
    resolved: v.z.object({ at: v.instant(), actor: v.z.string() }).optional(),
    /** The commit that contains the comment's suggestion, and the person who applied it. */
    applied: v.z.object({ at: v.instant(), actor: v.z.string(), commit: hash(v) }).optional(),
  }),
  sets: ['replies'],
  undo: 'never',
  task: (comment) => comment.task,
  staysBehind: isRunOver,
});
