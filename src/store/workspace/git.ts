import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readSmallFile } from './small-file.ts';

/** The repository that a folder is in, found by walking files: starting git would cost a hook its whole budget. */
export interface GitFolders {
  /** Top of this worktree. */
  root: string;
  /** The folder that all worktrees of the repository share; links resolved. */
  common: string;
}

/**
 * The innermost repository around a real folder, or null. A submodule is a repository of its own. A bare repository counts only outside of
 * all worktrees (git's `safe.bareRepository=explicit` goes further): a clone can bring one along as plain files. A `.git` that leads to
 * another worktree's makes none ({@link isBorrowed}).
 */
export function findGitFolder(folder: string): GitFolders | null {
  let bare: GitFolders | null = null;
  for (let at = folder; ; at = dirname(at)) {
    const found = gitFolderIn(at);
    if (found && !isBorrowed(at, found)) return { root: at, common: found.common };
    bare ??= bareAt(at);
    if (dirname(at) === at) return bare;
  }
}

/** The repository of a git folder, with a working tree that git was told; null when it is none. */
export function repositoryOfGitFolder(gitFolder: string, root: string): GitFolders | null {
  const common = repositoryIn(gitFolder);
  return common === undefined ? null : { root, common };
}

/** The top of the worktree that a real folder is in. */
export function worktreeAround(folder: string): string | undefined {
  return findGitFolder(folder)?.root;
}

/** What a `.git` leads to: a git folder, and the common folder of its repository. */
interface Led {
  gitFolder: string;
  common: string;
}

/** What the `.git` of a folder leads to; undefined where it leads to no repository. */
function gitFolderIn(folder: string): Led | undefined {
  const dotGit = join(folder, '.git');
  const facts = look(dotGit);
  if (facts?.isDirectory()) return ledTo(dotGit);
  if (!facts?.isFile()) return undefined;
  const named = /^gitdir: (.+?)\s*$/.exec(readText(dotGit) ?? '')?.[1];
  return named === undefined ? undefined : ledTo(resolve(folder, named));
}

function ledTo(gitFolder: string): Led | undefined {
  const common = repositoryIn(gitFolder);
  return common === undefined ? undefined : { gitFolder, common };
}

/**
 * Does the `.git` of a folder inside a repository lead to that repository or to the `.git` of another worktree, without the folder being a
 * worktree that git linked? Its files are those of the repository around it: else a file `.git` would give them other paths than the claims
 * on them have.
 */
function isBorrowed(folder: string, { gitFolder, common }: Led): boolean {
  if (common === join(folder, '.git') || dirname(folder) === folder || isLinked(folder, gitFolder)) return false;
  const around = findGitFolder(dirname(folder));
  return around !== null && (around.common === common || basename(common) === '.git');
}

/** Does the git folder of a worktree name this worktree? One that names nothing that exists belongs to a worktree that was moved. */
function isLinked(folder: string, gitFolder: string): boolean {
  const named = readText(join(gitFolder, 'gitdir'))?.trim();
  if (!named) return false;
  try {
    // A file named `.git` may have several names, a folder has not.
    return basename(named) === '.git' && isSameFolder(dirname(resolve(gitFolder, named)), folder);
  } catch {
    return true;
  }
}

/** Do two paths lead to one folder? On a disk that ignores case, and through a bind mount, the kernel reports a real path as it was asked. */
export function isSameFolder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { bigint: true }));
  return a!.ino === b!.ino && a!.dev === b!.dev;
}

function bareAt(folder: string): GitFolders | null {
  const common = repositoryIn(folder);
  return common === folder ? { root: folder, common } : null;
}

/**
 * The common folder of the repository whose git folder this is; undefined when git would not take it for one (`is_git_directory` in its
 * setup.c): HEAD names a ref or a commit, and the common folder has `objects` and `refs`.
 */
function repositoryIn(gitFolder: string): string | undefined {
  if (!isHead(join(gitFolder, 'HEAD'))) return undefined;
  const common = commonOf(gitFolder);
  return common !== undefined && isFolder(join(common, 'objects')) && isFolder(join(common, 'refs'))
    ? common
    : undefined;
}

function isHead(file: string): boolean {
  const link = linkAt(file);
  if (link !== undefined) return link.startsWith('refs/');
  const text = readText(file) ?? '';
  return /^ref:\s*refs\//.test(text) || /^[0-9a-f]{40}/i.test(text);
}

/** A linked worktree says in `commondir` where its repository is; the path may be relative to itself. */
function commonOf(gitFolder: string): string | undefined {
  try {
    return realpathSync.native(resolve(gitFolder, readText(join(gitFolder, 'commondir'))?.trim() ?? ''));
  } catch {
    return undefined;
  }
}

function isFolder(path: string): boolean {
  return look(path)?.isDirectory() ?? false;
}

/** What cannot be looked at is not there: git could not use it, either. */
function look(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return readSmallFile(file);
  } catch {
    return undefined;
  }
}
