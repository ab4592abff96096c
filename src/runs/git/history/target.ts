import { shellWord } from '../../../base/shell-word.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { branchName } from '../../../domain/runs/branch-name.ts';
import { gitHead } from '../../../store/index.ts';
import { personCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { refsInFiles } from '../store/ref-files.ts';
import { outputLine } from '../store/store-repo.ts';
import { commitNamed } from './commits.ts';
import { branchTip, refsByGit } from './tip-file.ts';

export interface TargetBranch {
  /** Full name of the branch: `refs/heads/main`. */
  ref: string;
  branch: string;
  commit: string;
}

/** Branch names to try if neither the caller nor the checkout names a branch. */
const USUAL = ['main', 'master'];

/**
 * Chooses the target branch: the requested one, otherwise the branch of the main checkout, otherwise main or master.
 * The repository may be bare, and its checkout may have changes or an unfinished rebase.
 * @throws BacklogError `not-found` for a branch that does not exist, `conflict` for a repository without commits or
 * with a detached HEAD, `usage` without git
 */
export async function targetTip(repository: GitRepository, wanted?: string): Promise<TargetBranch> {
  const { branches, current } = await branchesOf(repository);
  if (wanted !== undefined) {
    const branch = wanted.replace(/^refs\/heads\//, '');
    return branches.get(branch) ?? missing(repository, branch, [...branches.keys()], await remoteBranches(repository));
  }
  if (branches.size === 0) return noBranch(repository);
  const head = current ?? (await currentBranch(repository));
  if (head === undefined) {
    refuse('conflict', `the checkout ${repository.folder} is on no branch (detached HEAD)`, {
      hint: 'Name the target branch with target, set it for all runs with `backlog repo update NAME --target BRANCH`, or check one out: `git switch <branch>`.',
    });
  }
  for (const name of [head, ...USUAL]) {
    const found = branches.get(name);
    if (found) return found;
  }
  return missing(repository, head, [...branches.keys()], await remoteBranches(repository));
}

/** Reads the commit of a run's target branch, given by its full name. @throws BacklogError as {@link targetTip} */
export async function tipOfTarget(repository: GitRepository, ref: string): Promise<string> {
  return (await branchTip(repository, ref)) ?? (await targetTip(repository, ref)).commit;
}

/**
 * Throws the error for a repository without local branches. For example, a build server's checkout may have only
 * branches of a remote.
 */
async function noBranch(repository: GitRepository): Promise<never> {
  const head = await commitNamed(repository, 'HEAD');
  const remote = await remoteBranches(repository);
  if (head === undefined && remote.length === 0) {
    refuse('conflict', `${repository.name} has no commits yet`, {
      hint: 'Each run starts from a commit. Make the first one: `git commit --allow-empty -m "First commit"`',
    });
  }
  const from = remote.find((name) => USUAL.includes(withoutRemote(name))) ?? remote[0] ?? 'HEAD';
  const branch = from === 'HEAD' ? 'main' : withoutRemote(from);
  return refuse('conflict', `${repository.name} has no local branch into which results can be merged`, {
    hint: `Create one: \`git branch ${shellWord(branch)} ${shellWord(from)}\`. Then name it with target ${branch}.${remoteHint(remote)}`,
    data: { remote },
  });
}

/** Lists the branches of all remotes by short name: `origin/main`. */
async function remoteBranches(repository: GitRepository): Promise<string[]> {
  const args = ['for-each-ref', '--format=%(refname:strip=2)', 'refs/remotes/'];
  const { out } = await git(personCall(repository, args));
  return out
    .toString()
    .split('\n')
    .filter((name) => name !== '' && !name.endsWith('/HEAD'));
}

const withoutRemote = (name: string) => name.slice(name.indexOf('/') + 1);

function remoteHint(remote: readonly string[]): string {
  if (remote.length === 0) return '';
  return ` Remote branches: ${remote.slice(0, SHOWN).join(', ')}${remote.length > SHOWN ? ', …' : ''}.`;
}

/** Lists the branches by short name. `current` is the branch of the main checkout if that branch has a commit. */
async function branchesOf(
  repository: GitRepository,
): Promise<{ branches: Map<string, TargetBranch>; current: string | undefined }> {
  const common = commonOf(repository);
  const read = (await refsInFiles(common, BRANCHES)) ?? {};
  const refs =
    Object.keys(read).length > 0 ? read : await refsByGit(repository, BRANCHES).catch(notARepository(repository));
  const branches = new Map(
    Object.entries(refs).map(([ref, commit]) => {
      const branch = branchName(ref);
      return [branch, { ref, branch, commit }];
    }),
  );
  const current = branchName(gitHead(common).ref ?? '');
  return { branches, current: branches.has(current) ? current : undefined };
}

/** The folder of the branches' refs. */
const BRANCHES = 'refs/heads';

function notARepository(repository: GitRepository): (error: unknown) => never {
  return (error) => {
    const said = error instanceof BacklogError ? String(error.data?.said ?? error.message) : '';
    if (!/not a git repository|there is no folder/.test(said)) throw error;
    refuse('not-found', `repository ${repository.name} is no longer at ${commonOf(repository)}`, {
      hint: '`backlog repo list` shows the folders of the repositories.',
      cause: error,
    });
  };
}

/** Returns the branch of the main checkout, which may have no commit yet; undefined if HEAD is detached. */
async function currentBranch(repository: GitRepository): Promise<string | undefined> {
  const head = await git(personCall(repository, ['symbolic-ref', '-q', 'HEAD'], { codes: [0, 1] }));
  return head.code === 0 ? outputLine(head).replace(/^refs\/heads\//, '') : undefined;
}

/** Maximum number of branches that a message names. */
const SHOWN = 8;

function missing(repository: GitRepository, branch: string, all: readonly string[], remote: readonly string[]): never {
  const names = all.slice(0, SHOWN).join(', ') || 'none';
  const from = remote.find((name) => name === branch || withoutRemote(name) === branch);
  const make = from ? `Create it: \`git branch ${shellWord(withoutRemote(from))} ${shellWord(from)}\`. ` : '';
  refuse('not-found', `${repository.name} has no branch ${branch}`, {
    hint: `${make}Local branches: ${names}${all.length > SHOWN ? ', …' : ''}.${from ? '' : remoteHint(remote)}`,
    data: { branch },
  });
}

/** Checks whether the history of a ref in the person's repository contains a commit; false if either does not exist. */
export async function isAncestor(repository: GitRepository, commit: string, ref: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', commit, ref];
  return (await git(personCall(repository, args, { codes: MAY_FAIL }))).code === 0;
}
