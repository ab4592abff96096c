import { counted } from '../../base/amounts.ts';
import { oneLine, quoted, quotedLines } from '../safe.ts';

/**
 * Maximum number of characters in prompts: `output` for the output of one check, `outputs` for all checks together,
 * `instructions` for the project's instructions, `note` for a note on one line, `review` for a note of several lines.
 * `comment` for an open comment or an answer. `notes`, `comments` and `conflicts` are maximum numbers of items.
 */
export const PROMPT_LIMITS = {
  output: 4_000,
  outputs: 16_000,
  instructions: 20_000,
  note: 4_000,
  review: 20_000,
  reason: 1_000,
  comment: 600,
  notes: 20,
  comments: 50,
  conflicts: 50,
} as const;

/** A failed check, with the reason and its output. */
export interface CheckSaid {
  name: string;
  why: string;
  output: string;
}

/** A review comment for an agent. `id` is the short id with which the agent answers. */
export interface CommentSaid {
  id: string;
  path: string;
  text: string;
  replies: readonly { actor: string; text: string }[];
}

/** Formats failed checks, each with a part of its output. */
export function checkLines(failed: readonly CheckSaid[]): string[] {
  const each = Math.min(PROMPT_LIMITS.output, Math.floor(PROMPT_LIMITS.outputs / failed.length));
  return failed.flatMap(({ name, why, output }) => [
    `${oneLine(name)}: ${oneLine(why, PROMPT_LIMITS.reason)}`,
    ...bounded(output, each, 'end'),
  ]);
}

/** Formats the last notes and messages of people. */
export function noteLines(notes: readonly { actor: string; text: string }[]): string[] {
  return notes
    .slice(-PROMPT_LIMITS.notes)
    .flatMap(({ actor, text }) =>
      text.includes('\n')
        ? [`- ${oneLine(actor)}:`, ...bounded(text, PROMPT_LIMITS.review)]
        : [`- ${oneLine(actor)}: ${quoted(text, PROMPT_LIMITS.note)}`],
    );
}

/** Quotes a text line by line, at most its first or last `most` characters. */
export function bounded(text: string, most: number, keep: 'begin' | 'end' = 'begin'): string[] {
  if (text.length <= most) return quotedLines(text);
  const left = `… (${counted(text.length - most, 'more character')})`;
  return keep === 'end' ? [left, ...quotedLines(text.slice(-most))] : [...quotedLines(text.slice(0, most)), left];
}

/** Formats the last review comments, with their answers. */
export function commentLines(comments: readonly CommentSaid[]): string[] {
  return comments
    .slice(-PROMPT_LIMITS.comments)
    .flatMap(({ id, path, text, replies }) => [
      `- comment ${oneLine(id)}, ${oneLine(path)}: ${quoted(text, PROMPT_LIMITS.comment)}`,
      ...replies.map((reply) => `  ${oneLine(reply.actor)}: ${quoted(reply.text, PROMPT_LIMITS.comment)}`),
    ]);
}
