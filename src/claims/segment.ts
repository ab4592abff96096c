import { ANY, type CharSet, charSet, foldCode, single } from './charset.ts';
import { readClass } from './class.ts';
import { type Atom, isFolders } from './syntax.ts';

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

export interface Edge {
  set: CharSet;
  to: number;
}

export function compileSegment(atoms: readonly Atom[], fold: boolean): Segment {
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
