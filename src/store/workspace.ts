import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BacklogError } from '../domain/errors.ts';
import { findRepository, type GitFolders } from './git.ts';
import { FORMAT_FILE } from './layout.ts';
import { claimMarker, readMarker, uuidFrom } from './marker.ts';

/** Which queue belongs to a folder. */
export interface Workspace {
  /** The store's folder. While `exists` is false it may change in {@link Workspace.create}: open what that returns. */
  dir: string;
  /** Top of this worktree, or the folder itself without git; symlinks resolved. Globs start here. */
  root: string;
  /** The git folder that all worktrees of the repository share. */
  common?: string;
  /** Is there a store? */
  exists: boolean;
  /** Claims the workspace for this repository (git) and returns where its store belongs; the store itself is made by `openStore`. */
  create(): Promise<Workspace>;
}

export interface WorkspaceQuery {
  /** Working directory, or the folder of the edited file; need not exist. Absolute. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  home: string;
}

/**
 * Finds the workspace by walking files, without starting git and without making anything. `BACKLOG_DIR` wins; else the
 * repository decides (every worktree and subfolder shares one queue); without git the nearest folder above that has
 * been initialised, else the folder itself, but never the home folder.
 */
export function findWorkspace(query: WorkspaceQuery): Workspace {
  const cwd = realFolder(query.cwd);
  const repository = findRepository(cwd);
  const { BACKLOG_DIR } = query.env;
  if (BACKLOG_DIR) return workspaceAt(resolve(query.cwd, BACKLOG_DIR), repository?.root ?? cwd, repository);
  return repository ? gitWorkspace(query, repository) : plainWorkspace(query, cwd);
}

function gitWorkspace(query: WorkspaceQuery, repository: GitFolders): Workspace {
  const { common, root } = repository;
  const known = readMarker(common)?.workspace ?? earlierWorkspace(query, root);
  const dir = storeDir(query, known ?? randomUUID());
  const create = async () =>
    workspaceAt(storeDir(query, claimMarker(common, dir.slice(-UUID_LENGTH))), root, repository);
  return { ...workspaceAt(dir, root, repository), create };
}

/** What the folder was before it became a repository. */
function earlierWorkspace(query: WorkspaceQuery, root: string): string | undefined {
  const uuid = uuidFrom(root);
  return isStore(storeDir(query, uuid)) ? uuid : undefined;
}

/** Folders without git are known by their path, so that nothing is left behind in them. */
function plainWorkspace(query: WorkspaceQuery, cwd: string): Workspace {
  const home = realFolder(query.home);
  for (let at = cwd; at !== home; at = dirname(at)) {
    const dir = storeDir(query, uuidFrom(at));
    if (isStore(dir)) return workspaceAt(dir, at, null);
    if (dirname(at) === at) break;
  }
  const own = workspaceAt(storeDir(query, uuidFrom(cwd)), cwd, null);
  return cwd === home ? { ...own, exists: false, create: refuseHome } : own;
}

async function refuseHome(): Promise<never> {
  throw new BacklogError('store', 'the home folder itself is never a workspace', {
    hint: 'Go to the folder of a project first, or set BACKLOG_DIR.',
  });
}

function workspaceAt(dir: string, root: string, repository: GitFolders | null): Workspace {
  const workspace: Workspace = {
    dir,
    root,
    ...(repository ? { common: repository.common } : {}),
    exists: isStore(dir),
    create: async () => ({ ...workspace, exists: isStore(dir) }),
  };
  return workspace;
}

const UUID_LENGTH = 36;

function storeDir({ env, home }: WorkspaceQuery, uuid: string): string {
  return join(env.BACKLOG_HOME || join(home, '.backlog'), 'workspaces', uuid);
}

function isStore(dir: string): boolean {
  return existsSync(join(dir, FORMAT_FILE));
}

/** The real path of the nearest folder that exists: an edit may be about to make the rest. */
function realFolder(path: string): string {
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      return realpathSync(at);
    } catch (error) {
      if (dirname(at) === at) throw error;
    }
  }
}
