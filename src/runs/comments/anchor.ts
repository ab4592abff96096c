import { COMMENT_LIMITS } from '../../domain/kinds/run/comment.ts';
import type { Anchor } from '../../domain/records.ts';
import { sha256 } from '../../store/index.ts';

/** A range of lines, both ends included, counted from 1. */
export interface LineRange {
  from: number;
  to: number;
}

/** The lines of a comment and hashes of the lines around, to find the place after the file has changed. */
export type AnchorText = Pick<Anchor, 'lines' | 'before' | 'after'>;

/** Number of hashed lines before and after a range. The hashes distinguish equal texts in one file. */
const AROUND = 3;

/** Reads a range of a file, with hashes of the lines around the range. */
export function anchorAt(file: readonly string[], { from, to }: LineRange): AnchorText {
  return {
    lines: file.slice(from - 1, to).map(kept),
    before: hashOf(file.slice(Math.max(0, from - 1 - AROUND), from - 1)),
    after: hashOf(file.slice(to, to + AROUND)),
  };
}

/**
 * Finds the lines of an anchor in the present file. If the same text occurs several times, prefers the place with the
 * same surrounding lines, then the nearest place.
 * @returns undefined if the text is missing, or if it occurs several times and never with the same surrounding lines
 */
export function findAnchor(anchor: AnchorText & LineRange, file: readonly string[] | undefined): LineRange | undefined {
  if (!file) return undefined;
  const found = startsOf(anchor.lines, file.map(kept)).map((from) => {
    const range = { from, to: from + anchor.lines.length - 1 };
    const here = anchorAt(file, range);
    const same = Number(here.before === anchor.before) + Number(here.after === anchor.after);
    return { range, same, far: Math.abs(from - anchor.from) };
  });
  const [best] = found.sort((a, b) => b.same - a.same || a.far - b.far);
  if (!best || (best.same === 0 && (found.length > 1 || saysNothing(anchor.lines)))) return undefined;
  return best.range;
}

function startsOf(lines: readonly string[], file: readonly string[]): number[] {
  const places: number[] = [];
  for (let at = 0; at + lines.length <= file.length; at++)
    if (lines.every((line, i) => file[at + i] === line)) places.push(at + 1);
  return places;
}

/** Checks whether the lines have no letter or digit. Such lines, as a bracket, occur at many places. */
function saysNothing(lines: readonly string[]): boolean {
  return !lines.some((line) => /[\p{L}\p{N}]/u.test(line));
}

function kept(line: string): string {
  return line.slice(0, COMMENT_LIMITS.line);
}

function hashOf(lines: readonly string[]): string {
  return sha256(lines.join('\n')).slice(0, 16);
}
