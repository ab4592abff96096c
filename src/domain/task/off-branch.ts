import { shellWord } from '../../base/shell-word.ts';
import type { Instant } from '../instant.ts';

/** Where the work of a completed task is, if it is not on the branch. */
export interface OffBranch {
  /** When the task was completed, and by whom. */
  at: Instant;
  actor: string;
  /** Top folder of the worktree with the work. */
  worktree: string;
  /** The main checkout, and its common git directory. */
  main: string;
  common: string;
  /** The branch on which the work is missing, and its commit when git was asked last. Undefined until then. */
  target?: string | undefined;
  tip?: string | undefined;
  /** The commit from which the worktree began. */
  base?: string | undefined;
  /** The worktree's own branch, or the one with the work. */
  branch?: string | undefined;
  /** The commit that the worktree had when the task was claimed. */
  began?: string | undefined;
  /** The stash (its commit) that has the work. */
  stash?: string | undefined;
  /** When the task was claimed, if that was in the worktree. */
  since?: string | undefined;
  /** The commit that has the work, if no branch has it. */
  commit?: string | undefined;
  /** Set if the worktree is gone, so that only the branch or the stash has the work. */
  gone?: true | undefined;
  /** Set if that place is gone, too, and git has the files nowhere else. */
  lost?: true | undefined;
  /** The missing files with their contents as git's blobs; null for a deleted file. Undefined until git was asked. */
  files?: readonly { path: string; blob: string | null }[] | undefined;
}

/** Maximum number of files in the text. */
const NAMED = 3;

/** Describes where the work of a completed task is: `2 files are not on main, but in /repo/wt (branch a): src/a.ts`. */
export function offBranchText(off: OffBranch): string {
  const { target = 'the branch', files } = off;
  const place = placeText(off);
  if (!files) return `the work is ${place}; Backlog has not compared it with ${target} yet`;
  const named = files.slice(0, NAMED).map(({ path }) => path);
  const more = files.length > NAMED ? ` and ${files.length - NAMED} more` : '';
  const where = off.lost
    ? `and git no longer has ${files.length === 1 ? 'its content' : 'their contents'}`
    : `but ${place}`;
  return `${files.length} ${files.length === 1 ? 'file is' : 'files are'} not on ${target}, ${where}: ${named.join(', ')}${more}`;
}

function placeText({ worktree, branch, commit, stash, gone }: OffBranch): string {
  if (stash) return `in stash ${stash.slice(0, 7)}`;
  if (commit) return `in commit ${commit.slice(0, 7)}, which no branch has`;
  if (gone && branch) return `on branch ${branch}`;
  return `in ${worktree}${branch ? ` (branch ${branch})` : ''}`;
}

/** Returns the next step for such a task: the lines that bring its work to the branch, or, if that is lost, the one that opens it. */
export function offBranchStep({ id }: { id: number }, off: OffBranch): string {
  return off.lost ? `do it again: task_modify ${id} --status pending opens the task` : bringText(off);
}

/** Returns the lines to type that bring the work to the branch. */
function bringText({ worktree, main, branch, commit: lost, target, stash, gone }: OffBranch): string {
  const on = target ? ` (on ${target})` : '';
  const here = `git -C ${shellWord(main)}`;
  if (stash) return `apply and commit it: ${here} stash apply ${stash}; ${here} commit -a${on}`;
  if (lost) return `merge it: ${here} merge ${lost}${on}`;
  if (gone && branch) return `merge it: ${here} merge ${shellWord(branch)}${on}`;
  const there = `git -C ${shellWord(worktree)}`;
  const commit = `${there} add -A && ${there} commit`;
  const merge = `${here} merge ${branch ? shellWord(branch) : `$(${there} rev-parse HEAD)`}`;
  return `commit and merge it: ${commit}; ${merge}${on}`;
}
