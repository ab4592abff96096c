import type { Repository } from './records.ts';
import { REPOSITORY_NAME } from './scope-text.ts';

/** The repositories of a workspace, as seen from a folder. */
export interface Repositories {
  all: readonly Repository[];
  /** Undefined outside of all repositories. */
  here: Standing | undefined;
}

/** The repository and worktree of a folder. */
export interface Standing {
  /** The repository's name as in scope entries. Undefined for the home repository. */
  repo: string | undefined;
  /** Top of the worktree, or the folder itself. Paths and globs are relative to it. */
  root: string;
}

/** Returns the repository's name as in stored scope entries. */
export function repoOf({ name, home }: Repository): string | undefined {
  return home ? undefined : name;
}

export function repositoryOf(repo: string | undefined, all: readonly Repository[]): Repository | undefined {
  return all.find((one) => repoOf(one) === repo);
}

/** Returns the folder of a repository's globs: the caller's own worktree, or another repository's main one. */
export function rootOf(repo: string | undefined, { all, here }: Repositories): string | undefined {
  return here && here.repo === repo ? here.root : repositoryOf(repo, all)?.folder;
}

/** Returns a name for the repository in a folder that no other repository has. */
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

/** Returns a scope for readers in another workspace. With several repositories, each entry names its repository. */
export function namedScope<Entry extends { repo?: string | undefined }>(
  scope: readonly Entry[],
  all: readonly Repository[],
): Entry[] {
  const home = all.length > 1 ? all.find((one) => one.home)?.name : undefined;
  return scope.map((entry) => (entry.repo === undefined && home !== undefined ? { ...entry, repo: home } : entry));
}
