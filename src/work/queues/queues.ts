import { statSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import type { Repository } from '../../domain/records.ts';
import { findWorkspace, isStore, openStore, type Store, storeFolders } from '../../store/index.ts';
import { isFolder } from '../paths/folder.ts';
import { homeFolder } from '../workspace/home.ts';
import { recorded } from '../workspace/repositories.ts';
import { NAME_OF_QUEUE, QUEUE_NAME } from './name.ts';

/** A queue of this machine. */
export interface QueueRow {
  uuid: string;
  /** The store's folder. */
  dir: string;
  /** Name of the queue: the setting `queue.name`, otherwise the name of its home repository. */
  name: string;
  /** Top folder of the home repository. Null if the folder is unknown or does not exist any more. */
  folder: string | null;
  repositories: { name: string; folder: string; here: boolean }[];
  /** The reason why the queue can't be opened. Absent if it can be opened. */
  problem?: string;
}

/** The records that name a queue. */
export interface QueueFacts {
  repositories: Repository[];
  name: string | undefined;
}

/** Reads the facts of the store in a folder. @throws BacklogError for a damaged store or a newer format */
export type ReadQueue = (dir: string) => Promise<QueueFacts>;

/** Returns the stores' folders of all queues in BACKLOG_HOME, and the one that BACKLOG_DIR names, by uuid. */
export function queueFolders({ BACKLOG_DIR: own, ...env }: NodeJS.ProcessEnv): Map<string, string> {
  const all = storeFolders({ cwd: homeFolder(), env, home: homeFolder() });
  return new Map([...all, ...(own ? [own] : [])].map((dir) => [basename(dir), dir]));
}

/** Returns all queues of this machine, sorted by name. A queue that can't be opened has a `problem`. */
export async function allQueues(env: NodeJS.ProcessEnv, cwd: string): Promise<QueueRow[]> {
  const rows = await Promise.all(Array.from(queueFolders(env), ([, dir]) => queueAt(dir, { env, cwd })));
  return rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.uuid < b.uuid ? -1 : 1));
}

/** Returns a queue's name, with the beginning of its id if another queue has the same name. */
export function queueLabel({ name, uuid }: QueueRow, all: readonly QueueRow[]): string {
  return all.some((other) => other.name === name && other.uuid !== uuid) ? `${name} (${uuid.slice(0, 8)})` : name;
}

/**
 * Returns the queue of the store in a folder.
 * @param cwd the caller's folder, which names a queue that has recorded no folder yet
 */
export async function queueAt(
  dir: string,
  { env, cwd, read = readQueue }: { env: NodeJS.ProcessEnv; cwd: string; read?: ReadQueue },
): Promise<QueueRow> {
  const uuid = basename(dir);
  const short = uuid.slice(0, 8);
  try {
    const { repositories: all, name } = await read(dir);
    const repositories = all.map(({ name, folder }) => ({ name, folder, here: isFolder(folder) }));
    const [home] = repositories;
    const { BACKLOG_DIR: _, BACKLOG_STORE: __, ...others } = env;
    const folder = home ? (home.here ? home.folder : null) : leadsTo(dir, cwd, others) ? cwd : null;
    return {
      uuid,
      dir,
      name: name ?? home?.name ?? (folder === null ? short : basename(folder)),
      folder,
      repositories,
    };
  } catch (error) {
    return { uuid, dir, name: short, folder: null, repositories: [], problem: (error as Error).message };
  }
}

/** Returns the time of the last change of a store, in milliseconds since the epoch; 0 for a folder that can't be read. */
export function changedAt(dir: string, parts: readonly string[] = ['log', '.']): number {
  try {
    return Math.max(...parts.map((part) => statSync(join(dir, part), { throwIfNoEntry: false })?.mtimeMs ?? 0));
  } catch {
    return 0;
  }
}

export const readQueue: ReadQueue = async (dir) => {
  isStore(dir);
  const store = await openStore({ dir, kinds: ['repository', 'setting'] });
  try {
    return factsIn(store.state);
  } finally {
    await store.close();
  }
};

/** Returns the facts of a store's queue. */
export function factsIn(state: Store['state']): QueueFacts {
  return { repositories: recorded(state), name: nameIn(state) };
}

function nameIn(state: Pick<Store['state'], 'get'>): string | undefined {
  const value = state.get('setting', QUEUE_NAME)?.value;
  return typeof value === 'string' && NAME_OF_QUEUE.test(value) ? value : undefined;
}

/** The folder and the environment with which a call uses a queue. */
export interface QueuePlace {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Returns a place from which a call uses the store `dir`: the first of the folders whose repository uses it. Without
 * one, the root folder, which belongs to no repository, with BACKLOG_DIR.
 */
export function placeOfQueue(dir: string, folders: readonly string[], env: NodeJS.ProcessEnv): QueuePlace {
  const { BACKLOG_DIR: _, BACKLOG_STORE: __, ...others } = env;
  const found = folders.find((folder) => leadsTo(dir, folder, others));
  if (found !== undefined) return { cwd: found, env: others };
  return { cwd: parse(dir).root, env: { ...others, BACKLOG_DIR: dir } };
}

/** Returns a place from which a call uses a listed queue, see {@link placeOfQueue}. */
export function placeOfRow(
  { dir, repositories }: Pick<QueueRow, 'dir' | 'repositories'>,
  env: NodeJS.ProcessEnv,
): QueuePlace {
  return placeOfQueue(
    dir,
    repositories.map(({ folder }) => folder),
    env,
  );
}

/** Returns the folder of the store that a call in a folder uses; undefined if there is no such folder or store. */
export function storeAt(cwd: string, env: NodeJS.ProcessEnv): string | undefined {
  try {
    return isFolder(cwd) ? findWorkspace({ cwd, env, home: homeFolder() }).dir : undefined;
  } catch {
    return undefined;
  }
}

const leadsTo = (dir: string, cwd: string, env: NodeJS.ProcessEnv) => storeAt(cwd, env) === dir;
