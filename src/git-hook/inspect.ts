import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BacklogError, refuse } from '../domain/errors.ts';
import type { Context } from '../work/workspace/context.ts';
import type { WorkspaceFinding } from '../work/workspace/finding.ts';
import type { InspectedHook } from './answers.ts';
import { fileText, pathExists } from './file-facts.ts';
import { formerOf } from './former-hook.ts';
import { type HookFile, hookFilesOf } from './hook-files.ts';
import { repositoriesWithHook } from './records.ts';
import { chains, isIntact, isOurHook, programIn } from './script.ts';

/**
 * Returns findings for `doctor` about installed git hooks that no longer work. For example, Husky and lefthook
 * overwrite hooks.
 */
export async function hookFindings(
  context: Pick<Context, 'repositories' | 'workspace' | 'store'>,
): Promise<WorkspaceFinding[]> {
  const found: WorkspaceFinding[] = [];
  for (const { name, root } of repositoriesWithHook(context)) {
    try {
      for (const hookFile of await hookFilesOf(root))
        found.push(...findingOf(name, inspectHook(hookFile, hookProgram())));
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      found.push({
        problem: `can't read the pre-commit hook of ${name}: ${error.message}`,
        advice: error.hint ?? '',
      });
    }
  }
  return found;
}

function findingOf(name: string, { state, file, outdated }: FoundHook): WorkspaceFinding[] {
  if (state === 'installed' || state === 'edited')
    return outdated === undefined ? [] : programGone(name, file, outdated);
  if (state === 'off')
    return [
      {
        problem: `git hooks of ${name} are turned off (${file})`,
        advice: 'The pre-commit hook rejects no commits until core.hooksPath names a folder.',
      },
    ];
  const problem = existsSync(file)
    ? `another hook replaced the pre-commit hook of ${name} (${file})`
    : `the pre-commit hook of ${name} no longer exists (${file})`;
  return [{ problem, advice: '`backlog git-hook install` installs it again; the other hook runs after it.' }];
}

/** Reports a hook whose program no longer exists. A program of another plugin version is no problem if it exists. */
function programGone(name: string, file: string, program: string): WorkspaceFinding[] {
  if (existsSync(program)) return [];
  return [
    {
      problem: `the pre-commit hook of ${name} (${file}) starts ${program}, which no longer exists: it rejects no commits`,
      advice: '`backlog git-hook install` writes it for this plugin.',
    },
  ];
}

/** The state of a hook file that its content shows. */
type FoundHook = Omit<InspectedHook, 'repository' | 'gate' | 'paused'>;

export function inspectHook({ file, off }: HookFile, program: string): FoundHook {
  if (off !== undefined) return { state: 'off', file };
  const text = fileText(file);
  const before = formerOf(file);
  if (text === undefined || !isOurHook(text)) return { state: pathExists(before) ? 'displaced' : 'absent', file };
  const starts = programIn(text);
  return {
    state: isIntact(text) ? 'installed' : 'edited',
    file,
    ...(chains(text) ? { chained: before } : {}),
    ...(starts !== program ? { outdated: starts ?? 'nothing' } : {}),
  };
}

/**
 * Possible paths of the git hook's program `gate.cjs`, relative to a folder above this file: first in the bundle, then
 * in the sources.
 */
const PROGRAM_PATHS = ['gate.cjs', 'dist/gate.cjs', 'plugin/dist/gate.cjs'];

/**
 * Returns the program that the git hook runs, from the running plugin.
 * @throws BacklogError `not-found` if the plugin doesn't contain it
 */
export function hookProgram(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const found = PROGRAM_PATHS.map((place) => join(folder, place)).find((file) => existsSync(file));
    if (found) return found;
    if (folder === dirname(folder))
      return refuse('not-found', 'the plugin is incomplete: gate.cjs is missing', {
        hint: 'Install the plugin again.',
      });
  }
}
