import type { Backend } from './backend.ts';
import { parseCommit } from './commit.ts';
import { damaged } from './failure.ts';
import { commitNumber, commitPath, HISTORY, LOG, segmentPath } from './layout.ts';
import { countSegments, type Line, type LogReader } from './log.ts';

/** Builds every segment that the log has gone a whole segment beyond; how many. */
export async function pack(backend: Backend, log: LogReader, last: number): Promise<number> {
  let built = 0;
  for (;;) {
    const floor = await log.advanceFloor();
    if (last < floor + 2 * log.size) return built;
    const index = (floor + 1) / log.size;
    const lines = await segmentLines(log, index);
    if (!lines) continue;
    if (await backend.put(segmentPath(index, log.size), joined(lines))) built++;
  }
}

/**
 * Removes log files that are packed. The segments are made durable first, whoever wrote them; and they are counted anew,
 * since nothing that this process remembers is reason enough to delete a commit.
 */
export async function removePacked(backend: Backend, log: LogReader): Promise<number> {
  const floor = (await countSegments(backend, log.size)) * log.size - 1;
  const packed = (await backend.list(LOG)).map(commitNumber).filter((seq) => seq !== null && seq <= floor) as number[];
  if (packed.length === 0) return 0;
  await backend.sync(HISTORY);
  for (const seq of packed.sort((a, b) => a - b)) await backend.delete(commitPath(seq));
  return packed.length;
}

/** The commits of a segment, checked; null when somebody else packed them meanwhile. */
async function segmentLines(log: LogReader, index: number): Promise<Line[] | null> {
  const first = Math.max(index * log.size, 1);
  const last = (index + 1) * log.size - 1;
  const lines = (await log.next(first))?.lines().slice(0, last - first + 1) ?? [];
  if (log.floor >= last) return null;
  if (lines.length < last - first + 1) throw damaged(`the log at ${first + lines.length}`, 'a commit is missing');
  const commits = lines.map((line) => parseCommit(line.bytes, line.seq, line.file));
  commits.forEach((commit, i) => {
    if (i > 0 && commit.prev !== commits[i - 1]?.sum)
      throw damaged(lines[i]?.file ?? '', 'it does not follow the commit before it');
  });
  return lines;
}

function joined(lines: Line[]): Buffer {
  return Buffer.concat(lines.flatMap((line) => [line.bytes, BREAK]));
}

const BREAK = Buffer.from('\n');
