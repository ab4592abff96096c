import { GlobProblem } from './problem.ts';

/**
 * Returns the index after the `]` that closes the class at `start`. A `]` directly after the opening bracket is a
 * member of the class.
 * @throws GlobProblem if the class isn't closed
 */
export function classEnd(text: string, start: number): number {
  const first = start + (/[!^]/.test(text[start + 1] ?? '') ? 2 : 1);
  const close = text.indexOf(']', first + 1);
  if (close === -1) {
    throw new GlobProblem('a class has no closing ]', 'a class such as [abc]', 'Write [[] for a bracket itself.');
  }
  return close + 1;
}

/**
 * Normalises a class for storage: `[!a]` becomes `[^a]`, which every matcher supports.
 * @throws GlobProblem for a slash in the class, or a reversed range in a negated class
 */
export function normalClass(text: string): string {
  if (text.includes('/')) {
    throw new GlobProblem(`the class ${text} contains a slash`, 'classes inside one name', 'Use braces: {a/b,c}.');
  }
  const normal = text.startsWith('[!') ? `[^${text.slice(2)}` : text;
  const { negated, ranges } = readClass(normal);
  if (negated && !ranges) {
    throw new GlobProblem(`a range of the class ${text} runs backwards`, 'ranges such as a-z', 'Swap its ends.');
  }
  return normal;
}

export interface CharClass {
  negated: boolean;
  /** Members and ranges as code points. Undefined if a range is reversed, as in `z-a`. */
  ranges: [number, number][] | undefined;
  /** True if the class also matches its own text. Web frameworks use such file names: `app/[id]/page.tsx`. */
  isName: boolean;
}

/**
 * Parses a normalised class. The class also matches its own text as a name in two cases:
 * - The class has no character that is special in a class. This is picomatch's rule.
 * - The class looks like a name of a web framework: `[...slug]`, `[[lang]]`, `[team-slug]`, `[user-id]`.
 */
export function readClass(text: string): CharClass {
  const negated = text[1] === '^';
  const content = text.slice(negated ? 2 : 1, -1);
  const ranges = readRanges(Array.from(content, (char) => char.codePointAt(0)!));
  return { negated, ranges, isName: !negated && (!ranges || !SPECIAL.test(content) || WORDS.test(content)) };
}

const SPECIAL = /[-*+?.^${}(|)[\]]/;
const WORDS = /^\[?(\.{3})?[\p{L}\p{N}_]{2,}(-[\p{L}\p{N}_]{2,})*$/u;
const DASH = 0x2d;

function readRanges(codes: readonly number[]): [number, number][] | undefined {
  const ranges: [number, number][] = [];
  for (let i = 0; i < codes.length; i++) {
    const isRange = codes[i + 1] === DASH && i + 2 < codes.length;
    const [lo, hi] = [codes[i]!, codes[isRange ? i + 2 : i]!];
    if (lo > hi) return undefined;
    ranges.push([lo, hi]);
    if (isRange) i += 2;
  }
  return ranges;
}
