import { existsSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { personEnvironment } from '../runs/git/call/environment.ts';
import { git } from '../runs/git/call/git.ts';
import { fileText } from './file-facts.ts';
import { type HookKind, isIntact, isOurHook } from './script.ts';

/** The file that git runs before a commit in a worktree. Backlog, another tool or a person may have written it. */
export interface HookFile {
  kind: HookKind;
  /** Absolute path of the hook file. */
  file: string;
  /** Path of the worktree's top folder. */
  root: string;
  /** Whether the folder is outside of the repository and its worktrees. Other repositories may then use it, too. */
  shared: boolean;
  /** Whether the file is in a worktree and not ignored. Git then shows it as a change. */
  visible: boolean;
  /** The git setting that turns hooks off, if one does. */
  off?: string;
}

/**
 * Returns the hook files of all worktrees of a repository, the file for the worktree `root` first. Most repositories
 * have one folder of hooks, and so one file.
 */
export async function hookFilesOf(root: string): Promise<HookFile[]> {
  const own = await hookFileOf(root);
  const others = await Promise.all((await worktreesOf(root)).map((top) => hookFileOf(top)));
  const hookFiles = [own, ...others.filter(({ file, off }) => off === undefined && existsSync(dirname(file)))];
  return hookFiles.filter(({ file }, i) => hookFiles.findIndex((hookFile) => hookFile.file === file) === i);
}

/** Finds the hook file of a worktree. Git itself reads `core.hooksPath` from all its configuration files. */
async function hookFileOf(root: string): Promise<HookFile> {
  const folder = resolve(root, await ask(root, 'rev-parse', '--git-path', 'hooks'));
  const common = resolve(root, await ask(root, 'rev-parse', '--git-common-dir'));
  const inGit = isInside(folder, common);
  const inTree = !inGit && isInside(folder, root);
  const husky = readsHusky(folder);
  const file = husky ? join(folder, '_/husky.sh') : join(folder, 'pre-commit');
  return {
    kind: husky ? 'husky-8' : 'hook',
    file,
    root,
    shared: !inGit && !inTree,
    visible: inTree && !(await isIgnored(root, file)),
    ...(isOff(folder, root) ? { off: `core.hooksPath=${folder}` } : {}),
  };
}

/** Checks for husky 8. Its hook is tracked by git, and first reads `_/husky.sh`, which husky writes and git ignores. */
function readsHusky(folder: string): boolean {
  try {
    return (
      existsSync(join(folder, '_/husky.sh')) && readFileSync(join(folder, 'pre-commit'), 'utf8').includes('_/husky.sh')
    );
  } catch {
    return false;
  }
}

/**
 * Checks whether git runs no hooks, because `core.hooksPath` is `/dev/null` or empty. With an empty value, git searches
 * the root of the disk.
 */
function isOff(folder: string, root: string): boolean {
  return folder === root || (existsSync(folder) && !statSync(folder).isDirectory());
}

async function isIgnored(root: string, file: string): Promise<boolean> {
  const { code } = await inWorktree(root, ['check-ignore', '--quiet', '--', file], [0, 1, 128]);
  return code === 0;
}

async function worktreesOf(root: string): Promise<string[]> {
  const { code, out } = await inWorktree(root, ['worktree', 'list', '--porcelain', '-z'], [0, 128, 129]);
  const tops =
    code === 0
      ? out
          .toString()
          .split('\0')
          .filter((line) => line.startsWith('worktree '))
      : [];
  return tops.map((line) => line.slice('worktree '.length)).filter((top) => existsSync(top));
}

async function ask(root: string, ...args: string[]): Promise<string> {
  const { out } = await inWorktree(root, args);
  return out.toString().replace(/\r?\n$/, '');
}

/** Runs git with the person's own configuration, because it decides which hooks run. */
function inWorktree(cwd: string, args: readonly string[], codes?: readonly number[]) {
  return git({ args, cwd, env: personEnvironment(), codes });
}

function isInside(path: string, folder: string): boolean {
  const inside = relative(real(folder), real(path));
  return inside === '' || (inside !== '..' && !inside.startsWith('..') && !inside.startsWith('/'));
}

/** Resolves symbolic links in the part of the path that exists. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(real(dirname(path)), basename(path));
  }
}

/** Suffixes that lefthook and the framework pre-commit give to a replaced hook. */
const RENAMED = ['.old', '.legacy'] as const;

/** Removes copies of Backlog's hook that other tools renamed. Lefthook can't write hooks while such a file exists. */
export function removeStrays(file: string): void {
  for (const suffix of RENAMED) {
    const text = fileText(file + suffix);
    if (text !== undefined && isOurHook(text) && isIntact(text)) rmSync(file + suffix);
  }
}
