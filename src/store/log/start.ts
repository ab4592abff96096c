import type { Backend } from '../backend.ts';
import type { StoreFormat } from '../format.ts';
import { commitPath, segmentPath } from '../layout.ts';
import { type Commit, isLinked, linkOf, parseCommit } from './commit.ts';
import { type LogLine, readUnpacked, splitLogLines } from './log-reader.ts';

/** Number of bytes at the start of a line that contain the hash of the previous change. */
const START_BYTES = 512;

/** Where a log starts: the number of changes in a segment, and the number of the last packed change (-1 for none). */
interface Place {
  segment: number;
  floor: number;
}

/** Returns the first change, which follows the queue's id. Null if it is missing or damaged. */
export async function firstChange(backend: Backend, place: Place): Promise<Commit | null> {
  const [first] = await firstLines(backend, place);
  return first ? soundIn(first) : null;
}

/**
 * Returns the queue's id by its first change, if `format.json` has another one and the second change or segment confirms
 * the first. Without that, the first one may be of another queue. Returns null if the file is right or nobody can know.
 */
export async function otherStore(
  backend: Backend,
  { store, segment }: Pick<StoreFormat, 'store' | 'segment'>,
  floor: number,
): Promise<string | null> {
  const path = floor >= 1 ? segmentPath(0, segment) : commitPath(1);
  const start = await backend.get(path, { from: 0, to: START_BYTES });
  if (!start) return null;
  const { prev } = linkOf({ seq: 1, bytes: start, file: path });
  if (prev === '' || prev === store) return null;
  return (await isConfirmed(backend, { segment, floor })) ? prev : null;
}

async function isConfirmed(backend: Backend, place: Place): Promise<boolean> {
  const lines = await firstLines(backend, place);
  const [first, last] = [lines[0], lines.at(-1)];
  if (!first || !last || !soundIn(first)) return false;
  const next = last.seq + 1;
  const after = place.floor >= next ? (await packed(backend, 1, place.segment))[0] : await readUnpacked(backend, next);
  return !after || isLinked(after, last);
}

/** Returns the lines of the first segment. Without segments, the first change alone. */
async function firstLines(backend: Backend, { segment, floor }: Place): Promise<LogLine[]> {
  const lines = floor >= 1 ? await packed(backend, 0, segment) : [];
  if (lines.length > 0) return lines;
  const first = await readUnpacked(backend, 1);
  return first ? [first] : [];
}

async function packed(backend: Backend, index: number, segment: number): Promise<LogLine[]> {
  const file = segmentPath(index, segment);
  const bytes = (await backend.get(file)) ?? Buffer.of();
  return splitLogLines(bytes).map((line, i) => ({ seq: Math.max(1, index * segment) + i, bytes: line, file }));
}

function soundIn(line: LogLine): Commit | null {
  try {
    return parseCommit(line);
  } catch {
    return null;
  }
}
