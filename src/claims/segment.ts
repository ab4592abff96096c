import { ANY, type CharSet, charSet, foldCode, foldSet, sample, single } from './charset.ts';
import type { Atom } from './syntax.ts';

/**
 * One part of a glob between slashes: fixed text, any number of folders (`**`), or an automaton over the characters
 * of one name. Text is folded already when case does not count.
 */
export type Segment = { kind: 'text'; text: string } | { kind: 'folders' } | Pattern;

/** States are numbered from 0, where it starts. It accepts in `end`, never without a character. */
export interface Pattern {
  kind: 'pattern';
  states: State[];
  end: number;
}

interface State {
  /** A `*` stands here: any character may come and it stays. */
  loop: boolean;
  edges: { set: CharSet; to: number }[];
}

export function compileSegment(atoms: readonly Atom[], fold: boolean): Segment {
  if (atoms.every((atom) => atom.kind === 'char')) return { kind: 'text', text: foldText(join(atoms), fold) };
  if (atoms.length === 2 && atoms.every((atom) => atom.kind === 'star')) return { kind: 'folders' };
  const length = atoms.filter((atom) => atom.kind !== 'star').length;
  const states: State[] = Array.from({ length: length + 1 }, () => ({ loop: false, edges: [] }));
  let at = 0;
  for (const atom of atoms) {
    if (atom.kind === 'star') {
      states[at]!.loop = true;
      continue;
    }
    if (atom.kind === 'class') addClass(states, at, atom.text, fold);
    else states[at]!.edges.push({ set: atom.kind === 'one' ? ANY : textSet(atom.char, fold), to: at + 1 });
    at++;
  }
  return { kind: 'pattern', states, end: length };
}

/** Lower case, one character for one: what a file system without case compares. */
export function foldText(text: string, fold: boolean): string {
  if (!fold) return text;
  return Array.from(text, (char) => String.fromCodePoint(foldCode(char.codePointAt(0)!))).join('');
}

/** A name that both segments match, the shortest one; undefined when there is none. Neither may be `folders`. */
export function segmentsMeet(a: Segment, b: Segment): string | undefined {
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text ? a.text : undefined;
  return search(toPattern(a), toPattern(b));
}

/** A name that the segment matches. */
export function segmentExample(segment: Segment): string {
  return segment.kind === 'text' ? segment.text : (segmentsMeet(segment, ANYTHING) ?? '');
}

const ANYTHING: Pattern = { kind: 'pattern', states: [{ loop: true, edges: [] }], end: 0 };

function toPattern(segment: Segment): Pattern {
  if (segment.kind === 'pattern') return segment;
  if (segment.kind === 'folders') return ANYTHING;
  const states: State[] = Array.from(segment.text, (char, at) => ({
    loop: false,
    edges: [{ set: single(char.codePointAt(0)!), to: at + 1 }],
  }));
  return { kind: 'pattern', end: states.push({ loop: false, edges: [] }) - 1, states };
}

/** Breadth-first through the pairs of states that some name reaches in both automata. */
function search(a: Pattern, b: Pattern): string | undefined {
  const width = b.states.length;
  const cameFrom = new Int32Array(a.states.length * width).fill(-1);
  const cameBy = new Int32Array(cameFrom.length);
  const queue = [0];
  const goal = a.end * width + b.end;
  for (let next = 0; next < queue.length; next++) {
    const from = queue[next]!;
    for (const left of moves(a, Math.floor(from / width))) {
      for (const right of moves(b, from % width)) {
        const to = left.to * width + right.to;
        if (cameFrom[to] !== -1 || (to === from && to !== goal)) continue;
        const code = sample(left.set, right.set);
        if (code === undefined) continue;
        if (to === goal) return spell(from, code, cameFrom, cameBy);
        if (to === 0) continue;
        cameFrom[to] = from;
        cameBy[to] = code;
        queue.push(to);
      }
    }
  }
  return undefined;
}

function spell(from: number, last: number, cameFrom: Int32Array, cameBy: Int32Array): string {
  const codes = [last];
  for (let at = from; cameFrom[at] !== -1; at = cameFrom[at]!) codes.push(cameBy[at]!);
  return String.fromCodePoint(...codes.reverse());
}

function moves(pattern: Pattern, at: number): { set: CharSet; to: number }[] {
  const state = pattern.states[at]!;
  return state.loop ? [...state.edges, { set: ANY, to: at }] : state.edges;
}

function join(atoms: readonly Atom[]): string {
  return atoms.map((atom) => (atom.kind === 'char' ? atom.char : '')).join('');
}

function textSet(char: string, fold: boolean): CharSet {
  const code = char.codePointAt(0)!;
  return single(fold ? foldCode(code) : code);
}

/**
 * A class matches one of its characters. Unless it is negated it also stands for its own text, because web frameworks
 * name files so: `app/[id]/page.tsx`. Picomatch does the same for classes without ranges or dots. A range that runs
 * backwards (`[user-id]`) leaves the text alone.
 */
function addClass(states: State[], at: number, text: string, fold: boolean): void {
  const negated = text[1] === '^';
  const ranges = classRanges(Array.from(text.slice(negated ? 2 : 1, -1), (char) => char.codePointAt(0)!));
  if (ranges) {
    const set = charSet(ranges, false);
    states[at]!.edges.push({
      set: negated ? charSet(pairs(fold ? foldSet(set) : set), true) : fold ? foldSet(set) : set,
      to: at + 1,
    });
  }
  if (!negated) addText(states, at, text, fold);
}

function addText(states: State[], at: number, text: string, fold: boolean): void {
  const chars = Array.from(text);
  let from = at;
  for (const [index, char] of chars.entries()) {
    const last = index === chars.length - 1;
    const to = last ? at + 1 : states.push({ loop: false, edges: [] }) - 1;
    states[from]!.edges.push({ set: textSet(char, fold), to });
    from = to;
  }
}

const DASH = 0x2d;

/** Members and ranges of a class; undefined when a range runs backwards. */
function classRanges(codes: readonly number[]): [number, number][] | undefined {
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

function pairs(set: CharSet): [number, number][] {
  return Array.from({ length: set.length / 2 }, (_, i) => [set[2 * i]!, set[2 * i + 1]!]);
}
