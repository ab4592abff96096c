import type { KindRules } from '../../domain/kinds/row.ts';
import type { Backend, HeldFile } from '../backend.ts';
import { checkpointPath } from '../layout.ts';
import { writeIndex } from '../log/log-index.ts';
import type { LogReader } from '../log/log-reader.ts';
import {
  hasSum,
  kindDocument,
  MANIFEST,
  MANIFEST_VERSION,
  MANIFEST_WITH_LISTS,
  type Manifest,
  manifestDocument,
  putSame,
  readManifest,
} from './documents.ts';
import { holdLists, LISTS, type ListPlaces, listPieces } from './long-lists.ts';
import type { Records, StateSnapshot } from './state.ts';

/** Selects the part of a checkpoint to read. */
export interface CheckpointParts {
  /** Reads only these kinds of records. */
  kinds?: readonly string[] | undefined;
  /** Parses each record on first use. */
  lazy?: boolean | undefined;
  /** Parses large files without pauses for other work. */
  blocking?: boolean | undefined;
}

/** Reads a checkpoint. Returns null if it can't be parsed. */
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
    const document = kindDocument(backend, kindPath(seq, kind), { expected: { facts, ...wanted, lists } });
    await document.read();
    if (!document.data) return null;
    kinds.set(kind, document.data.records);
  }
  return { seq, head: manifest.head, at: manifest.at, kinds };
}

/** Opens the long lists of a checkpoint, to read them on demand. Returns null if the file's length is wrong. */
export function listsOf(backend: Backend, { seq, lists }: Manifest): Promise<HeldFile | null> {
  return holdLists(backend, listsPath(seq), lists?.bytes ?? 0);
}

/** Writes a checkpoint unless it exists. It writes the manifest last. The snapshot must not change meanwhile. */
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

function hasLists(kinds: StateSnapshot['kinds'], rules: KindRules): boolean {
  return !listPieces(kinds, rules, new Map()).next().done;
}

/** Deletes a checkpoint. The manifest is deleted first, so that an incomplete folder never counts as a checkpoint. */
export async function removeCheckpoint(backend: Backend, seq: number): Promise<void> {
  const folder = checkpointPath(seq);
  await backend.delete(`${folder}/${MANIFEST}`);
  for (const { name } of await backend.list(folder)) await backend.delete(`${folder}/${name}`);
}

/** Checks whether the checkpoint is complete. */
export async function hasManifest(backend: Backend, seq: number): Promise<boolean> {
  return (await backend.get(`${checkpointPath(seq)}/${MANIFEST}`)) !== null;
}

/** Checks that all files of a checkpoint are unchanged. It uses their hashes and parses nothing. */
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
