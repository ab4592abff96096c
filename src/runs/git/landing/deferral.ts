import { branchName } from '../../../domain/runs/branch-name.ts';

/** Why a result does not land now. Nothing was changed; it can be tried again when the reason is gone. */
export type Deferral =
  /** The branch is at another commit, or (undefined) is no more. */
  | { kind: 'moved'; at: string | undefined }
  /** Files of the result that have uncommitted changes in the checkout, staged or not, deleted ones among them. */
  | { kind: 'dirty'; worktree: string; paths: string[] }
  /** Files that the result adds, where an untracked or ignored file, a folder or a link is already. */
  | { kind: 'in-the-way'; worktree: string; paths: string[] }
  | { kind: 'in-progress'; worktree: string; what: GitOperation }
  | { kind: 'two-worktrees'; worktrees: string[] }
  /** Another git has the branch or the index, or one that was killed left its lock. */
  | { kind: 'locked'; file: string }
  /** What git said when it refused for a reason that is none of these. */
  | { kind: 'refused'; said: string };

/** Reasons that concern the files of single results. */
export const OF_FILES: readonly string[] = ['dirty', 'in-the-way'] satisfies Extract<
  Deferral,
  { paths: string[] }
>['kind'][];

/** What a person can be in the middle of: the file or folder in the git folder of a worktree that shows it. */
export const PROGRESS = {
  rebase: ['rebase-merge', 'rebase-apply'],
  merge: ['MERGE_HEAD'],
  'cherry-pick': ['CHERRY_PICK_HEAD', 'sequencer'],
  revert: ['REVERT_HEAD'],
  bisect: ['BISECT_START', 'BISECT_LOG'],
} as const;

export type GitOperation = keyof typeof PROGRESS;

/** Names at most of this many files. */
const SHOWN = 5;

/** One line: the reason, and what makes it go away. `ref` is where it was to land. */
export function deferralText(why: Deferral, ref: string): string {
  const branch = branchName(ref);
  switch (why.kind) {
    case 'moved':
      return why.at === undefined
        ? `branch ${branch} is no more. Make it again, or discard the run`
        : `branch ${branch} moved to ${why.at.slice(0, 12)}: merge and test again`;
    case 'dirty':
      return `uncommitted changes in ${why.worktree} to files of the result: ${some(why.paths)}. Commit or stash them`;
    case 'in-the-way':
      return `files in ${why.worktree} are where the result adds some: ${some(why.paths)}. Move them away`;
    case 'in-progress':
      return `a ${why.what} is going on in ${why.worktree}. Finish or abort it`;
    case 'two-worktrees':
      return `two worktrees have branch ${branch}: ${why.worktrees.join(', ')}. Switch one to another branch`;
    case 'locked':
      return `${why.file} is there: another git is at work, or one was killed. Wait, or delete the file when none is`;
    case 'refused':
      return `git refused: ${why.said}`;
  }
}

function some(paths: readonly string[]): string {
  const shown = paths.slice(0, SHOWN).join(', ');
  return paths.length > SHOWN ? `${shown} and ${paths.length - SHOWN} more` : shown;
}
