import type { ScopeEntry } from '../domain/task/task.ts';
import { type CompiledGlob, compileGlob } from './compile.ts';
import { alternativesMeet } from './product.ts';
import { foldText } from './segment.ts';

/** Do two spellings of a path that differ in case name one file in that repository (as scope entries name it)? */
export type CaseRule = (repo: string | undefined) => boolean;

export interface ScopeOptions {
  /** Compare names as a file system without case does: everywhere, or where the rule says so. */
  caseInsensitive?: boolean | CaseRule | undefined;
}

/** Does case not count in a repository? */
export function foldsIn({ caseInsensitive }: ScopeOptions, repo: string | undefined): boolean {
  return typeof caseInsensitive === 'function' ? caseInsensitive(repo) : caseInsensitive === true;
}

/** Where two scopes meet: an entry of each, and a path that both match. */
export interface Meeting {
  mine: ScopeEntry;
  theirs: ScopeEntry;
  /** In lower case when case does not count. */
  witness: string;
}

/**
 * The first pair of entries that some path could match, or undefined when no path can match both scopes. Exact: the
 * globs are compared as automata, not by their beginnings. Entries of different repositories never meet.
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

/** Does the scope contain this path, given from the root of its repository? A path that leaves the root is in no scope. */
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

/** The names along a path, with `.` and `..` resolved; undefined when it is absolute, empty or leaves the root. */
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
