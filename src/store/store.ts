import { randomUUID } from 'node:crypto';
import { lazy as lazily } from '../base/lazy.ts';
import type { KindRules } from '../domain/kinds/row.ts';
import { KINDS } from '../domain/kinds/table.ts';
import { putArchive, renewArchive, reviveArchives } from './archive/keep.ts';
import { readArchive } from './archive/reader.ts';
import { createAuthors } from './authors/authors.ts';
import { blockingCalls, fileCalls } from './backends/calls.ts';
import { backendOf } from './backends/chosen.ts';
import { getBlob, putBlob, putBlobs } from './blobs/blobs.ts';
import { appendDiagnostic } from './diagnostics.ts';
import { countFigures } from './figures.ts';
import { admitWriter, createFormat } from './format.ts';
import { GUARD_KINDS, keepSnapshots } from './guard/snapshot.ts';
import { keepCurrent } from './keep-current.ts';
import type { Commit } from './log/commit.ts';
import { readHistory } from './log/history.ts';
import { beginMemory, changeMemory, rememberFirst } from './log/last-change.ts';
import { newestIndex } from './log/log-index.ts';
import { NO_COMMITS, type RecentCommits, readNews, recentCommits } from './log/news.ts';
import { createPace } from './log/traffic.ts';
import { followCommits, watchLog } from './log/watch.ts';
import { type WriterContext, writeCommit } from './log/writer.ts';
import { type CheckpointPolicy, maintainStore, mayBeDue, NOTHING_DUE } from './maintain.ts';
import { MOVED, movedTo } from './move/moved.ts';
import type { CheckpointParts } from './state/checkpoint.ts';
import { createState } from './state/state.ts';
import { realTiming } from './timing.ts';
import type { Store, StoreOptions } from './types.ts';
import { undoCommit } from './undo/undo.ts';
import { addressIn } from './workspace/workspace.ts';

/**
 * Opens the queue in a folder and reads its state. Creates a missing store if `create` is set; otherwise it reads as
 * empty.
 * @throws BacklogError `store` for a folder without a store, a damaged store or a newer format
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const now = options.now ?? Date.now;
  const ids = options.ids ?? (() => randomUUID());
  const kinds = options.kinds && [...options.kinds, MOVED];
  const state = createState(kinds);
  const lazy = options.lazy || options.kinds !== undefined;
  const blocking = lazy || options.blocking === true;
  // Hooks are lazy, and their client ends them soon.
  const waitsForPassword = !lazy || options.blocking === true;
  const wanted: CheckpointParts = { kinds, lazy, blocking };
  const address = options.backend ? undefined : (options.address ?? addressIn(options.dir));
  const calls = blocking ? blockingCalls : fileCalls;
  const { unattended = false } = options;
  const choice = { calls, brief: blocking, waitsForPassword, unattended, cached: true };
  const backend = options.backend ?? (await backendOf(options.dir, address, choice));
  const memory = options.backend ? null : changeMemory(options.dir);
  const snapshots = options.backend || !GUARD_KINDS.every(state.holds) ? undefined : keepSnapshots(options.dir, state);
  if (snapshots) state.onCommit(snapshots.note);
  /** The local folder for the store's diagnostics. */
  const diagnostics = options.diagnostics ?? (options.backend ? undefined : options.dir);
  const rules: KindRules = options.rules ?? KINDS;
  const serial = createSerial();
  const counter = lazily(countFigures);
  const timing = options.timing ?? realTiming;
  /** A random factor, so that processes don't write the same checkpoint at the same time. */
  const patience = 1 + timing.random() / 2;
  const blobs = { searched: Number.NEGATIVE_INFINITY };
  const create = async () => {
    const format = await createFormat(backend, { store: ids(), now: now(), segment: options.segmentSize });
    await beginMemory(backend);
    return format;
  };
  let recent: RecentCommits = NO_COMMITS;
  const keepRecent = () => {
    if (recent === NO_COMMITS) recent = recentCommits(state);
    return recent;
  };
  // On a server, also those that are read now: to read them once more would be a request.
  if (backend.since && !blocking) keepRecent();
  const current = await keepCurrent({
    ...{ backend, state, wanted, timing, memory },
    create: options.create ? create : undefined,
  }).catch(async (error) => {
    await backend.close?.();
    throw error;
  });
  if (!lazy) {
    snapshots?.begin(current.opened?.checkpoint ?? 0);
    snapshots?.keep();
  }
  const policy = lazily(
    (): CheckpointPolicy => ({
      commits: options.checkpointEvery ?? CHECKPOINT_EVERY,
      patience,
      known: { seq: current.present().checkpoint, folded: 0 },
    }),
  );
  const begun = async () => {
    current.present();
    if (state.seq === 0) await beginMemory(backend);
  };

  const write: Store['write'] = (meta, fn) =>
    serial(async () => {
      const turns = (await current.mayAppend()) ? undefined : await current.readToWrite(options.freshMs);
      memory?.prepare();
      snapshots?.prepare();
      const context: WriterContext = {
        backend,
        state,
        ...current.present(),
        now,
        ids,
        rules,
        validate: options.validate,
        timing,
        deadlineMs: options.deadlineMs ?? DEADLINE_MS,
        wanted,
        turns,
        ...{ traffic: current.traffic, confirmed: () => memory?.newest()?.seq ?? 0 },
        tried: counter().tried,
        refresh: () => current.readToWrite(),
        made: async (commit) => {
          memory?.keep(commit);
          snapshots?.keep();
          current.traffic?.own();
          if (commit.seq === 1 && (memory === null || address !== undefined)) await rememberFirst(backend, commit);
          for (const listener of listeners) listener(commit);
        },
      };
      return writeCommit(context, meta, fn);
    });

  const listeners = new Set<(commit: Commit) => void>();
  /** Calls that wait for their turn at the same time share one. */
  const together = (work: () => Promise<void>) => {
    let waiting: Promise<void> | null = null;
    return () => {
      waiting ??= serial(async () => {
        waiting = null;
        await work();
      });
      return waiting;
    };
  };
  const refresh = together(async () => {
    await current.refresh();
    // Other processes of this machine have written theirs, except those of an earlier version; other machines can't.
    if (!lazy) snapshots?.keep();
  });

  /** The log up to the present state; null without a store. */
  const past = () => {
    const log = current.opened?.log;
    return log ? { log, last: state.seq, index: () => newestIndex(backend, log) } : null;
  };

  const history: Store['history'] = async function* (query = {}) {
    await refresh();
    const known = past();
    if (known) yield* readHistory(known, query);
  };

  const authors = lazily(() => createAuthors({ backend, state, past }));

  const news: Store['news'] = async function* (from) {
    const kept = keepRecent();
    await refresh();
    const known = past();
    if (known) yield* readNews(known, kept, from);
  };

  const pace = backend.since && createPace({ state, timing });
  const watch: Store['watch'] = (often) => {
    const end = counter().follower();
    const watched = watchLog({ backend, timing, pace }, often);
    return {
      next: watched.next,
      close() {
        end();
        watched.close();
      },
    };
  };

  return {
    state,
    dir: options.dir,
    address,
    get exists() {
      return current.opened !== null;
    },
    get tail() {
      return current.tail;
    },
    get id() {
      return current.opened?.format.store ?? null;
    },
    index: state.index,
    onOwn: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    watch,
    news,
    follow: ({ from, signal }) => followCommits({ news, watch }, from, signal),
    refresh,
    get recent() {
      return recent;
    },
    write,
    history,
    get authors() {
      return authors();
    },
    undo: (undo) =>
      undoCommit({ refresh, history, write, rules, revive: (changes) => reviveArchives(backend, changes) }, undo),
    putBlob: async (body) => {
      await begun();
      return putBlob(backend, body);
    },
    putBlobs: async (bodies) => {
      await begun();
      await putBlobs(backend, bodies);
    },
    getBlob: (sha) => getBlob(backend, sha),
    putArchive: async (quarter, rows) => {
      await begun();
      return putArchive(backend, quarter, rows);
    },
    keepArchive: async ({ file }) => {
      await renewArchive(backend, file);
    },
    archive: (file) => readArchive(backend, file),
    maintain: async ({ force = false } = {}) => {
      const every = () => (options.checkpoints === false || wanted.lazy ? null : policy());
      const known = force || !backend.since ? null : current.opened;
      if (known && !mayBeDue(state, known.log, every())) return NOTHING_DUE;
      await refresh();
      const { format, log } = current.present();
      if (current.tail || movedTo(state) !== undefined) return NOTHING_DUE;
      await admitWriter(backend, format);
      await current.checkStart();
      return maintainStore({ backend, log, state, rules, now: now(), force, every: every(), blobs, serial, refresh });
    },
    figures: () => counter().figures(backend.connections?.() ?? 0),
    takeUnguarded: () => snapshots?.takeFailure(),
    appendDiagnostic: (text) => {
      if (current.opened && diagnostics !== undefined) appendDiagnostic(diagnostics, text, now());
    },
    close: () => serial(async () => backend.close?.()),
  };
}

const DEADLINE_MS = 10_000;
const CHECKPOINT_EVERY = 512;

/** Returns a function that runs jobs one by one, in the order of the calls, even after a failed one. */
function createSerial(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const result = last.then(job, job);
    last = result.catch(() => undefined);
    return result;
  };
}
