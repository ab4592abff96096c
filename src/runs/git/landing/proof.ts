import { lstat } from 'node:fs/promises';
import { shellWord } from '../../../base/shell-word.ts';
import { PLAIN_DIFF, personCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { type RawChange, SUBMODULE } from '../diff/changed.ts';
import { type BytePath, fileOf, pathText, splitRaw } from '../diff/path-text.ts';
import type { GitRepository } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';
import { textOfPath } from './checkout.ts';
import { someOf } from './deferral.ts';
import { worktreesOn } from './worktrees.ts';

/** A worktree that has the branch, and the files in which it differs from the branch after a landing. */
export interface Unproved {
  worktree: string;
  paths: string[];
}

/**
 * Asks git whether a landing is complete: in each worktree with the branch, the index and the files must equal the
 * branch's commit, for every path that the landing changed. Otherwise the next commit there could take the result back.
 * @param also folders of callers, which count even if git's list lacks them
 * @returns the worktrees that differ
 */
export async function proveLanding(
  repository: GitRepository,
  ref: string,
  changes: readonly RawChange[],
  also: readonly string[] = [repository.folder],
): Promise<Unproved[]> {
  const { checkouts, lost } = await worktreesOn(repository, ref);
  const known = checkouts.map(({ worktree }) => worktree);
  const others = await Promise.all(
    also
      .filter((one) => !known.includes(one))
      .map(async (one) => ((await branchIn(repository, one)) === ref ? [one] : [])),
  );
  const all = changes.map(({ path }) => pathText(path));
  const found: Unproved[] = lost.map(({ worktree }) => ({ worktree, paths: all }));
  for (const worktree of [...known, ...others.flat()]) {
    const paths = [...(await differing(repository, worktree, changes)), ...(await undeleted(worktree, changes))];
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

async function branchIn(repository: GitRepository, worktree: string): Promise<string | undefined> {
  const call = personCall(repository, ['symbolic-ref', '-q', 'HEAD'], { worktree, codes: MAY_FAIL });
  const head = await git(call).catch(() => undefined);
  return head?.code === 0 ? outputLine(head) : undefined;
}

/** Lists the changed paths whose index entry or file differs from HEAD. A sparse checkout leaves out files. */
async function differing(
  repository: GitRepository,
  worktree: string,
  changes: readonly RawChange[],
): Promise<BytePath[]> {
  const ask = async (args: readonly string[]) =>
    splitRaw((await git(personCall(repository, [...args, ...PLAIN_DIFF, '-z', '--name-only'], { worktree }))).out);
  const staged = await ask(['diff-index', '--cached', '--no-renames', 'HEAD']);
  const touched = new Set(changes.filter(isFile).map(({ path }) => path));
  const edited: BytePath[] = [];
  // Git compares only these files: a filter can fail for another one.
  const paths = [...touched].map(textOfPath);
  for (let at = 0; at < paths.length; at += TOGETHER) {
    const args = [
      'status',
      '--porcelain',
      '-z',
      '--no-renames',
      '--untracked-files=no',
      '--ignore-submodules=all',
      '--',
    ];
    const call = personCall(repository, ['--literal-pathspecs', ...args, ...paths.slice(at, at + TOGETHER)], {
      worktree,
    });
    for (const entry of splitRaw((await git(call)).out)) if (entry[1] !== ' ') edited.push(entry.slice(3));
  }
  return [...staged, ...edited].filter((path) => touched.has(path));
}

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
