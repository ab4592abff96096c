import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The repository that a folder is in, found by walking files: starting git would cost a hook its whole budget. */
export interface GitFolders {
  /** Top of this worktree. */
  root: string;
  /** The folder that all worktrees of the repository share; links resolved. */
  common: string;
}

/** The innermost repository around a real folder, or null. A submodule is a repository of its own. */
export function findRepository(folder: string): GitFolders | null {
  for (let at = folder; ; at = dirname(at)) {
    const found = repositoryAt(at);
    if (found) return found;
    if (dirname(at) === at) return null;
  }
}

function repositoryAt(folder: string): GitFolders | null {
  const dotGit = join(folder, '.git');
  const facts = statSync(dotGit, { throwIfNoEntry: false });
  if (facts?.isDirectory() && isGitFolder(dotGit)) return { root: folder, common: commonOf(dotGit) };
  if (facts?.isFile()) {
    const named = /^gitdir: (.+?)\s*$/.exec(readText(dotGit))?.[1];
    const gitFolder = named && resolve(folder, named);
    if (gitFolder && isGitFolder(gitFolder)) return { root: folder, common: commonOf(gitFolder) };
  }
  return isBare(folder) ? { root: folder, common: folder } : null;
}

function isGitFolder(folder: string): boolean {
  return existsSync(join(folder, 'HEAD'));
}

/** A bare repository, or the inside of a `.git` folder. */
function isBare(folder: string): boolean {
  return isGitFolder(folder) && existsSync(join(folder, 'objects')) && existsSync(join(folder, 'refs'));
}

/** A linked worktree says in `commondir` where its repository is; the path may be relative to itself. */
function commonOf(gitFolder: string): string {
  const file = join(gitFolder, 'commondir');
  return realpathSync.native(existsSync(file) ? resolve(gitFolder, readText(file).trim()) : gitFolder);
}

function readText(file: string): string {
  return readFileSync(file, 'utf8');
}
