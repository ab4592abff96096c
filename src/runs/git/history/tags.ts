import { personCall } from '../call/environment.ts';
import { git, linesOfOutput } from '../call/git.ts';
import type { GitRepository } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';
import { commitNamed } from './commits.ts';

/** A tag of a repository, its commit, and the time of that commit in ms since the epoch. */
export interface Tag {
  name: string;
  commit: string;
  at: number;
}

/** Finds a tag by its name; without a name, the newest tag in the history of `commit`. Undefined if there is none. */
export async function tagBefore(repository: GitRepository, commit: string, name?: string): Promise<Tag | undefined> {
  const found = name ?? (await newestTag(repository, commit));
  const tagged = found === undefined ? undefined : await commitNamed(repository, `refs/tags/${found}`);
  if (found === undefined || tagged === undefined) return undefined;
  const args = ['show', '-s', '--no-show-signature', '--format=%ct', tagged];
  return { name: found, commit: tagged, at: Number(outputLine(await git(personCall(repository, args)))) * 1000 };
}

async function newestTag(repository: GitRepository, commit: string): Promise<string | undefined> {
  const found = await git(personCall(repository, ['describe', '--tags', '--abbrev=0', commit], { codes: [0, 128] }));
  return found.code === 0 ? outputLine(found) : undefined;
}

/** Lists the names of the newest tags, the newest first. */
export async function newestTags(repository: GitRepository, count: number): Promise<string[]> {
  const args = ['for-each-ref', `--count=${count}`, '--sort=-creatordate', '--format=%(refname:strip=2)', 'refs/tags'];
  return linesOfOutput((await git(personCall(repository, args))).out);
}

/** Counts the commits of `tip` that `since` lacks. Without `since`, counts all commits of `tip`. */
export async function countCommits(repository: GitRepository, tip: string, since?: string): Promise<number> {
  const range = since === undefined ? [tip] : [tip, `^${since}`];
  return Number(outputLine(await git(personCall(repository, ['rev-list', '--count', ...range]))));
}
