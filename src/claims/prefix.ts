import { isPlain, readAlternatives } from './alternatives.ts';
import { GlobProblem } from './problem.ts';
import { type Atom, nodesText } from './syntax.ts';

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

/**
 * The fixed names that every path below a stored glob begins with, joined by `/`; empty when it may match anywhere. Cheap and never too
 * narrow: for finding scopes that may meet; whether they do says `scopesMeet`.
 */
export function anchorOf(glob: string): string {
  if (ODD.test(glob) || glob.normalize('NFC') !== glob) return '';
  const wild = glob.search(/[*?[\]{}]/);
  return wild === -1 ? glob : glob.slice(0, Math.max(0, glob.lastIndexOf('/', wild)));
}

/** What only a text has that no present version stored. */
const ODD = /^\s|\s$|^\/|\/$|\/\/|(^|\/)\.{1,2}(\/|$)/;

function split(segments: readonly Atom[][]): Rooted {
  const wild = segments.findIndex((atoms) => atoms.some(({ kind }) => kind !== 'char'));
  const fixed = wild === -1 ? segments.length : wild;
  const [prefix, rest] = [segments.slice(0, fixed), segments.slice(fixed)].map((part) => part.map(nodesText).join('/'));
  return { prefix: prefix!, rest: rest! };
}

/** A path as a glob that names it alone. */
export function globOf(path: string): string {
  return path.replace(/[*?[{}]/g, '[$&]');
}
