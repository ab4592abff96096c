import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { commitNumber, commitPath, HISTORY, LOG, segmentIndex, segmentPath } from '../layout.ts';
import { type Commit, parseCommit } from '../log/commit.ts';
import { type LogLine, readUnpacked, splitLogLines } from '../log/log-reader.ts';

/** A commit number with the stored line, or with the reason why the line is missing. */
export interface Numbered {
  seq: number;
  /** Path of the commit's file. */
  path: string;
  line: LogLine | null;
  commit: Commit | null;
  /** The reason why the commit is missing. */
  problem: string;
}

/** The range of commit numbers in a store. */
export interface Extent {
  size: number;
  /** Number of the last packed commit, or -1 if there is none. */
  floor: number;
  last: number;
  segments: ReadonlySet<number>;
}

export async function extentOf(backend: Backend, size: number): Promise<Extent> {
  const indexes = (await backend.list(HISTORY)).map(({ name }) => segmentIndex(name, size));
  const segments = new Set(indexes.filter((index) => index !== null));
  const unpacked = (await backend.list(LOG)).map(({ name }) => commitNumber(name)).filter((seq) => seq !== null);
  const floor = (Math.max(-1, ...segments) + 1) * size - 1;
  return { size, floor, segments, last: Math.max(0, floor, ...unpacked) };
}

/** Yields every number from 1 to the last, including missing and damaged commits. */
export async function* everyNumber(backend: Backend, extent: Extent): AsyncGenerator<Numbered> {
  const { size, floor, last, segments } = extent;
  for (let index = 0; index * size <= floor; index++) {
    const path = segmentPath(index, size);
    const first = Math.max(index * size, 1);
    const lines = segments.has(index) ? splitLogLines((await backend.get(path)) ?? Buffer.of()) : [];
    for (let seq = first; seq < (index + 1) * size; seq++) {
      const bytes = lines[seq - first];
      yield judge(seq, path, bytes ? { seq, bytes, file: `${backend.location}/${path}` } : null);
    }
  }
  for (let seq = Math.max(1, floor + 1); seq <= last; seq++)
    yield judge(seq, commitPath(seq), await readUnpacked(backend, seq));
}

function judge(seq: number, path: string, line: LogLine | null): Numbered {
  if (!line) return { seq, path, line, commit: null, problem: 'missing' };
  try {
    return { seq, path, line, commit: parseCommit(line), problem: '' };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return { seq, path, line, commit: null, problem: String(error.data?.damage ?? error.message) };
  }
}
