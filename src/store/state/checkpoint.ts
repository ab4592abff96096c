import type { KindRules } from '../../domain/kinds/row.ts';
import type { Backend, HeldFile } from '../backend.ts';
import { CHECKPOINTS, checkpointNumber, checkpointPath } from '../layout.ts';
import { linkOf } from '../log/commit.ts';
import { indexLines, LOG_INDEX, type LogIndex, logIndex, readIndexLines } from '../log/log-index.ts';
import type { LogReader } from '../log/log-reader.ts';
import {
  type DocumentFacts,
  hasSum,
  kindDocument,
  MANIFEST,
  MANIFEST_VERSION,
  MANIFEST_WITH_LISTS,
  type Manifest,
  manifestDocument,
  putSame,
} from './documents.ts';
import { holdLists, LISTS, type ListPlaces, listPieces } from './long-lists.ts';
import type { Records, StateSnapshot } from './state.ts';

/** How much of a checkpoint is read. */
export interface CheckpointParts {
  /** Only these kinds. */
  kinds?: readonly string[] | undefined;
  /** Each record when it is asked for. */
  lazy?: boolean | undefined;
}

/** The numbers of the checkpoints that are there, highest first. */
export async function listCheckpoints(backend: Backend): Promise<number[]> {
  const numbers = (await backend.list(CHECKPOINTS)).map(({ name }) => checkpointNumber(name));
  return numbers.filter((seq) => seq !== null).sort((a, b) => b - a);
}

/** One checkpoint, or null when it does not parse. */
export async function readCheckpoint(
  backend: Backend,
  seq: number,
  wanted: CheckpointParts,
): Promise<StateSnapshot | null> {
  const manifest = await readManifest(backend, seq);
  if (!manifest) return null;
  const files = Object.entries(manifest.kinds).filter(([kind]) => wanted.kinds?.includes(kind) ?? true);
  const lists = files.some(([, facts]) => facts.lists) ? await listsOf(backend, manifest) : undefined;
  if (lists === null) return null;
  const kinds = new Map<string, Records>();
  for (const [kind, facts] of files) {
    const document = kindDocument(backend, kindPath(seq, kind), { expected: { facts, lazy: wanted.lazy, lists } });
    await document.read();
    if (!document.data) return null;
    kinds.set(kind, document.data.records);
  }
  return { seq, head: manifest.head, at: manifest.at, kinds };
}

/** The long lists of a checkpoint, to be read when they are asked for; null when they are not what was written. */
export function listsOf(backend: Backend, { seq, lists }: Manifest): Promise<HeldFile | null> {
  return holdLists(backend, listsPath(seq), lists?.bytes ?? 0);
}

/** What makes a checkpoint of the files of a folder; null when there is none that parses: it is still being written, or never was. */
export async function readManifest(backend: Backend, seq: number): Promise<Manifest | null> {
  const document = manifestDocument(backend, seq);
  await document.read();
  return document.data;
}

/** Writes a checkpoint unless there is one already, the manifest last. The snapshot must not change meanwhile. */
export async function writeCheckpoint(
  backend: Backend,
  { seq, head, at, kinds }: StateSnapshot,
  { rules, log }: { rules: KindRules; log: LogReader },
): Promise<void> {
  const places = new Map<string, Map<string, ListPlaces>>();
  const lists =
    hasLists(kinds, rules) && (await putSame(backend, listsPath(seq), () => listPieces(kinds, rules, places)));
  if (lists === null) return;
  const manifest: Manifest = { v: lists ? MANIFEST_WITH_LISTS : MANIFEST_VERSION, seq, head, at, kinds: {} };
  for (const [kind, records] of [...kinds].sort(byName)) {
    const document = kindDocument(backend, kindPath(seq, kind), { places: places.get(kind) });
    document.data = { records, facts: null };
    await document.write();
    if (!document.data.facts) return;
    manifest.kinds[kind] = document.data.facts;
  }
  if (lists) manifest.lists = lists;
  const index = await writeIndex(backend, seq, log);
  if (index) manifest.log = index;
  const document = manifestDocument(backend, seq);
  document.data = manifest;
  await document.write();
}

/** The index of the segments goes on from that of the checkpoint before. Null where there is nothing to say of them. */
async function writeIndex(backend: Backend, seq: number, log: LogReader): Promise<DocumentFacts | null> {
  const lines = await indexLines(log, await newestIndexLines(backend, log));
  return lines.length === 0 ? null : putSame(backend, indexPath(seq), () => lines.map((line) => `${line}\n`));
}

/** What the newest checkpoint that has an index says of the segments. */
export async function newestIndex(backend: Backend, log: LogReader): Promise<LogIndex> {
  return logIndex(await newestIndexLines(backend, log));
}

/** A checkpoint of another past than the log tells of other segments. */
async function newestIndexLines(backend: Backend, log: LogReader): Promise<string[]> {
  for (const seq of await listCheckpoints(backend)) {
    const manifest = await readManifest(backend, seq);
    if (!manifest?.log || !(await isOfLog(manifest, log))) continue;
    if (await hasSum(backend, indexPath(seq), manifest.log)) return readIndexLines(backend, indexPath(seq));
  }
  return [];
}

async function isOfLog({ seq, head }: Manifest, log: LogReader): Promise<boolean> {
  const [line] = await log.read(seq, seq);
  return line !== undefined && linkOf(line).sum === head;
}

function hasLists(kinds: StateSnapshot['kinds'], rules: KindRules): boolean {
  return !listPieces(kinds, rules, new Map()).next().done;
}

/** Its manifest goes first, so that nobody takes half of it for a checkpoint. */
export async function removeCheckpoint(backend: Backend, seq: number): Promise<void> {
  const folder = checkpointPath(seq);
  await backend.delete(`${folder}/${MANIFEST}`);
  for (const { name } of await backend.list(folder)) await backend.delete(`${folder}/${name}`);
}

/** Was it ever finished? */
export async function hasManifest(backend: Backend, seq: number): Promise<boolean> {
  return (await backend.get(`${checkpointPath(seq)}/${MANIFEST}`)) !== null;
}

/** Is the checkpoint what was written? Its sums say so without parsing the records. */
export async function isSound(backend: Backend, seq: number): Promise<boolean> {
  const manifest = await readManifest(backend, seq);
  if (!manifest) return false;
  for (const [kind, facts] of Object.entries(manifest.kinds))
    if (!(await hasSum(backend, kindPath(seq, kind), facts))) return false;
  return manifest.lists === undefined || hasSum(backend, listsPath(seq), manifest.lists);
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function kindPath(seq: number, kind: string): string {
  return `${checkpointPath(seq)}/${kind}.json`;
}

export function listsPath(seq: number): string {
  return `${checkpointPath(seq)}/${LISTS}`;
}

function indexPath(seq: number): string {
  return `${checkpointPath(seq)}/${LOG_INDEX}`;
}
