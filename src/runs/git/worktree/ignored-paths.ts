import { personCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { pathText, splitRaw } from '../diff/path-text.ts';
import type { GitRepository } from '../store/paths.ts';

const ARGS = ['ls-files', '-z', '-o', '-i', '--exclude-standard', '--directory'];

/** Lists the ignored files and folders of the person's checkout. A folder that is ignored as a whole is one path. */
export async function ignoredPaths(repository: GitRepository): Promise<string[]> {
  const { out } = await git(personCall(repository, ARGS, { worktree: repository.folder }));
  return splitRaw(out).map((path) => pathText(path).replace(/\/$/, ''));
}

/**
 * Lists the tracked files in subfolders that have one of these names.
 * @param deepest the maximum number of folders above a file
 */
export async function trackedFiles(
  repository: GitRepository,
  names: readonly string[],
  deepest: number,
): Promise<string[]> {
  const above = Array.from({ length: deepest }, (_, at) => '*/'.repeat(at + 1));
  const patterns = above.flatMap((folders) => names.map((name) => `:(glob)${folders}${name}`));
  const args = ['ls-files', '-z', '--cached', '--', ...patterns];
  const { out } = await git(personCall(repository, args, { worktree: repository.folder }));
  return [...new Set(splitRaw(out).map((path) => pathText(path)))];
}
