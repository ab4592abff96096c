import { isPlain, readAlternatives } from './alternatives.ts';
import { GlobProblem } from './problem.ts';
import { type Atom, textOf } from './syntax.ts';

/** A part of a glob that begins with fixed names: where they lead, links may lead elsewhere. */
export interface Rooted {
  /** Names joined by `/`, at least one. */
  prefix: string;
  /** The glob below it; empty for the path itself and everything below. */
  rest: string;
}

/** Each alternative of a stored glob that begins with fixed names. */
export function fixedPrefixes(glob: string): Rooted[] {
  if (isPlain(glob)) return [{ prefix: glob, rest: '' }];
  try {
    return readAlternatives(glob)
      .map(split)
      .filter(({ prefix }) => prefix !== '');
  } catch (error) {
    if (error instanceof GlobProblem) return [];
    throw error;
  }
}

function split(segments: readonly Atom[][]): Rooted {
  const wild = segments.findIndex((atoms) => atoms.some(({ kind }) => kind !== 'char'));
  const fixed = wild === -1 ? segments.length : wild;
  const [prefix, rest] = [segments.slice(0, fixed), segments.slice(fixed)].map((part) => part.map(textOf).join('/'));
  return { prefix: prefix!, rest: rest! };
}

/** A path as a glob that names it alone. */
export function globOf(path: string): string {
  return path.replace(/[*?[{}]/g, '[$&]');
}
