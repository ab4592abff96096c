import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { lazy } from '../../domain/lazy.ts';
import { coefficientsFrom } from '../../domain/urgency-settings.ts';
import {
  findWorkspace,
  memoryBackend,
  openStore,
  type Store,
  type StoreOptions,
  uuidOf,
  type Workspace,
  whereDamaged,
} from '../../store/index.ts';
import { isZone } from '../../time/index.ts';
import type { Caller, Context } from './context.ts';
import { factsOf, type Indexes, indexesOf } from './indexes.ts';
import { locate } from './locate.ts';
import { caseInsensitive, isAlive, localHost } from './processes.ts';
import { recording, repositoriesOf } from './repositories.ts';
import { trialStore } from './trial.ts';

export interface Place {
  /** Working directory of whoever calls. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** IANA name; the machine's zone unless given. */
  zone?: string;
  /** Take a store that cannot be opened for an empty one. */
  tolerant?: boolean;
  store?: Pick<StoreOptions, 'validate' | 'checkpoints' | 'kinds' | 'lazy'>;
}

/** A workspace as an interface holds it open: one store, its indexes, and a context for each call. */
export interface Opened {
  readonly where: Workspace;
  readonly store: Store;
  /** Takes in what other processes did, also that the repository was taken into another workspace. */
  ready(): Promise<void>;
  /** Makes the store if there is none: a context does so by itself, at its first write that is not refused. */
  make(): Promise<Store>;
  context(caller: Caller): Context;
  close(): Promise<void>;
}

/** What is open now: another one once the store has been made. */
interface Current {
  where: Workspace;
  store: Store;
  indexes: Indexes;
}

/**
 * Opens the workspace of a folder. Nothing is made before the first write.
 * @throws BacklogError `usage` for a folder that is not there, and what `findWorkspace` and `openStore` throw
 */
export async function openWorkspace(place: Place): Promise<Opened> {
  if (!isFolder(place.cwd))
    refuse('usage', `there is no folder ${place.cwd}`, {
      hint: 'Go to the folder of a project, or name one that exists.',
    });
  const now = place.now ?? Date.now;
  const zone = lazy(() => place.zone ?? zoneOf(place.env.TZ) ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const find = (cwd = place.cwd) => {
    const query = { cwd, env: place.env, home: homedir() };
    try {
      return findWorkspace(query);
    } catch (error) {
      if (!place.tolerant) throw error;
      return whereDamaged(query, error);
    }
  };
  const openAt = async (where: Workspace, create: boolean): Promise<Current> => {
    const options = { dir: where.dir, now, ...place.store };
    const found = await openStore({ ...options, create }).catch((error) => {
      if (place.tolerant) return openStore({ dir: where.dir, backend: memoryBackend() });
      throw error;
    });
    const store = found.exists || place.tolerant ? found : await trialStore(options, make);
    return { where, store, indexes: indexesOf(store) };
  };
  /** After a failure there is nothing again: what was tried in memory goes, too. */
  const makeOnce = async () => {
    try {
      if (!current.store.exists) current = await openAt(await find().create(), true);
    } catch (error) {
      current = await openAt(find(), false);
      throw error;
    }
    return current.store;
  };
  let making: Promise<Store> | undefined;
  const make = () => {
    making ??= makeOnce().finally(() => {
      making = undefined;
    });
    return making;
  };
  let current = await openAt(find(), false);
  return {
    get where() {
      return current.where;
    },
    get store() {
      return current.store;
    },
    async ready() {
      const where = isFolder(place.cwd) ? find() : current.where;
      const isOpen = current.store.exists && (!where.exists || where.dir === current.where.dir);
      if (isOpen) await current.store.refresh();
      else if (where.exists) current = await openAt(where, false);
    },
    make,
    context: (caller) => contextOf(() => current, { caller, cwd: place.cwd, find, clock: clockAt(now(), zone) }),
    close: () => current.store.close(),
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** TZ may hold what only the C library knows (`:/etc/localtime`, `EST5EDT,M3.2.0`). */
function zoneOf(text: string | undefined): string | undefined {
  return text && isZone(text) ? text : undefined;
}

/** Asking the machine for its zone takes a fifth of a hook's time, and most hooks never do. */
function clockAt(now: number, zone: () => string): Context['clock'] {
  return {
    now,
    get zone() {
      return zone();
    },
  };
}

/** Everything is looked up anew: the first write of a call may put another store in place. */
function contextOf(
  current: () => Current,
  call: { caller: Caller; cwd: string; find: (folder?: string) => Workspace; clock: Context['clock'] },
): Context {
  const { caller, cwd, find, clock } = call;
  const state = () => current().store.state;
  const repositories = () => repositoriesOf(state(), current().where);
  return {
    get store() {
      return recording(current().store, current().where);
    },
    get queue() {
      const queue = current().indexes.queue();
      queue.settle(toInstant(clock.now));
      return queue;
    },
    clock,
    get coefficients() {
      return coefficientsFrom(Array.from(state().all('setting'), ([, setting]) => setting));
    },
    caller,
    cwd,
    get root() {
      return repositories().here?.root ?? current().where.root;
    },
    get repositories() {
      return repositories();
    },
    workspace: (folder) => (folder === undefined ? current().where : find(folder)),
    locate: (file) => locate(file, { find, dir: current().where.dir, repositories: repositories().all }),
    localHost: localHost(),
    alive: isAlive,
    caseInsensitive,
    facts: () => factsOf(current().indexes, clock),
    uuidOf,
    view: (name) => state().get('view', name)?.filter,
  };
}
