import type { ScopeEntry } from '../domain/task/task.ts';
import { type CompiledGlob, compileGlob } from './compile.ts';
import { exampleName, namesMeet } from './names.ts';
import { foldText, type Segment } from './segment.ts';

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
  const compiled: CompiledGlob = [names.map((name) => ({ kind: 'text', text: foldText(name, fold) }))];
  return scope.some(
    (entry) => entry.repo === options.repo && globsMeet(compiled, compileGlob(entry.glob, fold)) !== undefined,
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
