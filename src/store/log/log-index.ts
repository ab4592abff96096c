import type { Actor } from '../../domain/actor.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Backend } from '../backend.ts';
import { type Commit, readCommit } from './commit.ts';
import type { LogReader } from './log-reader.ts';

/**
 * What the packed segments hold, a line each, in a file of the checkpoint: whoever looks for the commits of one author, or of one record,
 * leaves out the segments that have none. It is a help and no truth: without it, they are all read.
 */

/** Name of that file in the folder of a checkpoint. */
export const LOG_INDEX = '_log.ndjson';

interface SegmentFacts {
  /** When its first and its last commit were made. */
  at: [Instant, Instant];
  by: Actor[];
  /** Has it a commit that took another one back? */
  undoes: boolean;
  /** Hashes of the ids of changed records, and of what is before the slash in one: ascending, four bytes each, in base64. */
  ids: string;
}

/** What a search of the history asks of a segment. */
export interface SegmentQuery {
  by?: ((actor: Actor) => boolean) | undefined;
  undoing?: true | undefined;
  since?: Instant | undefined;
  until?: Instant | undefined;
  /** Of records; an id that ends before a slash stands for all that belongs to it. */
  ids: readonly string[];
}

export interface LogIndex {
  /** Can a segment have a commit that fits? True for one that the index does not know. */
  mayHold(segment: number, query: SegmentQuery): boolean;
}

/** Segments that are read to be indexed for one checkpoint, at most: a store that never had an index gets it little by little. */
const MOST_AT_ONCE = 512;

/** The lines of an index of all segments: those that are known, and what the others hold. */
export async function indexLines(log: LogReader, known: readonly string[]): Promise<string[]> {
  const lines = [...known];
  for (let read = 0; read < MOST_AT_ONCE; read++) {
    const segment = await log.segmentFrom(Math.max(lines.length * log.size, 1));
    if (!segment) break;
    lines.push(JSON.stringify(factsOf(segment.lines().map(readCommit))));
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

/** The lines of the index in a file; none where there is none. */
export async function readIndexLines(backend: Backend, path: string): Promise<string[]> {
  const text = (await backend.get(path))?.toString() ?? '';
  return text.split('\n').slice(0, -1);
}

export function logIndex(lines: readonly string[]): LogIndex {
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

/** Lowest byte first on every machine: a store may move to another one. */
function hashesText(hashes: ReadonlySet<number>): string {
  const bytes = Buffer.alloc(hashes.size << 2);
  for (const [n, hash] of Uint32Array.from(hashes).sort().entries()) bytes.writeUInt32LE(hash, n << 2);
  return bytes.toString('base64');
}

/** Halves a list of ascending numbers of four bytes. */
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

/** FNV-1a of 32 bits: two ids with the same one cost a look at a segment. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < id.length; n++) hash = Math.imul(hash ^ id.charCodeAt(n), 0x01000193);
  return hash >>> 0;
}
