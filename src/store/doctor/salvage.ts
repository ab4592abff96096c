import { sizeText } from '../../base/amounts.ts';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import {
  ARCHIVE_FOLDER,
  archivePath,
  BLOBS,
  blobPath,
  checkpointPath,
  commitPath,
  LOG,
  segmentPath,
} from '../layout.ts';
import { headOf, linkOf } from '../log/commit.ts';
import { setBack } from '../log/last-change.ts';
import type { LogLine } from '../log/log-reader.ts';
import { listCheckpoints } from '../state/documents.ts';
import { type Extent, everyNumber, extentOf } from './commits.ts';
import type { Cut } from './report.ts';
import { copyAside, setObjectAside } from './set-aside.ts';

/** What a salvage did: the queue goes on after a change, without later ones. */
export interface Salvaged extends Cut {
  /** What is known about each change that was given up. */
  lost: string[];
  /** The files that were moved into `damaged/`, as paths in the queue. */
  moved: string[];
}

/** Lines of a log on both sides of a cut. */
interface Sides {
  /** The hash of the last change before the cut. */
  head: string;
  /** Changes before the cut whose segment goes: they are put into the log. */
  kept: LogLine[];
  lost: string[];
  /** Texts and archive files that no change before the cut names. A later sweep would delete them as garbage. */
  texts: string[];
}

/**
 * Gives up all changes after a cut, so that the queue can be written again. It moves their files into `damaged/` and
 * deletes none. What was remembered of them goes last: until then every process still refuses to write, and a second
 * call finishes an interrupted one. A process that has read a lost change finds another one or none under its number,
 * and stops.
 * @throws BacklogError `store` if no change can be read
 */
export async function salvage(backend: Backend, dir: string, size: number, cut: Cut): Promise<Salvaged> {
  if (cut.after === 0) throw nothingLeft(backend.location);
  const extent = await extentOf(backend, size);
  const first = Math.floor(cut.after / size);
  const { head, kept, lost, texts } = await sidesOf(backend, extent, cut);
  const moved: string[] = [];
  const move = async (path: string) => {
    await setObjectAside(backend, path);
    moved.push(path);
  };
  for (const path of texts) await copyAside(backend, path);
  // The highest number first: an interrupted salvage leaves a gap, which is damage as well, and no shorter log.
  for (let seq = extent.last; seq > Math.max(cut.after, extent.floor); seq--)
    if (await backend.get(commitPath(seq))) await move(commitPath(seq));
  if (cut.after <= extent.floor) {
    await putLines(backend, kept);
    for (const index of [...extent.segments].sort((a, b) => b - a))
      if (index >= first) await move(segmentPath(index, size));
    // A process that had the history open may have removed the lines as packed.
    await putLines(backend, kept);
  }
  for (const seq of await listCheckpoints(backend))
    if (seq > cut.after)
      for (const { name } of await backend.list(checkpointPath(seq))) await move(`${checkpointPath(seq)}/${name}`);
  setBack(dir, { seq: cut.after, sum: head });
  return { ...cut, lost, moved };
}

async function putLines(backend: Backend, lines: readonly LogLine[]): Promise<void> {
  for (const { seq, bytes } of lines) await backend.put(commitPath(seq), Buffer.concat([bytes, Buffer.from('\n')]));
}

async function sidesOf(backend: Backend, extent: Extent, { after, to }: Cut): Promise<Sides> {
  const first = Math.floor(after / extent.size) * extent.size;
  const sides: Sides = { head: '', kept: [], lost: [], texts: [] };
  const named = new Set<string>();
  for await (const { seq, line } of everyNumber(backend, extent)) {
    if (line && seq <= after) for (const path of textsIn(line)) named.add(path);
    if (seq > after) sides.lost.push(aboutLost(seq, line));
    if (seq === after && line) sides.head = linkOf(line).sum;
    if (seq <= after && seq >= first && line) sides.kept.push(line);
  }
  for (let seq = Math.max(extent.last, after) + 1; seq <= to; seq++) sides.lost.push(aboutLost(seq, null));
  // The names in a torn change can't be read, so every text without a name counts.
  sides.texts = (await textsOf(backend)).filter((path) => !named.has(path));
  return sides;
}

/** Matches the names of texts and of archive files in a stored line. */
const NAMES = /"blob":"([0-9a-f]{64})"|"(\d{4}-Q[1-4]-[0-9a-f]{64})"/g;

function textsIn({ bytes }: LogLine): string[] {
  return Array.from(bytes.toString().matchAll(NAMES), ([, sha, archive]) =>
    sha === undefined ? archivePath(archive as string) : blobPath(sha),
  );
}

/** Lists all texts and archive files of a queue. */
async function textsOf(backend: Backend): Promise<string[]> {
  const paths = (await backend.list(ARCHIVE_FOLDER)).map(({ name }) => `${ARCHIVE_FOLDER}/${name}`);
  for (const { name: folder } of await backend.list(BLOBS))
    for (const { name } of await backend.list(`${BLOBS}/${folder}`)) paths.push(`${BLOBS}/${folder}/${name}`);
  return paths;
}

/** Says what is known about a change that was given up. */
function aboutLost(seq: number, line: LogLine | null): string {
  if (!line) return `change ${seq}: its file is missing`;
  try {
    const { command, actor, at } = headOf(line);
    return `change ${seq}: ${command} by ${formatActor(actor)} at ${at}`;
  } catch {
    const command = /"command":"([\w:-]+)"/.exec(line.bytes.toString('latin1'))?.[1];
    return `change ${seq}: ${command ?? 'unreadable'}, ${sizeText(line.bytes.length)} of its file remain`;
  }
}

function nothingLeft(location: string): BacklogError {
  return new BacklogError('store', `the queue at ${location} has no readable change, so it can't go on`, {
    hint: 'Nothing was changed. Restore a backup: `backlog restore FILE`. Without one, `backlog queue remove NAME` moves the queue away whole, and the next change begins another one.',
    data: { file: `${location}/${LOG}` },
  });
}
