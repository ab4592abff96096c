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

/** A stored commit as it was found. */
export interface LogLine {
  seq: number;
  /** The JSON of the commit, without the line break. */
  bytes: Buffer;
  /** Where it was, for messages. */
  file: string;
}

/** A packed segment: all its commits can be searched at once, and are told apart when they are asked for. */
export interface PackedSegment {
  bytes: Buffer;
  first: LogLine;
  last: LogLine;
  /** Throws for a segment that does not have all of its commits. */
  lines(): LogLine[];
}

/** A file of the log that was listed. */
export interface ListedFile extends FolderEntry {
  seq: number;
}

/**
 * Reads commits by number from the log and the history. What it returns can be trusted: a file of the log counts only
 * when the floor, looked at after the file was read, is still below its number. Until then nobody can have
 * deleted a file of that number, so nobody who slept can have put a second one there.
 */
export interface LogReader {
  /** The last number that is packed, as far as this reader has seen; -1 when nothing is. */
  readonly floor: number;
  /** Commits per segment. */
  readonly size: number;
  /** What a commit's file in the log is called, for messages. */
  fileOf(seq: number): string;
  /** Looks at the floor again: one listing of what lies beyond it. */
  advanceFloor(): Promise<number>;
  /**
   * The files of the log from this number on, in order, and the names of turns: one listing. The newest commits are always among
   * them, since a segment is built only when the log has gone a whole segment beyond it.
   */
  listFrom(seq: number): Promise<{ files: ListedFile[]; turns: string[] }>;
  /** Commits that follow each other from this number on, up to `to` at most; empty when there is none, in log or history. */
  read(from: number, to: number): Promise<LogLine[]>;
  /** The segment that begins with this number; null when there is none. */
  segmentFrom(seq: number): Promise<PackedSegment | null>;
}

/** `segments`: how many segments are known to have been built. */
export function createLogReader(backend: Backend, size: number, segments: number): LogReader {
  let known = segments;

  const advanceFloor = async () => {
    const found = await backend.list(HISTORY, { after: known > 0 ? segmentName(known - 1, size) : '' });
    // Others may be looking at the same time: what one of them has seen must not be counted again.
    known = Math.max(known, builtSegments(found, size));
    return known * size - 1;
  };

  return {
    size,
    get floor() {
      return known * size - 1;
    },
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

/** One more than the index of the last segment: they are built in order, so all before it have been built, too. */
export function builtSegments(entries: readonly FolderEntry[], size: number): number {
  return entries.reduce((most, { name }) => Math.max(most, (segmentIndex(name, size) ?? -1) + 1), 0);
}

/** The commits of a segment from a number on. */
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
      if (lines.length !== expected) throw damaged(file, `expected ${expected} commits, found ${lines.length}`);
      return lines.map((line, i) => ({ seq: seq + i, bytes: line, file }));
    },
  };
}

/** Commit 0 is the empty store. */
function firstOf(index: number, size: number): number {
  return Math.max(index * size, 1);
}

async function readLog(backend: Backend, from: number, to: number): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (let seq = from; seq <= to; seq++) {
    const line = await readUnpacked(backend, seq);
    if (!line) break;
    lines.push(line);
  }
  return lines;
}

/** The commit of this number in the log, or null when there is none. */
export async function readUnpacked(backend: Backend, seq: number): Promise<LogLine | null> {
  const path = commitPath(seq);
  const bytes = await backend.get(path);
  if (!bytes) return null;
  return { seq, bytes: bytes.at(-1) === BREAK ? bytes.subarray(0, -1) : bytes, file: `${backend.location}/${path}` };
}

const BREAK = 10;

/** Pieces between line breaks, without copying. */
export function splitLogLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(BREAK, start);
    lines.push(bytes.subarray(start, end === -1 ? bytes.length : end));
    start = end === -1 ? bytes.length : end + 1;
  }
  return lines;
}
