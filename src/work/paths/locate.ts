import { relative, sep } from 'node:path';
import { onceEach } from '../../base/lazy.ts';
import { type Repository, repoOf, repositoryOf, type Standing } from '../../domain/repository.ts';
import type { Workspace } from '../../store/index.ts';
import { workspacesAround } from '../workspace/around.ts';
import { linkAt, linkNames } from './links.ts';

/** Where a file is, as claims know it: in which repository of a workspace, and its path from the top of its worktree. */
export interface Location extends Standing {
  /** With `/`, as globs name it. */
  path: string;
}

/** What locating a file depends on. */
export interface LocateInput {
  /** The workspace of a folder, by files alone. */
  find(folder: string): Workspace;
  /** The store whose claims are asked about. */
  dir: string;
  repositories: readonly Repository[];
}

/**
 * The only way from a file to the paths that claims know: the file itself first, links followed, then its names on the way
 * there, which a scope may use as well. What is in a repository that is not one of these is a file of the one around it (see
 * {@link workspacesAround}). Names outside of the workspace's repositories are left out.
 */
export function locate(file: string, around: LocateInput): Location[] {
  return locator(around)(file);
}

/**
 * The same for many files of one decision: a folder is looked up once, and so is a link. For as long as the decision takes: what
 * changes on the disk meanwhile is not seen.
 */
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
 * Which of its repositories a workspace was found in. Markers say so themselves; with BACKLOG_DIR it is the one recorded
 * with that git folder (or its folder, before it became a repository), or the innermost recorded folder. As long as none is recorded, wherever one stands is the home.
 */
export function standingIn(workspace: Workspace, repositories: readonly Repository[]): Standing | undefined {
  const { root, common, foundBy } = workspace;
  if (foundBy !== 'BACKLOG_DIR' || repositories.length === 0)
    return { repo: markedRepo(workspace, repositories), root };
  if (common !== undefined) {
    const isFormer = (one: Repository) => one.common === undefined && one.folder === root;
    const known = repositories.find((one) => one.common === common) ?? repositories.find(isFormer);
    return known && { repo: repoOf(known), root };
  }
  const above = repositories.filter((one) => one.common === undefined && isInside(root, one.folder));
  const innermost = above.sort((a, b) => b.folder.length - a.folder.length)[0];
  return innermost && { repo: repoOf(innermost), root: innermost.folder };
}

function markedRepo({ repository }: Workspace, all: readonly Repository[]): string | undefined {
  return repositoryOf(undefined, all)?.name === repository ? undefined : repository;
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function pathInside(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}
