import { counted } from '../../base/amounts.ts';
import type { Backend, FolderEntry } from '../backend.ts';
import { damaged } from '../failure.ts';
import {
  commitName,
  commitNumber,
  commitPath,
  HISTORY,
  LOG,
  segmentIndex,
  segmentName,
  segmentPath,
  turnLength,
} from '../layout.ts';

/** A stored commit that isn't parsed yet. */
export interface LogLine {
  seq: number;
  /** The commit's JSON, without line break. */
  bytes: Buffer;
  /** The path of the file that contains the commit, for messages. */
  file: string;
}

/** A packed segment. Callers can search its text as a whole, and split it into lines on demand. */
export interface PackedSegment {
  bytes: Buffer;
  first: LogLine;
  last: LogLine;
  /** Returns the segment's commits. Throws if commits are missing. */
  lines(): LogLine[];
}

/** A listed file of the log. */
export interface ListedFile extends FolderEntry {
  seq: number;
}

/**
 * Reads commits by number from the log and the history. After it reads a file of the log, it reads the floor again. The
 * file counts only if its number is above the floor: then no process can have packed and deleted a file of this number,
 * and no other file can have the same number.
 */
export interface LogReader {
  /** Number of the last packed commit that this reader has seen, or -1 if there is none. */
  readonly floor: number;
  /** Number of commits per segment. */
  readonly size: number;
  /** Returns the path of a commit's file in the log, for messages. */
  fileOf(seq: number): string;
  /** Reads the floor again, with one listing of the segments after it. */
  advanceFloor(): Promise<number>;
  /**
   * Lists the log's files from this number on, and the names of turns. The list always includes the newest commits,
   * because a segment is built only when the log has a complete segment after it.
   */
  listFrom(seq: number): Promise<{ files: ListedFile[]; turns: string[] }>;
  /** Returns consecutive commits from this number up to `to`, from log or history. Empty if there are none. */
  read(from: number, to: number): Promise<LogLine[]>;
  /** Returns a reader of the same log over another view of its files. */
  over(backend: Backend): LogReader;
  /** Returns the segment that starts with this number, or null if there is none. */
  segmentFrom(seq: number): Promise<PackedSegment | null>;
}

/** Creates a reader. `segments` is the number of segments known to exist. */
export function createLogReader(backend: Backend, size: number, segments: number): LogReader {
  let known = segments;

  const advanceFloor = async () => {
    const found = await backend.list(HISTORY, { after: known > 0 ? segmentName(known - 1, size) : '' });
    // Concurrent calls must not decrease the number of known segments.
    known = Math.max(known, builtSegments(found, size));
    return known * size - 1;
  };

  return {
    size,
    get floor() {
      return known * size - 1;
    },
    over: (other) => createLogReader(other, size, known),
    fileOf: (seq) => `${backend.location}/${commitPath(seq)}`,
    advanceFloor,
    async listFrom(seq) {
      const entries = await backend.list(LOG, { after: seq > 0 ? commitName(seq - 1) : '' });
      const files: ListedFile[] = [];
      const turns: string[] = [];
      for (const { name, facts } of entries) {
        const number = commitNumber(name);
        if (number !== null) files.push({ name, facts, seq: number });
        else if (turnLength(name) !== null) turns.push(name);
      }
      return { files, turns };
    },
    async read(from, to) {
      if (from >= known * size) {
        const unpacked = await readLog(backend, from, Math.min(to, from + size - 1));
        if (from > (await advanceFloor())) return unpacked;
      }
      return (await readSegment(backend, from, size)).slice(0, to - from + 1);
    },
    async segmentFrom(seq) {
      const index = Math.floor(seq / size);
      return index < known && seq === firstOf(index, size) ? openSegment(backend, index, size) : null;
    },
  };
}

/** Returns the number of segments. They are built in order, so all before the last one exist. */
export function builtSegments(entries: readonly FolderEntry[], size: number): number {
  return entries.reduce((most, { name }) => Math.max(most, (segmentIndex(name, size) ?? -1) + 1), 0);
}

/** Reads the commits of the segment that starts with a commit number. */
export async function readSegment(backend: Backend, from: number, size: number): Promise<LogLine[]> {
  const { first, lines } = await openSegment(backend, Math.floor(from / size), size);
  return lines().slice(from - first.seq);
}

async function openSegment(backend: Backend, index: number, size: number): Promise<PackedSegment> {
  const path = segmentPath(index, size);
  const bytes = await backend.get(path);
  const file = `${backend.location}/${path}`;
  if (!bytes) throw damaged(file, 'it is gone');
  const seq = firstOf(index, size);
  const expected = (index + 1) * size - seq;
  const end = bytes.at(-1) === BREAK ? bytes.length - 1 : bytes.length;
  const cut = bytes.indexOf(BREAK);
  return {
    bytes,
    first: { seq, bytes: bytes.subarray(0, cut === -1 ? end : cut), file },
    last: { seq: seq + expected - 1, bytes: bytes.subarray(bytes.lastIndexOf(BREAK, end - 1) + 1, end), file },
    lines() {
      const lines = splitLogLines(bytes);
      if (lines.length !== expected)
        throw damaged(file, `expected ${counted(expected, 'commit')}, found ${lines.length}`);
      return lines.map((line, i) => ({ seq: seq + i, bytes: line, file }));
    },
  };
}

/** Returns the number of a segment's first commit. 0 means the empty store, so the first starts with 1. */
function firstOf(index: number, size: number): number {
  return Math.max(index * size, 1);
}

async function readLog(backend: Backend, from: number, to: number): Promise<LogLine[]> {
  const paths = Array.from({ length: to - from + 1 }, (_, i) => commitPath(from + i));
  const small = paths.length > 1 ? await backend.getSmall?.(paths) : undefined;
  const lines: LogLine[] = [];
  for (let seq = from; seq <= to; seq++) {
    const line = await readUnpacked(backend, seq, small);
    if (!line) break;
    lines.push(line);
  }
  return lines;
}

/**
 * Reads a commit from the log, unless its file is among those that were read before. Returns null if the log has no file
 * of that number.
 */
export async function readUnpacked(
  backend: Backend,
  seq: number,
  before?: ReadonlyMap<string, Buffer>,
): Promise<LogLine | null> {
  const path = commitPath(seq);
  const bytes = before?.get(path) ?? (await backend.get(path));
  return bytes && unpackedLine(backend, seq, bytes);
}

/** Returns the commit in a file of the log. */
export function unpackedLine({ location }: Backend, seq: number, bytes: Buffer): LogLine {
  const line = bytes.at(-1) === BREAK ? bytes.subarray(0, -1) : bytes;
  return { seq, bytes: line, file: `${location}/${commitPath(seq)}` };
}

const BREAK = 10;

/** Splits bytes at line breaks, without copying them. */
export function splitLogLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(BREAK, start);
    lines.push(bytes.subarray(start, end === -1 ? bytes.length : end));
    start = end === -1 ? bytes.length : end + 1;
  }
  return lines;
}
