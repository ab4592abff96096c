import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { present } from '../../base/present.ts';
import { BacklogError } from '../../domain/errors.ts';
import { uuidOf } from '../blobs/sha256.ts';
import { goneQueue, isDamage } from '../failure.ts';
import { storeAddress } from './assign-store.ts';
import { type FoundRepository, findGitFolder, repositoryOfGitFolder } from './git.ts';
import { claimMarker, isUsed, type Marked, putMarker, readMarker } from './marker.ts';
import { pendingJoin } from './pending-join.ts';
import { readSmallFile } from './small-file.ts';
import {
  absolute,
  allStores,
  type Beside,
  hasAddress,
  hasQueue,
  isFromEnvironment,
  isStore,
  keepAddress,
  realFolder,
  storeDir,
  type Workspace,
  type WorkspaceQuery,
} from './workspace.ts';

/**
 * Finds the workspace by reading files, without starting git or creating a queue. The first rule that applies decides:
 * - The worktree of a run belongs to the run's workspace.
 * - `BACKLOG_DIR` names the store's folder, `BACKLOG_STORE` its address on a server.
 * - A repository has one queue for all its worktrees and subfolders.
 * - Without git, it is the nearest initialised folder, otherwise the folder itself, but never the home folder.
 * @throws BacklogError `store` for a damaged marker, `usage` for a relative BACKLOG_DIR or BACKLOG_HOME
 */
export function findWorkspace(query: WorkspaceQuery): Workspace {
  const found = findUsed(query);
  return {
    ...found,
    ...(isFromEnvironment(found) ? { own: () => findUsed({ ...query, env: withoutQueue(query.env) }) } : {}),
    beside: () => findBeside(query, found.dir),
  };
}

function withoutQueue({ BACKLOG_DIR: _, BACKLOG_STORE: __, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}

function findUsed(query: WorkspaceQuery): Workspace {
  const cwd = realFolder(query.cwd);
  const run = runTreeAt(cwd, (real) => storeNamed(query, real));
  if (run) return workspaceAt({ ...run, repository: run, foundBy: 'run' });
  const dir = absolute(query, 'BACKLOG_DIR');
  const named = query.gitDir === undefined ? null : repositoryOfGitFolder(query.gitDir, cwd);
  const repository = named ?? findGitFolder(cwd);
  const root = repository?.root ?? cwd;
  if (dir) return workspaceAt({ dir, root, repository, foundBy: 'BACKLOG_DIR' });
  if (query.env.BACKLOG_STORE) return serverWorkspace(query, { root, repository }, query.env.BACKLOG_STORE);
  return repository ? gitWorkspace(query, repository) : plainWorkspace(query, cwd);
}

/** Returns the path of a store as BACKLOG_DIR or BACKLOG_HOME spells it. `real` is the store's real path. */
function storeNamed(query: WorkspaceQuery, real: string): string | undefined {
  const dir = absolute(query, 'BACKLOG_DIR') || storeDir(query, basename(real));
  return existsSync(dir) && realpathSync.native(dir) === real ? dir : undefined;
}

/** Finds the stores that this folder would use without BACKLOG_DIR or BACKLOG_HOME, and those of its parent folders. */
function findBeside(query: WorkspaceQuery, used: string): Beside {
  const { BACKLOG_DIR, BACKLOG_STORE, BACKLOG_HOME, ...env } = query.env;
  const cwd = realFolder(query.cwd);
  const without = [
    ...(BACKLOG_DIR ? [{ env: { ...env, BACKLOG_HOME }, of: 'this folder without BACKLOG_DIR' }] : []),
    ...(BACKLOG_STORE ? [{ env: { ...env, BACKLOG_HOME }, of: 'this folder without BACKLOG_STORE' }] : []),
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

/** Returns a folder and its parent folders up to `top`. */
function foldersUp(folder: string, top: string): string[] {
  const isTop = folder === top || dirname(folder) === folder;
  return isTop ? [folder] : [folder, ...foldersUp(dirname(folder), top)];
}

/**
 * Returns a substitute for a workspace with a damaged marker file, so that the store can be examined. Throws any other
 * error again.
 */
export function whereDamaged(query: WorkspaceQuery, error: unknown): Workspace {
  const repository = findGitFolder(realFolder(query.cwd));
  if (!repository || !isDamage(error)) throw error;
  const { common, root } = repository;
  const damage = { error, common, stores: allStores(query) };
  const create = () => Promise.reject(error);
  const dir = String(error.data?.file);
  return { dir, root, common, foundBy: 'git', exists: false, create, damage };
}

function gitWorkspace(query: WorkspaceQuery, asked: FoundRepository): Workspace {
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
  const used = isMarked && isUsed(common, found.dir);
  return {
    ...found,
    ...(used ? { used } : {}),
    ...(known === undefined ? { unnamed: true as const } : {}),
    ...(isMarked ? { marked: true as const } : {}),
    create: async () => {
      if (used && !isStore(found.dir)) throw goneQueue(found.dir, common);
      return marked(claimMarker(common, uuid));
    },
  };
}

/**
 * Returns the workspace at an address. Its folder on this machine has only the address, by which later processes open the
 * queue, and what belongs to this machine. The first write creates it.
 */
function serverWorkspace(
  query: WorkspaceQuery,
  { root, repository }: { root: string; repository: FoundRepository | null },
  text: string,
): Workspace {
  const address = storeAddress(text, query.env);
  const dir = storeDir(query, uuidOf(address));
  return workspaceAt({ dir, address, root, repository, foundBy: 'BACKLOG_STORE' });
}

/** Updates the location in the marker file, if the store exists. It distinguishes the original from a copy. */
function noteMove(common: string, marker: Marked): void {
  try {
    putMarker(common, marker);
  } catch {}
}

/** Returns the workspace that the folder had before it became a git repository. */
function earlierWorkspace(query: WorkspaceQuery, root: string): string | undefined {
  const uuid = uuidOf(root);
  return isStore(storeDir(query, uuid)) ? uuid : undefined;
}

/** Returns the workspace of a folder without git. The path identifies it, so Backlog writes no marker. */
function plainWorkspace(query: WorkspaceQuery, cwd: string): Workspace {
  const home = realFolder(query.home);
  for (let at = cwd; at !== home; at = dirname(at)) {
    const dir = storeDir(query, uuidOf(at));
    const found = { dir, root: at, foundBy: 'folder' } as const;
    if (isStore(dir) || pendingJoin(found)) return workspaceAt(found);
    if (dirname(at) === at) break;
  }
  const own = workspaceAt({ dir: storeDir(query, uuidOf(cwd)), root: cwd, foundBy: 'folder' });
  return cwd === home ? { ...own, exists: false, never: true, create: refuseHome } : own;
}

async function refuseHome(): Promise<never> {
  throw new BacklogError('store', 'the home folder itself cannot have a queue', {
    hint: 'Change to the folder of a repository first, or set BACKLOG_DIR.',
  });
}

interface Found {
  dir: string;
  root: string;
  repository?: FoundRepository | null;
  name?: string | undefined;
  foundBy: Workspace['foundBy'];
  address?: string;
}

function workspaceAt({ dir, root, repository, name, foundBy, address }: Found): Workspace {
  const isThere = () => address !== undefined || isStore(dir);
  const exists = isThere();
  const workspace: Workspace = {
    dir,
    root,
    ...present({ common: repository?.common, repository: name, address }),
    foundBy,
    exists,
    ...(exists && (address !== undefined || hasAddress(dir)) ? { shared: true } : {}),
    create: async () => {
      keepAddress(workspace);
      return { ...workspace, exists: isThere() };
    },
  };
  return workspace;
}

/** Name of the JSON file in a run's folder that names the repository of the run's worktree. */
export const RUN_REPOSITORY = 'repository.json';

/** The worktree of a run: `<store>/runs/<id>/tree`. */
interface RunTree {
  /** The folder of the run's store. */
  dir: string;
  root: string;
  /** The git folder of the repository from which the run was started. */
  common: string;
  name: string;
}

/**
 * Returns the run's worktree that contains a folder, or undefined. Only the location counts, because the agent can
 * write anything into the worktree, such as another `.git`. If several match, returns the outermost. `named` returns
 * the store at a real path if the environment names that store. Other folders may only look like a store, for example
 * as part of a clone.
 */
export function runTreeAt(folder: string, named: (dir: string) => string | undefined): RunTree | undefined {
  const above = dirname(folder);
  if (above === folder) return undefined;
  return runTreeAt(above, named) ?? treeOfRun(folder, named);
}

function treeOfRun(root: string, named: (dir: string) => string | undefined): RunTree | undefined {
  const run = dirname(root);
  if (basename(root) !== 'tree' || basename(dirname(run)) !== 'runs') return undefined;
  const dir = named(dirname(dirname(run)));
  if (dir === undefined || !hasQueue(dir)) return undefined;
  const repository = repositoryIn(join(run, RUN_REPOSITORY));
  return repository && { dir, root, ...repository };
}

function repositoryIn(file: string): Pick<RunTree, 'common' | 'name'> | undefined {
  try {
    const { common, name } = JSON.parse(readSmallFile(file) ?? '') as Record<string, unknown>;
    return typeof common === 'string' && typeof name === 'string' ? { common, name } : undefined;
  } catch {
    return undefined;
  }
}
