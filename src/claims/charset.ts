export type CharSet = readonly number[];

const SLASH = 0x2f;
const LAST = 0x10ffff;

/** Every character that the name of a file or folder can contain. */
export const ANY: CharSet = [1, SLASH - 1, SLASH + 1, LAST];

type Ranges = readonly (readonly [number, number])[];

/** Returns the characters in the ranges, or all others if `negated`. With `fold`, letters count in both cases. */
export function charSet(ranges: Ranges, { negated, fold }: { negated: boolean; fold: boolean }): CharSet {
  const set = merge(fold ? withBothCases(ranges) : ranges);
  return intersect(negated ? complement(set) : set, ANY);
}

export function single(code: number): CharSet {
  return [code, code];
}

/** The greatest code point with letter case in any script. */
const CASED = 0x1ffff;

/** Returns a code point in lower case. If its lower case has several code points, returns the code point unchanged. */
export function foldCode(code: number): number {
  return changed(code, String.fromCodePoint(code).toLowerCase());
}

function raiseCode(code: number): number {
  return changed(code, String.fromCodePoint(code).toUpperCase());
}

function changed(code: number, text: string): number {
  const other = text.codePointAt(0)!;
  return text.length === (other > 0xffff ? 2 : 1) ? other : code;
}

function withBothCases(ranges: Ranges): Ranges {
  const all: (readonly [number, number])[] = [...ranges];
  for (const [lo, hi] of ranges) {
    for (let code = lo; code <= Math.min(hi, CASED); code++) {
      for (const other of [foldCode(code), raiseCode(code)]) if (other < lo || other > hi) all.push([other, other]);
    }
  }
  return all;
}

function intersect(a: CharSet, b: CharSet): CharSet {
  const common: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const lo = Math.max(a[i]!, b[j]!);
    const hi = Math.min(a[i + 1]!, b[j + 1]!);
    if (lo <= hi) common.push(lo, hi);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return common;
}

/** Returns a character that both sets contain, preferably a readable one; undefined if there is none. */
export function sample(a: CharSet, b: CharSet): number | undefined {
  if (a === ANY && b === ANY) return PREFERRED[0]![0];
  if (a.length === 2 && a[0] === a[1]) return has(b, a[0]!) ? a[0] : undefined;
  if (b.length === 2 && b[0] === b[1]) return has(a, b[0]!) ? b[0] : undefined;
  const common = intersect(a, b);
  for (const [lo, hi] of PREFERRED) {
    const readable = intersect(common, [lo, hi]);
    if (readable.length > 0) return readable[0];
  }
  return common[0];
}

/** Ranges of characters in order of preference: x, lower case, upper case, digits, other ASCII, others. */
const PREFERRED = [
  [0x78, 0x78],
  [0x61, 0x7a],
  [0x41, 0x5a],
  [0x30, 0x39],
  [0x21, 0x7e],
  [0xa1, 0xd7ff],
] as const;

export function has(set: CharSet, code: number): boolean {
  for (let i = 0; i < set.length; i += 2) if (code >= set[i]! && code <= set[i + 1]!) return true;
  return false;
}

function merge(ranges: Ranges): CharSet {
  const merged: number[] = [];
  for (const [lo, hi] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.length - 1;
    if (last > 0 && lo <= merged[last]! + 1) merged[last] = Math.max(merged[last]!, hi);
    else merged.push(lo, hi);
  }
  return merged;
}

function complement(set: CharSet): CharSet {
  const rest: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > next) rest.push(next, set[i]! - 1);
    next = set[i + 1]! + 1;
  }
  if (next <= LAST) rest.push(next, LAST);
  return rest;
}
