import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { shellWord } from '../../../base/shell-word.ts';
import { personCall } from '../call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';
import { type Deferral, type GitOperation, UNFINISHED_OPERATIONS } from './deferral.ts';

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

/**
 * Asks git which worktrees have a branch or will return to it, after a rebase or a bisect. Git knows a worktree by the
 * path at which it last was; a worktree that doesn't answer there is lost.
 */
export async function worktreesOn(
  repository: GitRepository,
  ref: string,
): Promise<{ checkouts: Checkout[]; lost: LostCheckout[] }> {
  const [branch, listed] = await Promise.all([branchBehind(repository, ref), listWorktrees(repository)]);
  const found = await Promise.all(
    listed.map(async (one, at) => {
      const there = at === 0 ? await mainWorktree(repository, one) : await answering(one.path, repository);
      const returnsTo = await Promise.all((there?.returnsTo ?? []).map((name) => branchBehind(repository, name)));
      if (![one.branch, ...returnsTo].includes(branch)) return [];
      if (!there) return [lost(repository, one, at === 0)];
      const progress = await withPicked(repository, there);
      return [{ worktree: there.worktree, gitDir: there.gitDir, progress }];
    }),
  );
  const all = found.flat();
  return {
    checkouts: all.filter((one): one is Checkout => 'gitDir' in one),
    lost: all.filter((one): one is LostCheckout => 'kind' in one),
  };
}

/** Lists the worktrees of {@link worktreesOn} that answer. */
export async function checkoutsOf(repository: GitRepository, ref: string): Promise<Checkout[]> {
  return (await worktreesOn(repository, ref)).checkouts;
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
async function listWorktrees(repository: GitRepository): Promise<Listed[]> {
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
const ASKED = ['rev-parse', '--path-format=absolute', ...WHERE, ...STATE_FILES.flatMap((name) => ['--git-path', name])];

/** Asks git in a folder which worktree of the repository this is; undefined if it is none. */
async function answering(folder: string, repository: GitRepository): Promise<Answer | undefined> {
  if (!existsSync(folder)) return undefined;
  const { code, out } = await git(personCall(repository, ASKED, { worktree: folder, codes: MAY_FAIL }));
  const [worktree, gitDir, common, ...paths] = linesOfOutput(out);
  if (code !== 0 || !worktree || !gitDir || !common) return undefined;
  if ((await realpath(common)) !== (await realpath(commonOf(repository)))) return undefined;
  const pathOf = (name: string) => paths[STATE_FILES.indexOf(name)]!;
  const [merging, applying, bisected] = await Promise.all(
    RETURNS.map(async (name) => (await readFile(pathOf(name), 'utf8').catch(() => '')).trim()),
  );
  const returnsTo = [merging, applying, bisected && `refs/heads/${bisected}`];
  return {
    ...{ worktree, gitDir },
    progress: OPERATIONS.find(([, names]) => names.some((name) => existsSync(pathOf(name))))?.[0],
    returnsTo: returnsTo.filter((name): name is string => name?.startsWith('refs/') === true),
  };
}

/** Returns the branch to which a ref leads: `master` can be another name of `main`, with one commit for both. */
async function branchBehind(repository: GitRepository, ref: string): Promise<string> {
  const asked = await git(personCall(repository, ['symbolic-ref', '-q', ref], { codes: MAY_FAIL }));
  return asked.code === 0 ? outputLine(asked) : ref;
}

/** A cherry-pick and a revert are refs, which are no files in a reftable. Several commits have a file, too. */
async function withPicked(repository: GitRepository, { worktree, progress }: Checkout): Promise<Checkout['progress']> {
  if (progress !== undefined && progress !== 'cherry-pick') return progress;
  const input = 'CHERRY_PICK_HEAD\nREVERT_HEAD\n';
  const { out } = await git(personCall(repository, ['cat-file', '--batch-check'], { worktree, input }));
  const [picked, reverted] = linesOfOutput(out).map((line) => !line.endsWith(' missing'));
  return picked ? 'cherry-pick' : reverted ? 'revert' : progress;
}

/** Finds an unfinished operation of git in a worktree, such as that of a submodule. */
export async function progressIn(worktree: string, gitDir: string): Promise<GitOperation | undefined> {
  const repository = { name: '', folder: worktree, common: gitDir };
  const found = await answering(worktree, repository);
  return found && withPicked(repository, found);
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

/** Finds the worktree that must move with the branch, if there is one, or the reason why it can't move. */
export function checkoutToMove({
  checkouts,
  lost: [first],
}: Awaited<ReturnType<typeof worktreesOn>>): { checkout: Checkout | undefined } | { why: Deferral } {
  if (first) return { why: first };
  const busy = checkouts.find(({ progress }) => progress !== undefined);
  if (busy?.progress) return { why: { kind: 'in-progress', worktree: busy.worktree, what: busy.progress } };
  if (checkouts.length > 1)
    return { why: { kind: 'two-worktrees', worktrees: checkouts.map(({ worktree }) => worktree) } };
  return { checkout: checkouts[0] };
}
