import type { Backend } from '../backend.ts';
import type { StoreFormat } from '../format.ts';
import { commitPath, segmentPath } from '../layout.ts';
import { linkOf, parseCommit } from './commit.ts';
import { type LogLine, readUnpacked, splitLogLines } from './log-reader.ts';

/** Number of bytes at the start of a line that contain the hash of the previous change. */
const START_BYTES = 512;

/**
 * Returns the queue's id by its first change, if `format.json` has another one and the second change or segment confirms
 * the first. Without that, the first one may be of another queue. Returns null if the file is right or nobody can know.
 * @param floor the number of the last packed change
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
  return (await isConfirmed(backend, segment, floor)) ? prev : null;
}

async function isConfirmed(backend: Backend, segment: number, floor: number): Promise<boolean> {
  const lines = floor >= 1 ? await packed(backend, 0, segment) : [];
  const first = lines[0] ?? (await readUnpacked(backend, 1));
  const last = lines.at(-1) ?? first;
  if (!first || !last || !isSound(first)) return false;
  const next = last.seq + 1;
  const after = floor >= next ? (await packed(backend, 1, segment))[0] : await readUnpacked(backend, next);
  return !after || linkOf(after).prev === linkOf(last).sum;
}

async function packed(backend: Backend, index: number, segment: number): Promise<LogLine[]> {
  const file = segmentPath(index, segment);
  const bytes = (await backend.get(file)) ?? Buffer.of();
  return splitLogLines(bytes).map((line, i) => ({ seq: Math.max(1, index * segment) + i, bytes: line, file }));
}

function isSound(line: LogLine): boolean {
  try {
    parseCommit(line);
    return true;
  } catch {
    return false;
  }
}
