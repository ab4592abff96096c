import { randomUUID } from 'node:crypto';
import { BacklogError } from '../domain/errors.ts';
import type { KindRules } from '../domain/kinds/row.ts';
import { KINDS } from '../domain/kinds/table.ts';
import { putArchive, renewArchive, reviveArchives } from './archive/keep.ts';
import { readArchive } from './archive/reader.ts';
import { createAuthors } from './authors/authors.ts';
import { blockingCalls, fileCalls } from './backends/calls.ts';
import { backendOf } from './backends/chosen.ts';
import { getBlob, putBlob, putBlobs } from './blobs/blobs.ts';
import { appendDiagnostic, diagnosticsFolder } from './diagnostics.ts';
import { DamagedTail, damagedTail, isDamage, stoppedStore, type TailDamage } from './failure.ts';
import { admitWriter, createFormat, readFormat, type StoreFormat } from './format.ts';
import { assertBehind, catchUp, type LogListing } from './log/catch-up.ts';
import type { Commit } from './log/commit.ts';
import { beginMemory, checkBegun, lostTail, rememberFirst } from './log/confirmed.ts';
import { assertRead } from './log/fold.ts';
import { readHistory } from './log/history.ts';
import { changeMemory } from './log/last-change.ts';
import { newestIndex } from './log/log-index.ts';
import type { LogReader } from './log/log-reader.ts';
import { followCommits, watchLog } from './log/watch.ts';
import { type WriterContext, writeCommit } from './log/writer.ts';
import { type CheckpointPolicy, maintainStore } from './maintain.ts';
import { MOVED, movedTo } from './move/moved.ts';
import { createSerial } from './serial.ts';
import type { CheckpointParts } from './state/checkpoint.ts';
import { loadState } from './state/load-state.ts';
import { createState } from './state/state.ts';
import { realTiming } from './timing.ts';
import type { Store, StoreOptions } from './types.ts';
import { undoCommit } from './undo/undo.ts';
import { addressIn } from './workspace/address-file.ts';

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
  const wanted: CheckpointParts = { kinds, lazy, blocking };
  const address = options.backend ? undefined : (options.address ?? addressIn(options.dir));
  const backend =
    options.backend ??
    (await backendOf(options.dir, address, {
      calls: blocking ? blockingCalls : fileCalls,
      brief: blocking,
      cached: true,
    }));
  const memory = options.backend ? null : changeMemory(options.dir);
  const diagnostics = diagnosticsFolder(options);
  const rules: KindRules = options.rules ?? KINDS;
  const serial = createSerial();
  const timing = options.timing ?? realTiming;
  const policy: CheckpointPolicy = {
    commits: options.checkpointEvery ?? CHECKPOINT_EVERY,
    patience: 1 + timing.random() / 2,
    known: { seq: 0, folded: 0 },
  };
  let opened: { format: StoreFormat; log: LogReader } | null = null;
  const blobs = { searched: Number.NEGATIVE_INFINITY };
  /** Set when the files contradict the data that this process has read. Then the process must not write any more. */
  let damage: BacklogError | null = null;
  /** Set while the log ends with damage after the last commit of the state. Then this process reads, but doesn't write. */
  let tail: TailDamage | null = null;
  /** Time of the last check of the log's files, in milliseconds of a monotonic clock. */
  let verifiedAt = 0;
  let refreshed: (LogListing & { seq: number; at: number }) | undefined;

  const open = async (format: StoreFormat | null, from = backend) => {
    if (!format) return;
    const confirmed = memory?.newest() ?? null;
    const { log, checkpoint, tail: found } = await loadState(from, format, state, wanted);
    await checkBegun(backend, state, confirmed);
    tail = lostTail({ log, state, confirmed }, found);
    policy.known = { seq: checkpoint, folded: 0 };
    opened = { format, log: from === backend ? log : log.over(backend) };
    verifiedAt = timing.monotonic();
  };
  /** Opens the store with few requests. Returns false if that isn't possible, also if its files changed meanwhile. */
  const openAtOnce = async (): Promise<boolean> => {
    const moment = await backend.atOnce?.();
    if (!moment) return false;
    try {
      await open(await readFormat(moment), moment);
    } catch {}
    return opened !== null;
  };
  const create = async () => {
    const format = await createFormat(backend, { store: ids(), now: now(), segment: options.segmentSize });
    await beginMemory(backend);
    return format;
  };
  try {
    if (!(await openAtOnce())) await open((await readFormat(backend)) ?? (options.create ? await create() : null));
  } catch (error) {
    await backend.close?.();
    throw error;
  }

  const refreshNow = async (): Promise<LogListing> => {
    if (!opened) await open(await readFormat(backend));
    else {
      const { log } = opened;
      const confirmed = memory?.newest() ?? null;
      try {
        const found = await catchUp({ backend, state, log, wanted });
        tail = lostTail({ log, state, confirmed }, null);
        refreshed = { ...found, seq: state.seq, at: timing.monotonic() };
        return found;
      } catch (error) {
        if (!(error instanceof DamagedTail)) throw error;
        tail = lostTail({ log, state, confirmed }, error.tail);
        refreshed = undefined;
        return NOTHING;
      }
    }
    if (opened) state.announce();
    return NOTHING;
  };
  /** Verifies everything that this process has read. It runs before each commit, because the commit depends on it. */
  const verify = async (log: LogReader, files: LogListing['files']) => {
    assertRead(state);
    if (wanted.lazy || timing.monotonic() - verifiedAt < VERIFY_MS) return;
    await assertBehind({ backend, state, log, wanted }, files);
    verifiedAt = timing.monotonic();
  };
  const foundToWrite = async (known?: LogListing): Promise<string[]> => {
    const found = known ?? (await refreshNow());
    if (opened) await verify(opened.log, found.files);
    return found.turns;
  };
  /** Reads the newest commits before a write. @returns the names of turns. @throws BacklogError `store` for damage */
  const readToWrite = async (known?: LogListing): Promise<string[]> => {
    const turns = await watching(() => foundToWrite(known));
    if (tail) throw damagedTail(tail);
    return turns;
  };
  /**
   * Returns the result of the last refresh if it is recent enough. If another writer has committed since, that commit
   * has the next number, and this write tries again.
   */
  const fresh = (): LogListing | undefined => {
    const age = refreshed?.seq === state.seq ? timing.monotonic() - refreshed.at : Infinity;
    return age < (options.freshMs ?? 0) ? refreshed : undefined;
  };
  /** Runs work, and stores the error if it finds damage. After damage, it refuses further work. */
  const watching = async <T>(work: () => Promise<T>): Promise<T> => {
    if (damage) throw stoppedStore(backend.location, damage);
    try {
      return await work();
    } catch (error) {
      if (opened && isDamage(error)) damage = error;
      throw error;
    }
  };
  const present = () => opened ?? missing(backend.location);
  const begun = async () => {
    present();
    if (state.seq === 0) await beginMemory(backend);
  };

  const write: Store['write'] = (meta, fn) =>
    serial(async () => {
      const turns = await readToWrite(fresh());
      memory?.prepare();
      const context: WriterContext = {
        backend,
        state,
        ...present(),
        now,
        ids,
        rules,
        validate: options.validate,
        timing,
        deadlineMs: options.deadlineMs ?? DEADLINE_MS,
        turns,
        refresh: readToWrite,
        made: async (commit) => {
          memory?.keep(commit);
          if (commit.seq === 1 && (memory === null || address !== undefined)) await rememberFirst(backend, commit);
          for (const listener of listeners) listener(commit);
        },
      };
      return writeCommit(context, meta, fn);
    });

  const listeners = new Set<(commit: Commit) => void>();
  let waiting: Promise<void> | null = null;
  const refresh = () => {
    waiting ??= serial(async () => {
      waiting = null;
      await watching(refreshNow);
    });
    return waiting;
  };

  const history: Store['history'] = async function* (query = {}) {
    await refresh();
    if (!opened) return;
    const { log } = opened;
    yield* readHistory({ log, last: state.seq, index: () => newestIndex(backend, log) }, query);
  };

  const authors = createAuthors({
    ...{ backend, state },
    past: () => opened && { log: opened.log, last: state.seq, index: () => newestIndex(backend, opened!.log) },
  });

  const watch: Store['watch'] = (often) => watchLog({ backend, timing }, often);

  return {
    state,
    dir: options.dir,
    address,
    get exists() {
      return opened !== null;
    },
    get tail() {
      return tail;
    },
    get id() {
      return opened?.format.store ?? null;
    },
    index: state.index,
    onOwn: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    watch,
    follow: ({ from, signal }) => followCommits({ history, watch }, from, signal),
    refresh,
    write,
    history,
    authors,
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
      await refresh();
      const { format, log } = present();
      if (tail || movedTo(state) !== undefined) return { checkpoint: null, segments: 0, removed: 0 };
      await admitWriter(backend, format);
      const every = options.checkpoints === false || wanted.lazy ? null : policy;
      return maintainStore({ backend, log, state, rules, now: now(), force, every, blobs, serial, refresh });
    },
    appendDiagnostic: (text) => {
      if (opened && diagnostics !== undefined) appendDiagnostic(diagnostics, text, now());
    },
    close: () => serial(async () => backend.close?.()),
  };
}

const DEADLINE_MS = 10_000;
const CHECKPOINT_EVERY = 512;
/** The empty listing of a store that was just opened. */
const NOTHING: LogListing = { files: [], turns: [] };
/** Minimum time between two checks of the log's files, in milliseconds. A check takes some 100 stat calls. */
const VERIFY_MS = 1_000;

function missing(dir: string): never {
  throw new BacklogError('store', `there is no queue at ${dir}`, {
    hint: 'Create one with the first task, or set BACKLOG_DIR to the folder of an existing queue.',
    data: { file: dir },
  });
}
