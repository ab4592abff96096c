import { FOR_GOOD, kind } from './row.ts';
import { hash } from './run-parts.ts';

/** Limits of review comments. */
export const COMMENT_LIMITS = {
  /** Characters of a comment. */
  text: 4_000,
  /** Number of lines that a comment can cover, and stored characters of each. */
  lines: 200,
  line: 1_000,
} as const;

/** A reviewer's comment on lines of a result, a draft until it is sent. Record id: a uuid. */
export const COMMENT = kind({
  doc: 'what a reviewer writes about lines of a result; a draft until it is sent',
  fields: (v) => ({
    id: v.z.string().min(1),
    run: v.z.string().min(1),
    task: v.uuid(),
    text: v.z.string().min(1).max(COMMENT_LIMITS.text),
    at: v.instant(),
    actor: v.z.string(),
    anchor: v.z.object({
      /** The commit that the reviewer read. */
      commit: hash(v),
      path: v.z.string().min(1),
      /** `new` means lines of the result, `old` lines of the start commit. */
      side: v.z.enum(['new', 'old']),
      /** First and last line, from 1. */
      from: v.z.int().positive(),
      to: v.z.int().positive(),
      /** The text of these lines. */
      lines: v.z.array(v.z.string()),
      /** Hashes of the lines around them. */
      before: v.z.string(),
      after: v.z.string(),
    }),
    /** Sending time, and the note of the run that contains the comment. */
    sent: v.z.object({ at: v.instant(), note: v.z.string() }).optional(),
  }),
  undo: 'never',
  stays: FOR_GOOD,
  task: (comment) => comment.task,
});
