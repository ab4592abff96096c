import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { present } from '../../../base/present.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { personCall } from '../call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';
import { type Deferral, type GitOperation, UNFINISHED_OPERATIONS } from './deferral.ts';
import { type AskedBranch, askBranch, headApart, type TwoAnswers, tipApart } from './two-answers.ts';

/** A worktree of the person that has a branch checked out, or has an unfinished git operation on it. */
export interface Checkout {
  /** Path of the worktree's top folder. */
  worktree: string;
  /** Path of the git folder with the worktree's HEAD and index. */
  gitDir: string;
  progress: GitOperation | undefined;
}

/** A worktree that has the branch as git says, but that nobody can ask or move. */
export type LostCheckout = Extract<Deferral, { kind: 'lost-worktree' }>;

/** A checkout with its path in git's list. The main one of a submodule has the path of its git folder there. */
export interface ListedCheckout extends Checkout {
  listed: string;
}

/** The worktrees of a branch, and what git says of them and of the branch otherwise than its own files. */
export interface BranchWorktrees {
  checkouts: ListedCheckout[];
  lost: LostCheckout[];
  apart: TwoAnswers[];
}

/**
 * Asks git which worktrees have a branch or will return to it, after a rebase or a bisect. Git knows a worktree by the
 * path at which it last was; a worktree that doesn't answer there is lost. If a file of git says something else, asks
 * once more, because a person may have switched meanwhile.
 */
export async function worktreesOn(repository: GitRepository, branch: AskedBranch): Promise<BranchWorktrees> {
  const first = await lookFor(repository, branch);
  return first.apart.length === 0 ? first : lookFor(repository, await askBranch(repository, branch.ref));
}

/** Lists the worktrees of {@link worktreesOn} that answer. */
export async function checkoutsOf(repository: GitRepository, ref: string): Promise<ListedCheckout[]> {
  return (await worktreesOn(repository, await askBranch(repository, ref))).checkouts;
}

async function lookFor(repository: GitRepository, branch: AskedBranch): Promise<BranchWorktrees> {
  const look = async (one: Listed, at: number) => {
    const there = at === 0 ? await mainWorktree(repository, one) : await answering(one.path, repository);
    const apart = there && (await headApart(repository, { ...there, branch: one.branch }));
    const returnsTo = await Promise.all((there?.returnsTo ?? []).map((name) => askBranch(repository, name)));
    const names = [one.branch, apart?.branch, ...returnsTo.map(({ ref }) => ref)];
    if (!names.includes(branch.ref)) return [];
    if (there === undefined) return [{ lost: lost(repository, one, at === 0) }];
    // Git has just answered in the folder that it lists.
    const isFound = there.worktree === one.path || (await answering(there.worktree, repository)) !== undefined;
    return [isFound ? { checkout: { ...there, listed: one.path }, apart } : { lost: withoutGit(repository, there) }];
  };
  const isOwn = ({ worktree }: Checkout) => Number(worktree === repository.folder);
  const found = (await Promise.all((await askWorktrees(repository)).map(look))).flat();
  const checkouts = found.flatMap(({ checkout }) => checkout ?? []);
  const apart = [...found.map((one) => one.apart?.why), await tipApart(repository, branch)];
  return {
    // Git lists linked ones in the order of its folder. That of the caller is the first, so that a hint names another one.
    checkouts: checkouts.sort((a, b) => isOwn(b) - isOwn(a)),
    lost: found.flatMap((one) => one.lost ?? []),
    apart: apart.filter((why) => why !== undefined),
  };
}

/** A record of `git worktree list`. */
interface Listed {
  path: string;
  /** The branch of HEAD, behind symbolic refs; absent for a detached HEAD. */
  branch?: string;
  bare?: string;
  /** The reason why it is locked; may be empty. */
  locked?: string;
}

/** The first worktree is the main one. */
export async function askWorktrees(repository: GitRepository): Promise<Listed[]> {
  const { out } = await git(personCall(repository, ['worktree', 'list', '--porcelain', '-z']));
  const records = out.toString().split('\0\0').filter(Boolean);
  return records.map((record) => {
    const lines = record.split('\0').map((line) => line.split(/ (.*)/s));
    const { worktree = '', ...rest } = Object.fromEntries(lines.map(([name, value = '']) => [name, value]));
    return { path: worktree, ...rest };
  });
}

/** A worktree that answers, with its unfinished operation and the names of the branches to which that returns. */
interface Answer extends Checkout {
  returnsTo: string[];
}

/**
 * Finds the main worktree; undefined for a bare repository. Git doesn't know where it is if its git folder is elsewhere,
 * as that of a submodule, unless a setting says so.
 */
async function mainWorktree(repository: GitRepository, { path, bare }: Listed): Promise<Answer | undefined> {
  if (bare !== undefined) return undefined;
  const common = await realpath(commonOf(repository));
  const isMain = async (found: Answer | undefined) => found && (await realpath(found.gitDir)) === common;
  for (const folder of new Set([path, repository.folder])) {
    const found = await answering(folder, repository);
    if (await isMain(found)) return found;
  }
  const named = await git(personCall(repository, ['config', '--type=path', 'core.worktree'], { codes: [0, 1] }));
  const found = await answering(resolve(common, outputLine(named)), repository);
  return (await isMain(found)) ? found : undefined;
}

/** The files with the names of the branches to which a rebase and a bisect return. */
const RETURNS = ['rebase-merge/head-name', 'rebase-apply/head-name', 'BISECT_START'];
const OPERATIONS = Object.entries(UNFINISHED_OPERATIONS) as [GitOperation, readonly string[]][];
const STATE_FILES = [...RETURNS, ...OPERATIONS.flatMap(([, names]) => names)];
const WHERE = ['--show-toplevel', '--absolute-git-dir', '--git-common-dir'];
/** A cherry-pick and a revert of one commit are refs, which are no files in a reftable. Git names the first that exists. */
const PICKED = ['--symbolic', '--revs-only', '--default', 'REVERT_HEAD', 'CHERRY_PICK_HEAD'];
const PICKED_REFS: Readonly<Record<string, GitOperation>> = { CHERRY_PICK_HEAD: 'cherry-pick', REVERT_HEAD: 'revert' };
const PATHS = STATE_FILES.flatMap((name) => ['--git-path', name]);
const ASKED = ['rev-parse', '--path-format=absolute', ...WHERE, ...PATHS, ...PICKED];

/** Asks git in a folder which worktree of the repository this is; undefined if it is none. */
async function answering(folder: string, repository: GitRepository): Promise<Answer | undefined> {
  if (!existsSync(folder)) return undefined;
  const { code, out } = await git(personCall(repository, ASKED, { worktree: folder, codes: MAY_FAIL }));
  const [worktree, gitDir, common, ...paths] = linesOfOutput(out);
  if (code !== 0 || !worktree || !gitDir || !common) return undefined;
  if ((await realpath(common)) !== (await realpath(commonOf(repository)))) return undefined;
  const pathOf = (name: string) => paths[STATE_FILES.indexOf(name)]!;
  const picked = PICKED_REFS[paths[STATE_FILES.length] ?? ''];
  const progress = OPERATIONS.find(([, names]) => names.some((name) => existsSync(pathOf(name))))?.[0];
  const [merging, applying, bisected] = await Promise.all(
    RETURNS.map(async (name) => (await readFile(pathOf(name), 'utf8').catch(() => '')).trim()),
  );
  const returnsTo = [merging, applying, bisected && `refs/heads/${bisected}`];
  return {
    ...{ worktree, gitDir },
    // Several commits to pick or to revert have a folder, too.
    progress: progress === undefined || progress === 'cherry-pick' ? (picked ?? progress) : progress,
    returnsTo: returnsTo.filter((name): name is string => name?.startsWith('refs/') === true),
  };
}

/** Finds an unfinished operation of git in a worktree, such as that of a submodule. */
export async function progressIn(worktree: string, gitDir: string): Promise<GitOperation | undefined> {
  return (await answering(worktree, { name: '', folder: worktree, common: gitDir }))?.progress;
}

/** Says why git's worktree doesn't answer, with the line that ends it. */
function lost(repository: GitRepository, { path, locked }: Listed, isMain: boolean): LostCheckout {
  const kind = 'lost-worktree';
  const at = `git --git-dir=${shellWord(commonOf(repository))}`;
  if (isMain)
    return {
      ...{ kind, worktree: path, why: 'that is its git folder, and git has no record of the folder with its files' },
      mend: `Name it: \`${at} config core.worktree FOLDER\``,
    };
  if (locked !== undefined)
    return {
      ...{ kind, worktree: path, why: `no worktree exists there, and it is locked${locked && ` (${locked})`}` },
      mend: `Bring its folder back. Or, if it is gone: \`${at} worktree unlock ${shellWord(path)} && ${at} worktree prune\``,
    };
  return {
    ...{ kind, worktree: path, why: 'no worktree exists there' },
    mend: `If it was moved: \`${at} worktree repair NEW-FOLDER\`. If it was deleted: \`${at} worktree prune\``,
  };
}

/** Says why git doesn't answer in the folder that core.worktree names, with the line that ends it. */
function withoutGit(repository: GitRepository, { worktree }: Answer): LostCheckout {
  const [pointer, file] = [`gitdir: ${commonOf(repository)}`, join(worktree, '.git')].map(shellWord);
  return {
    ...{ kind: 'lost-worktree', worktree, why: 'core.worktree names that folder, in which git finds no repository' },
    mend: `Name its git folder there: \`echo ${pointer} > ${file}\``,
  };
}

/** Finds the worktree that must move with the branch, if there is one, or the reason why it can't move. */
export function checkoutToMove({
  checkouts,
  lost,
  apart,
}: BranchWorktrees): { checkout?: Checkout } | { why: Deferral } {
  const [first] = [...apart, ...lost];
  if (first) return { why: first };
  const busy = checkouts.find(({ progress }) => progress !== undefined);
  if (busy?.progress) return { why: { kind: 'in-progress', worktree: busy.worktree, what: busy.progress } };
  if (checkouts.length > 1)
    return { why: { kind: 'two-worktrees', worktrees: checkouts.map(({ worktree }) => worktree) } };
  return present({ checkout: checkouts[0] });
}
