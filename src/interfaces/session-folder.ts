import { isAbsolute, relative } from 'node:path';
import { findWorkspace } from '../store/workspace/find-workspace.ts';
import { isFolder } from '../work/paths/folder.ts';
import { homeFolder } from '../work/workspace/home.ts';

/**
 * Chooses the folder whose queue a session uses. Every door asks here. The session decides, and not the folder in which a
 * process of it was started. The first rule that fits a folder decides:
 * - it has a queue, or one that can't be read: a call then explains the reason;
 * - it is in a repository;
 * - it isn't inside another one of these folders, and isn't the home folder, which never gets a queue.
 * @param clues the possible folders, the best first: where the session is now (hooks), what its client has opened (roots),
 * the client's project, where the process was started
 */
export function sessionFolder(clues: readonly (string | undefined)[], env: NodeJS.ProcessEnv): string | undefined {
  const folders = [...new Set(clues)].filter(
    (folder): folder is string => folder !== undefined && isAbsolute(folder) && isFolder(folder),
  );
  if (folders.length < 2) return folders[0];
  const found = folders.map((folder) => ({ folder, ...standing(folder, env) }));
  const plain = found.filter(({ never }) => !never);
  const best =
    found.find(({ exists }) => exists) ??
    found.find(({ isProject }) => isProject) ??
    plain.find((one) => !plain.some(({ folder }) => isInside(one.folder, folder)));
  return (best ?? found[0])?.folder;
}

function standing(cwd: string, env: NodeJS.ProcessEnv): { exists: boolean; isProject: boolean; never?: true } {
  try {
    const { exists, foundBy, never } = findWorkspace({ cwd, env, home: homeFolder() });
    return { exists, isProject: foundBy !== 'folder', ...(never ? { never } : {}) };
  } catch {
    return { exists: true, isProject: true };
  }
}

function isInside(folder: string, other: string): boolean {
  const path = relative(other, folder);
  return path !== '' && !path.startsWith('..') && !isAbsolute(path);
}
