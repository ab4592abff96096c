import { personCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import type { GitRepository } from '../store/paths.ts';

/** A commit, and those of the searched files that it changed. */
export interface Touching {
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
  most = MOST_READ,
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
  const args = ['--literal-pathspecs', 'log', ...shape, '-n', String(most), '--end-of-options', range, '--', ...paths];
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
