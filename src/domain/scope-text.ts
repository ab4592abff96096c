/** A glob relative to the top of a repository: without `repo`, of the home repository of the workspace. */
interface Entry {
  repo?: string | undefined;
  glob: string;
}

/** The fields of a repository for texts about scopes. */
export interface NamedRepository {
  name: string;
  home?: true | undefined;
}

/** Matches a valid name of a repository. It has at least two characters, because `c:/x` is a Windows path. */
export const REPOSITORY_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{1,59}$/;

/** Matches text with the name of a repository before the glob. Other programs write `api=src/**`. */
const NAMED = /^([A-Za-z0-9][A-Za-z0-9_.-]{1,59})[:=](.+)$/s;

/**
 * Formats a scope entry: `src/**`, or `api:src/**` for a repository other than the home repository.
 * @param all the workspace's repositories; if there are several, the home repository is named, too
 */
export function entryText({ repo, glob }: Entry, all: readonly NamedRepository[] = []): string {
  const name = repo ?? (all.length > 1 ? all.find(({ home }) => home)?.name : undefined);
  if (name !== undefined) return `${name}:${glob}`;
  return NAMED.test(glob) ? `./${glob}` : glob;
}

export function scopeText(scope: readonly Entry[], all: readonly NamedRepository[]): string {
  return scope.map((entry) => entryText(entry, all)).join(' ');
}

/** Splits `api:src/**` into repository and glob. Other text is a glob without a repository. */
export function splitEntry(text: string): Entry {
  const [, repo, glob] = NAMED.exec(text.trim()) ?? [];
  return repo !== undefined && glob !== undefined ? { repo, glob } : { glob: text };
}

/** Returns the names of the repositories in a scope, except the home repository. */
export function otherRepositories(scope: readonly Pick<Entry, 'repo'>[] = []): string[] {
  return [...new Set(scope.flatMap(({ repo }) => (repo ? [repo] : [])))];
}
