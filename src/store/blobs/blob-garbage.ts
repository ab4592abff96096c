import { setImmediate as nextTurn } from 'node:timers/promises';
import { readArchive } from '../archive/reader.ts';
import type { Backend } from '../backend.ts';
import { damaged } from '../failure.ts';
import { BLOBS, blobPath } from '../layout.ts';
import { parseCommit } from '../log/commit.ts';
import type { LogLine, LogReader } from '../log/log-reader.ts';
import type { LiveState } from '../state/state.ts';
import { blobsNamedIn, GARBAGE_MS, PURGED } from './blobs.ts';

interface Collecting {
  backend: Backend;
  log: LogReader;
  state: LiveState;
  /** Current time, in milliseconds since the epoch. */
  now: number;
  /** Reads the commits that the state lacks. */
  refresh: () => Promise<void>;
}

/**
 * Deletes blobs that no commit references and that nobody stored or renewed for a day: their writer ended before its
 * commit, or their record was purged. Blobs of deleted documents stay, for undo and history.
 *
 * It lists the old blobs first and reads the log afterwards. A writer commits at most a day after it stored a blob, so
 * that log already references every old blob that a writer needs.
 * @returns the number of deleted blobs
 */
export async function removeUnnamedBlobs({ backend, log, state, now, refresh }: Collecting): Promise<number> {
  const old = await backend.garbage?.old(BLOBS, { age: GARBAGE_MS, now });
  const shas = (old?.paths ?? []).map((path) => path.split('/').at(-1)!);
  const paths = new Set(old?.paths);
  const candidates = new Set(shas.filter((sha) => paths.has(blobPath(sha))));
  if (!old || candidates.size === 0) return 0;
  await refresh();
  await forgetNamedNow(candidates, state);
  if (candidates.size === 0) return 0;
  await forgetNamed(candidates, log, state.seq);
  await forgetArchived(candidates, backend, state);
  return old.remove([...candidates].map(blobPath));
}

/** Removes the blobs that records reference from the candidates. The process can do other work meanwhile. */
async function forgetNamedNow(candidates: Set<string>, state: LiveState): Promise<void> {
  for (const kind of candidates.size > 0 ? state.kinds() : []) {
    const records = Array.from(state.records(kind).entries());
    for (let from = 0; from < records.length; from += PIECE) {
      for (const sha of blobsNamedIn(JSON.stringify(records.slice(from, from + PIECE)))) candidates.delete(sha);
      await nextTurn();
    }
  }
}

/** Number of records per group. A group takes about 3 ms. */
const PIECE = 1_000;

async function forgetNamed(candidates: Set<string>, log: LogReader, last: number): Promise<void> {
  const named = new Set<string>();
  for (let next = 1; next <= last; ) {
    const lines = await log.read(next, last);
    if (lines.length === 0) throw damaged(log.fileOf(next), 'it is missing, but later ones exist');
    for (const line of lines) noteNames(named, candidates, line);
    next += lines.length;
  }
  for (const sha of named) candidates.delete(sha);
}

/**
 * Removes the blobs that archived tasks reference from the candidates. A purge checks only the records of the state, so
 * it may have marked such a blob as unreferenced.
 */
async function forgetArchived(candidates: Set<string>, backend: Backend, state: LiveState): Promise<void> {
  for (const [, archive] of candidates.size > 0 ? state.all('archive') : [])
    for (const sha of await readArchive(backend, archive).blobs()) candidates.delete(sha);
}

/**
 * Adds the blobs that a commit references to `named`. A purge removes its blobs from `named`, unless a later commit
 * references them.
 */
function noteNames(named: Set<string>, candidates: ReadonlySet<string>, line: LogLine): void {
  const text = line.bytes.toString();
  for (const sha of blobsNamedIn(text)) if (candidates.has(sha)) named.add(sha);
  if (text.includes(PURGED)) for (const sha of parseCommit(line).purged ?? []) named.delete(sha);
}
