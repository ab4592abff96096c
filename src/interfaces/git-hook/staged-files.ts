import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder and the environment in which git runs its hooks. */
export interface Hook {
  /** Top folder of the worktree. */
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** Maximum time in milliseconds for git to list the staged files. A million files take seconds. */
const ANSWER_MS = 20_000;
/** Maximum size of git's output in bytes, enough for the names of more than a million files. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Returns the paths that a commit changes, from the top of the worktree. Includes both names of a renamed file, deleted
 * files and changes of the mode. Omits files that a merge brings in unchanged, because they were committed elsewhere.
 * The environment of git's hooks names the index of the commit (`commit -a`, `commit PATHS`).
 */
export function stagedPaths(hook: Hook): string[] {
  const [ours = [], ...theirs] = ['HEAD', ...mergedIn(hook)].map((parent) => changedFrom(parent, hook));
  const sets = theirs.map((changed) => new Set(changed));
  return ours.filter((path) => sets.every((changed) => changed.has(path)));
}

function changedFrom(parent: string, hook: Hook): string[] {
  try {
    return pathsIn(git(hook, 'diff-index', '--cached', '--name-only', '--no-renames', '-z', parent, '--'));
  } catch (error) {
    // The first commit has no parent.
    if (parent !== 'HEAD' || hasCommits(hook)) throw error;
    return pathsIn(git(hook, 'ls-files', '--cached', '-z'));
  }
}

function hasCommits(hook: Hook): boolean {
  try {
    return git(hook, 'rev-parse', '--quiet', '--verify', 'HEAD') !== '';
  } catch {
    return false;
  }
}

/** Returns the commits that the current merge brings in, from git's files. */
function mergedIn(hook: Hook): string[] {
  const folder = gitFolder(hook);
  const noted = folder && readText(join(folder, 'MERGE_HEAD'));
  return noted ? noted.split('\n').filter(Boolean) : [];
}

/**
 * Returns the git folder of this worktree. Doesn't start git, because a git process would take as long as the rest of
 * the check.
 */
function gitFolder({ cwd, env }: Hook): string | undefined {
  if (env.GIT_DIR) return resolve(cwd, env.GIT_DIR);
  const dotGit = join(cwd, '.git');
  if (statSync(dotGit, { throwIfNoEntry: false })?.isDirectory()) return dotGit;
  const named = /^gitdir: (.+?)\s*$/.exec(readText(dotGit) ?? '')?.[1];
  return named && resolve(cwd, named);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function pathsIn(text: string): string[] {
  return text.split('\0').filter((path) => path !== '');
}

/** Runs git and returns its output. git takes no lock, because the waiting commit has the lock. */
function git({ cwd, env }: Hook, ...args: string[]): string {
  const options = { cwd, env: { ...env, GIT_OPTIONAL_LOCKS: '0' }, timeout: ANSWER_MS, maxBuffer: MOST_BYTES };
  return execFileSync('git', args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
}
