import { TASK_LIMITS } from '../domain/fields/words.ts';
import { readAlternatives, refuseStarsBeside } from './alternatives.ts';
import { normalise } from './normalise.ts';
import { GlobProblem } from './problem.ts';

/** A glob that can be used: its normalised text means the same wherever it is read again. */
export interface Glob {
  text: string;
}

export type ParsedGlob = { ok: true; glob: Glob } | { ok: false; message: string; expected: string; hint: string };

/**
 * Checks and normalises one glob of a scope, from the root of the repository: `./a//b` becomes `a/b`, `a/../b` becomes
 * `b`, `dir/` becomes `dir`, `[!a]` becomes `[^a]`, `.` becomes `**`.
 *
 * - Without glob characters it covers the path and everything below it. `app/[id]` has some: write `app/[id]/`.
 * - `*` and `?` stay inside one name and match a leading dot; `**` as a whole segment is any number of folders, none
 *   included; `{a,b}` nests and may contain `/`; `{1..3}` is a range of single characters; `[a-z]` and `[^a-z]` are
 *   classes, and `[id]` also matches the name `[id]`. Other characters, parentheses included, are themselves.
 * - Refused: `**` beside other characters, negation, extglobs, backslashes, absolute paths, leaving the root, control characters, unclosed brackets.
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
