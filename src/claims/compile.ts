import { ANY, type CharSet, charSet, foldCode, single } from './charset.ts';
import { readClass } from './class.ts';
import { normalise } from './normalise.ts';
import { GlobProblem } from './problem.ts';
import { type Atom, isFolders, isPlain, readAlternatives } from './syntax.ts';

export type CompiledGlob = readonly (readonly Segment[])[];

const FOLDERS: Segment = { kind: 'folders' };

/** Compiled globs by text, in two maps: one respects letter case, the other ignores it. A full map is emptied. */
const cache = [new Map<string, CompiledGlob>(), new Map<string, CompiledGlob>()] as const;
const CACHED = 2_000;
/** Maximum length of a stored glob that is parsed, in characters. Commands refuse longer globs. */
const LONGEST = 2_000;

/**
 * Compiles a glob, with a cache. If a newer version stored a glob that this version can't read, it matches everything
 * below the fixed folders at its start. So it may block too many files, but never too few.
 */
export function compileGlob(text: string, fold: boolean): CompiledGlob {
  const known = cache[fold ? 1 : 0];
  const found = known.get(text);
  if (found) return found;
  if (known.size >= CACHED) known.clear();
  const compiled = compile(text, fold);
  known.set(text, compiled);
  return compiled;
}

function compile(text: string, fold: boolean): CompiledGlob {
  try {
    if (text.length > LONGEST) return [widest(text, fold)];
    const normal = normalise(text);
    if (isPlain(normal)) return [below(normal.split('/'), fold)];
    return readAlternatives(normal).map((alternative) => compileAlternative(alternative, fold));
  } catch (error) {
    if (!(error instanceof GlobProblem)) throw error;
    return [widest(text, fold)];
  }
}

function compileAlternative(alternative: readonly Atom[][], fold: boolean): Segment[] {
  const segments = alternative.map((atoms) => compileSegment(atoms, fold));
  return endsBelow(alternative) ? [...segments, ANY_NAME] : segments;
}

/**
 * Checks whether a glob ending in `**` matches only paths below its folder: `a/**` also matches `a`, but `a*` + `/**`
 * doesn't. This is picomatch's rule. With it, `src/*` + `/**` doesn't match files directly in `src`.
 */
function endsBelow(alternative: readonly Atom[][]): boolean {
  const names = alternative.filter((atoms) => !isFolders(atoms));
  return isFolders(alternative.at(-1) ?? []) && names.at(-1)?.at(-1)?.kind === 'star';
}

function widest(text: string, fold: boolean): Segment[] {
  return below(fixedFolders(text).split('/').slice(0, -1), fold);
}

/**
 * Returns the folders that a glob begins with, each with its slash. All its paths are in them, or name the innermost one,
 * also if it can't be read. Most claims concern other folders, and to compile each glob takes twenty times as long.
 */
export function fixedFolders(text: string): string {
  return text.includes('..') ? '' : /^(?:\w[\w.-]*\/)*/.exec(text)![0];
}

/** Returns a pattern for a path and everything below it. */
function below(names: readonly string[], fold: boolean): Segment[] {
  return [...names.map((name): Segment => ({ kind: 'text', text: foldText(name, fold) })), FOLDERS];
}

/**
 * One part of a glob between slashes: fixed text, any number of folders (`**`), or an automaton over the characters of
 * one name. If letter case is ignored, the text is in lower case.
 */
export type Segment = NamePattern | { kind: 'folders' };

/** A segment that matches exactly one name. */
export type NamePattern = { kind: 'text'; text: string } | SegmentPattern;

/** An automaton that starts in state 0 and accepts in state `end`. It never accepts the empty name. */
export interface SegmentPattern {
  kind: 'pattern';
  states: Edge[][];
  end: number;
}

interface Edge {
  set: CharSet;
  to: number;
}

function compileSegment(atoms: readonly Atom[], fold: boolean): Segment {
  if (atoms.every((atom) => atom.kind === 'char')) return { kind: 'text', text: foldText(join(atoms), fold) };
  if (isFolders(atoms)) return { kind: 'folders' };
  const length = atoms.filter((atom) => atom.kind !== 'star').length;
  const states: Edge[][] = Array.from({ length: length + 1 }, () => []);
  let at = 0;
  for (const atom of atoms) {
    if (atom.kind === 'star') {
      states[at]!.push({ set: ANY, to: at });
      continue;
    }
    if (atom.kind === 'class') addClass(states, at, atom.text, fold);
    else states[at]!.push({ set: atom.kind === 'one' ? ANY : textSet(atom.char, fold), to: at + 1 });
    at++;
  }
  return { kind: 'pattern', states, end: length };
}

/** Returns the text in lower case if `fold` is true, character by character, as a file system compares names. */
export function foldText(text: string, fold: boolean): string {
  if (!fold) return text;
  return Array.from(text, (char) => String.fromCodePoint(foldCode(char.codePointAt(0)!))).join('');
}

/** The segment `*`. */
export const ANY_NAME: SegmentPattern = { kind: 'pattern', states: [[{ set: ANY, to: 0 }]], end: 0 };

function join(atoms: readonly Atom[]): string {
  return atoms.map((atom) => (atom.kind === 'char' ? atom.char : '')).join('');
}

function textSet(char: string, fold: boolean): CharSet {
  const code = char.codePointAt(0)!;
  return single(fold ? foldCode(code) : code);
}

/** Adds edges for the members of the class, and for its own text if the class is also a name. */
function addClass(states: Edge[][], at: number, text: string, fold: boolean): void {
  const { negated, ranges, isName } = readClass(text);
  if (ranges) states[at]!.push({ set: charSet(ranges, { negated, fold }), to: at + 1 });
  if (isName) addText(states, at, text, fold);
}

function addText(states: Edge[][], at: number, text: string, fold: boolean): void {
  const chars = Array.from(text);
  let from = at;
  for (const [index, char] of chars.entries()) {
    const to = index === chars.length - 1 ? at + 1 : states.push([]) - 1;
    states[from]!.push({ set: textSet(char, fold), to });
    from = to;
  }
}
