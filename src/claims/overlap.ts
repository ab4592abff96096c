import type { ScopeEntry } from '../domain/task/task.ts';
import { type CompiledGlob, compileGlob } from './compile.ts';
import { alternativesMeet } from './product.ts';
import { foldText } from './segment.ts';

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
