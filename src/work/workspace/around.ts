import { dirname, relative, sep } from 'node:path';
import { BacklogError } from '../../domain/errors.ts';
import { type Workspace, worktreeAround } from '../../store/index.ts';
import { isIgnored } from '../paths/ignored.ts';

/**
 * The workspaces that have a say about what is in a folder: its own, and those of the repositories around it that do not ignore it,
 * innermost first. Else `git init` in a folder would take it out of every claim. A worktree inside of its own repository's counts once, by
 * the paths in it.
 * @throws what `find` throws for the folder; a workspace around it that cannot be found out has no say
 */
export function workspacesAround(folder: string, find: (folder: string) => Workspace): Workspace[] {
  const own = find(folder);
  const all = [own];
  for (let next = outside(own, find); next; next = outside(next, find))
    if (next.exists && next.common !== own.common && !ignores(next, own.root)) all.push(next);
  return all;
}

/** The workspace of the repository around a repository. */
function outside({ root, common, foundBy }: Workspace, find: (folder: string) => Workspace): Workspace | undefined {
  if (common === undefined || foundBy === 'run') return undefined;
  const around = worktreeAround(dirname(root));
  if (around === undefined) return undefined;
  try {
    return find(around);
  } catch (error) {
    if (error instanceof BacklogError) return undefined;
    throw error;
  }
}

function ignores({ root, common }: Workspace, folder: string): boolean {
  return common !== undefined && isIgnored(relative(root, folder).split(sep).join('/'), { root, common });
}
