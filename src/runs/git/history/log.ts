import { personCall } from '../call/environment.ts';
import { git, linesOfOutput } from '../call/git.ts';
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
interface Apart {
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
  return new Set(linesOfOutput((await git(personCall(repository, args))).out));
}

/** A commit, and those of the searched files that it changed. */
interface Touching {
  commit: string;
  paths: string[];
}

/**
 * Lists the commits of a branch's own line that change files, newest first. A merge counts as one commit with all that
 * it brought.
 * @param range a revision or range of git
 * @param paths files and folders
 */
export async function commitsTouching(
  repository: GitRepository,
  range: string,
  paths: readonly string[],
): Promise<Touching[]> {
  const shape = [
    '--first-parent',
    '-m',
    '--no-renames',
    '--no-show-signature',
    `--format=${MARK}%H`,
    '--name-only',
    '-z',
  ];
  const args = [
    '--literal-pathspecs',
    'log',
    ...shape,
    '-n',
    String(MOST_READ),
    '--end-of-options',
    range,
    '--',
    ...paths,
  ];
  const { out } = await git(personCall(repository, args));
  return out
    .toString()
    .split(MARK)
    .slice(1)
    .map((part) => {
      const [commit = '', ...names] = part.split('\0').map((name) => name.replace(/^\n/, ''));
      return { commit, paths: names.filter(Boolean) };
    });
}

/** Begins the line of a commit. No id or path of git contains it at this place. */
const MARK = '\x01';

/** Default maximum number of commits to read. */
const MOST_READ = 500;
