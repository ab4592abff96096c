import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitHead } from '../../../store/index.ts';
import { personCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { pathText, splitRaw } from '../diff/path-text.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { copyPostdated } from '../store/temporary-index.ts';

/** The uncommitted changes of a person's checkout, with the two letters of git status for each file. */
export interface CheckoutStatus {
  /** Name of the checked-out branch; undefined if HEAD is detached. */
  branch?: string;
  files: { path: string; status: string }[];
}

/** Reads the uncommitted changes, without writing or locking the index. An untracked folder is one entry. */
export async function checkoutStatus(repository: GitRepository): Promise<CheckoutStatus> {
  const entries = await statusEntries(repository, ['--untracked-files=normal']);
  const [, branch] = /^refs\/heads\/(.+)/.exec(gitHead(commonOf(repository)).ref ?? '') ?? [];
  const files = entries.map((entry) => ({ path: pathText(entry.slice(3)), status: entry.slice(0, 2) }));
  return { ...(branch ? { branch } : {}), files };
}

const STATUS = ['status', '--porcelain=v1', '-z', '--no-renames', '--ignore-submodules=dirty'];

/**
 * Runs `git status` in the person's checkout.
 * @param listed options for untracked and ignored files
 * @returns an entry per file: two letters of its status, a blank, and its path
 */
export async function statusEntries(repository: GitRepository, listed: readonly string[]): Promise<string[]> {
  const args = [...STATUS, ...listed];
  const { out } = await withTrustedIndex(repository, (index) =>
    git(personCall(repository, args, { worktree: repository.folder, ...(index ? { index } : {}) })),
  );
  return splitRaw(out);
}

const SECOND = 1000;

/**
 * Calls `look` with a copy of the checkout's index that has a later time. With the real index, git compares the content
 * of every file that was written in the same second as the index; after a clone, these are all files. Later writes
 * change a file's time, so two calls detect every change between them.
 * Passes undefined, which means the real index, in three cases: during that second, if the index is in another place,
 * or if no temporary file can be written. Then the result is the same, but takes longer.
 */
export async function withTrustedIndex<T>(
  { folder }: GitRepository,
  look: (index: string | undefined) => Promise<T>,
): Promise<T> {
  const index = join(folder, '.git', 'index');
  const facts = await lstat(index).catch(() => undefined);
  if (!facts?.isFile() || Math.floor(facts.mtimeMs / SECOND) >= Math.floor(Date.now() / SECOND)) return look(undefined);
  const beside = await mkdtemp(join(tmpdir(), 'backlog-index-')).catch(() => undefined);
  if (beside === undefined) return look(undefined);
  try {
    return await look(await trustedCopy(index, join(beside, 'index')));
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** Copies the index and sets a later time. @returns the copy's path; undefined if the disk is full */
async function trustedCopy(index: string, copy: string): Promise<string | undefined> {
  try {
    await copyPostdated(index, copy);
    return copy;
  } catch {
    return undefined;
  }
}
