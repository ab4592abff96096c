import type { Backend } from './backend.ts';
import { kindDocument, MANIFEST, MANIFEST_VERSION, type Manifest, manifestDocument, sha256 } from './documents.ts';
import { CHECKPOINTS, checkpointNumber, checkpointPath } from './layout.ts';
import type { Records, Snapshot } from './state.ts';

/** How much of a checkpoint is read. */
export interface Wanted {
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
export async function readCheckpoint(backend: Backend, seq: number, wanted: Wanted): Promise<Snapshot | null> {
  const manifest = await readManifest(backend, seq);
  if (!manifest) return null;
  const kinds = new Map<string, Records>();
  for (const [kind, facts] of Object.entries(manifest.kinds)) {
    if (wanted.kinds && !wanted.kinds.includes(kind)) continue;
    const document = kindDocument(backend, kindPath(seq, kind), { facts, lazy: wanted.lazy });
    await document.read();
    if (!document.data) return null;
    kinds.set(kind, document.data.records);
  }
  return { seq, head: manifest.head, at: manifest.at, kinds };
}

/** What makes a checkpoint of the files of a folder; null when there is none that parses: it is still being written, or never was. */
export async function readManifest(backend: Backend, seq: number): Promise<Manifest | null> {
  const document = manifestDocument(backend, seq);
  await document.read();
  return document.data;
}

/** Writes a checkpoint unless there is one already, the manifest last. The snapshot must not change meanwhile. */
export async function writeCheckpoint(backend: Backend, { seq, head, at, kinds }: Snapshot): Promise<void> {
  const manifest: Manifest = { v: MANIFEST_VERSION, seq, head, at, kinds: {} };
  for (const [kind, records] of [...kinds].sort(byName)) {
    const document = kindDocument(backend, kindPath(seq, kind));
    document.data = { records, facts: null };
    await document.write();
    if (!document.data.facts) return;
    manifest.kinds[kind] = document.data.facts;
  }
  const document = manifestDocument(backend, seq);
  document.data = manifest;
  await document.write();
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
  for (const [kind, facts] of Object.entries(manifest.kinds)) {
    const bytes = await backend.get(kindPath(seq, kind));
    if (!bytes || sha256(bytes) !== facts.sha256) return false;
  }
  return true;
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function kindPath(seq: number, kind: string): string {
  return `${checkpointPath(seq)}/${kind}.json`;
}
