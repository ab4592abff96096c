import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { BacklogError } from '../../domain/errors.ts';
import { hasQueue } from './address-file.ts';
import { bringBackStore, namesInFolder } from './set-aside.ts';

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
