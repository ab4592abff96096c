import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import type { Claim } from '../../domain/claim.ts';
import { createFacts, type Facts } from '../../domain/facts.ts';
import { toInstant } from '../../domain/instant.ts';
import { lazy } from '../../domain/lazy.ts';
import { createQueue, type LiveQueue } from '../../domain/queue.ts';
import type { Doc, Run } from '../../domain/records.ts';
import type { Task } from '../../domain/task.ts';
import { coefficientsFrom } from '../../domain/urgency-settings.ts';
import {
  findWorkspace,
  memoryBackend,
  openStore,
  type Store,
  type StoreOptions,
  type Workspace,
} from '../../store/index.ts';
import { isZone } from '../../time/index.ts';
import { currentVersion } from '../task/docs.ts';
import type { Caller, Context } from './context.ts';
import { locate } from './locate.ts';
import { caseInsensitive, isAlive, localHost } from './processes.ts';
import { recording, repositoriesOf } from './repositories.ts';

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
  /** Takes in what other processes did, and makes the workspace when the call is going to write. */
  ready(willWrite: boolean): Promise<void>;
  context(caller: Caller): Context;
  close(): Promise<void>;
}

/** Opens the workspace of a folder. Nothing is made before the first write. */
export async function openWorkspace(place: Place): Promise<Opened> {
  const now = place.now ?? Date.now;
  const zone = lazy(() => place.zone ?? zoneOf(place.env.TZ) ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const find = (cwd = place.cwd) => findWorkspace({ cwd, env: place.env, home: homedir() });
  const open = async (where: Workspace, create: boolean) => {
    const store = await openStore({ dir: where.dir, create, now, ...place.store }).catch((error) => {
      if (place.tolerant) return openStore({ dir: where.dir, backend: memoryBackend() });
      throw error;
    });
    return { where, store, indexes: indexesOf(store) };
  };
  let current = await open(find(), false);
  return {
    get where() {
      return current.where;
    },
    get store() {
      return current.store;
    },
    async ready(willWrite) {
      if (!current.store.exists) {
        const where = find();
        if (where.exists || willWrite)
          current = await open(willWrite && !where.exists ? await where.create() : where, willWrite);
      }
      await current.store.refresh();
    },
    context: (caller) => contextOf(current, { caller, cwd: place.cwd, find, clock: clockAt(now(), zone) }),
    close: () => current.store.close(),
  };
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

interface Indexes {
  queue: () => LiveQueue;
  beside: () => Beside;
}

/** What is known of tasks from other records. */
interface Beside {
  claims: Map<string, Claim>;
  runs: Map<string, Run>;
  docs: Map<string, Set<string>>;
}

/** Follows the store's changes; each change costs the same however large the store is. Each index is built when it is first asked for. */
function indexesOf({ state, observe }: Store): Indexes {
  let queue: LiveQueue | undefined;
  let beside: Beside | undefined;
  observe({
    reset() {
      queue = undefined;
      beside = undefined;
    },
    apply(kind, id, before, after) {
      if (kind === 'task') queue?.apply(before as Task | undefined, after as Task | undefined);
      else if (beside) track[kind]?.(beside, id, before, after);
    },
  });
  const buildQueue = () => createQueue(Array.from(state.all('task'), ([, task]) => task));
  const buildBeside = () => {
    const empty: Beside = { claims: new Map(), runs: new Map(), docs: new Map() };
    for (const [kind, take] of Object.entries(track))
      for (const [id, record] of state.all(kind)) take(empty, id, undefined, record);
    return empty;
  };
  return { queue: () => (queue ??= buildQueue()), beside: () => (beside ??= buildBeside()) };
}

/** kind -> what a changed record of it means for {@link Beside}. */
const track: Readonly<Record<string, (to: Beside, id: string, before: unknown, after: unknown) => void>> = {
  claim: ({ claims }, id, _, after) => (after ? claims.set(id, after as Claim) : claims.delete(id)),
  run: ({ runs }, _, before, after) => trackRun(runs, before as Run | undefined, after as Run | undefined),
  doc: ({ docs }, _, before, after) => trackDoc(docs, before as Doc | undefined, after as Doc | undefined),
};

/** The run with the highest attempt stands for its task. */
function trackRun(runs: Map<string, Run>, before: Run | undefined, after: Run | undefined): void {
  if (after && after.attempt >= (runs.get(after.task)?.attempt ?? 0)) runs.set(after.task, after);
  else if (!after && before && runs.get(before.task)?.id === before.id) runs.delete(before.task);
}

function trackDoc(docs: Map<string, Set<string>>, before: Doc | undefined, after: Doc | undefined): void {
  const { task, name } = (after ?? before)!;
  if (!task) return;
  const names = docs.get(task) ?? new Set();
  if (currentVersion(after)) names.add(name);
  else names.delete(name);
  docs.set(task, names);
}

function contextOf(
  { where, store, indexes }: { where: Workspace; store: Store; indexes: Indexes },
  call: { caller: Caller; cwd: string; find: (folder?: string) => Workspace; clock: Context['clock'] },
): Context {
  const { caller, cwd, find, clock } = call;
  const repositories = () => repositoriesOf(store.state, where);
  return {
    store: recording(store, where),
    get queue() {
      const queue = indexes.queue();
      queue.settle(toInstant(clock.now));
      return queue;
    },
    clock,
    get coefficients() {
      return coefficientsFrom(Array.from(store.state.all('setting'), ([, setting]) => setting));
    },
    caller,
    cwd,
    get root() {
      return repositories().here?.root ?? where.root;
    },
    get repositories() {
      return repositories();
    },
    workspace: (folder) => (folder === undefined ? where : find(folder)),
    locate: (file) => locate(file, { find, dir: where.dir, repositories: repositories().all }),
    localHost: localHost(),
    alive: isAlive,
    caseInsensitive,
    facts: () => factsOf(indexes, clock),
    uuidOf,
    view: (name) => store.state.get('view', name)?.filter,
  };
}

function factsOf({ queue, beside }: Indexes, clock: Context['clock']): Facts {
  return createFacts({
    queue: queue(),
    now: clock.now,
    get zone() {
      return clock.zone;
    },
    claimsOf: (uuid) => [...beside().claims.values()].filter((claim) => claim.task === uuid),
    latestRun: (uuid) => beside().runs.get(uuid),
    docNames: (uuid) => [...(beside().docs.get(uuid) ?? [])],
  });
}

/** A version 8 UUID (RFC 9562) from the SHA-256 of a text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
