import type { OffBranch } from '../../domain/task/off-branch.ts';
import { personCall } from '../git/call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../git/call/git.ts';
import { refsByGit } from '../git/history/tip-file.ts';
import type { GitRepository } from '../git/store/paths.ts';

/** Lists the branches on which the agent made commits, and its stashes. The worktree's reflog names them while it exists. */
export async function agentsCommits(
  repository: GitRepository,
  { worktree, branch: own, began, gone }: OffBranch,
  target: string,
): Promise<{ commit: string; branch?: string }[]> {
  const log = async (format: string, ref: string, of: { worktree?: string } = {}) => {
    const args = ['log', '-g', `--format=${format}`, ref, '--'];
    return linesOfOutput((await git({ ...personCall(repository, args, of), codes: MAY_FAIL })).out);
  };
  const entries = gone ? [] : (await log('%H %gs', 'HEAD', { worktree })).map((line) => line.split(' '));
  const since = entries.findLastIndex(([commit]) => commit === began);
  const made = (since === -1 ? entries : entries.slice(0, since)).filter(([, how = '']) => !MOVES.test(how));
  const commits = new Set(made.map(([commit]) => commit));
  const heads = Object.entries(await refsByGit(repository, 'refs/heads')).map(([ref, commit]) => ({
    branch: ref.replace('refs/heads/', ''),
    commit,
  }));
  const branches = heads.filter(
    ({ branch, commit }) => branch !== target && ((branch === own && commit !== began) || commits.has(commit)),
  );
  const names = new Set([own, ...branches.map(({ branch }) => branch)]);
  const stashes = (await log('%H %gs', 'refs/stash')).flatMap((line) => {
    const [, commit = '', on = ''] = /^(\S+) (?:WIP on|On) (.+?): /.exec(line) ?? [];
    return names.has(on) ? [{ commit }] : [];
  });
  return [...branches, ...stashes];
}

/** Matches reflog entries that only move HEAD to a commit that exists. */
const MOVES = /^(checkout|reset):/;
