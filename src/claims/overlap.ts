import type { ScopeEntry } from '../domain/task/task.ts';
import { has, sample } from './charset.ts';
import {
  ANY_NAME,
  type CompiledGlob,
  compileGlob,
  fixedFolders,
  foldText,
  type NamePattern,
  type Segment,
  type SegmentPattern,
} from './compile.ts';

/** Checks whether paths that differ only in letter case name the same file in this repository. */
export type CaseRule = (repo: string | undefined) => boolean;

export interface ScopeOptions {
  /** Defines where letter case is ignored: everywhere, nowhere, or by repository. */
  caseInsensitive?: boolean | CaseRule | undefined;
}

/** Checks whether letter case is ignored in this repository. */
export function foldsIn({ caseInsensitive }: ScopeOptions, repo: string | undefined): boolean {
  return typeof caseInsensitive === 'function' ? caseInsensitive(repo) : caseInsensitive === true;
}

/** An overlap of two scopes: an entry of each, and a path that both entries match. */
export interface Meeting {
  mine: ScopeEntry;
  theirs: ScopeEntry;
  /** A path that both entries match. It is in lower case if letter case is ignored. */
  witness: string;
}

/**
 * Returns the first pair of overlapping entries, or undefined if no path matches both scopes. The result is exact,
 * because the globs are compared as automata. Entries of different repositories never overlap.
 */
export function scopesMeet(
  a: readonly ScopeEntry[],
  b: readonly ScopeEntry[],
  options: ScopeOptions = {},
): Meeting | undefined {
  for (const mine of a) {
    const fold = foldsIn(options, mine.repo);
    const left = compileGlob(mine.glob, fold);
    for (const theirs of b) {
      if (mine.repo !== theirs.repo) continue;
      const witness = globsMeet(left, compileGlob(theirs.glob, fold));
      if (witness !== undefined) return { mine, theirs, witness };
    }
  }
  return undefined;
}

/** Checks whether a scope contains a path relative to its repository's root. No scope contains a path above it. */
export function inScope(
  path: string,
  scope: readonly ScopeEntry[],
  options: ScopeOptions & { repo?: string | undefined } = {},
): boolean {
  const fold = foldsIn(options, options.repo);
  const names = pathNames(path);
  if (!names) return false;
  const folded = names.map((name) => foldText(name, fold));
  const compiled: CompiledGlob = [folded.map((text) => ({ kind: 'text', text }))];
  const folders = `${folded.join('/')}/`;
  return scope.some(
    ({ repo, glob }) =>
      repo === options.repo &&
      folders.startsWith(foldText(fixedFolders(glob), fold)) &&
      globsMeet(compiled, compileGlob(glob, fold)) !== undefined,
  );
}

/**
 * Splits a path into names and resolves `.` and `..`. Returns undefined for an empty or absolute path, and for a path
 * above the root.
 */
function pathNames(path: string): string[] | undefined {
  if (path.startsWith('/')) return undefined;
  const names: string[] = [];
  for (const name of path.normalize('NFC').split('/')) {
    if (name === '..' && names.pop() === undefined) return undefined;
    if (name !== '' && name !== '.' && name !== '..') names.push(name);
  }
  return names.length > 0 ? names : undefined;
}

function globsMeet(a: CompiledGlob, b: CompiledGlob): string | undefined {
  for (const left of a) {
    for (const right of b) {
      const witness = alternativesMeet(left, right);
      if (witness !== undefined) return witness;
    }
  }
  return undefined;
}

type Segments = readonly Segment[];

/** Returns a path that both globs match, or undefined. It searches the product of two automata over names. */
function alternativesMeet(a: Segments, b: Segments): string | undefined {
  const beginning = sameBeginning(a, b);
  if (!beginning) return undefined;
  const at = beginning.length;
  const rest = follow(a, b, at, at, new Uint8Array((a.length + 1) * (b.length + 1)));
  return rest && ([...beginning, ...rest].join('/') || ANY_PATH);
}

/** Path for two globs that match everything. */
const ANY_PATH = 'x';

/**
 * Returns the fixed names with which both globs start. Returns undefined if the fixed names differ, which decides most
 * comparisons.
 */
function sameBeginning(a: Segments, b: Segments): string[] | undefined {
  const names: string[] = [];
  for (;;) {
    const [left, right] = [a[names.length], b[names.length]];
    if (left?.kind !== 'text' || right?.kind !== 'text') return names;
    if (left.text !== right.text) return undefined;
    names.push(left.text);
  }
}

/**
 * Searches the pairs of positions depth-first, each pair once.
 * @returns the names from these positions to the end of both globs; undefined if no path matches both
 */
function follow(a: Segments, b: Segments, i: number, j: number, tried: Uint8Array): string[] | undefined {
  const [left, right] = [a[i], b[j]];
  if (!left && !right) return [];
  const key = i * (b.length + 1) + j;
  if (tried[key] === 1) return undefined;
  tried[key] = 1;
  if (left?.kind === 'folders') {
    return follow(a, b, i + 1, j, tried) ?? (right && prepend(right, follow(a, b, i, j + 1, tried)));
  }
  if (right?.kind === 'folders') {
    return follow(a, b, i, j + 1, tried) ?? (left && prepend(left, follow(a, b, i + 1, j, tried)));
  }
  const name = left && right && namesMeet(left, right);
  const rest = name === undefined ? undefined : follow(a, b, i + 1, j + 1, tried);
  return rest && [name!, ...rest];
}

/**
 * Adds a name before the rest of the path, for a `**` of one glob: the name matches the other glob's `segment`. Adds
 * nothing if `segment` is a `**`, too.
 */
function prepend(segment: Segment, rest: string[] | undefined): string[] | undefined {
  return rest && (segment.kind === 'folders' ? rest : [exampleName(segment), ...rest]);
}

/** Returns a name that both patterns match, or undefined if there is none. */
function namesMeet(a: NamePattern, b: NamePattern): string | undefined {
  if (a.kind === 'text') return matches(b, a.text) ? a.text : undefined;
  if (b.kind === 'text') return matches(a, b.text) ? b.text : undefined;
  const name = search(a, b);
  return name && readable(name, a, b);
}

/** Returns a name that the pattern matches. */
function exampleName(one: NamePattern): string {
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
