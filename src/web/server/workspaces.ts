import { startSupervisor } from '../../runs/supervisor/start-supervisor.ts';
import { type Keeper, keepUp } from '../../scheduler/keep-up.ts';
import { causesFor } from '../../scheduler/upkeep.ts';
import { isPassing } from '../../store/index.ts';
import type { StartJob } from '../../work/processes/background-job.ts';
import {
  changedAt,
  placeOfQueue,
  type QueueFacts,
  queueAt,
  queueFolders,
  type ReadQueue,
  readQueue,
} from '../../work/queues/queues.ts';
import { type Opened, openWorkspace } from '../../work/workspace/open.ts';
import { validateRecord } from '../../work/workspace/validate.ts';
import type { WorkspaceRow } from '../sdk/client.ts';

/** An open workspace with its automatic jobs. */
export interface Served extends Pick<Keeper, 'keep' | 'round'> {
  opened: Opened;
}

export interface Workspaces {
  list(): Promise<WorkspaceRow[]>;
  /** Returns the uuids of all workspaces. Unlike `list`, it opens none. */
  uuids(): string[];
  /** Opens the workspace with this uuid once. @returns undefined for an unknown uuid */
  open(uuid: string): Promise<Served | undefined>;
  /**
   * Opens a workspace for a caller whom nobody knows yet. Repeats the error of the last 30 seconds: such a caller must not
   * make this server log in at another one again and again, and run the program that prints the password.
   */
  openForUnknown: Workspaces['open'];
  /** Returns the workspaces that are open, with their uuids. */
  present(): Promise<{ uuid: string; opened: Opened }[]>;
  /**
   * Opens all workspaces, one after the other, and does what is due in them. After a restart of the machine, their
   * orchestrators start again without a call. Tries those again whose server doesn't answer.
   * @param failed called with the error of each workspace that can't be opened
   */
  openAll(failed: (error: unknown) => void): Promise<void>;
  /**
   * Closes a damaged workspace, so that the next call opens it again.
   * @param met the damaged store; does nothing if the workspace is already open again
   */
  drop(uuid: string, met: Opened): void;
  /** Called with each workspace that the server closed. */
  onDrop(listener: (uuid: string) => void): void;
  close(): Promise<void>;
}

/** @property unattended whether the timer also restarts orchestrators, since no person or client may call */
interface WorkspacesOptions {
  start?: StartJob | undefined;
  unattended?: boolean | undefined;
  read?: ReadQueue | undefined;
}

/**
 * Returns all workspaces of BACKLOG_HOME, and the one that BACKLOG_DIR names.
 * @param cwd the server's working directory, which is used for a workspace without any commit, because its folder isn't
 * recorded
 */
export function createWorkspaces(
  env: NodeJS.ProcessEnv,
  cwd: string,
  { start = startSupervisor, unattended = false, read = readQueue }: WorkspacesOptions = {},
): Workspaces {
  const readOnce = remembered(read);
  const listeners: ((uuid: string) => void)[] = [];
  const opened = new Map<string, Promise<Served & Keeper>>();
  const refused = new Map<string, { at: number; error: unknown }>();
  const open = async (dir: string): Promise<Served & Keeper> => {
    const folders = (await readOnce(dir)).repositories.map(({ folder }) => folder);
    const one = await openWorkspace({
      ...placeOfQueue(dir, [...folders, cwd], env),
      start,
      store: { validate: validateRecord },
    });
    const keeper = keepUp(
      () => one,
      (error) => one.store.appendDiagnostic(`board, upkeep: ${String(error)}`),
      causesFor({ reads: !unattended }),
    );
    return { opened: one, ...keeper };
  };
  const close = async ({ opened: one, stop }: Served & Keeper) => {
    stop();
    await one.close();
  };
  const openOnce = async (uuid: string) => {
    const known = opened.get(uuid);
    if (known) return known;
    const dir = queueFolders(env).get(uuid);
    if (dir === undefined) return undefined;
    const opening = open(dir);
    opened.set(uuid, opening);
    opening.catch((error) => {
      opened.delete(uuid);
      refused.set(uuid, { at: performance.now(), error });
    });
    return opening;
  };
  let closed = false;
  let later: NodeJS.Timeout | undefined;
  const uuids = () => [...queueFolders(env).keys()];
  const openAll = async (those: readonly string[], failed: (error: unknown) => void) => {
    const unanswered: string[] = [];
    for (const uuid of those)
      try {
        await (await openOnce(uuid))?.round();
      } catch (error) {
        failed(error);
        if (isPassing(error)) unanswered.push(uuid);
      }
    const again = () => openAll(unanswered, (error) => isPassing(error) || failed(error));
    if (unanswered.length > 0 && !closed) later = setTimeout(again, REOPEN_MS).unref();
  };
  return {
    list: async () => {
      const rows = await Promise.all(
        Array.from(queueFolders(env), ([, dir]) => queueAt(dir, { env, cwd, read: readOnce })),
      );
      return rows.map(({ dir: _, ...row }) => row);
    },
    uuids,
    open: openOnce,
    async openForUnknown(uuid) {
      const last = opened.has(uuid) ? undefined : refused.get(uuid);
      if (last && performance.now() - last.at < REOPEN_MS) throw last.error;
      return openOnce(uuid);
    },
    async present() {
      const all = await Promise.all(
        Array.from(opened, async ([uuid, opening]) => {
          const one = await opening.catch(() => undefined);
          return one ? [{ uuid, opened: one.opened }] : [];
        }),
      );
      return all.flat();
    },
    openAll: (failed) => openAll(uuids(), failed),
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
      closed = true;
      clearTimeout(later);
      const all = await Promise.allSettled(opened.values());
      await Promise.all(all.map((one) => (one.status === 'fulfilled' ? close(one.value) : undefined)));
    },
  };
}

/** Time until a workspace that can't be opened is tried again without a known caller, in milliseconds. */
const REOPEN_MS = 30_000;

/**
 * Minimum age in milliseconds of a folder whose content is cached. A younger folder can change again without a new time
 * stamp.
 */
const SETTLED_MS = 1_000;

/**
 * Returns `read` with a cache that is valid until a store's log changes. So listing a hundred workspaces doesn't open
 * all stores again.
 */
function remembered(read: ReadQueue): ReadQueue {
  const known = new Map<string, { changed: number; facts: QueueFacts }>();
  return async (dir) => {
    const changed = changedAt(dir, ['log']);
    const last = known.get(dir);
    if (last && last.changed === changed) return last.facts;
    const asked = Date.now();
    const facts = await read(dir);
    if (changed > 0 && changed < asked - SETTLED_MS) known.set(dir, { changed, facts });
    return facts;
  };
}
