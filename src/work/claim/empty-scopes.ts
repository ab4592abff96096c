import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fixedPrefixes } from '../../claims/index.ts';
import { rootOf } from '../../domain/repository.ts';
import { entryText } from '../../domain/scope-text.ts';
import type { ScopeEntry, Task } from '../../domain/task/task.ts';
import type { Context } from '../workspace/context.ts';

/** Maximum number of entries that an answer names. */
const NAMED = 3;

/**
 * Names the entries of scopes that match no file, because there is no folder for one. A new file is in a folder that
 * exists. In a repository without files, all of them are new.
 */
export function emptyScopes(
  { repositories }: Pick<Context, 'repositories'>,
  tasks: readonly Pick<Task, 'scope'>[],
): string[] {
  const entries = tasks.flatMap(({ scope = [] }) => scope);
  const texts = entries.flatMap((entry) => {
    const folder = missingFolder(entry, rootOf(entry.repo, repositories));
    const text = entryText(entry, repositories.all);
    return folder === undefined ? [] : [`${text} matches no file yet: there is no folder ${folder}`];
  });
  return [...new Set(texts)].slice(0, NAMED);
}

function missingFolder({ glob }: ScopeEntry, root: string | undefined): string | undefined {
  const folders = fixedPrefixes(glob).map(({ prefix, rest }) => (rest === '' ? dirname(prefix) : prefix));
  if (root === undefined || folders.length === 0 || folders.some((folder) => existsSync(join(root, folder)))) return;
  return hasFiles(root) ? folders[0] : undefined;
}

function hasFiles(root: string): boolean {
  try {
    return readdirSync(root).some((name) => !name.startsWith('.'));
  } catch {
    return false;
  }
}
