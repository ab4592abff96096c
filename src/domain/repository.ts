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

/** Compares repositories by name, with the home repository first. */
export function homeFirst(a: Repository, b: Repository): number {
  return Number(b.home ?? false) - Number(a.home ?? false) || (a.name < b.name ? -1 : 1);
}

export function repositoryOf(repo: string | undefined, all: readonly Repository[]): Repository | undefined {
  return all.find((one) => repoOf(one) === repo);
}

/** Returns the caller's repository. Undefined outside of all repositories. */
export function repositoryHere({ all, here }: Repositories): Repository | undefined {
  return here && repositoryOf(here.repo, all);
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

/** A clone of a repository on a machine. */
export type Place = NonNullable<Repository['places']>[number];

/** Stands for the folder of a repository that has no clone on this machine. */
export const ELSEWHERE = 'on another machine';
/** Maximum number of recorded clones of one repository. Older ones are forgotten first. */
const MOST_PLACES = 200;

/**
 * Returns a repository with the folders that it has on a machine. In a queue of one machine, these are in the record.
 * @param machine returns the machine's id; it is only called for a queue on a server, because it costs a hook a millisecond
 * @param common the git folder that counts if the machine has several clones
 */
export function repositoryOnMachine(one: Repository, machine: () => string, common?: string): Repository {
  if (one.places === undefined) return one;
  const id = machine();
  const mine = one.places.filter((place) => place.machine === id);
  const place = mine.find((each) => each.common === common) ?? mine.at(-1);
  if (place?.common !== undefined) return { ...one, common: place.common, folder: place.folder };
  const { common: _, ...rest } = one;
  return { ...rest, folder: place?.folder ?? ELSEWHERE };
}

/** Adds a clone to a repository's record, and leaves out the machine's clones that `isGone`. */
export function withPlace(one: Repository, place: Place, isGone: (other: Place) => boolean): Repository {
  const others = (one.places ?? []).filter(
    (other) => other.machine !== place.machine || (other.common !== place.common && !isGone(other)),
  );
  return { ...one, places: [...others, place].slice(-MOST_PLACES) };
}

/** What all clones of a repository have in common. Either is missing if the clone has none. */
export interface Identity {
  /** URL of the remote `origin`. */
  remote?: string | undefined;
  /** The first commit. */
  first?: string | undefined;
}

/**
 * Finds the repository of a clone: the one with the same remote, else the one with the same first commit. A fork has
 * another remote, a repository on one disk has none.
 */
export function sameRepository({ remote, first }: Identity, all: readonly Repository[]): Repository | undefined {
  const place = remote === undefined ? undefined : remotePlace(remote);
  return (
    all.find((one) => place !== undefined && one.remote !== undefined && remotePlace(one.remote) === place) ??
    all.find((one) => first !== undefined && one.first === first)
  );
}

/**
 * Returns host and path of a remote, which are the same for `https://host/a.git`, `ssh://git@host/a` and `git@host:a`.
 * Undefined for a path, which means something else on each machine.
 */
function remotePlace(remote: string): string | undefined {
  const url = /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/i.exec(remote);
  const [, host, path] = url ?? /^(?:[^@/:]+@)?([^/:]{2,}):(?!\/\/)(.+)$/.exec(remote) ?? [];
  return host && path && `${host.toLowerCase()}/${path.replace(/^\/+/, '').replace(/(\.git)?\/*$/, '')}`;
}
