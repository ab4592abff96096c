import type { BacklogError } from '../domain/errors.ts';
import type { KindRules } from '../domain/kinds/row.ts';
import { removeUnnamedArchives } from './archive/keep.ts';
import type { Backend } from './backend.ts';
import { inParallel } from './backends/parallel.ts';
import { removeUnnamedBlobs } from './blobs/blob-garbage.ts';
import { damaged, isDamage } from './failure.ts';
import {
  ARCHIVE_FOLDER,
  AUTHORS,
  BLOBS,
  CHECKPOINTS,
  commitNumber,
  commitPath,
  HISTORY,
  LOG,
  segmentIndex,
  segmentPath,
} from './layout.ts';
import { parseCommit } from './log/commit.ts';
import type { LogLine, LogReader } from './log/log-reader.ts';
import { isSound, removeCheckpoint, writeCheckpoint } from './state/checkpoint.ts';
import { listCheckpoints } from './state/documents.ts';
import type { LiveState, StateSnapshot } from './state/state.ts';

/** The result of a maintenance call. */
export interface Maintained {
  /** Number of the checkpoint that was written, or null. */
  checkpoint: number | null;
  /** Number of segments built. */
  segments: number;
  /** Number of deleted log files, old checkpoints and temporary files. */
  removed: number;
}

export const NOTHING_DUE: Maintained = { checkpoint: null, segments: 0, removed: 0 };

/** Data for deciding when a process writes a checkpoint. */
export interface CheckpointPolicy {
  /** Number of commits between checkpoints of a small store. */
  commits: number;
  /** A random factor per process, so that processes don't write the same checkpoint at the same time. */
  patience: number;
  /** The newest checkpoint that this process has seen, and the number of changes applied until then. */
  known: { seq: number; folded: number };
}

export interface MaintainContext {
  backend: Backend;
  log: LogReader;
  state: LiveState;
  rules: KindRules;
  /** Current time, in milliseconds since the epoch. */
  now: number;
  /** If true, does all maintenance, even if it isn't due. */
  force: boolean;
  /** The rule for writing checkpoints. Null means that this process writes none. */
  every: CheckpointPolicy | null;
  /** When this process last searched for unreferenced blobs, in milliseconds since the epoch. */
  blobs: { searched: number };
  /** Reads the commits that the state lacks. */
  refresh: () => Promise<void>;
  /** Runs a job between two writes of this process. */
  serial: <T>(job: () => Promise<T>) => Promise<T>;
}

/**
 * Packs commits, writes a checkpoint and deletes garbage. Any number of processes may do this at any time, and it runs
 * after every write. If nothing is due, it costs one small read and three listings. Garbage alone doesn't make
 * maintenance due; it is deleted with the next due work. A damaged commit can't be packed: that is reported after the
 * other work, so that the queue still gets checkpoints.
 * @throws BacklogError `store` if commits can't be packed
 */
export async function maintainStore(context: MaintainContext): Promise<Maintained> {
  let damage: BacklogError | undefined;
  const segments = await pack(context.backend, context.log, context.state.seq).catch((error) => {
    if (!isDamage(error)) throw error;
    damage = error;
    return 0;
  });
  const done = await maintainPacked(context, segments);
  if (damage) throw damage;
  return done;
}

async function maintainPacked(context: MaintainContext, segments: number): Promise<Maintained> {
  const { backend, log, state, now, force, every } = context;
  const done: Maintained = { checkpoint: null, segments, removed: 0 };
  const [last = 0] = await listCheckpoints(backend);
  const isDue = every !== null && (force ? state.seq > last : checkpointDue(state, last, every));
  const mayWrite = isDue && (await backend.mayWriteState?.()) !== false;
  // Until as many commits later, such a process asks for nothing.
  if (isDue && !mayWrite) every.known = { seq: state.seq, folded: state.folded };
  if (mayWrite) {
    const snapshot = await context.serial(async () => takeSnapshot(state));
    await writeCheckpoint(backend, snapshot, context);
    done.checkpoint = snapshot.seq;
    if (await isSound(backend, snapshot.seq)) state.base = snapshot.seq;
  }
  if (!force && done.segments === 0 && done.checkpoint === null) return done;
  done.removed += await removePacked(backend, log);
  done.removed += await removeOldCheckpoints(backend);
  done.removed += await sweepLeftovers(backend, now);
  if (every !== null && (force || Math.abs(now - context.blobs.searched) >= BLOBS_MS)) {
    context.blobs.searched = now;
    done.removed += await removeUnnamedBlobs(context);
    done.removed += await removeUnnamedArchives(backend, context);
  }
  return done;
}

/**
 * Checks without the medium whether maintenance may be due. Others may have done it meanwhile, but never less than this
 * process knows of. So a server isn't asked after each write.
 */
export function mayBeDue(state: LiveState, log: LogReader, every: CheckpointPolicy | null): boolean {
  return state.seq >= log.floor + 2 * log.size || (every !== null && checkpointDue(state, every.known.seq, every));
}

/** Minimum ms between two searches for unreferenced blobs in one process. A search reads all records. */
const BLOBS_MS = 3_600_000;

/**
 * Checks whether a checkpoint is due. That depends on the commits and changes since the last checkpoint, relative to
 * the number of records.
 */
function checkpointDue(state: LiveState, last: number, policy: CheckpointPolicy): boolean {
  if (policy.known.seq !== last) policy.known = { seq: last, folded: state.folded };
  const records = state.kinds().reduce((sum, kind) => sum + state.size(kind), 0);
  const commits = (state.seq - last) / Math.max(policy.commits, records / RECORDS_PER_COMMIT);
  const changes = (state.folded - policy.known.folded) / Math.max(policy.commits * 4, records / RECORDS_PER_CHANGE);
  return Math.max(commits, changes) >= policy.patience;
}

const RECORDS_PER_COMMIT = 32;
const RECORDS_PER_CHANGE = 4;

/** Copies the state, so that it can change while its copy is written as a checkpoint. */
function takeSnapshot(state: LiveState): StateSnapshot {
  const kinds = new Map(state.kinds().map((kind) => [kind, new Map(state.records(kind).entries())]));
  return { seq: state.seq, head: state.head, at: state.at, kinds };
}

/** Deletes older checkpoints if the newest one is intact. */
async function removeOldCheckpoints(backend: Backend): Promise<number> {
  const [newest, ...older] = await listCheckpoints(backend);
  if (newest === undefined || older.length === 0 || !(await isSound(backend, newest))) return 0;
  for (const seq of older) await removeCheckpoint(backend, seq);
  return older.length;
}

/** Deletes temporary files of interrupted writers after an hour. `now` is in milliseconds since the epoch. */
async function sweepLeftovers(backend: Backend, now: number): Promise<number> {
  if (!backend.upkeep) return 0;
  let removed = 0;
  for (const folder of [
    LOG,
    HISTORY,
    ARCHIVE_FOLDER,
    AUTHORS,
    ...(await foldersIn(backend, CHECKPOINTS)),
    ...(await foldersIn(backend, BLOBS)),
    '',
  ])
    removed += await backend.upkeep.sweep(folder, now - LEFTOVER_MS);
  return removed;
}

/** Returns the paths of a folder and its direct content. */
async function foldersIn(backend: Backend, folder: string): Promise<string[]> {
  return [folder, ...(await backend.list(folder)).map(({ name }) => `${folder}/${name}`)];
}

const LEFTOVER_MS = 3_600_000;

/**
 * Builds each segment that is complete and followed by commits for another complete segment.
 * @returns the number of built segments
 */
async function pack(backend: Backend, log: LogReader, last: number): Promise<number> {
  let built = 0;
  for (;;) {
    const floor = await log.advanceFloor();
    if (last < floor + 2 * log.size) return built;
    const index = (floor + 1) / log.size;
    const lines = await segmentLines(log, index);
    if (!lines) continue;
    if (await backend.put(segmentPath(index, log.size), joined(lines))) built++;
  }
}

/**
 * Deletes packed files of the log. Before it, lists the segments again and makes them durable, even if another process
 * wrote them. An earlier listing is not reliable enough for deleting commits.
 */
async function removePacked(backend: Backend, log: LogReader): Promise<number> {
  const segments = new Set((await backend.list(HISTORY)).map(({ name }) => segmentIndex(name, log.size)));
  const numbers = (await backend.list(LOG)).map(({ name }) => commitNumber(name)).filter((seq) => seq !== null);
  const packed = numbers.filter((seq) => segments.has(Math.floor(seq / log.size)));
  if (packed.length === 0) return 0;
  await backend.upkeep?.sync(HISTORY);
  await inParallel(packed, DELETES, (seq) => backend.delete(commitPath(seq)));
  return packed.length;
}

/** Reads and checks the commits of a segment. Returns null if another process has packed them meanwhile. */
async function segmentLines(log: LogReader, index: number): Promise<LogLine[] | null> {
  const first = Math.max(index * log.size, 1);
  const last = (index + 1) * log.size - 1;
  const lines = await log.read(first, last);
  if (log.floor >= last) return null;
  if (lines.length < last - first + 1)
    throw damaged(log.fileOf(first + lines.length), 'it is missing, but later ones exist');
  const commits = lines.map(parseCommit);
  commits.forEach((commit, i) => {
    if (i > 0 && commit.prev !== commits[i - 1]?.sum)
      throw damaged(lines[i]?.file ?? '', 'it does not follow the commit before it');
  });
  return lines;
}

function joined(lines: LogLine[]): Buffer {
  return Buffer.concat(lines.flatMap((line) => [line.bytes, BREAK]));
}

const BREAK = Buffer.from('\n');

/**
 * Maximum number of files that are deleted at once. One by one, a busy process would delete a file beside each of its
 * next commits, which makes these commits slower.
 */
const DELETES = 16;
