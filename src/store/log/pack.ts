import type { Backend } from '../backend.ts';
import { inParallel } from '../backends/parallel.ts';
import { damaged } from '../failure.ts';
import { commitNumber, commitPath, HISTORY, LOG, segmentIndex, segmentPath } from '../layout.ts';
import { parseCommit } from './commit.ts';
import type { LogLine, LogReader } from './log-reader.ts';

/**
 * Builds each segment that is complete and followed by commits for another complete segment.
 * @returns the number of built segments
 */
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
 * Deletes packed files of the log. Before it, lists the segments again and makes them durable, even if another process
 * wrote them. An earlier listing is not reliable enough for deleting commits.
 */
export async function removePacked(backend: Backend, log: LogReader): Promise<number> {
  const segments = new Set((await backend.list(HISTORY)).map(({ name }) => segmentIndex(name, log.size)));
  const numbers = (await backend.list(LOG)).map(({ name }) => commitNumber(name)).filter((seq) => seq !== null);
  const packed = numbers.filter((seq) => segments.has(Math.floor(seq / log.size)));
  if (packed.length === 0) return 0;
  await backend.upkeep?.sync(HISTORY);
  await inParallel(packed, DELETES, (seq) => backend.delete(commitPath(seq)));
  return packed.length;
}

/** Reads and checks the commits of a segment. Returns null if another process has packed them meanwhile. */
async function segmentLines(log: LogReader, index: number): Promise<LogLine[] | null> {
  const first = Math.max(index * log.size, 1);
  const last = (index + 1) * log.size - 1;
  const lines = await log.read(first, last);
  if (log.floor >= last) return null;
  if (lines.length < last - first + 1)
    throw damaged(log.fileOf(first + lines.length), 'it is missing, but later ones exist');
  const commits = lines.map(parseCommit);
  commits.forEach((commit, i) => {
    if (i > 0 && commit.prev !== commits[i - 1]?.sum)
      throw damaged(lines[i]?.file ?? '', 'it does not follow the commit before it');
  });
  return lines;
}

function joined(lines: LogLine[]): Buffer {
  return Buffer.concat(lines.flatMap((line) => [line.bytes, BREAK]));
}

const BREAK = Buffer.from('\n');

/**
 * Maximum number of files that are deleted at once. One by one, a busy process would delete a file beside each of its
 * next commits, which makes these commits slower.
 */
const DELETES = 16;
