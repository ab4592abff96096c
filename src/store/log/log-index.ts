import type { Actor } from '../../domain/actor.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Backend, FileSum } from '../backend.ts';
import { isUnusable } from '../failure.ts';
import { checkpointPath } from '../layout.ts';
import { hasSum, listCheckpoints, type Manifest, putSame, readManifest } from '../state/documents.ts';
import { type Commit, linkOf, readCommit } from './commit.ts';
import type { LogReader } from './log-reader.ts';

/**
 * An index of the packed segments, in a file of the checkpoint, with one line per segment. A search for the commits of
 * one author or record skips segments without them. The index is optional: without it, searches read all segments.
 */

/** The file's name in a checkpoint's folder. */
const LOG_INDEX = '_log.ndjson';

interface SegmentFacts {
  /** Times of the segment's first and last commit. */
  at: [Instant, Instant];
  by: Actor[];
  /** True if the segment contains a commit that undid another one. */
  undoes: boolean;
  /** Sorted hashes of changed records' ids, and of the parts before the slash. Four bytes each, in base64. */
  ids: string;
}

/** Conditions of a history search that the index can check. */
export interface SegmentQuery {
  by?: ((actor: Actor) => boolean) | undefined;
  undoing?: true | undefined;
  since?: Instant | undefined;
  until?: Instant | undefined;
  /** Ids of records. An id also selects the records whose id starts with this id and a slash. */
  ids: readonly string[];
}

export interface LogIndex {
  /** Checks whether a segment may contain a matching commit. Returns true for a segment that isn't indexed. */
  mayHold(segment: number, query: SegmentQuery): boolean;
}

/** Returns the newest index of segments. */
export async function newestIndex(backend: Backend, log: LogReader): Promise<LogIndex> {
  return logIndex(await newestIndexLines(backend, log));
}

/** Writes the index of segments, based on the previous checkpoint's index. Returns null if there are no segments. */
export async function writeIndex(backend: Backend, seq: number, log: LogReader): Promise<FileSum | null> {
  const lines = await indexLines(log, await newestIndexLines(backend, log));
  return lines.length === 0 ? null : putSame(backend, indexPath(seq), () => lines.map((line) => `${line}\n`));
}

/** Maximum number of segments that are indexed per checkpoint. A missing index takes several steps. */
const MOST_AT_ONCE = 512;

/**
 * Returns the lines of an index: the existing ones, and one for each further segment. It ends before a segment that can't
 * be read: a checkpoint doesn't need an index.
 */
async function indexLines(log: LogReader, known: readonly string[]): Promise<string[]> {
  const lines = [...known];
  try {
    for (let read = 0; read < MOST_AT_ONCE; read++) {
      const segment = await log.segmentFrom(Math.max(lines.length * log.size, 1));
      if (!segment) break;
      lines.push(JSON.stringify(factsOf(segment.lines().map(readCommit))));
    }
  } catch (error) {
    if (!isUnusable(error)) throw error;
  }
  return lines;
}

function factsOf(commits: readonly Commit[]): SegmentFacts {
  const authors = new Map(commits.map(({ actor }) => [JSON.stringify(actor), actor]));
  const ids = new Set<number>();
  for (const { changes } of commits)
    for (const { id } of changes) {
      ids.add(hashOf(id));
      if (id.includes('/')) ids.add(hashOf(id.slice(0, id.indexOf('/'))));
    }
  return {
    at: [commits[0]!.at, commits.at(-1)!.at],
    by: [...authors.values()],
    undoes: commits.some(({ undoes }) => undoes !== undefined),
    ids: hashesText(ids),
  };
}

/**
 * Returns the lines of the newest index. Skips checkpoints of another history, with other segments, and those that can't
 * be read: the log has the same facts.
 */
async function newestIndexLines(backend: Backend, log: LogReader): Promise<string[]> {
  for (const seq of await listCheckpoints(backend).catch(() => [])) {
    const manifest = await readManifest(backend, seq).catch(() => null);
    if (!manifest?.log || !(await isOfLog(manifest, log))) continue;
    if (await hasSum(backend, indexPath(seq), manifest.log)) return linesOf(backend, indexPath(seq));
  }
  return [];
}

/** Checks whether the log's commit of this number has this hash. */
export async function isOfLog({ seq, head }: Pick<Manifest, 'seq' | 'head'>, log: LogReader): Promise<boolean> {
  const [line] = await log.read(seq, seq);
  return line !== undefined && linkOf(line).sum === head;
}

function indexPath(seq: number): string {
  return `${checkpointPath(seq)}/${LOG_INDEX}`;
}

/** Returns the lines of an index; none for a missing file. */
async function linesOf(backend: Backend, path: string): Promise<string[]> {
  const text = (await backend.get(path))?.toString() ?? '';
  return text.split('\n').slice(0, -1);
}

function logIndex(lines: readonly string[]): LogIndex {
  return {
    mayHold(segment, query) {
      const line = lines[segment];
      return line === undefined || fits(JSON.parse(line) as SegmentFacts, query);
    },
  };
}

function fits({ at: [first, last], by, undoes, ids }: SegmentFacts, query: SegmentQuery): boolean {
  if (query.since !== undefined && last < query.since) return false;
  if (query.until !== undefined && first > query.until) return false;
  if (query.by && !by.some(query.by) && !(query.undoing && undoes)) return false;
  if (query.ids.length === 0) return true;
  const bytes = Buffer.from(ids, 'base64');
  return query.ids.every((id) => hasHash(bytes, hashOf(id)));
}

/** Encodes hashes as base64, little-endian on every machine, because a store may be moved to another. */
function hashesText(hashes: ReadonlySet<number>): string {
  const bytes = Buffer.alloc(hashes.size << 2);
  for (const [n, hash] of Uint32Array.from(hashes).sort().entries()) bytes.writeUInt32LE(hash, n << 2);
  return bytes.toString('base64');
}

/** Searches a hash by binary search in sorted numbers of four bytes. */
function hasHash(bytes: Buffer, hash: number): boolean {
  let [start, end] = [0, bytes.length >> 2];
  while (start < end) {
    const middle = (start + end) >> 1;
    const found = bytes.readUInt32LE(middle << 2);
    if (found === hash) return true;
    if (found < hash) start = middle + 1;
    else end = middle;
  }
  return false;
}

/** Returns the 32-bit FNV-1a hash of an id. Two ids with the same hash only cause an unnecessary read of a segment. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < id.length; n++) hash = Math.imul(hash ^ id.charCodeAt(n), 0x01000193);
  return hash >>> 0;
}
