import { UNSAFE } from '../base/unsafe-characters.ts';
import { GlobProblem } from './problem.ts';
import { type Atom, isPlain, nodesText, readAlternatives } from './syntax.ts';

/** An alternative of a glob that starts with fixed names. These can be symbolic links. */
export interface Rooted {
  /** The fixed names (at least one), joined by `/`. */
  prefix: string;
  /** The remaining glob. Empty if the alternative matches the path itself and everything below it. */
  rest: string;
}

/** Returns the alternatives of a stored glob that start with fixed names. */
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
 * Returns the fixed names at the start of every path that the glob matches, joined by `/`; empty if there are none. It
 * may be shorter than necessary, but never longer. So compare these texts first, then use {@link scopesMeet}.
 */
export function anchorOf(glob: string): string {
  if (ODD.test(glob) || glob.normalize('NFC') !== glob) return '';
  const wild = glob.search(/[*?[\]{}]/);
  return wild === -1 ? glob : glob.slice(0, Math.max(0, glob.lastIndexOf('/', wild)));
}

/** Matches globs that aren't normalised. Only earlier versions stored them. */
const ODD = /^\s|\s$|^\/|\/$|\/\/|(^|\/)\.{1,2}(\/|$)/;

function split(segments: readonly Atom[][]): Rooted {
  const wild = segments.findIndex((atoms) => atoms.some(({ kind }) => kind !== 'char'));
  const fixed = wild === -1 ? segments.length : wild;
  const [prefix, rest] = [segments.slice(0, fixed), segments.slice(fixed)].map((part) => part.map(nodesText).join('/'));
  return { prefix: prefix!, rest: rest! };
}

/** Checks whether a path names the repository itself. As a scope, it would be all files. */
export const isWholeRepository = (path: string): boolean => /^\.?\/*$/.test(path);

/**
 * Returns a glob for a path. It also matches everything below the path, except if the path has special characters. A
 * character that no scope can contain becomes `?`: an unreadable glob would match the whole folder.
 */
export function globOf(path: string): string {
  return path
    .normalize('NFC')
    .replace(/[*?[{}]/g, '[$&]')
    .replace(NO_GLOB, '?')
    .replace(/(?<=[@!+])\(/g, '[(]');
}

/** Matches unsafe characters, backslashes, blanks at the ends, and the first character of a negation or an absolute path. */
const NO_GLOB = new RegExp(`[${UNSAFE}\\\\]|^\\s|\\s$|^!|^~(?=/|$)|^[A-Za-z](?=:(/|$))`, 'gu');
