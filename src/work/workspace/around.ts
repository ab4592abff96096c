import { dirname, relative, sep } from 'node:path';
import { BacklogError } from '../../domain/errors.ts';
import { type Workspace, worktreeAround } from '../../store/index.ts';
import { isIgnored } from '../paths/ignored.ts';

/**
 * Returns the workspaces whose claims apply in a folder, innermost first: the folder's own, and those of enclosing
 * repositories that don't ignore the folder. Without the enclosing ones, `git init` in a folder would free it from all
 * claims. A worktree inside its own repository counts once, with the paths in the worktree.
 * @throws the errors of `find` for the folder; omits an enclosing workspace that can't be determined
 */
export function workspacesAround(folder: string, find: (folder: string) => Workspace): Workspace[] {
  const own = find(folder);
  const all = [own];
  for (let next = outside(own, find); next; next = outside(next, find))
    if (next.exists && next.common !== own.common && !ignores(next, own.root)) all.push(next);
  return all;
}

/** Finds the workspace of the enclosing repository. */
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
