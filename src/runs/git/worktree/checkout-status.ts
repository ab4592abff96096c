import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { personCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { pathText, splitRaw } from '../diff/path-text.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { withTrustedIndex } from './trusted-index.ts';

/** The uncommitted changes of a person's checkout, with the two letters of git status for each file. */
export interface CheckoutStatus {
  /** undefined when HEAD is detached. */
  branch?: string;
  files: { path: string; status: string }[];
}

const STATUS = [
  'status',
  '--porcelain=v1',
  '-z',
  '--no-renames',
  '--untracked-files=normal',
  '--ignore-submodules=dirty',
];

/** Reads the changes without refreshing the index or taking a lock. A folder that is new as a whole is one entry. */
export async function checkoutStatus(repository: GitRepository): Promise<CheckoutStatus> {
  const [head, entries] = await Promise.all([
    readFile(join(commonOf(repository), 'HEAD'), 'utf8'),
    statusEntries(repository, STATUS),
  ]);
  const [, branch] = /^ref: refs\/heads\/(.+)/.exec(head.trim()) ?? [];
  const files = entries.map((entry) => ({ path: pathText(entry.slice(3)), status: entry.slice(0, 2) }));
  return { ...(branch ? { branch } : {}), files };
}

/** Runs `git status -z` in the person's checkout. @returns its entries */
export async function statusEntries(repository: GitRepository, args: readonly string[]): Promise<string[]> {
  const { out } = await withTrustedIndex(repository, (index) =>
    git(personCall(repository, args, { worktree: repository.folder, ...(index ? { index } : {}) })),
  );
  return splitRaw(out);
}
