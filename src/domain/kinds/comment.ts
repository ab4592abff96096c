import { FOR_GOOD, kind, type Values } from './row.ts';
import { hash } from './run-parts.ts';

/** Limits of comments of a review. Stated here and nowhere else. */
export const COMMENT_LIMITS = {
  /** Characters of one. */
  text: 4_000,
  /** Lines that it is about, and characters that are kept of each. */
  lines: 200,
  line: 1_000,
} as const;

/** What a reviewer writes about lines of a result; a draft until it is sent. Record id: a uuid. */
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
      /** The result that was looked at. */
      commit: hash(v),
      path: v.z.string().min(1),
      /** Lines of the result, or of what it began from. */
      side: v.z.enum(['new', 'old']),
      /** The first and the last line, from 1. */
      from: v.z.int().positive(),
      to: v.z.int().positive(),
      /** What stands there. */
      lines: v.z.array(v.z.string()),
      /** Hashes of the lines around it. */
      before: v.z.string(),
      after: v.z.string(),
    }),
    /** When it was sent, and the note of the run that it is part of. */
    sent: v.z.object({ at: v.instant(), note: v.z.string() }).optional(),
  }),
  undo: 'never',
  stays: FOR_GOOD,
  task: (comment) => comment.task,
});

export type Comment = Values<ReturnType<typeof COMMENT.fields>>;
export type Anchor = Comment['anchor'];
