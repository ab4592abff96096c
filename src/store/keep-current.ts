import { BacklogError } from '../domain/errors.ts';
import type { Backend } from './backend.ts';
import { DamagedTail, damagedTail, isDamage, stoppedStore, type TailDamage } from './failure.ts';
import { readFormat, type StoreFormat } from './format.ts';
import { assertBehind, catchUp, type LogListing, loadState } from './log/catch-up.ts';
import { anotherStart, assertRead } from './log/fold.ts';
import { type ChangeMemory, checkBegun, checkNeverUsed, lostTail } from './log/last-change.ts';
import type { LogReader } from './log/log-reader.ts';
import { catchUpAtOnce } from './log/news.ts';
import { otherStore } from './log/start.ts';
import { createTraffic, type Traffic } from './log/traffic.ts';
import type { CheckpointParts } from './state/checkpoint.ts';
import type { LiveState } from './state/state.ts';
import type { Timing } from './timing.ts';

/** A store that exists, as this process opened it. */
interface Opened {
  format: StoreFormat;
  log: LogReader;
  /** Number of the checkpoint with which the state began, 0 for none. */
  checkpoint: number;
}

/** The state of this process, and its comparison with the files. */
interface Current {
  /** Null if there is no store yet. */
  readonly opened: Opened | null;
  /** Set while the log ends with damage after the last commit of the state. Then this process reads, but doesn't write. */
  readonly tail: TailDamage | null;
  /** How often others commit, since the state was loaded. Undefined on a medium that doesn't append, whose writers never queue. */
  readonly traffic: Traffic | undefined;
  /** Returns the opened store. @throws BacklogError `store` if there is none */
  present(): Opened;
  /** Checks that `format.json` is of this queue. @throws BacklogError `store` */
  checkStart(): Promise<void>;
  /**
   * Reads the newest commits, in one request if the medium can do that. Then it finds damage of the commits that it reads;
   * damage of earlier ones is found by a complete refresh, at the latest after {@link COMPLETE_MS}.
   * @throws BacklogError `store` for damage, now or earlier
   */
  refresh(): Promise<void>;
  /**
   * Reads the newest commits before a write, and verifies everything that this process has read.
   * @param maxAgeMs maximum age of a refresh that suffices, in milliseconds
   * @returns the names of turns
   * @throws BacklogError `store` for damage, also for damage after the last commit
   */
  readToWrite(maxAgeMs?: number): Promise<string[]>;
  /**
   * Checks whether a write may begin without a complete refresh, because the medium appends a commit only if it follows the
   * state. Everything that this process has read is verified then.
   */
  mayAppend(): Promise<boolean>;
}

interface Keeping {
  backend: Backend;
  state: LiveState;
  wanted: CheckpointParts;
  timing: Timing;
  memory: ChangeMemory | null;
  /** Creates a missing store. Without it, a missing store reads as empty. */
  create: (() => Promise<StoreFormat>) | undefined;
}

/** Minimum time between two checks of the log's files, in milliseconds. A check takes some 100 stat calls. */
const VERIFY_MS = 1_000;
/**
 * Longest time in which a process reads only new commits, in milliseconds. On a medium that appends, it is the time between
 * two checks, too: each append checks the commit before it.
 */
const COMPLETE_MS = 30_000;
/** The empty listing of a store that was just opened. */
const NOTHING: LogListing = { files: [], turns: [] };

/**
 * Loads the state from the files, and keeps it current.
 * @throws BacklogError `store` for a folder without a store, a damaged store or a newer format
 */
export async function keepCurrent({ backend, state, wanted, timing, memory, create }: Keeping): Promise<Current> {
  let opened: Opened | null = null;
  let tail: TailDamage | null = null;
  /** Set when the files contradict the data that this process has read. Then the process must not write any more. */
  let damage: BacklogError | null = null;
  /** Time of the last check of the log's files, in milliseconds of a monotonic clock. */
  let verifiedAt = 0;
  /** Set when the first change was compared with the format. */
  let hasStart = false;
  let refreshed: (LogListing & { seq: number; at: number }) | undefined;
  /** Time of the last look at the whole log that succeeded, in milliseconds of a monotonic clock. */
  let completeAt = 0;

  const open = async (format: StoreFormat | null, from = backend) => {
    if (!format) return;
    const confirmed = memory?.newest() ?? null;
    const { log, checkpoint, tail: found } = await loadState(from, format, state, wanted);
    await checkBegun(backend, state, confirmed);
    tail = lostTail({ log, state, confirmed }, found);
    opened = { format, log: from === backend ? log : log.over(backend), checkpoint };
    verifiedAt = completeAt = timing.monotonic();
  };
  const formatNow = async () => {
    const confirmed = memory?.newest() ?? null;
    const format = await readFormat(backend);
    if (!format) checkNeverUsed(backend, confirmed);
    return format;
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
  const openLater = async (): Promise<LogListing> => {
    await open(await formatNow());
    if (opened) state.announce();
    return NOTHING;
  };
  const catchUpNow = async ({ log }: Opened): Promise<LogListing> => {
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
  };
  const read = async () => {
    if (!opened) return openLater();
    const began = timing.monotonic();
    const found = await catchUpNow(opened);
    completeAt = began;
    return found;
  };
  /** Reads only the commits after the last one. Returns false if all of the log must be looked at. */
  const readNext = async (): Promise<boolean> => {
    if (!opened || tail || timing.monotonic() - completeAt > COMPLETE_MS) return false;
    const confirmed = memory?.newest()?.seq ?? 0;
    return (await catchUpAtOnce({ backend, state, log: opened.log, wanted })) && confirmed <= state.seq;
  };
  /** Verifies everything that this process has read. It runs before each commit, because the commit depends on it. */
  const verifyMs = backend.append ? COMPLETE_MS : VERIFY_MS;
  const isVerified = () => wanted.lazy || timing.monotonic() - verifiedAt < verifyMs;
  const verify = async ({ log }: Opened, files: LogListing['files']) => {
    assertRead(state);
    if (isVerified()) return;
    await assertBehind({ backend, state, log, wanted }, files);
    verifiedAt = timing.monotonic();
  };
  /**
   * Returns the result of the last refresh if it is recent enough. If another writer has committed since, that commit
   * has the next number, and this write tries again.
   */
  const recent = (maxAgeMs: number): LogListing | undefined => {
    const age = refreshed?.seq === state.seq ? timing.monotonic() - refreshed.at : Infinity;
    return age < maxAgeMs ? refreshed : undefined;
  };
  /** A state that began at a checkpoint didn't read the first change, which must follow the id in the format. */
  const checkStart = async ({ format, log, checkpoint }: Opened) => {
    if (!hasStart && checkpoint > 0 && (await otherStore(backend, format, log.floor)))
      throw anotherStart(backend.location);
    hasStart = true;
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

  if (!(await openAtOnce())) await open((await formatNow()) ?? (create ? await create() : null));
  const traffic = backend.append && createTraffic(state, timing);

  return {
    traffic,
    get opened() {
      return opened;
    },
    get tail() {
      return tail;
    },
    present: () => opened ?? missing(backend.location),
    checkStart: async () => void (await watching(async () => opened && checkStart(opened))),
    refresh: async () => void (await watching(async () => (await readNext()) || (await read()))),
    readToWrite: async (maxAgeMs = 0) => {
      const turns = await watching(async () => {
        const found = recent(maxAgeMs) ?? (await read());
        if (opened) await checkStart(opened);
        if (opened) await verify(opened, found.files);
        return found.turns;
      });
      if (tail) throw damagedTail(tail);
      return turns;
    },
    mayAppend: async () => {
      if (!backend.append || !opened || tail || state.seq === 0 || !isVerified()) return false;
      const present = opened;
      // If another process of this machine has confirmed a commit that this one lacks, the medium must have it.
      const isBehind = (memory?.newest()?.seq ?? 0) > state.seq;
      // A writer's turn begins with the commits that it lacks.
      const isRead = backend.appendInTurn !== undefined && traffic?.isContended();
      return watching(async () => {
        if ((isBehind || traffic?.isFarBehind()) && !isRead && !(await readNext())) return false;
        await checkStart(present);
        assertRead(state);
        return true;
      });
    },
  };
}

function missing(dir: string): never {
  throw new BacklogError('store', `there is no queue at ${dir}`, {
    hint: 'Create one with the first task, or set BACKLOG_DIR to the folder of an existing queue.',
    data: { file: dir },
  });
}
