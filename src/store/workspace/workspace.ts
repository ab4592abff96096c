import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import { isDamage } from '../failure.ts';
import { FORMAT_FILE } from '../layout.ts';
import { uuidOf } from '../uuid.ts';
import { findGitFolder, type GitFolders, repositoryOfGitFolder } from './git.ts';
import { claimMarker, type Marked, putMarker, readMarker } from './marker.ts';
import { runTreeAt } from './run-tree.ts';
import { bringBack } from './set-aside.ts';

/** Which queue belongs to a folder. */
export interface Workspace {
  /** The store's folder. While `exists` is false it may change in {@link Workspace.create}: open what that returns. */
  dir: string;
  /** Top of this worktree, or the folder itself without git; symlinks resolved. Globs start here. */
  root: string;
  /** The git folder that all worktrees of the repository share. */
  common?: string;
  /** Name of the repository in its workspace, as its marker says; the one in which the workspace was made has none. */
  repository?: string;
  /** What led to it. With BACKLOG_DIR the records of the store say which repositories belong to it, else their markers. */
  foundBy: 'BACKLOG_DIR' | 'git' | 'folder' | 'run';
  /** Is there a store? */
  exists: boolean;
  /** Does the repository's own marker name it? */
  marked?: true;
  /** There will never be one: this is the home folder. */
  never?: true;
  /** Other stores that somebody in this folder may take for this one. */
  beside?: () => Beside;
  /** Why it cannot be told which workspace it is; only where that was asked for ({@link whereDamaged}). */
  damage?: MarkerDamage;
  /** Claims the workspace for this repository (git) and returns where its store belongs; the store itself is made by `openStore`. */
  create(): Promise<Workspace>;
}

/** Stores that are not the one that is used. */
export interface Beside {
  /** Those of this folder, each with the words that end "the store of …". */
  here: { dir: string; of: string }[];
  /** All others of BACKLOG_HOME, of which one may have recorded this repository. */
  all: string[];
}

/** The marker of a repository that cannot be read. */
export interface MarkerDamage {
  error: BacklogError;
  /** The git folder that the marker is in. */
  common: string;
  /** The stores of which one may be the repository's. */
  stores: string[];
}

export interface WorkspaceQuery {
  /** Working directory, or the folder of the edited file; need not exist. Absolute. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  home: string;
  /** The git folder, where git says it: `cwd` is then the top of a working tree that may lie anywhere. */
  gitDir?: string;
}

/**
 * Finds the workspace by walking files, without starting git and without making anything. The tree of a run is in the workspace of that
 * run. Elsewhere `BACKLOG_DIR` wins; else the
 * repository decides (every worktree and subfolder shares one queue); without git the nearest folder above that has
 * been initialised, else the folder itself, but never the home folder.
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

/** The folder of a store as the environment names it, by its real path: BACKLOG_DIR if set, else any workspace of BACKLOG_HOME. */
function storeNamed(query: WorkspaceQuery, real: string): string | undefined {
  const dir = absolute(query, 'BACKLOG_DIR') || storeDir(query, basename(real));
  return existsSync(dir) && realpathSync.native(dir) === real ? dir : undefined;
}

/** What would be used without BACKLOG_DIR or BACKLOG_HOME, and what this folder or one between it and the top had for itself. */
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

/** A folder and those around it, up to the top. */
function foldersUp(folder: string, top: string): string[] {
  const isTop = folder === top || dirname(folder) === folder;
  return isTop ? [folder] : [folder, ...foldersUp(dirname(folder), top)];
}

/** What stands in for the workspace of a repository whose marker is damaged, for who looks into that; another error is thrown. */
export function whereDamaged(query: WorkspaceQuery, error: unknown): Workspace {
  const repository = findGitFolder(realFolder(query.cwd));
  if (!repository || !isDamage(error)) throw error;
  const { common, root } = repository;
  const damage = { error, common, stores: allStores(query) };
  const create = () => Promise.reject(error);
  const dir = String(error.data?.file);
  return { dir, root, common, foundBy: 'git', exists: false, create, damage };
}

/** The folders of all stores of BACKLOG_HOME, by name. */
export function allStores(query: WorkspaceQuery): string[] {
  const all = dirname(storeDir(query, 'any'));
  const names = existsSync(all) ? readdirSync(all).sort() : [];
  return names.map((uuid) => join(all, uuid)).filter(isStore);
}

function gitWorkspace(query: WorkspaceQuery, asked: GitFolders): Workspace {
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
    ...(isMarked ? { marked: true as const } : {}),
    create: async () => marked(claimMarker(common, uuid)),
  };
}

/** Tells a copied repository from the original by the location in its marker. Writes nothing for a store that is not here. */
function noteMove(common: string, marker: Marked): void {
  try {
    putMarker(common, marker);
  } catch {}
}

/** What the folder was before it became a repository. */
function earlierWorkspace(query: WorkspaceQuery, root: string): string | undefined {
  const uuid = uuidOf(root);
  return isStore(storeDir(query, uuid)) ? uuid : undefined;
}

/** Folders without git are known by their path, so that nothing is left behind in them. */
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
  repository?: GitFolders | null;
  name?: string | undefined;
  foundBy: Workspace['foundBy'];
}

function workspaceAt({ dir, root, repository, name, foundBy }: Found): Workspace {
  const workspace: Workspace = {
    dir,
    root,
    ...(repository ? { common: repository.common } : {}),
    ...present({ repository: name }),
    foundBy,
    exists: isStore(dir),
    create: async () => ({ ...workspace, exists: isStore(dir) }),
  };
  return workspace;
}

function storeDir(query: WorkspaceQuery, uuid: string): string {
  return join(absolute(query, 'BACKLOG_HOME') || join(query.home, '.backlog'), 'workspaces', uuid);
}

/** A relative path would name another store in every folder: one queue would fall apart into several. */
function absolute({ env, cwd }: WorkspaceQuery, name: 'BACKLOG_DIR' | 'BACKLOG_HOME'): string | undefined {
  const path = env[name];
  if (!path || isAbsolute(path)) return path;
  throw new BacklogError('usage', `${name}: expected an absolute path, received "${path}"`, {
    hint: `It would mean another store in every folder. Set it to ${resolve(cwd, path)}, if that is the one.`,
    data: { variable: name, received: path },
  });
}

/** Also one that a restore has set aside which was cut off: it is brought back. */
function isStore(dir: string): boolean {
  return existsSync(join(dir, FORMAT_FILE)) || bringBack(dir);
}

/** The real path of the nearest folder that exists: an edit may be about to make the rest. */
function realFolder(path: string): string {
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      return realpathSync.native(at);
    } catch (error) {
      if (dirname(at) === at) throw error;
    }
  }
}
