import { FETCH, personCall } from '../call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { landingRef } from '../landing/land.ts';
import { type GitRepository, type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';

export async function commitsHere(repository: GitRepository, commits: readonly string[]): Promise<string[]> {
  if (commits.length === 0) return [];
  const input = commits.map((commit) => `${commit}^{commit}\n`).join('');
  const { out } = await git(personCall(repository, ['cat-file', '--batch-check'], { input }));
  const lines = out.toString().split('\n');
  return commits.filter((_, at) => /^[0-9a-f]+ commit /.test(lines[at] ?? ''));
}

export interface CommitNode {
  commit: string;
  parents: string[];
}

/** Lists the commits of `tip` that none of `without` contains, newest first, children before parents. */
export async function commitsBetween(
  repository: GitRepository,
  tip: string,
  without: readonly string[],
): Promise<CommitNode[]> {
  const input = [tip, ...without.map((commit) => `^${commit}`)].join('\n');
  const { out } = await git(personCall(repository, ['rev-list', '--parents', '--topo-order', '--stdin'], { input }));
  return linesOfOutput(out).map((line) => {
    const [commit = '', ...parents] = line.split(' ');
    return { commit, parents };
  });
}

/** Describes commits by id and first line of the message: `1a2b3c4 Fix the login`. */
export async function namedCommits(repository: GitRepository, commits: readonly string[]): Promise<string> {
  const shown = commits.slice(0, SHOWN);
  const named = await git(personCall(repository, ['show', '-s', '--no-show-signature', '--format=%h %s', ...shown]));
  const rest = commits.length - shown.length;
  return [...outputLine(named).split('\n'), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

const SHOWN = 3;

/**
 * Fetches a commit of the private copy into the person's repository and then calls `act`. A ref of the run protects the
 * commit until `act` ends.
 */
export async function bringCommit<Result>(
  place: RunsPlace,
  { id, commit }: { id: string; commit: string },
  act: (ref: string) => Promise<Result>,
): Promise<Result> {
  const { repository } = place;
  const ref = landingRef(id);
  await git(personCall(repository, [...FETCH, repositoryPaths(place).store, `+${commit}:${ref}`]));
  try {
    return await act(ref);
  } finally {
    await git(personCall(repository, ['update-ref', '-d', ref], { codes: MAY_FAIL }));
  }
}

/** Returns the commit id of a name; undefined if the repository has no such commit. */
export async function commitNamed(repository: GitRepository, text: string): Promise<string | undefined> {
  const args = ['rev-parse', '-q', '--verify', '--end-of-options', `${text}^{commit}`];
  const found = await git(personCall(repository, args, { codes: MAY_FAIL }));
  return found.code === 0 ? outputLine(found) : undefined;
}
