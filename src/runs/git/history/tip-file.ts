import { personCall } from '../call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { commonOf, type GitRepository, type RunsPlace } from '../store/paths.ts';
import { refInFiles } from '../store/ref-files.ts';
import { outputLine } from '../store/store-repo.ts';

/**
 * Reads the commit of a branch; undefined if there is no such branch. Every command calls it, so it reads git's files
 * directly, and starts git only if the files are not sufficient.
 */
export async function branchTip(repository: GitRepository, ref: string): Promise<string | undefined> {
  const read = refInFiles(commonOf(repository), ref);
  return read === 'unclear' ? tipOf({ repository }, ref) : read;
}

/** Starts git to read the refs below a folder, such as `refs/heads`. @returns the commit of each ref, by the ref's name */
export async function refsByGit(repository: GitRepository, under = 'refs'): Promise<Record<string, string>> {
  const args = ['for-each-ref', '--format=%(refname) %(objectname)', under];
  const { out } = await git(personCall(repository, args));
  return Object.fromEntries(linesOfOutput(out).map((line) => line.split(' ') as [string, string]));
}

/** Returns the commit of a ref of the person's repository; undefined if the ref does not exist. */
export async function tipOf({ repository }: Pick<RunsPlace, 'repository'>, ref: string): Promise<string | undefined> {
  const found = await git(personCall(repository, ['rev-parse', '-q', '--verify', ref], { codes: MAY_FAIL }));
  return found.code === 0 ? outputLine(found) : undefined;
}
