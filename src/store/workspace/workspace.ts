import { existsSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import { damaged, mediumFailed } from '../failure.ts';
import { ADDRESS_FILE, FORMAT_FILE } from '../layout.ts';
import type { StoreOptions } from '../types.ts';
import { bringBackStore, namesInFolder } from './set-aside.ts';
import { readSmallFile, writeFileOfQueue } from './small-file.ts';

/** The rules by which Backlog finds a workspace. */
export const FOUND_BY = ['BACKLOG_DIR', 'BACKLOG_STORE', 'git', 'folder', 'run'] as const;

/** The workspace of a folder: its store, and how Backlog found it. */
export interface Workspace {
  /**
   * The store's folder. {@link Workspace.create} may change it while `exists` is false. So open the workspace that
   * `create` returns.
   */
  dir: string;
  /** Top folder of this worktree (without git, the folder itself), with links resolved. Globs are relative to it. */
  root: string;
  /** The git folder shared by all worktrees of the repository. */
  common?: string;
  /** The repository's name from its marker file. Absent in the repository in which the workspace was created. */
  repository?: string;
  /**
   * How Backlog found the workspace. With `BACKLOG_DIR` or `BACKLOG_STORE`, the store's records list the repositories.
   * Otherwise each repository's marker file names the store.
   */
  foundBy: (typeof FOUND_BY)[number];
  exists: boolean;
  /** Set if the queue is on a server, which other machines use, too. */
  shared?: true;
  /** The address in `BACKLOG_STORE`, which `dir` may not have yet: finding a workspace writes nothing. */
  address?: string;
  /** Set if the last part of `dir` is random at each call. The store gets its final name when it is created. */
  unnamed?: true;
  /** Set if the repository's own marker file names this workspace. */
  marked?: true;
  /** Set if the queue is known to have had changes, although its folder may be gone. */
  used?: true;
  /** Set for the home folder, which never gets a store. */
  never?: true;
  /** Returns the workspace of the folder itself, which the environment replaces. Only a workspace from the environment has it. */
  own?: () => Workspace;
  /** Returns other stores that a person in this folder may mistake for this one. */
  beside?: () => Beside;
  /** The damaged marker file that prevents Backlog from finding the workspace. Only {@link whereDamaged} sets it. */
  damage?: MarkerDamage;
  /**
   * Assigns the workspace to this git repository, and returns it with the store's final location. `openStore` then
   * creates the store.
   */
  create(): Promise<Workspace>;
}

/** Checks whether the environment names the queue. Then every folder of this machine uses it. */
export function isFromEnvironment({ foundBy }: Pick<Workspace, 'foundBy'>): boolean {
  return foundBy === 'BACKLOG_DIR' || foundBy === 'BACKLOG_STORE';
}

/** Returns the store's folder. If the store has no name yet, returns the parent folder. */
export function storePlace({ dir, unnamed }: Workspace): string {
  return unnamed ? dirname(dir) : dir;
}

/** Stores besides the one in use. */
export interface Beside {
  /** Other stores of this folder. `of` completes the phrase "the store of …". */
  here: { dir: string; of: string }[];
  /** All other stores in BACKLOG_HOME. One of them may have recorded this repository. */
  all: string[];
}

/** The unreadable marker file of a repository. */
export interface MarkerDamage {
  error: BacklogError;
  /** The git folder that contains the marker file. */
  common: string;
  /** Stores that may belong to the repository. */
  stores: string[];
}

/** Writes the address of a workspace into its folder, if it isn't there yet. Every write calls it. */
export function keepAddress({ dir, address }: Pick<Workspace, 'dir' | 'address'>): void {
  if (address !== undefined && !hasAddress(dir)) putAddress(dir, address);
}

/** Returns the options with which `openStore` opens the queue of a workspace. */
export function storeOf({ dir, address }: Pick<Workspace, 'dir' | 'address'>): Pick<StoreOptions, 'dir' | 'address'> {
  return { dir, ...present({ address }) };
}

/**
 * Checks whether the records of the queue list its repositories, because folders of several machines or of the whole
 * machine use it. Otherwise a repository's marker file says which repository it is.
 */
export function isListed(workspace: Pick<Workspace, 'foundBy' | 'shared'>): boolean {
  return workspace.shared === true || isFromEnvironment(workspace);
}

/** The facts about a call that decide its workspace. */
export interface WorkspaceQuery {
  /** Working directory, or the folder of the edited file. The path is absolute. The folder may be missing. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** The user's home folder. */
  home: string;
  /** The git folder, if git passed it. Then `cwd` is the top folder of a worktree, in any location. */
  gitDir?: string;
}

/** Returns the folder of the store with this UUID. It may be missing. */
export function storeDir(query: WorkspaceQuery, uuid: string): string {
  return join(absolute(query, 'BACKLOG_HOME') || join(query.home, '.backlog'), 'workspaces', uuid);
}

/** Returns the path in an environment variable. Refuses a relative one, which depends on the folder. */
export function absolute({ env, cwd }: WorkspaceQuery, name: 'BACKLOG_DIR' | 'BACKLOG_HOME'): string | undefined {
  const path = env[name];
  if (!path || isAbsolute(path)) return path;
  throw new BacklogError('usage', `${name}: expected an absolute path, received "${path}"`, {
    hint: `A relative path would name another queue in every folder. For this one: ${name}=${resolve(cwd, path)}`,
    data: { variable: name, received: path },
  });
}

/** Returns the folders of all stores in BACKLOG_HOME, by name. */
export function allStores(query: WorkspaceQuery): string[] {
  const all = dirname(storeDir(query, 'any'));
  const names = existsSync(all) ? readdirSync(all).sort() : [];
  return names.map((uuid) => join(all, uuid)).filter(isStore);
}

/**
 * Returns the folders in BACKLOG_HOME that belong to stores, by name. They include damaged stores, and stores that an
 * interrupted restore renamed. Leaves out empty folders.
 * @throws BacklogError `store` if the folder of all stores can't be read
 */
export function storeFolders(query: WorkspaceQuery): string[] {
  const all = dirname(storeDir(query, 'any'));
  const found = namesIn(all).flatMap((name) => {
    const [, uuid, renamed] = STORE_NAME.exec(name) ?? [];
    return uuid !== undefined && (renamed !== undefined || hasContent(join(all, uuid))) ? [join(all, uuid)] : [];
  });
  return [...new Set(found)].sort();
}

/** Matches the name of a store's folder, also with the suffix that a restore adds. */
const STORE_NAME = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\.replaced-\d+)?$/;

function namesIn(folder: string): string[] {
  return namesInFolder(folder, ['ENOENT', 'ENOTDIR']);
}

/** Checks whether a folder has content. A folder that this user can't list counts as one. */
function hasContent(folder: string): boolean {
  try {
    return namesIn(folder).length > 0;
  } catch {
    return true;
  }
}

/** Checks whether a store exists. If an interrupted restore renamed the store, moves it back first. */
export function isStore(dir: string): boolean {
  return hasQueue(dir) || bringBackStore(dir);
}

/** Returns the real path of the nearest existing parent folder, because an edit may be about to create the others. */
export function realFolder(path: string): string {
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      return realpathSync.native(at);
    } catch (error) {
      if (dirname(at) === at) throw error;
    }
  }
}

/** Checks whether a folder has a queue, or the address of one. */
export function hasQueue(dir: string): boolean {
  return existsSync(join(dir, FORMAT_FILE)) || hasAddress(dir);
}

/** Checks whether the queue of a folder is elsewhere, so that the folder has only what belongs to this machine. */
export function hasAddress(dir: string): boolean {
  return existsSync(join(dir, ADDRESS_FILE));
}

/**
 * Returns the address of the queue of a folder, if the queue is elsewhere.
 * @throws BacklogError `store` for a file that can't be read
 */
export function addressIn(dir: string): string | undefined {
  const file = join(dir, ADDRESS_FILE);
  const text = read(file);
  if (text === undefined) return undefined;
  try {
    const { address } = JSON.parse(text) as { address?: unknown };
    if (typeof address === 'string') return address;
  } catch {}
  throw damaged(file, 'expected {"address": URL}');
}

/** Writes the address of the queue into a folder, which is created if it is missing. */
export function putAddress(dir: string, address: string): void {
  writeFileOfQueue(dir, ADDRESS_FILE, { address });
}

/** Removes the address from a folder whose queue has come back into it. */
export function removeAddress(dir: string): void {
  try {
    rmSync(join(dir, ADDRESS_FILE), { force: true });
  } catch (error) {
    throw mediumFailed('write', dir, error);
  }
}

function read(file: string): string | undefined {
  try {
    return readSmallFile(file);
  } catch (error) {
    // Without the folder, there is no address either.
    if (errnoOf(error) === 'ENOTDIR') return undefined;
    throw mediumFailed('read', file, error);
  }
}
