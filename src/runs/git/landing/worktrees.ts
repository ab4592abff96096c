import { existsSync } from 'node:fs';
import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { type Deferral, type GitOperation, UNFINISHED_OPERATIONS } from './deferral.ts';

/** A worktree of the person that has a branch checked out, or has an unfinished git operation on it. */
export interface Checkout {
  /** Path of the worktree's top folder. */
  worktree: string;
  /** Path of the git folder with the worktree's HEAD and index. */
  gitDir: string;
  progress: GitOperation | undefined;
}

/**
 * Lists the worktrees that have a branch or will return to it. Git lists at most one of them, and none during a rebase
 * or bisect of the branch. So this function reads the files of the git folders (gitrepository-layout).
 */
export async function checkoutsOf(repository: GitRepository, ref: string): Promise<Checkout[]> {
  const common = commonOf(repository);
  const linked = await readdir(join(common, 'worktrees')).catch(() => []);
  const all = [
    await mainWorktree(repository, common),
    ...(await Promise.all(linked.map((name) => linkedWorktree(join(common, 'worktrees', name))))),
  ];
  const branch = await branchBehind(common, ref);
  const checkouts = await Promise.all(all.map((one) => one && checkoutAt(one, common, branch)));
  return checkouts.filter((one) => one !== undefined);
}

type Found = Pick<Checkout, 'worktree' | 'gitDir'>;

/** Returns the main worktree; undefined for a bare repository. A submodule's git folder is outside of its worktree. */
async function mainWorktree({ folder }: GitRepository, common: string): Promise<Found | undefined> {
  for (const worktree of [folder, dirname(common)]) {
    if (worktree !== common && (await pointsTo(worktree, common))) return { worktree, gitDir: common };
  }
  return undefined;
}

async function linkedWorktree(gitDir: string): Promise<Found | undefined> {
  const pointer = await text(join(gitDir, 'gitdir'));
  const worktree = pointer && dirname(resolve(gitDir, pointer));
  // A worktree that was deleted or replaced without `git worktree remove` doesn't count. A locked one does, because its
  // disk may not be mounted.
  if (!worktree || !((await pointsTo(worktree, gitDir)) || existsSync(join(gitDir, 'locked')))) return undefined;
  return { worktree, gitDir };
}

/** Checks whether the `.git` of a worktree is this git folder or a file that names it. */
async function pointsTo(worktree: string, gitDir: string): Promise<boolean> {
  const dotGit = join(worktree, '.git');
  const named = /^gitdir: (.+)$/.exec(await text(dotGit))?.[1];
  const there = await realpath(named === undefined ? dotGit : resolve(worktree, named)).catch(() => undefined);
  return there !== undefined && there === (await realpath(gitDir));
}

async function checkoutAt(found: Found, common: string, branch: string): Promise<Checkout | undefined> {
  const { gitDir } = found;
  const [merging, applying, bisected] = await Promise.all(
    ['rebase-merge/head-name', 'rebase-apply/head-name', 'BISECT_START'].map((name) => text(join(gitDir, name))),
  );
  const names = [await symbolicAt(join(gitDir, 'HEAD')), merging, applying, bisected, `refs/heads/${bisected}`];
  const refs = names.filter((name) => name?.startsWith('refs/')) as string[];
  const behind = await Promise.all(refs.map((name) => branchBehind(common, name)));
  return behind.includes(branch) ? { ...found, progress: progressIn(gitDir) } : undefined;
}

/** Returns the branch to which a ref leads: `master` can be another name of `main`, with one commit for both. */
async function branchBehind(common: string, ref: string): Promise<string> {
  let found = ref;
  for (let n = 0; n < MOST_SYMBOLIC; n++) found = (await symbolicAt(join(common, found))) ?? found;
  return found;
}

/** Git follows this many symbolic refs. */
const MOST_SYMBOLIC = 5;

/** Returns the ref that a symbolic ref names. In old repositories, it is a link. */
async function symbolicAt(file: string): Promise<string | undefined> {
  const target = await readlink(file).catch(() => '');
  return target.startsWith('refs/') ? target : /^ref: (refs\/.+)$/.exec(await text(file))?.[1];
}

/** Finds an unfinished operation of git in the git folder of a worktree. */
export function progressIn(gitDir: string): GitOperation | undefined {
  return (Object.keys(UNFINISHED_OPERATIONS) as GitOperation[]).find((what) =>
    UNFINISHED_OPERATIONS[what].some((name) => existsSync(join(gitDir, name))),
  );
}

async function text(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).trim();
}

/** Finds the worktree that must move with the branch, if there is one, or the reason why it can't move. */
export function checkoutToMove(checkouts: readonly Checkout[]): { checkout: Checkout | undefined } | { why: Deferral } {
  const busy = checkouts.find(({ progress }) => progress !== undefined);
  if (busy?.progress) return { why: { kind: 'in-progress', worktree: busy.worktree, what: busy.progress } };
  if (checkouts.length > 1)
    return { why: { kind: 'two-worktrees', worktrees: checkouts.map(({ worktree }) => worktree) } };
  return { checkout: checkouts[0] };
}
