import { existsSync } from 'node:fs';
import { BacklogError } from '../domain/errors.ts';
import type { Context } from '../work/workspace/context.ts';
import type { WorkspaceFinding } from '../work/workspace/finding.ts';
import { hookProgram } from './find-program.ts';
import { hookFilesOf } from './hook-files.ts';
import { type FoundHook, inspectHook } from './inspect.ts';
import { repositoriesWithHook } from './records.ts';

/** Finds installed git hooks that no longer work, for `doctor`. Husky and lefthook, for example, overwrite hooks. */
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
        problem: `the git hook of ${name} cannot be looked at: ${error.message}`,
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
        problem: `hooks of ${name} are turned off (${file})`,
        advice: 'Its git hook keeps no commit until core.hooksPath is a folder again.',
      },
    ];
  const problem = existsSync(file)
    ? `another hook took the place of the git hook of ${name} (${file})`
    : `the git hook of ${name} is gone (${file})`;
  return [{ problem, advice: '`backlog git-hook install` puts it back, before what is there.' }];
}

/** Reports a hook whose program no longer exists. An existing program of another plugin version is no problem. */
function programGone(name: string, file: string, program: string): WorkspaceFinding[] {
  if (existsSync(program)) return [];
  return [
    {
      problem: `the git hook of ${name} (${file}) starts ${program}, which is gone: every commit goes through`,
      advice: '`backlog git-hook install` writes it for the plugin that is here.',
    },
  ];
}
