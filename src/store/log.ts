import type { Backend } from './backend.ts';
import { damaged } from './failure.ts';
import { commitPath, HISTORY, segmentPath } from './layout.ts';

/** A stored commit as it was found. */
export interface Line {
  seq: number;
  /** The JSON of the commit, without the line break. */
  bytes: Buffer;
  /** Where it was, for messages. */
  file: string;
}

/** Commits that follow each other. */
export interface Batch {
  /** All of them, in order. */
  lines(): Line[];
  /** Those that contain one of the texts, and the last one. Far faster in a segment: the others are not even split off. */
  matching(needles: readonly Buffer[]): Line[];
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
  /** Looks at the floor again: one stat when it did not move. */
  advanceFloor(): Promise<number>;
  /** The next commits from this number on, or null when there is none yet. */
  next(from: number): Promise<Batch | null>;
}

/** `segments`: how many segments are known to exist. */
export function createLogReader(backend: Backend, size: number, segments: number): LogReader {
  let known = segments;

  const advanceFloor = async () => {
    // Others may be looking at the same time: what one of them has seen must not be counted again.
    for (let next = known; await backend.stat(segmentPath(next, size)); ) known = Math.max(known, ++next);
    return known * size - 1;
  };

  return {
    size,
    get floor() {
      return known * size - 1;
    },
    advanceFloor,
    async next(from) {
      const unpacked = from >= known * size ? await readLog(backend, from, size) : null;
      const floor = await advanceFloor();
      return from > floor ? unpacked : readSegment(backend, from, size);
    },
  };
}

/** How many segments follow each other without a gap from the first on. */
export async function countSegments(backend: Backend, size: number): Promise<number> {
  const names = new Set((await backend.list(HISTORY)).map((name) => `${HISTORY}/${name}`));
  let count = 0;
  while (names.has(segmentPath(count, size))) count++;
  return count;
}

/** The commits of a segment from a number on. */
export async function readSegment(backend: Backend, from: number, size: number): Promise<Batch> {
  const index = Math.floor(from / size);
  const path = segmentPath(index, size);
  const bytes = await backend.get(path);
  const file = `${backend.place}/${path}`;
  if (!bytes) throw damaged(file, 'it is gone');
  const first = Math.max(index * size, 1);
  return {
    lines() {
      const lines = splitLines(bytes);
      const expected = (index + 1) * size - first;
      if (lines.length !== expected) throw damaged(file, `expected ${expected} commits, found ${lines.length}`);
      return lines.slice(from - first).map((line, i) => ({ seq: from + i, bytes: line, file }));
    },
    matching(needles) {
      const wanted = bytes.subarray(offsetOfLine(bytes, from - first, file));
      const starts = new Set([...needles.flatMap((needle) => linesWith(wanted, needle)), lastLine(wanted)]);
      return [...starts].sort((a, b) => a - b).map((start) => numbered(lineAt(wanted, start), file));
    },
  };
}

async function readLog(backend: Backend, from: number, most: number): Promise<Batch | null> {
  const lines: Line[] = [];
  while (lines.length < most) {
    const seq = from + lines.length;
    const path = commitPath(seq);
    const bytes = await backend.get(path);
    if (!bytes) break;
    lines.push({
      seq,
      bytes: bytes.at(-1) === BREAK ? bytes.subarray(0, -1) : bytes,
      file: `${backend.place}/${path}`,
    });
  }
  if (lines.length === 0) return null;
  return {
    lines: () => lines,
    matching: (needles) =>
      lines.filter(({ bytes }, i) => i === lines.length - 1 || needles.some((needle) => bytes.includes(needle))),
  };
}

const BREAK = 10;

/** Pieces between line breaks, without copying. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += (lines.at(-1)?.length ?? 0) + 1) lines.push(lineAt(bytes, start));
  return lines;
}

function lineAt(bytes: Buffer, start: number): Buffer {
  const end = bytes.indexOf(BREAK, start);
  return bytes.subarray(start, end === -1 ? bytes.length : end);
}

/** Where the n-th line begins, counted from 0. */
function offsetOfLine(bytes: Buffer, n: number, file: string): number {
  let offset = 0;
  for (let line = 0; line < n; line++) {
    const end = bytes.indexOf(BREAK, offset);
    if (end === -1) throw damaged(file, `expected more than ${line} commits`);
    offset = end + 1;
  }
  return offset;
}

/** Where the lines begin that contain the text. */
function linesWith(bytes: Buffer, needle: Buffer): number[] {
  const starts: number[] = [];
  for (let at = bytes.indexOf(needle); at !== -1; ) {
    starts.push(bytes.lastIndexOf(BREAK, at) + 1);
    const end = bytes.indexOf(BREAK, at);
    at = end === -1 ? -1 : bytes.indexOf(needle, end);
  }
  return starts;
}

function lastLine(bytes: Buffer): number {
  return bytes.lastIndexOf(BREAK, bytes.length - 2) + 1;
}

/** A line of a segment says its own number near its beginning. */
function numbered(bytes: Buffer, file: string): Line {
  const seq = /"seq":(\d+),/.exec(bytes.toString('latin1', 0, 40))?.[1];
  if (seq === undefined) throw damaged(file, 'a line in it is no commit');
  return { seq: Number(seq), bytes, file };
}
