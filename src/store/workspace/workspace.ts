import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import { isDamage } from '../failure.ts';
import { FORMAT_FILE } from '../layout.ts';
import { uuidOf } from '../uuid.ts';
import { findGitFolder, type GitRepository, repositoryOfGitFolder } from './git.ts';
import { claimMarker, type Marked, putMarker, readMarker } from './marker.ts';
import { runTreeAt } from './run-tree.ts';
import { bringBack } from './set-aside.ts';

/** The queue of a folder. */
export interface Workspace {
  /** The store's folder. {@link Workspace.create} may change it while `exists` is false; open the one it returns. */
  dir: string;
  /** Top of this worktree, or the folder itself without git, with links resolved. Globs are relative to it. */
  root: string;
  /** The git folder shared by all worktrees of the repository. */
  common?: string;
  /** The repository's name from its marker. The repository in which the workspace was created has none. */
  repository?: string;
  /** How it was found. With BACKLOG_DIR, records list the repositories; otherwise their markers name the store. */
  foundBy: 'BACKLOG_DIR' | 'git' | 'folder' | 'run';
  /** Does the store exist? */
  exists: boolean;
  /** The last part of `dir` is random and differs at each call: the store gets its name when it is created. */
  unnamed?: true;
  /** Does the repository's own marker name this workspace? */
  marked?: true;
  /** Set for the home folder, which never gets a store. */
  never?: true;
  /** Returns other stores that a person in this folder may confuse with this one. */
  beside?: () => Beside;
  /** Why the workspace is unknown. Only set by {@link whereDamaged}. */
  damage?: MarkerDamage;
  /** Assigns the workspace to this git repository and returns its store's location. `openStore` creates the store. */
  create(): Promise<Workspace>;
}

/** Returns the store's folder, or the folder above it while the store has no name. */
export function placeOf({ dir, unnamed }: Workspace): string {
  return unnamed ? dirname(dir) : dir;
}

/** Stores other than the used one. */
export interface Beside {
  /** Stores of this folder, each with the words that complete "the store of …". */
  here: { dir: string; of: string }[];
  /** All others in BACKLOG_HOME. One of them may have recorded this repository. */
  all: string[];
}

/** An unreadable marker of a repository. */
export interface MarkerDamage {
  error: BacklogError;
  /** The git folder that contains the marker. */
  common: string;
  /** Stores that may belong to the repository. */
  stores: string[];
}

export interface WorkspaceQuery {
  /** Working directory, or the folder of the edited file. Absolute; need not exist. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  home: string;
  /** The git folder, if git provided it. `cwd` is then the top of a worktree, which may be anywhere. */
  gitDir?: string;
}

/**
 * Finds the workspace by reading files, without starting git or creating anything. The first match counts:
 * - The worktree of a run belongs to the run's workspace.
 * - `BACKLOG_DIR` names the store.
 * - A repository has one queue for all its worktrees and subfolders.
 * - Without git, the nearest initialised folder counts, or else the folder itself, but never the home folder.
 * @throws BacklogError `store` for a damaged marker, `usage` for a relative BACKLOG_DIR or BACKLOG_HOME
 */
export function findWorkspace(query: WorkspaceQuery): Workspace {
  const found = findUsed(query);
  return { ...found, beside: () => findBeside(query, found.dir) };
}

function findUsed(query: WorkspaceQuery): Workspace {
  const cwd = realFolder(query.cwd);
  const run = runTreeAt(cwd, (real) => storeNamed(query, real));
  if (run) return workspaceAt({ ...run, repository: run, foundBy: 'run' });
  const dir = absolute(query, 'BACKLOG_DIR');
  const named = query.gitDir === undefined ? null : repositoryOfGitFolder(query.gitDir, cwd);
  const repository = named ?? findGitFolder(cwd);
  if (dir) return workspaceAt({ dir, root: repository?.root ?? cwd, repository, foundBy: 'BACKLOG_DIR' });
  return repository ? gitWorkspace(query, repository) : plainWorkspace(query, cwd);
}

/** Returns a store's path as the environment names it (BACKLOG_DIR, else BACKLOG_HOME), by its real path. */
function storeNamed(query: WorkspaceQuery, real: string): string | undefined {
  const dir = absolute(query, 'BACKLOG_DIR') || storeDir(query, basename(real));
  return existsSync(dir) && realpathSync.native(dir) === real ? dir : undefined;
}

/** Finds the stores without BACKLOG_DIR or BACKLOG_HOME, and those of this folder or a parent folder. */
function findBeside(query: WorkspaceQuery, used: string): Beside {
  const { BACKLOG_DIR, BACKLOG_HOME, ...env } = query.env;
  const cwd = realFolder(query.cwd);
  const without = [
    ...(BACKLOG_DIR ? [{ env: { ...env, BACKLOG_HOME }, of: 'this folder without BACKLOG_DIR' }] : []),
    ...(BACKLOG_HOME ? [{ env, of: 'this folder without BACKLOG_HOME' }] : []),
  ].map(({ env, of }) => ({ dir: findUsed({ ...query, env }).dir, of }));
  const own = foldersUp(cwd, findGitFolder(cwd)?.root ?? realFolder(query.home)).map((folder) => ({
    dir: storeDir(query, uuidOf(folder)),
    of: `the folder ${folder} itself`,
  }));
  const dirs = new Set([used]);
  const here = [...without, ...own].filter(({ dir }) => !dirs.has(dir) && dirs.add(dir) && isStore(dir));
  return { here, all: allStores(query).filter((dir) => !dirs.has(dir)) };
}

/** Returns a folder and its parents up to `top`. */
function foldersUp(folder: string, top: string): string[] {
  const isTop = folder === top || dirname(folder) === folder;
  return isTop ? [folder] : [folder, ...foldersUp(dirname(folder), top)];
}

/** Returns a substitute for a workspace with a damaged marker, to examine it. Rethrows any other error. */
export function whereDamaged(query: WorkspaceQuery, error: unknown): Workspace {
  const repository = findGitFolder(realFolder(query.cwd));
  if (!repository || !isDamage(error)) throw error;
  const { common, root } = repository;
  const damage = { error, common, stores: allStores(query) };
  const create = () => Promise.reject(error);
  const dir = String(error.data?.file);
  return { dir, root, common, foundBy: 'git', exists: false, create, damage };
}

/** Returns the folders of all stores in BACKLOG_HOME, by name. */
export function allStores(query: WorkspaceQuery): string[] {
  const all = dirname(storeDir(query, 'any'));
  const names = existsSync(all) ? readdirSync(all).sort() : [];
  return names.map((uuid) => join(all, uuid)).filter(isStore);
}

function gitWorkspace(query: WorkspaceQuery, asked: GitRepository): Workspace {
  const { root } = asked;
  const marker = readMarker(asked.common);
  const common = marker?.common ?? asked.common;
  const repository = { root, common };
  const known = marker?.workspace ?? earlierWorkspace(query, root);
  const uuid = known ?? randomUUID();
  const marked = (by: Pick<Marked, 'workspace' | 'repository'>) =>
    workspaceAt({ dir: storeDir(query, by.workspace), root, repository, name: by.repository, foundBy: 'git' });
  const found = marked({ ...marker, workspace: uuid });
  if (marker?.moved && found.exists) noteMove(common, marker);
  const isMarked = marker !== null && !marker.copied;
  return {
    ...found,
    ...(known === undefined ? { unnamed: true as const } : {}),
    ...(isMarked ? { marked: true as const } : {}),
    create: async () => marked(claimMarker(common, uuid)),
  };
}

/** Updates the location in the marker, which distinguishes a copy from the original. Only if the store exists. */
function noteMove(common: string, marker: Marked): void {
  try {
    putMarker(common, marker);
  } catch {}
}

/** Returns the workspace of the folder before it became a repository. */
function earlierWorkspace(query: WorkspaceQuery, root: string): string | undefined {
  const uuid = uuidOf(root);
  return isStore(storeDir(query, uuid)) ? uuid : undefined;
}

/** Identifies folders without git by their path, so that no file is written to them. */
function plainWorkspace(query: WorkspaceQuery, cwd: string): Workspace {
  const home = realFolder(query.home);
  for (let at = cwd; at !== home; at = dirname(at)) {
    const dir = storeDir(query, uuidOf(at));
    if (isStore(dir)) return workspaceAt({ dir, root: at, foundBy: 'folder' });
    if (dirname(at) === at) break;
  }
  const own = workspaceAt({ dir: storeDir(query, uuidOf(cwd)), root: cwd, foundBy: 'folder' });
  return cwd === home ? { ...own, exists: false, never: true, create: refuseHome } : own;
}

async function refuseHome(): Promise<never> {
  throw new BacklogError('store', 'the home folder itself is never a workspace', {
    hint: 'Go to the folder of a project first, or set BACKLOG_DIR.',
  });
}

interface Found {
  dir: string;
  root: string;
  repository?: GitRepository | null;
  name?: string | undefined;
  foundBy: Workspace['foundBy'];
}

function workspaceAt({ dir, root, repository, name, foundBy }: Found): Workspace {
  const workspace: Workspace = {
    dir,
    root,
    ...present({ common: repository?.common, repository: name }),
    foundBy,
    exists: isStore(dir),
    create: async () => ({ ...workspace, exists: isStore(dir) }),
  };
  return workspace;
}

function storeDir(query: WorkspaceQuery, uuid: string): string {
  return join(absolute(query, 'BACKLOG_HOME') || join(query.home, '.backlog'), 'workspaces', uuid);
}

/** Refuses a relative path, which would name a different store in every folder. */
function absolute({ env, cwd }: WorkspaceQuery, name: 'BACKLOG_DIR' | 'BACKLOG_HOME'): string | undefined {
  const path = env[name];
  if (!path || isAbsolute(path)) return path;
  throw new BacklogError('usage', `${name}: expected an absolute path, received "${path}"`, {
    hint: `It would mean another store in every folder. Set it to ${resolve(cwd, path)}, if that is the one.`,
    data: { variable: name, received: path },
  });
}

/** Does a store exist? Brings back one that an interrupted restore set aside. */
function isStore(dir: string): boolean {
  return existsSync(join(dir, FORMAT_FILE)) || bringBack(dir);
}

/** Returns the real path of the nearest existing folder, since an edit may be about to create the rest. */
function realFolder(path: string): string {
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      return realpathSync.native(at);
    } catch (error) {
      if (dirname(at) === at) throw error;
    }
  }
}
