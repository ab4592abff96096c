import type { Repository } from './records.ts';
import { REPOSITORY_NAME } from './scope-text.ts';

/** The repositories of a workspace, and the one that contains the caller's folder. */
export interface Repositories {
  all: readonly Repository[];
  /** The caller's repository and worktree; undefined outside of all repositories. */
  here: Standing | undefined;
}

/** A repository and one of its worktrees. */
export interface Standing {
  /** The repository's name in scope entries. Undefined for the home repository, in which the workspace was created. */
  repo: string | undefined;
  /** Top folder of the worktree; without git, the repository's folder. Paths and globs are relative to it. */
  root: string;
}

/** Returns the repository's name for stored scope entries. Undefined for the home repository. */
export function repoOf({ name, home }: Repository): string | undefined {
  return home ? undefined : name;
}

export function repositoryOf(repo: string | undefined, all: readonly Repository[]): Repository | undefined {
  return all.find((one) => repoOf(one) === repo);
}

/**
 * Returns the folder to which a repository's globs are relative: the caller's own worktree, or another repository's
 * main worktree.
 */
export function rootOf(repo: string | undefined, { all, here }: Repositories): string | undefined {
  return here && here.repo === repo ? here.root : repositoryOf(repo, all)?.folder;
}

/** Removes user names and passwords from the addresses in a text. A password can contain `@`. */
export function withoutCredentials(text: string): string {
  return text.replace(/(:\/\/)[^/\s]*@/g, '$1');
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

/**
 * Returns a scope for readers in another workspace. If the workspace has several repositories, each entry names its
 * repository.
 */
export function namedScope<Entry extends { repo?: string | undefined }>(
  scope: readonly Entry[],
  all: readonly Repository[],
): Entry[] {
  const home = all.length > 1 ? all.find((one) => one.home)?.name : undefined;
  return scope.map((entry) => (entry.repo === undefined && home !== undefined ? { ...entry, repo: home } : entry));
}
