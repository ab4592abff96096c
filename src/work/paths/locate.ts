import { relative, sep } from 'node:path';
import { onceEach } from '../../base/lazy.ts';
import type { Repository } from '../../domain/records.ts';
import { type Place, repoOf, repositoryOf, type Standing } from '../../domain/repository.ts';
import { isInside, isListed, linkAt, linkNames, type Workspace } from '../../store/index.ts';
import { thisMachine } from '../processes/this-machine.ts';
import { workspacesAround } from '../workspace/around.ts';

/** The position of a file for claims: its repository, and its path from the top of its worktree. */
export interface Location extends Standing {
  /** Path with `/` as the separator, as in globs. */
  path: string;
}

/** The facts that are needed to locate a file. */
export interface LocateInput {
  /** Finds the workspace of a folder by reading files only. */
  find(folder: string): Workspace;
  /** The folder of the store with the claims. */
  dir: string;
  repositories: readonly Repository[];
}

/**
 * Converts the path of a file into paths that claims use; no other code does this. The real path comes first, then the
 * names of the file along links, because a scope can contain those, too. A file in a nested repository outside of the
 * workspace belongs to the enclosing repository (see {@link workspacesAround}). Omits names outside of the workspace's
 * repositories.
 */
export function locate(file: string, around: LocateInput): Location[] {
  return locator(around)(file);
}

/** Returns a `locate` for many files. It reads each folder and link only once, so it doesn't detect later changes. */
export function locator({ find, dir, repositories }: LocateInput): (file: string) => Location[] {
  const target = onceEach(linkAt);
  const standingOf = onceEach((folder: string) => {
    const standings = workspacesAround(folder, find).map((one) =>
      one.dir === dir ? standingIn(one, repositories) : undefined,
    );
    return standings.find((one) => one !== undefined);
  });
  return (file) =>
    linkNames(file, target)
      .reverse()
      .flatMap(({ path, folder }) => {
        const standing = standingOf(folder);
        return standing ? [{ ...standing, path: pathInside(standing.root, path) }] : [];
      });
}

/**
 * Finds the recorded repository in which a workspace was found.
 * - Normally, the marker file in the git folder names it.
 * - With BACKLOG_DIR, and in a queue on a server, it is the repository with the same git folder, or with this clone among
 *   its clones on this machine. A record from before `git init` names the folder itself.
 * - Otherwise, it is the innermost recorded folder.
 * - If no repository is recorded yet, the current one is the home.
 */
export function standingIn(workspace: Workspace, repositories: readonly Repository[]): Standing | undefined {
  const { root, common } = workspace;
  const isMarked = workspace.repository !== undefined && repositories.some(({ name }) => name === workspace.repository);
  if (!isListed(workspace) || isMarked || repositories.length === 0)
    return { repo: markedRepo(workspace, repositories), root };
  if (common !== undefined) {
    const isFormer = (one: Repository) => one.common === undefined && one.folder === root;
    const known =
      repositories.find((one) => one.common === common) ??
      repositories.find(({ places }) => places?.some((place) => place.common === common && isHere(place))) ??
      repositories.find(isFormer);
    return known && { repo: repoOf(known), root };
  }
  const above = repositories.filter((one) => one.common === undefined && isInside(root, one.folder));
  const innermost = above.sort((a, b) => b.folder.length - a.folder.length)[0];
  return innermost && { repo: repoOf(innermost), root: innermost.folder };
}

/** Checks whether a clone is on this machine, which can have several of one repository. */
const isHere = ({ machine }: Place): boolean => machine === thisMachine();

function markedRepo({ repository }: Workspace, all: readonly Repository[]): string | undefined {
  return repositoryOf(undefined, all)?.name === repository ? undefined : repository;
}

function pathInside(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}
