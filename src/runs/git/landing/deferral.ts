import { sentence } from '../../../base/output/sentence.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { branchName } from '../../../domain/runs/branch-name.ts';
import { shortCommit } from '../../../domain/runs/commit-id.ts';
import { lockHint, lockText } from '../call/cause.ts';

/** The reason why a result can't be merged into its branch now. Nothing was changed, and Backlog can try again. */
export type Deferral =
  /** The branch is not at the expected commit. `at` is its present commit, or undefined if the branch is missing. */
  | { kind: 'moved'; at: string | undefined }
  /**
   * Files of the result have uncommitted changes in the checkout: staged or unstaged changes, or deletions. `submodules`
   * are those of the paths that are submodules. `also` names the other files, which are in the way.
   */
  | { kind: 'dirty'; worktree: string; paths: string[]; submodules?: string[]; also?: InTheWay }
  | InTheWay
  /** The checkouts of changed submodules can't move to their new commits without a loss. `paths` are those of `modules`. */
  | { kind: 'submodules'; worktree: string; paths: string[]; modules: ModuleText[]; also?: undefined }
  | { kind: 'in-progress'; worktree: string; what: GitOperation }
  | { kind: 'two-worktrees'; worktrees: string[] }
  /** Git says that the branch is checked out in a worktree that doesn't answer there. `mend` is the line that ends it. */
  | { kind: 'lost-worktree'; worktree: string; why: string; mend: string }
  /** Git says of a branch or a HEAD something else than its own file. `mend` is the line after which git's answer counts. */
  | { kind: 'two-answers'; what: string; git: string; file: string; said: string; mend: string }
  /** Another git process has the lock of the branch or the index, or was killed and left the lock. */
  | { kind: 'locked'; file: string }
  /** The branch was just checked out in another worktree, or left its worktree. */
  | { kind: 'switched' }
  /** Git refused for another reason. `said` is git's message. */
  | { kind: 'refused'; said: string };

/** A file that the result adds can't be written: an untracked or ignored file, folder or link is there. */
interface InTheWay {
  kind: 'in-the-way';
  worktree: string;
  paths: string[];
  also?: undefined;
}

/** Words about a submodule of a checkout, by its path. */
export interface ModuleText {
  path: string;
  text: string;
}

/** Kinds of deferral that affect only the results with the named files, not every result of a batch. */
export const OF_FILES: readonly string[] = ['dirty', 'in-the-way', 'submodules'] satisfies Extract<
  Deferral,
  { paths: string[] }
>['kind'][];

/**
 * Unfinished operations of git, with the files or folders of a worktree's git folder by which it keeps them; the first
 * that is there counts. A cherry-pick and a revert of one commit are refs, see `worktrees.ts`.
 */
export const UNFINISHED_OPERATIONS = {
  am: ['rebase-apply/applying'],
  rebase: ['rebase-merge', 'rebase-apply'],
  merge: ['MERGE_HEAD'],
  'cherry-pick': ['sequencer'],
  revert: [],
  bisect: ['BISECT_START', 'BISECT_LOG'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type GitOperation = keyof typeof UNFINISHED_OPERATIONS;

/** Maximum number of files that a message names. */
const SHOWN = 5;

/** Describes, on one line, why a result can't be merged now, and the person's next step. `ref` is the target branch. */
export function deferralText(why: Deferral, ref: string): string {
  const branch = branchName(ref);
  switch (why.kind) {
    case 'moved':
      return why.at === undefined
        ? `branch ${branch} no longer exists. Create it again, or discard the run`
        : `branch ${branch} moved to ${shortCommit(why.at)}. The result is merged and tested again`;
    case 'dirty':
      return `uncommitted changes in ${why.worktree} to files of the result: ${someOf(why.paths)}. Commit or stash them${updateLine(why)}`;
    case 'in-the-way':
      return `files in ${why.worktree} that the result would overwrite: ${someOf(why.paths)}. Move them away`;
    case 'submodules':
      return moduleLines(why.modules.filter(({ path }) => why.paths.includes(path)));
    case 'in-progress':
      return `a ${why.what} is in progress in ${why.worktree}. Finish or abort it`;
    case 'two-worktrees':
      return `branch ${branch} is checked out in two worktrees: ${why.worktrees.join(', ')}. Switch one to another branch, or detach it: \`git -C ${shellWord(why.worktrees.at(-1)!)} switch --detach\``;
    case 'lost-worktree':
      return `${sentence(`git lists ${why.worktree} with branch ${branch}, but ${why.why}`)} ${why.mend}`;
    case 'two-answers':
      return `for git, ${why.what} is ${why.git}, but ${why.file} contains ${why.said}. If git is right: \`${why.mend}\``;
    case 'locked':
      return `${lockText(why.file)}. ${lockHint(why.file)}`;
    case 'switched':
      return `branch ${branch} was just checked out elsewhere. The result is merged again`;
    case 'refused':
      return `git failed: ${why.said}`;
  }
}

/** Names the first of some submodules, each with its words, and the number of the others. */
export function moduleLines(modules: readonly ModuleText[]): string {
  const shown = modules.slice(0, SHOWN).map(({ path, text }) => `submodule ${path}: ${text}`);
  const rest = modules.length - SHOWN;
  return [...shown, ...(rest > 0 ? [`and ${rest} more submodules`] : [])].join('; ');
}

/** Says how to move submodules to the commit of the branch, which is often forgotten after a pull. */
function updateLine({ submodules = [] }: { submodules?: string[] }): string {
  const named = submodules.slice(0, SHOWN).map(shellWord).join(' ');
  return submodules.length > 0
    ? `, or move the submodules to the branch's commit: \`git submodule update ${named}\``
    : '';
}

/** Lists some paths, and the number of the others. */
export function someOf(paths: readonly string[]): string {
  const shown = paths.slice(0, SHOWN).join(', ');
  return paths.length > SHOWN ? `${shown} and ${paths.length - SHOWN} more` : shown;
}
