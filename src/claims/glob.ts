import { TASK_LIMITS } from '../domain/fields/words.ts';
import { normalise } from './normalise.ts';
import { GlobProblem } from './problem.ts';
import { readAlternatives, refuseStarsBeside } from './syntax.ts';

/** A valid glob. Parsing its text again gives the same glob. */
export interface Glob {
  text: string;
}

export type ParsedGlob = { ok: true; glob: Glob } | { ok: false; message: string; expected: string; hint: string };

/**
 * Checks and normalises a glob of a scope, relative to the root of the repository. `./a//b` becomes `a/b`, `a/../b`
 * becomes `b`, `dir/` becomes `dir`, `[!a]` becomes `[^a]`, `.` becomes `**`.
 *
 * - A glob without wildcards, classes or braces matches the path and everything below it. `app/[id]` has a class: write
 *   `app/[id]/`.
 * - `*` and `?` match within one name, including a leading dot. `**` as a whole segment matches any number of folders,
 *   or none.
 * - `{a,b}` can be nested and may contain `/`. `{1..3}` is a range of single characters.
 * - `[a-z]` and `[^a-z]` are classes. `[id]` also matches the name `[id]`. Other characters, such as parentheses, match
 *   themselves.
 * - Refused: `**` next to other characters, negation, extglobs, backslashes, absolute paths, paths above the root,
 *   control characters, unclosed brackets.
 */
export function parseGlob(text: string): ParsedGlob {
  try {
    refuseLong(text);
    const normal = normalise(text);
    refuseLong(normal);
    refuseStarsBeside(readAlternatives(normal));
    return { ok: true, glob: { text: normal } };
  } catch (error) {
    if (!(error instanceof GlobProblem)) throw error;
    return { ok: false, message: error.message, expected: error.expected, hint: error.hint };
  }
}

function refuseLong(text: string): void {
  if (text.length <= TASK_LIMITS.glob) return;
  const most = `at most ${TASK_LIMITS.glob} characters`;
  throw new GlobProblem(`the glob has ${text.length} characters`, most, 'Use several entries.');
}
