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
