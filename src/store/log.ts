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
  /** The next commits from this number on, in order; empty when there is none yet. */
  next(from: number): Promise<Line[]>;
}

/** `segments`: how many segments are known to exist. */
export function createLogReader(backend: Backend, size: number, segments: number): LogReader {
  let known = segments;

  const advanceFloor = async () => {
    while (await backend.stat(segmentPath(known, size))) known++;
    return known * size - 1;
  };

  return {
    size,
    get floor() {
      return known * size - 1;
    },
    advanceFloor,
    async next(from) {
      const unpacked = from >= known * size ? await readLog(backend, from, size) : [];
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
export async function readSegment(backend: Backend, from: number, size: number): Promise<Line[]> {
  const index = Math.floor(from / size);
  const path = segmentPath(index, size);
  const bytes = await backend.get(path);
  const file = `${backend.place}/${path}`;
  if (!bytes) throw damaged(file, 'it is gone');
  const first = Math.max(index * size, 1);
  const lines = splitLines(bytes);
  const expected = (index + 1) * size - first;
  if (lines.length !== expected) throw damaged(file, `expected ${expected} commits, found ${lines.length}`);
  return lines.slice(from - first).map((line, i) => ({ seq: from + i, bytes: line, file }));
}

async function readLog(backend: Backend, from: number, most: number): Promise<Line[]> {
  const lines: Line[] = [];
  while (lines.length < most) {
    const seq = from + lines.length;
    const path = commitPath(seq);
    const bytes = await backend.get(path);
    if (!bytes) break;
    lines.push({ seq, bytes: trimBreak(bytes), file: `${backend.place}/${path}` });
  }
  return lines;
}

/** Pieces between line breaks, without copying. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    const stop = end === -1 ? bytes.length : end;
    lines.push(bytes.subarray(start, stop));
    start = stop + 1;
  }
  return lines;
}

function trimBreak(bytes: Buffer): Buffer {
  return bytes.at(-1) === 10 ? bytes.subarray(0, -1) : bytes;
}
