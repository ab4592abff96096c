import type { KindRules } from '../domain/kinds/row.ts';
import { removeUnnamedArchives } from './archive/garbage.ts';
import type { Backend } from './backend.ts';
import { removeUnnamedBlobs } from './blobs/blob-garbage.ts';
import { ARCHIVE_FOLDER, BLOBS, CHECKPOINTS, HISTORY, LOG } from './layout.ts';
import type { LogReader } from './log/log-reader.ts';
import { pack, removePacked } from './log/pack.ts';
import { isSound, listCheckpoints, removeCheckpoint, writeCheckpoint } from './state/checkpoint.ts';
import type { LiveState, StateSnapshot } from './state/state.ts';

/** What a round of maintenance did. */
export interface Maintained {
  /** Number of the checkpoint that was written, or null. */
  checkpoint: number | null;
  /** Segments that were built. */
  segments: number;
  /** Log files, old checkpoints and leftovers that were removed. */
  removed: number;
}

/** When to write checkpoints, as one process sees it. */
export interface CheckpointPolicy {
  /** Commits since the last checkpoint after which one is due in a small store. */
  commits: number;
  /** A factor of its own for each process, so that not all of them write the same checkpoint at once. */
  patience: number;
  /** The newest checkpoint that this process knows of, and what the state had folded then. */
  known: { seq: number; folded: number };
}

export interface MaintainContext {
  backend: Backend;
  log: LogReader;
  state: LiveState;
  rules: KindRules;
  /** Milliseconds since the epoch. */
  now: number;
  /** Do everything that is possible, not only what is due. */
  force: boolean;
  /** Null: never write a checkpoint. */
  every: CheckpointPolicy | null;
  /** When this process last looked for blobs that nobody names, in milliseconds since the epoch. */
  blobs: { looked: number };
  /** Runs a job between writes. */
  serial: <T>(job: () => Promise<T>) => Promise<T>;
}

/**
 * Packs, checkpoints and removes garbage. May run in any number of processes at any time, and after every write: when
 * nothing is due it takes a small read and three listings. Garbage waits for the next time that something is due.
 */
export async function maintainStore(context: MaintainContext): Promise<Maintained> {
  const { backend, log, state, now, force, every } = context;
  const done: Maintained = { checkpoint: null, segments: await pack(backend, log, state.seq), removed: 0 };
  const [last = 0] = await listCheckpoints(backend);
  if (every !== null && (force ? state.seq > last : checkpointDue(state, last, every))) {
    const snapshot = await context.serial(async () => takeSnapshot(state));
    await writeCheckpoint(backend, snapshot, context);
    done.checkpoint = snapshot.seq;
    if (await isSound(backend, snapshot.seq)) state.base = snapshot.seq;
  }
  if (!force && done.segments === 0 && done.checkpoint === null) return done;
  done.removed += await removePacked(backend, log);
  done.removed += await removeOldCheckpoints(backend);
  done.removed += await sweepLeftovers(backend, now);
  if (every !== null && (force || Math.abs(now - context.blobs.looked) >= BLOBS_MS)) {
    context.blobs.looked = now;
    done.removed += await removeUnnamedBlobs(context);
    done.removed += await removeUnnamedArchives(backend, state, now);
  }
  return done;
}

/** How long a process leaves blobs alone after it looked for unnamed ones: that takes going through every record. */
const BLOBS_MS = 3_600_000;

/** A checkpoint is due when the commits since the last one, or the changes in them, are many for the number of records. */
function checkpointDue(state: LiveState, last: number, policy: CheckpointPolicy): boolean {
  if (policy.known.seq !== last) policy.known = { seq: last, folded: state.folded };
  const records = state.kinds().reduce((sum, kind) => sum + state.size(kind), 0);
  const commits = (state.seq - last) / Math.max(policy.commits, records / RECORDS_PER_COMMIT);
  const changes = (state.folded - policy.known.folded) / Math.max(policy.commits * 4, records / RECORDS_PER_CHANGE);
  return Math.max(commits, changes) >= policy.patience;
}

const RECORDS_PER_COMMIT = 32;
const RECORDS_PER_CHANGE = 4;

/** The state as it is now, to be written while the state goes on. */
function takeSnapshot(state: LiveState): StateSnapshot {
  const kinds = new Map(state.kinds().map((kind) => [kind, new Map(state.records(kind).entries())]));
  return { seq: state.seq, head: state.head, at: state.at, kinds };
}

/** Old checkpoints are garbage once a newer one is sound. */
async function removeOldCheckpoints(backend: Backend): Promise<number> {
  const [newest, ...older] = await listCheckpoints(backend);
  if (newest === undefined || older.length === 0 || !(await isSound(backend, newest))) return 0;
  for (const seq of older) await removeCheckpoint(backend, seq);
  return older.length;
}

/** Removes what interrupted writers left behind more than an hour ago. `now` in milliseconds. */
async function sweepLeftovers(backend: Backend, now: number): Promise<number> {
  if (!backend.upkeep) return 0;
  let removed = 0;
  for (const folder of [
    LOG,
    HISTORY,
    ARCHIVE_FOLDER,
    ...(await foldersIn(backend, CHECKPOINTS)),
    ...(await foldersIn(backend, BLOBS)),
    '',
  ])
    removed += await backend.upkeep.sweep(folder, now - LEFTOVER_MS);
  return removed;
}

/** A folder and what is inside. */
async function foldersIn(backend: Backend, folder: string): Promise<string[]> {
  return [folder, ...(await backend.list(folder)).map(({ name }) => `${folder}/${name}`)];
}

const LEFTOVER_MS = 3_600_000;
