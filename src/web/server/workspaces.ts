import { statSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import type { Repository } from '../../domain/records.ts';
import { startSupervisor } from '../../runs/supervisor/start-supervisor.ts';
import { type Keeper, keepUp } from '../../scheduler/keep-up.ts';
import { allStores, findWorkspace, openStore } from '../../store/index.ts';
import { isFolder } from '../../work/paths/folder.ts';
import type { StartJob } from '../../work/processes/background-job.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import { type Opened, openWorkspace } from '../../work/workspace/open.ts';
import { recorded } from '../../work/workspace/repositories.ts';
import { validateRecord } from '../../work/workspace/validate.ts';
import type { WorkspaceRow } from '../sdk/client.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** An open workspace with its automatic jobs. */
export interface Served extends Pick<Keeper, 'keep'> {
  opened: Opened;
}

export interface Workspaces {
  list(): Promise<WorkspaceRow[]>;
  /** Opens the workspace with this uuid once. @returns undefined for an unknown uuid */
  open(uuid: string): Promise<Served | undefined>;
  /**
   * Closes a damaged workspace, so that the next call opens it again.
   * @param met the damaged store; does nothing if the workspace is already open again
   */
  drop(uuid: string, met: Opened): void;
  /** Called with each workspace that the server closed. */
  onDrop(listener: (uuid: string) => void): void;
  close(): Promise<void>;
}

/**
 * Returns all workspaces of BACKLOG_HOME, and the one that BACKLOG_DIR names.
 * @param cwd the server's working directory, which is used for a workspace without any commit, because its folder isn't
 * recorded
 */
export function createWorkspaces(
  env: Env,
  cwd: string,
  start: StartJob = startSupervisor,
  read: ReadRepositories = repositoriesAt,
): Workspaces {
  const repositoriesOf = remembered(read);
  const listeners: ((uuid: string) => void)[] = [];
  const { BACKLOG_DIR: own, ...others } = env;
  const opened = new Map<string, Promise<Served & Keeper>>();
  const folders = () => {
    const all = allStores({ cwd: homeFolder(), env: others, home: homeFolder() });
    return new Map([...all, ...(own ? [own] : [])].map((dir) => [basename(dir), dir]));
  };
  const foldersOf = async (dir: string) => [...(await repositoriesOf(dir)).map(({ folder }) => folder), cwd];
  const open = async (dir: string): Promise<Served & Keeper> => {
    const { folder, found } = whereOf(dir, await foldersOf(dir), others);
    const one = await openWorkspace({
      cwd: folder,
      env: found ? others : { ...others, BACKLOG_DIR: dir },
      start,
      store: { validate: validateRecord },
    });
    const keeper = keepUp(
      () => one,
      (error) => one.store.appendDiagnostic(`board, upkeep: ${String(error)}`),
    );
    return { opened: one, ...keeper };
  };
  const close = async ({ opened: one, stop }: Served & Keeper) => {
    stop();
    await one.close();
  };
  return {
    list: () =>
      Promise.all(
        Array.from(folders(), ([uuid, dir]) =>
          rowOf(uuid, () => repositoriesOf(dir), leadsTo(dir, cwd, others) ? cwd : null),
        ),
      ),
    async open(uuid) {
      const known = opened.get(uuid);
      if (known) return known;
      const dir = folders().get(uuid);
      if (dir === undefined) return undefined;
      const opening = open(dir);
      opened.set(uuid, opening);
      opening.catch(() => opened.delete(uuid));
      return opening;
    },
    drop(uuid, met) {
      const known = opened.get(uuid);
      void known?.then(
        async (one) => {
          if (one.opened !== met || opened.get(uuid) !== known) return;
          opened.delete(uuid);
          for (const listener of listeners) listener(uuid);
          await close(one);
        },
        () => undefined,
      );
    },
    onDrop: (listener) => void listeners.push(listener),
    async close() {
      const all = await Promise.allSettled(opened.values());
      await Promise.all(all.map((one) => (one.status === 'fulfilled' ? close(one.value) : undefined)));
    },
  };
}

async function rowOf(uuid: string, read: () => Promise<Repository[]>, stands: string | null): Promise<WorkspaceRow> {
  try {
    const all = await read();
    const repositories = all.map(({ name, folder }) => ({ name, folder, here: isFolder(folder) }));
    const home = repositories[0] ?? {
      name: stands === null ? uuid.slice(0, 8) : basename(stands),
      folder: stands,
      here: true,
    };
    return { uuid, name: home.name, folder: home.here ? home.folder : null, repositories };
  } catch (error) {
    return { uuid, name: uuid.slice(0, 8), folder: null, repositories: [], problem: (error as Error).message };
  }
}

type ReadRepositories = (dir: string) => Promise<Repository[]>;

/**
 * Minimum age in milliseconds of a folder whose content is cached. A younger folder can change again without a new time
 * stamp.
 */
const SETTLED_MS = 1_000;

/**
 * Returns `read` with a cache that is valid until a store's log changes. So listing a hundred workspaces doesn't open
 * all stores again.
 */
function remembered(read: ReadRepositories): ReadRepositories {
  const known = new Map<string, { changed: number; repositories: Repository[] }>();
  return async (dir) => {
    const changed = statSync(join(dir, 'log'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const last = known.get(dir);
    if (last && last.changed === changed) return last.repositories;
    const asked = Date.now();
    const repositories = await read(dir);
    if (changed > 0 && changed < asked - SETTLED_MS) known.set(dir, { changed, repositories });
    return repositories;
  };
}

async function repositoriesAt(dir: string): Promise<Repository[]> {
  const store = await openStore({ dir, kinds: ['repository'] });
  try {
    return recorded(store.state);
  } finally {
    await store.close();
  }
}

/**
 * Returns the first of the folders whose repository uses the store `dir`. Without one, returns the root folder, which
 * belongs to no project.
 */
function whereOf(dir: string, folders: readonly string[], env: Env): { folder: string; found: boolean } {
  const found = folders.find((folder) => leadsTo(dir, folder, env));
  return { folder: found ?? parse(dir).root, found: found !== undefined };
}

function leadsTo(dir: string, cwd: string, env: Env): boolean {
  try {
    return isFolder(cwd) && findWorkspace({ cwd, env, home: homeFolder() }).dir === dir;
  } catch {
    return false;
  }
}
