import type { Backend } from './backend.ts';
import { isSound, listCheckpoints, type Snapshot, writeCheckpoint } from './checkpoint.ts';
import { parseCommit } from './commit.ts';
import { damaged } from './failure.ts';
import { BLOBS, CHECKPOINTS, checkpointPath, commitNumber, commitPath, HISTORY, LOG, segmentPath } from './layout.ts';
import type { Line, LogReader } from './log.ts';
import type { LiveState } from './state.ts';

/** What a round of maintenance did. */
export interface Maintained {
  /** Number of the checkpoint that was written, or null. */
  checkpoint: number | null;
  /** Segments that were built. */
  segments: number;
  /** Log files, old checkpoints and leftovers that were removed. */
  removed: number;
}

/** A checkpoint is due when the commits since the last one are many for the number of records. */
export function checkpointDue(state: LiveState, last: number, every: number): boolean {
  const records = state.kinds().reduce((sum, kind) => sum + state.size(kind), 0);
  return state.seq - last >= Math.max(every, records / RECORDS_PER_COMMIT);
}

const RECORDS_PER_COMMIT = 16;

/** The state as it is now, to be written while the state goes on. */
export function takeSnapshot(state: LiveState): Snapshot {
  const kinds = new Map(state.kinds().map((kind) => [kind, new Map(state.records(kind))]));
  return { seq: state.seq, head: state.head, at: state.at, kinds };
}

/** Writes the checkpoint and removes the ones before it; the number of those. */
export async function checkpoint(backend: Backend, snapshot: Snapshot): Promise<number> {
  await writeCheckpoint(backend, snapshot);
  return removeOldCheckpoints(backend);
}

/** Old checkpoints are garbage once a newer one is sound. */
export async function removeOldCheckpoints(backend: Backend): Promise<number> {
  const [newest, ...older] = await listCheckpoints(backend);
  if (newest === undefined || older.length === 0 || !(await isSound(backend, newest))) return 0;
  for (const seq of older) await backend.delete(checkpointPath(seq));
  return older.length;
}

/** Builds every segment that the log has gone a whole segment beyond; how many. */
export async function pack(backend: Backend, log: LogReader, last: number): Promise<number> {
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

/** Removes log files that are packed. The segments are made durable first, whoever wrote them. */
export async function removePacked(backend: Backend, log: LogReader): Promise<number> {
  const floor = await log.advanceFloor();
  const packed = (await backend.list(LOG)).map(commitNumber).filter((seq) => seq !== null && seq <= floor) as number[];
  if (packed.length === 0) return 0;
  await backend.sync(HISTORY);
  for (const seq of packed.sort((a, b) => a - b)) await backend.delete(commitPath(seq));
  return packed.length;
}

/** Removes what interrupted writers left behind more than an hour ago. `now` in milliseconds. */
export async function sweepLeftovers(backend: Backend, now: number): Promise<number> {
  const blobs = (await backend.list(BLOBS)).map((name) => `${BLOBS}/${name}`);
  let removed = 0;
  for (const folder of ['', LOG, HISTORY, CHECKPOINTS, ...blobs])
    removed += await backend.sweep(folder, now - LEFTOVER_MS);
  return removed;
}

const LEFTOVER_MS = 3_600_000;

/** The commits of a segment, checked; null when somebody else packed them meanwhile. */
async function segmentLines(log: LogReader, index: number): Promise<Line[] | null> {
  const first = Math.max(index * log.size, 1);
  const last = (index + 1) * log.size - 1;
  const lines = (await log.next(first)).slice(0, last - first + 1);
  if (log.floor >= last) return null;
  if (lines.length < last - first + 1) throw damaged(`the log at ${first + lines.length}`, 'a commit is missing');
  const commits = lines.map((line) => parseCommit(line.bytes, line.seq, line.file));
  commits.forEach((commit, i) => {
    if (i > 0 && commit.prev !== commits[i - 1]?.sum)
      throw damaged(lines[i]?.file ?? '', 'it does not follow the commit before it');
  });
  return lines;
}

function joined(lines: Line[]): Buffer {
  return Buffer.concat(lines.flatMap((line) => [line.bytes, BREAK]));
}

const BREAK = Buffer.from('\n');
