import { has, sample } from './charset.ts';
import { ANY_NAME, type NamePattern, type SegmentPattern } from './segment.ts';

/** Returns a name that both patterns match, or undefined if there is none. */
export function namesMeet(a: NamePattern, b: NamePattern): string | undefined {
  if (a.kind === 'text') return matches(b, a.text) ? a.text : undefined;
  if (b.kind === 'text') return matches(a, b.text) ? b.text : undefined;
  const name = search(a, b);
  return name && readable(name, a, b);
}

/** Returns a name that the pattern matches. */
export function exampleName(one: NamePattern): string {
  return namesMeet(one, ANY_NAME) ?? '';
}

/**
 * Returns a more readable name that both patterns match, if there is one: `x.ts` instead of `.ts`, the shortest match
 * of `*.ts`.
 */
function readable(name: string, a: NamePattern, b: NamePattern): string {
  const longer = `x${name}`;
  return name.startsWith('.') && matches(a, longer) && matches(b, longer) ? longer : name;
}

/**
 * Checks whether a pattern matches a text. It follows all states of the automaton at once, so the time depends only on
 * the lengths of pattern and text.
 */
function matches(one: NamePattern, text: string): boolean {
  if (one.kind === 'text') return one.text === text;
  const { states, end } = one;
  const reachedAt = new Int32Array(states.length).fill(-1);
  let current = [0];
  for (let at = 0; at < text.length && current.length > 0; ) {
    const code = text.codePointAt(at)!;
    const next: number[] = [];
    for (const from of current) {
      for (const { set, to } of states[from]!) {
        if (reachedAt[to] === at || !has(set, code)) continue;
        reachedAt[to] = at;
        next.push(to);
      }
    }
    current = next;
    at += code > 0xffff ? 2 : 1;
  }
  return current.includes(end);
}

/** Searches the pairs of states that both automata reach, breadth-first. The first match is the shortest name. */
function search(a: SegmentPattern, b: SegmentPattern): string | undefined {
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
