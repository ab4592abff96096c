import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { personCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { pathText, splitRaw } from '../diff/path-text.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { withTrustedIndex } from './trusted-index.ts';

/** What is changed in a person's checkout: its branch, and each changed file with the two letters that git status has for it. */
export interface CheckoutStatus {
  /** undefined where HEAD is at a commit. */
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

/** Reads without writing: neither the index is refreshed nor a lock taken. A folder that is new as a whole is one entry. */
export async function checkoutStatus(repository: GitRepository): Promise<CheckoutStatus> {
  const [head, entries] = await Promise.all([
    readFile(join(commonOf(repository), 'HEAD'), 'utf8'),
    statusEntries(repository, STATUS),
  ]);
  const [, branch] = /^ref: refs\/heads\/(.+)/.exec(head.trim()) ?? [];
  const files = entries.map((entry) => ({ path: pathText(entry.slice(3)), status: entry.slice(0, 2) }));
  return { ...(branch ? { branch } : {}), files };
}

/** The lines of a status of the person's checkout, as git says them with `-z`. */
export async function statusEntries(repository: GitRepository, args: readonly string[]): Promise<string[]> {
  const { out } = await withTrustedIndex(repository, (index) =>
    git(personCall(repository, args, { worktree: repository.folder, ...(index ? { index } : {}) })),
  );
  return splitRaw(out);
}
