/** A glob from the top of a repository; without `repo` of the home. */
interface Entry {
  repo?: string | undefined;
  glob: string;
}

/** What naming a repository needs of it. */
export interface NamedRepository {
  name: string;
  home?: true | undefined;
}

/** Two characters at least: `c:/x` is a path of Windows. */
export const REPOSITORY_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{1,59}$/;

/** Text that names a repository before the glob. */
const NAMED = /^([A-Za-z0-9][A-Za-z0-9_.-]{1,59}):(.+)$/s;

/** A scope entry as people write and read it: `src/**`, and `api:src/**` where there are several repositories. */
export function entryText({ repo, glob }: Entry, all: readonly NamedRepository[]): string {
  const name = repo ?? (all.length > 1 ? all.find(({ home }) => home)?.name : undefined);
  if (name !== undefined) return `${name}:${glob}`;
  return NAMED.test(glob) ? `./${glob}` : glob;
}

export function scopeText(scope: readonly Entry[], all: readonly NamedRepository[]): string {
  return scope.map((entry) => entryText(entry, all)).join(' ');
}

/** `api:src/**` to repository and glob; other text is a glob. */
export function splitEntry(text: string): Entry {
  const [, repo, glob] = NAMED.exec(text.trim()) ?? [];
  return repo !== undefined && glob !== undefined ? { repo, glob } : { glob: text };
}
