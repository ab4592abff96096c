import { personCall } from '../call/environment.ts';
import { git, linesOf } from '../call/git.ts';
import type { GitRepository } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';

/** A commit of a branch. `at` is the instant of its commit, `subject` the first line of its message. */
export interface BranchCommit {
  commit: string;
  at: string;
  author: string;
  subject: string;
}

/** Lists the newest commits of a ref, by first parents, so that a merge is one commit. */
export async function branchLog(repository: GitRepository, ref: string, limit: number): Promise<BranchCommit[]> {
  const format = '--format=%H%x1f%cI%x1f%an%x1f%s';
  const args = [
    'log',
    '-z',
    '--first-parent',
    '--no-show-signature',
    '--no-color',
    format,
    '-n',
    `${limit}`,
    ref,
    '--',
  ];
  const { out } = await git(personCall(repository, args));
  return out
    .toString()
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const [commit = '', at = '', author = '', subject = ''] = line.split('\u001f');
      return { commit, at: new Date(at).toISOString(), author, subject };
    });
}

/** Numbers of commits that only the first of two refs has, and that only the second one has. */
export interface Apart {
  ahead: number;
  behind: number;
}

export async function commitsApart(repository: GitRepository, ref: string, other: string): Promise<Apart> {
  const args = ['rev-list', '--left-right', '--count', `${ref}...${other}`, '--'];
  const [ahead = 0, behind = 0] = outputLine(await git(personCall(repository, args)))
    .split('\t')
    .map(Number);
  return { ahead, behind };
}

/** Lists the newest commits of a ref, by first parents, that another ref lacks. */
export async function newestOnly(repository: GitRepository, ref: string, other: string, limit: number) {
  const args = ['rev-list', '--first-parent', '-n', `${limit}`, ref, '--not', other, '--'];
  return new Set(linesOf((await git(personCall(repository, args))).out));
}
