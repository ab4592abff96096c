import { didYouMean } from '../base/nearest.ts';
import { refuse } from '../domain/errors.ts';
import { TASK_LIMITS } from '../domain/fields/words.ts';
import { type Repositories, repoOf } from '../domain/repository.ts';
import { splitEntry } from '../domain/scope-text.ts';
import type { ScopeEntry } from '../domain/task/task.ts';
import { compileGlob } from './compile.ts';
import { normalise } from './normalise.ts';
import { GlobProblem } from './problem.ts';
import { GLOB_LIMITS, readAlternatives, refuseStarsBeside } from './syntax.ts';

/** A workspace with only one repository, which contains every path. */
const ALONE: Repositories = { all: [], here: { repo: undefined, root: '' } };

/**
 * Parses and normalises the entries of a scope, without duplicates, in the given order. `api:src/**` names a repository
 * of the workspace. An entry without a repository means the caller's repository.
 * @throws BacklogError `invalid`, with the entry, the expected form and a hint
 */
export function parseScope(entries: readonly (string | ScopeEntry)[], repositories = ALONE): ScopeEntry[] {
  const scope: ScopeEntry[] = [];
  for (const [index, given] of entries.entries()) {
    const entry = parseEntry(typeof given === 'string' ? splitEntry(given) : given, index, repositories);
    if (!scope.some((known) => known.repo === entry.repo && known.glob === entry.glob)) scope.push(entry);
  }
  refuseTooMuch(scope);
  return scope;
}

function parseEntry(given: ScopeEntry, index: number, repositories: Repositories): ScopeEntry {
  const parsed = parseGlob(given.glob);
  if (!parsed.ok) return refuseEntry(given, index, parsed);
  const repo = given.repo === undefined ? repoHere(given, index, repositories) : repoNamed(given, index, repositories);
  return repo === undefined ? { glob: parsed.glob.text } : { repo, glob: parsed.glob.text };
}

function repoHere(given: ScopeEntry, index: number, { here, all }: Repositories): string | undefined {
  if (here) return here.repo;
  return refuseEntry(given, index, {
    message: 'this folder is in no repository of this workspace',
    expected: 'a repository and a glob, such as api:src/**',
    hint: `Name one of ${all.map(({ name }) => name).join(', ')}, or go to its folder.`,
  });
}

function repoNamed(given: ScopeEntry, index: number, { all }: Repositories): string | undefined {
  const known = all.find(({ name }) => name === given.repo);
  if (known) return repoOf(known);
  const names = all.map(({ name }) => name);
  return refuseEntry(given, index, {
    message: `there is no repository ${given.repo}${didYouMean(given.repo ?? '', names)}`,
    expected: names.length > 0 ? `one of ${names.join(', ')}, or only a glob` : 'only a glob: there is one repository',
    hint: `repo_list shows them. For a file with such a name write ./ before it`,
  });
}

function refuseEntry(given: ScopeEntry, index: number, problem: Omit<Extract<ParsedGlob, { ok: false }>, 'ok'>): never {
  const received = given.repo === undefined ? given.glob : `${given.repo}:${given.glob}`;
  return refuse('invalid', `scope entry ${index + 1} (${shown(received)}): ${problem.message}`, {
    hint: problem.hint,
    data: { field: 'scope', index, expected: problem.expected, received },
  });
}

const SHOWN = 80;

function shown(glob: string): string {
  return JSON.stringify(glob.length > SHOWN ? `${glob.slice(0, SHOWN)}…` : glob);
}

function refuseTooMuch(scope: readonly ScopeEntry[]): void {
  refuseOver(scope.length, TASK_LIMITS.scope, 'entries');
  const size = scopeSize(scope);
  refuseOver(size.alternatives, GLOB_LIMITS.scopeAlternatives, 'alternatives after its braces are expanded');
  refuseOver(size.characters, GLOB_LIMITS.scopeCharacters, 'characters after its braces are expanded');
  refuseOver(size.wildcards, GLOB_LIMITS.scopeWildcards, 'characters in names with wildcards');
}

function refuseOver(count: number, limit: number, what: string): void {
  if (count <= limit) return;
  refuse('invalid', `the scope has ${count} ${what}`, {
    hint: 'Name whole folders instead of many files, or split the task.',
    data: { field: 'scope', expected: `at most ${limit} ${what}`, received: count },
  });
}

interface Size {
  alternatives: number;
  characters: number;
  wildcards: number;
}

function scopeSize(scope: readonly ScopeEntry[]): Size {
  const size: Size = { alternatives: 0, characters: 0, wildcards: 0 };
  for (const alternative of scope.flatMap((entry) => compileGlob(entry.glob, false))) {
    const lengths = alternative.map((segment) => (segment.kind === 'pattern' ? segment.states.length : 0));
    const inner = alternative.slice(0, -1).some((segment) => segment.kind === 'folders');
    size.alternatives += 1;
    size.wildcards += sum(lengths) + (inner ? alternative.length : 0);
    size.characters += sum(lengths) + sum(alternative.map((s) => (s.kind === 'text' ? s.text.length + 1 : 1)));
  }
  return size;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** A valid glob. Parsing its text again gives the same glob. */
export interface Glob {
  text: string;
}

export type ParsedGlob = { ok: true; glob: Glob } | { ok: false; message: string; expected: string; hint: string };

/**
 * Checks and normalises a glob of a scope, relative to the root of the repository. `./a//b` becomes `a/b`, `a/../b`
 * becomes `b`, `dir/` becomes `dir`, `[!a]` becomes `[^a]`, `.` becomes `**`.
 *
 * - A glob without wildcards, classes or braces matches the path and everything below it. `app/[id]` has a class: write
 *   `app/[id]/`.
 * - `*` and `?` match within one name, including a leading dot. `**` as a whole segment matches any number of folders,
 *   or none.
 * - `{a,b}` can be nested and may contain `/`. `{1..3}` is a range of single characters.
 * - `[a-z]` and `[^a-z]` are classes. `[id]` also matches the name `[id]`. Other characters, such as parentheses, match
 *   themselves.
 * - Refused: `**` next to other characters, negation, extglobs, backslashes, absolute paths, paths above the root,
 *   control characters, unclosed brackets.
 */
export function parseGlob(text: string): ParsedGlob {
  try {
    refuseLong(text);
    const normal = normalise(text);
    refuseLong(normal);
    refuseStarsBeside(readAlternatives(normal));
    return { ok: true, glob: { text: normal } };
  } catch (error) {
    if (!(error instanceof GlobProblem)) throw error;
    return { ok: false, message: error.message, expected: error.expected, hint: error.hint };
  }
}

function refuseLong(text: string): void {
  if (text.length <= TASK_LIMITS.glob) return;
  const most = `at most ${TASK_LIMITS.glob} characters`;
  throw new GlobProblem(`the glob has ${text.length} characters`, most, 'Use several entries.');
}
