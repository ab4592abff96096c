import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { present } from '../../base/present.ts';
import { linkAt, readableFile } from './small-file.ts';

/**
 * The repository that contains a folder. Backlog finds it by reading files, because starting git would exceed a hook's
 * time limit.
 */
export interface FoundRepository {
  /** Top folder of this worktree. */
  root: string;
  /** The git folder shared by all worktrees of the repository, with links resolved. */
  common: string;
}

/**
 * Returns the innermost repository around a real folder; null if there is none. A submodule counts as a repository. A
 * bare repository counts only outside of all worktrees, because a clone can contain one as plain files. (git's
 * `safe.bareRepository=explicit` is stricter.) A `.git` that points to another worktree's git folder doesn't count, see
 * {@link isBorrowed}.
 */
export function findGitFolder(folder: string): FoundRepository | null {
  let bare: FoundRepository | null = null;
  for (let at = folder; ; at = dirname(at)) {
    const found = gitFolderIn(at);
    if (found && !isBorrowed(at, found)) return { root: at, common: found.common };
    bare ??= bareAt(at);
    if (dirname(at) === at) return bare;
  }
}

/** Returns the repository of a git folder, with the given worktree. Returns null if the path isn't a git folder. */
export function repositoryOfGitFolder(gitFolder: string, root: string): FoundRepository | null {
  const common = repositoryIn(gitFolder);
  return common === undefined ? null : { root, common };
}

/** Returns the top folder of the worktree around a real folder. */
export function worktreeAround(folder: string): string | undefined {
  return findGitFolder(folder)?.root;
}

/**
 * Returns a name for what is checked out in a worktree: the worktree and its branch. The name stays if the repository is
 * moved. Returns undefined if the folder isn't the top of a worktree.
 */
export function checkedOutIn(root: string): string | undefined {
  const found = gitFolderIn(root);
  if (!found) return undefined;
  const { ref = '' } = gitHead(found.gitFolder);
  return `${relative(found.common, found.gitFolder).split(sep).join('/')} ${ref}`;
}

/** What git's files say about a linked worktree (git-worktree(1)). */
export interface LinkedWorktree {
  /** The common git folder of its repository. */
  common: string;
  /** The checked out branch; undefined for a detached HEAD. */
  branch?: string | undefined;
  /** The checked out commit; undefined if only git can read it. */
  head?: string | undefined;
}

/** Reads a linked worktree. Returns undefined for a main checkout, a submodule or another folder. */
export function linkedWorktree(root: string): LinkedWorktree | undefined {
  const { gitFolder } = gitFolderIn(root) ?? {};
  if (gitFolder === undefined || basename(dirname(gitFolder)) !== 'worktrees') return undefined;
  const common = dirname(dirname(gitFolder));
  const { ref, commit = ref && readableFile(join(common, ref))?.trim() } = gitHead(gitFolder);
  return { common, ...present({ branch: ref?.replace(/^refs\/heads\//, ''), head: commit }) };
}

/** The text that git writes into HEAD if its references aren't files, for programs that don't know that. */
const NO_FILES = 'ref: refs/heads/.invalid';

/** Checks whether the references of a git folder are files. If not, only git can read them. */
export function hasRefFiles(gitFolder: string): boolean {
  return readableFile(join(gitFolder, 'HEAD'))?.trim() !== NO_FILES;
}

/**
 * Returns what HEAD of a git folder names, a ref or a commit; nothing if it can't be read. Reads a file, as
 * {@link findGitFolder} does, and asks git if the references aren't files.
 */
export function gitHead(gitFolder: string): { ref?: string; commit?: string } {
  const text = hasRefFiles(gitFolder)
    ? readableFile(join(gitFolder, 'HEAD'))?.trim()
    : (askGit(gitFolder, ['symbolic-ref', '-q', 'HEAD'], 'ref: ') ?? askGit(gitFolder, ['rev-parse', 'HEAD'], ''));
  const [, ref] = /^ref:\s*(refs\/.+)$/.exec(text ?? '') ?? [];
  return present({ ref, commit: ref === undefined ? text : undefined });
}

function askGit(gitFolder: string, args: readonly string[], before: string): string | undefined {
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = {
      ...{ encoding: 'utf8', timeout: GIT_MS },
      stdio: ['ignore', 'pipe', 'ignore'],
    };
    return `${before}${execFileSync('git', [`--git-dir=${gitFolder}`, ...args], options).trim()}`;
  } catch {
    return undefined;
  }
}

/** Time limit of git for a hook, in milliseconds. */
const GIT_MS = 2_000;

/** A git folder, and the common folder of its repository. */
interface GitFolder {
  gitFolder: string;
  common: string;
}

/** Returns the git folder that the `.git` of a folder is or points to. Returns undefined if there is none. */
function gitFolderIn(folder: string): GitFolder | undefined {
  const dotGit = join(folder, '.git');
  const facts = statOf(dotGit);
  if (facts?.isDirectory()) return gitFolderAt(dotGit);
  if (!facts?.isFile()) return undefined;
  const named = /^gitdir: (.+?)\s*$/.exec(readableFile(dotGit) ?? '')?.[1];
  return named === undefined ? undefined : gitFolderAt(resolve(folder, named));
}

function gitFolderAt(gitFolder: string): GitFolder | undefined {
  const common = repositoryIn(gitFolder);
  return common === undefined ? undefined : { gitFolder, common };
}

/**
 * Checks whether a folder only borrows the git folder of another worktree: its `.git` points there, but git didn't link
 * the folder as a worktree. The folder's files then belong to the repository around it. Otherwise somebody could use
 * such a `.git` to give files other paths than those in claims.
 */
function isBorrowed(folder: string, { gitFolder, common }: GitFolder): boolean {
  if (common === join(folder, '.git') || dirname(folder) === folder || isLinked(folder, gitFolder)) return false;
  const around = findGitFolder(dirname(folder));
  return around !== null && (around.common === common || basename(common) === '.git');
}

/** Checks whether the git folder points back to this worktree. A missing target counts, too: the worktree was moved. */
function isLinked(folder: string, gitFolder: string): boolean {
  const named = readableFile(join(gitFolder, 'gitdir'))?.trim();
  if (!named) return false;
  try {
    // A `.git` file may have several hard links, but a folder has only one path. So the folders are compared.
    return basename(named) === '.git' && isSameFolder(dirname(resolve(gitFolder, named)), folder);
  } catch {
    return true;
  }
}

/**
 * Checks whether two paths are the same folder. Real paths can differ for the same folder on a disk that ignores case,
 * or with bind mounts.
 */
export function isSameFolder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { bigint: true }));
  return a!.ino === b!.ino && a!.dev === b!.dev;
}

function bareAt(folder: string): FoundRepository | null {
  const common = repositoryIn(folder);
  return common === folder ? { root: folder, common } : null;
}

/**
 * Returns the common folder of a git folder's repository; undefined if git wouldn't accept it (`is_git_directory` in
 * its setup.c). HEAD must name a ref or a commit, and the common folder must contain `objects` and `refs`.
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
  const text = readableFile(file) ?? '';
  return /^ref:\s*refs\//.test(text) || /^[0-9a-f]{40}/i.test(text);
}

/**
 * Returns the common folder of a git folder. A linked worktree has the path of that folder in `commondir`, absolute or
 * relative to the git folder.
 */
function commonOf(gitFolder: string): string | undefined {
  try {
    return realpathSync.native(resolve(gitFolder, readableFile(join(gitFolder, 'commondir'))?.trim() ?? ''));
  } catch {
    return undefined;
  }
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() ?? false;
}

/** Returns the facts about a path. An unreadable path counts as missing, because git can't use it either. */
function statOf(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
