import { has, sample } from './charset.ts';
import { ANY_NAME, type Edge, type Pattern, type Segment, textPattern } from './segment.ts';

/** A name that both segments match; undefined when there is none. Neither may be `folders`. */
export function namesMeet(a: Segment, b: Segment): string | undefined {
  if (a.kind === 'text') return matches(b, a.text) ? a.text : undefined;
  if (b.kind === 'text') return matches(a, b.text) ? b.text : undefined;
  const name = search(asPattern(a), asPattern(b));
  return name && readable(name, a, b);
}

/** A name that the segment matches. */
export function nameOf(segment: Segment): string {
  return namesMeet(segment, ANY_NAME) ?? '';
}

/** `x.ts` says more to a reader than `.ts`, the shortest name of `*.ts`. */
function readable(name: string, a: Segment, b: Segment): string {
  const longer = `x${name}`;
  return name.startsWith('.') && matches(a, longer) && matches(b, longer) ? longer : name;
}

/** Follows all states at once, so that the time is bounded by the length of both. */
function matches(segment: Segment, text: string): boolean {
  if (segment.kind === 'text') return segment.text === text;
  const { states, end } = asPattern(segment);
  let current = [0];
  for (const char of text) {
    current = step(states, current, char.codePointAt(0)!);
    if (current.length === 0) return false;
  }
  return current.includes(end);
}

function step(states: readonly (readonly Edge[])[], current: readonly number[], code: number): number[] {
  const seen = new Uint8Array(states.length);
  const next: number[] = [];
  for (const at of current) {
    for (const { set, to } of states[at]!) {
      if (seen[to] === 1 || !has(set, code)) continue;
      seen[to] = 1;
      next.push(to);
    }
  }
  return next;
}

function asPattern(segment: Segment): Pattern {
  if (segment.kind === 'pattern') return segment;
  return segment.kind === 'text' ? textPattern(segment.text) : ANY_NAME;
}

/** Breadth-first through the pairs of states that some name reaches in both: the first name found is the shortest. */
function search(a: Pattern, b: Pattern): string | undefined {
  const width = b.states.length;
  const goal = a.end * width + b.end;
  const cameFrom = new Int32Array(a.states.length * width).fill(-1);
  const cameBy = new Int32Array(cameFrom.length);
  const queue = [0];
  for (let next = 0; next < queue.length; next++) {
    const from = queue[next]!;
    for (const left of a.states[Math.floor(from / width)]!) {
      for (const right of b.states[from % width]!) {
        const to = left.to * width + right.to;
        if (cameFrom[to] !== -1) continue;
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
