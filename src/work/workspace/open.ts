import { lazy } from '../../base/lazy.ts';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { refuse } from '../../domain/errors.ts';
import {
  addressIn,
  checkAddress,
  findWorkspace,
  goneQueue,
  memoryBackend,
  openStore,
  type Store,
  type StoreOptions,
  storeOf,
  type Workspace,
  whereDamaged,
} from '../../store/index.ts';
import { isZone } from '../../time/index.ts';
import { forgetEndedClaims, noteOutages } from '../claim/lease-facts.ts';
import { isFolder } from '../paths/folder.ts';
import type { StartJob } from '../processes/background-job.ts';
import { namedQueue, unjoinedQueue } from '../repo/named-queue.ts';
import type { Caller, Context } from './context.ts';
import { type Current, clockAt, contextOf } from './context-of.ts';
import { homeFolder } from './home.ts';
import { indexesOf } from './indexes.ts';
import { trialStore } from './trial-store.ts';

export interface WorkspaceOptions {
  /** The folder whose workspace to open; on the command line, the caller's working directory. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Name of the time zone (IANA); the machine's zone unless given. */
  zone?: string;
  /** Starts processes that outlive this one. Without it, no process can start. */
  start?: StartJob;
  /** For a process with few queries: reads single tasks instead of building the whole queue. */
  brief?: boolean;
  /** Treats a store that can't be opened as empty. */
  tolerant?: boolean;
  store?: Pick<StoreOptions, 'validate' | 'checkpoints' | 'kinds' | 'lazy' | 'blocking' | 'unattended'>;
}

/** A workspace that an interface keeps open: one store, its indexes, and a new context for each call. */
export interface Opened {
  readonly where: Workspace;
  readonly store: Store;
  /** Reads the commits of other processes. Also detects that the queue or the repository was moved. */
  ready(): Promise<void>;
  /** Creates the store if there is none. A context does this at its first accepted write. */
  make(): Promise<Store>;
  context(caller: Caller): Context;
  close(): Promise<void>;
}

/**
 * Opens the workspace of a folder. Creates nothing before the first write.
 * @throws BacklogError `usage` if the folder doesn't exist, and the errors of `findWorkspace` and `openStore`
 */
export async function openWorkspace(options: WorkspaceOptions): Promise<Opened> {
  const { cwd } = options;
  if (!isFolder(cwd))
    refuse('usage', `there is no folder ${cwd}`, {
      hint: 'Change to an existing folder, or name one that exists.',
    });
  const now = options.now ?? Date.now;
  const zone = lazy(() => options.zone ?? localZone(options.env));
  const find = finding(options);
  const openAt = async (where: Workspace, create = false): Promise<Current> => {
    if (!options.tolerant) noteOutages(where.dir);
    const store = await storeAt(where, options, { create, make });
    if (store.address !== undefined) forgetEndedClaims(store);
    return { where, store, indexes: indexesOf(store, { lazy: options.brief ?? options.store?.lazy ?? false }) };
  };
  let switching: Promise<void> = Promise.resolve();
  /** Uses another store from now on. Calls at once follow each other, so that each store that is left is closed. */
  const use = (next: () => Promise<Current>) => {
    switching = switching
      .catch(() => undefined)
      .then(async () => {
        const before = current;
        current = await next();
        if (before.store !== current.store) await before.store.close();
      });
    return switching;
  };
  /**
   * Creates the store only once. If this fails, drops the trial store, so that there is no store again.
   * @param asked whether a person asked for a new queue. Otherwise the address in BACKLOG_STORE may be mistyped.
   */
  const makeOnce = async (asked: boolean) => {
    try {
      if (!current.store.exists)
        await use(async () => {
          const found = find();
          const named = await namedQueue(found);
          if (named) throw unjoinedQueue(named);
          if (!asked && found.address !== undefined) await checkVariable(found.address);
          return openAt(await found.create(), true);
        });
    } catch (error) {
      await use(() => openAt(find()));
      throw error;
    }
    return current.store;
  };
  let making: Promise<Store> | undefined;
  const make = (asked = false) => {
    making ??= makeOnce(asked).finally(() => {
      making = undefined;
    });
    return making;
  };
  let current = await openAt(find());
  return {
    get where() {
      return current.where;
    },
    get store() {
      return current.store;
    },
    async ready() {
      const { where, store } = current;
      const found = isFolder(cwd) ? find() : where;
      const isElsewhere = () =>
        found.dir !== current.where.dir || (found.address ?? addressIn(found.dir)) !== current.store.address;
      const isOther = () => found.exists && (!current.store.exists || isElsewhere());
      if (isOther()) await use(async () => (isOther() ? openAt(found) : current));
      else if (store.exists) {
        if (found.exists) current = { ...current, where: found };
        await store.refresh();
      }
    },
    make,
    context(caller) {
      // A call must write to the store that it read, even if another call opens a different store in the meantime.
      const begun = current.store.exists ? current : undefined;
      return contextOf(() => begun ?? current, {
        caller,
        cwd,
        find,
        make: () => make(true),
        clock: clockAt(now(), () => caller.zone ?? zone()),
        start: options.start ?? startNothing,
      });
    },
    close: () => current.store.close(),
  };
}

/** Checks whether the address in BACKLOG_STORE is mistyped. */
function checkVariable(address: string): Promise<void> {
  const set = (to: string) => `BACKLOG_STORE=${shellWord(to)}`;
  return checkAddress(address, { use: set, create: `\`${set(address)} backlog init\`` });
}

function startNothing(): never {
  return refuse('store', 'nothing can be started from here', { hint: 'Use the command line or the MCP server.' });
}

/** Finds the workspace of a folder, by default the opened one. */
function finding({ cwd, env, tolerant }: WorkspaceOptions): (folder?: string) => Workspace {
  return (folder = cwd) => {
    const query = { cwd: folder, env, home: homeFolder() };
    try {
      return findWorkspace(query);
    } catch (error) {
      if (!tolerant) throw error;
      return whereDamaged(query, error);
    }
  };
}

/**
 * Time in milliseconds for which a read store counts as up to date. A command reads the store before it begins, so a
 * write soon after needn't read again.
 */
const FRESH_MS = 20;

/** Opens the store; if there is none, returns a trial store. */
async function storeAt(
  where: Workspace,
  { now, store, tolerant }: WorkspaceOptions,
  { create, make }: { create: boolean; make: () => Promise<Store> },
): Promise<Store> {
  const { dir } = where;
  const options = { ...storeOf(where), freshMs: FRESH_MS, ...present({ now }), ...store };
  const found = await openStore({ ...options, create }).catch((error) => {
    if (tolerant) return openStore({ dir, backend: memoryBackend() });
    throw error;
  });
  if (where.used && !tolerant && !create && found.state.seq === 0) {
    await found.close();
    throw goneQueue(dir, where.common ?? '');
  }
  if (found.exists || tolerant) return found;
  await found.close();
  return trialStore(options, make);
}

/** Returns the time zone of a call: the one in TZ, or the system's. */
export function localZone({ TZ }: NodeJS.ProcessEnv): string {
  return zoneOf(TZ) ?? zoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone) ?? 'UTC';
}

/**
 * Returns the time zone in TZ. Returns undefined if TZ is empty or has a form that only the C library reads
 * (`:/etc/localtime`, `EST5EDT,M3.2.0`).
 */
function zoneOf(text: string | undefined): string | undefined {
  return text && isZone(text) ? text : undefined;
}
