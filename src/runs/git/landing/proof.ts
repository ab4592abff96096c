import { lstat } from 'node:fs/promises';
import { shellWord } from '../../../base/shell-word.ts';
import { isRefusal } from '../../../domain/errors.ts';
import { personCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { type RawChange, SUBMODULE } from '../diff/changed.ts';
import { type BytePath, fileOf, pathText, splitRaw } from '../diff/path-text.ts';
import type { GitRepository } from '../store/paths.ts';
import { textOfPath } from './checkout.ts';
import { someOf } from './deferral.ts';
import { askWorktrees, type ListedCheckout } from './worktrees.ts';

/** A worktree that has the branch, and the files in which it differs from the branch after a landing. */
export interface Unproved {
  worktree: string;
  paths: string[];
}

/**
 * Asks git whether a landing is complete: in each worktree with the branch, the index and the files must equal the
 * branch's commit, for every path that the landing changed. Otherwise the next commit there could take the result back.
 * @param ref the branch, behind symbolic refs
 * @param known the worktrees that had the branch before the landing, which git's list may have at another path
 * @returns the worktrees that differ
 */
export async function proveLanding(
  repository: GitRepository,
  ref: string,
  changes: readonly RawChange[],
  known: readonly ListedCheckout[],
): Promise<Unproved[]> {
  const branch = { ref, changes };
  const listed = (await askWorktrees(repository)).filter((one) => one.branch === ref).map(({ path }) => path);
  const added = listed.filter((path) => !known.some((one) => one.listed === path));
  const sure = [...known.map(({ worktree }) => worktree), ...added];
  const found: Unproved[] = [];
  // A caller's folder counts even if git's list lacks it.
  for (const worktree of new Set([...sure, repository.folder])) {
    const paths = await differing(repository, worktree, branch).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      return sure.includes(worktree) ? changes.map(({ path }) => path) : [];
    });
    if (paths.length > 0) found.push({ worktree, paths: [...new Set(paths)].sort().map(pathText) });
  }
  return found;
}

/** Says which files differ, and how to take the landed ones. */
export function unprovedText({ worktree, paths }: Unproved): string {
  const files = paths.slice(0, NAMED).map(shellWord).join(' ');
  return `${worktree} differs from the merged commit: ${someOf(paths)}. A commit there could undo the result. To take the merged files: \`git -C ${shellWord(worktree)} restore --source=HEAD --staged --worktree -- ${files}\``;
}

/** Maximum number of files in a line to paste. */
const NAMED = 20;

/** What a landing has changed. */
interface LandedBranch {
  ref: string;
  changes: readonly RawChange[];
}

/**
 * Lists the changed paths whose index entry or file differs from HEAD; none if the worktree has another branch. A sparse
 * checkout leaves out files.
 */
async function differing(
  repository: GitRepository,
  worktree: string,
  { ref, changes }: LandedBranch,
): Promise<BytePath[]> {
  const touched = new Set(changes.filter(isFile).map(({ path }) => path));
  const paths = [...touched].map(textOfPath);
  const found: BytePath[] = [];
  // Git compares only these files: a filter can fail for another one.
  for (let at = 0; at < paths.length; at += TOGETHER) {
    const args = [...STATUS, '--', ...paths.slice(at, at + TOGETHER)];
    const lines = splitRaw((await git(personCall(repository, args, { worktree }))).out);
    if (!lines.includes(`# branch.head ${ref.replace('refs/heads/', '')}`)) return [];
    found.push(...lines.flatMap((line) => ENTRY.exec(line)?.[1] ?? []));
  }
  return [...found.filter((path) => touched.has(path)), ...(await undeleted(worktree, changes))];
}

const STATUS = [
  ...['--literal-pathspecs', 'status', '--porcelain=v2', '-z', '--branch', '--no-ahead-behind'],
  ...['--no-renames', '--untracked-files=no', '--ignore-submodules=all'],
];
/** Matches a changed or an unmerged path, after 8 or 10 fields. */
const ENTRY = /^(?:1(?: [^ ]+){7}|u(?: [^ ]+){9}) (.*)$/s;

/** Number of paths in one call. */
const TOGETHER = 200;

const isFile = ({ old, new: to }: RawChange) => old.mode !== SUBMODULE && to.mode !== SUBMODULE;

/** Lists the files that the landing deletes and that are still there. */
async function undeleted(worktree: string, changes: readonly RawChange[]): Promise<BytePath[]> {
  const found: BytePath[] = [];
  for (const { path, old, status } of changes) {
    if (status !== 'D' || old.mode === SUBMODULE) continue;
    const facts = await lstat(fileOf(worktree, path)).catch(() => undefined);
    if (facts && !facts.isDirectory()) found.push(path);
  }
  return found;
}
