import type { Repository } from './kinds/repository.ts';
import { REPOSITORY_NAME } from './scope-text.ts';

export type { Repository } from './kinds/repository.ts';

/** A workspace's repositories as somebody sees them who stands in one. */
export interface Repositories {
  all: readonly Repository[];
  /** undefined outside of all of them. */
  here: Standing | undefined;
}

/** Where in a workspace a folder is. */
export interface Standing {
  /** As scope entries name the repository: undefined for the home. */
  repo: string | undefined;
  /** Top of the worktree, or the folder itself; paths and globs start here. */
  root: string;
}

/** The repository as stored scope entries name it. */
export function repoOf({ name, home }: Repository): string | undefined {
  return home ? undefined : name;
}

export function repositoryOf(repo: string | undefined, all: readonly Repository[]): Repository | undefined {
  return all.find((one) => repoOf(one) === repo);
}

/** Where globs of a repository start: the caller's own worktree, or the main one of another repository. */
export function rootOf(repo: string | undefined, { all, here }: Repositories): string | undefined {
  return here && here.repo === repo ? here.root : repositoryOf(repo, all)?.folder;
}

/** A name for the repository in this folder that none of the others has. */
export function freeName(folder: string, all: readonly Repository[]): string {
  const base = folder.split(/[\\/]/).filter(Boolean).at(-1) ?? '';
  const plain = base
    .replace(/\.git$/, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 50);
  const name = REPOSITORY_NAME.test(plain) ? plain : `repo-${plain}`.replace(/-$/, '');
  for (let n = 1; ; n++) {
    const free = n === 1 ? name : `${name}-${n}`;
    if (!all.some((one) => one.name === free)) return free;
  }
}

/** A scope for another workspace to read: each entry with its repository, where there are several. */
export function namedScope<Entry extends { repo?: string | undefined }>(
  scope: readonly Entry[],
  all: readonly Repository[],
): Entry[] {
  const home = all.length > 1 ? all.find((one) => one.home)?.name : undefined;
  return scope.map((entry) => (entry.repo === undefined && home !== undefined ? { ...entry, repo: home } : entry));
}
