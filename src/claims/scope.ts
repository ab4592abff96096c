import { refuse } from '../domain/errors.ts';
import { type ScopeEntry, TASK_LIMITS } from '../domain/task.ts';
import { compileGlob } from './compile.ts';
import { type ParsedGlob, parseGlob } from './glob.ts';
import { GLOB_LIMITS } from './limits.ts';

/**
 * Entries as a person or an agent gives them to the entries that are stored: normalised, each once, in the order given.
 * Throws `invalid`, naming the entry, what was expected and what to do.
 */
export function parseScope(entries: readonly (string | ScopeEntry)[]): ScopeEntry[] {
  const scope: ScopeEntry[] = [];
  for (const [index, given] of entries.entries()) {
    const entry = parseEntry(typeof given === 'string' ? { glob: given } : given, index);
    if (!scope.some((known) => known.repo === entry.repo && known.glob === entry.glob)) scope.push(entry);
  }
  refuseTooMuch(scope);
  return scope;
}

function parseEntry(given: ScopeEntry, index: number): ScopeEntry {
  const parsed = parseGlob(given.glob);
  if (!parsed.ok) return refuseEntry(given, index, parsed);
  return given.repo === undefined ? { glob: parsed.glob.text } : { repo: given.repo, glob: parsed.glob.text };
}

function refuseEntry(given: ScopeEntry, index: number, problem: Extract<ParsedGlob, { ok: false }>): never {
  return refuse('invalid', `scope entry ${index + 1} (${shown(given.glob)}): ${problem.message}`, {
    hint: problem.hint,
    data: { field: 'scope', index, expected: problem.expected, received: given.glob },
  });
}

const SHOWN = 80;

function shown(glob: string): string {
  return JSON.stringify(glob.length > SHOWN ? `${glob.slice(0, SHOWN)}…` : glob);
}

function refuseTooMuch(scope: readonly ScopeEntry[]): void {
  if (scope.length > TASK_LIMITS.scope) tooMuch(`${scope.length} entries`, `at most ${TASK_LIMITS.scope} entries`);
  const wildcards = scope.reduce((sum, entry) => sum + weight(entry.glob), 0);
  if (wildcards > GLOB_LIMITS.wildcards) {
    tooMuch(
      `wildcard segments of ${wildcards} characters once its braces are multiplied out`,
      `at most ${GLOB_LIMITS.wildcards} characters in wildcard segments`,
    );
  }
}

function tooMuch(has: string, expected: string): never {
  return refuse('invalid', `the scope has ${has}`, {
    hint: 'Name whole folders instead of many files, or split the task.',
    data: { field: 'scope', expected, received: has },
  });
}

function weight(glob: string): number {
  let states = 0;
  for (const alternative of compileGlob(glob, false)) {
    for (const segment of alternative) if (segment.kind === 'pattern') states += segment.states.length;
  }
  return states;
}
