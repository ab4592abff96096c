import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
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
 * all worktrees (git's `safe.bareRepository=explicit` goes further): a clone can bring one along as plain files.
 */
export function findRepository(folder: string): GitFolders | null {
  let bare: GitFolders | null = null;
  for (let at = folder; ; at = dirname(at)) {
    const common = gitFolderIn(at);
    if (common !== undefined) return { root: at, common };
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
  return findRepository(folder)?.root;
}

/** The common folder of the repository whose worktree has its top here. */
function gitFolderIn(folder: string): string | undefined {
  const dotGit = join(folder, '.git');
  const facts = look(dotGit);
  if (facts?.isDirectory()) return repositoryIn(dotGit);
  if (!facts?.isFile()) return undefined;
  const named = /^gitdir: (.+?)\s*$/.exec(readText(dotGit) ?? '')?.[1];
  return named && repositoryIn(resolve(folder, named));
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
