import { createHash } from 'node:crypto';
import { type Adapter, Low } from 'lowdb';
import type { Instant } from '../domain/instant.ts';
import type { Backend } from './backend.ts';
import type { Fields } from './change.ts';
import { kindPieces, kindRuns } from './kind-file.ts';
import { CHECKPOINTS, checkpointNumber, checkpointPath } from './layout.ts';
import { lazyRecords } from './lazy-records.ts';
import type { Records, Snapshot } from './state.ts';

/** How much of a checkpoint is read. */
export interface Wanted {
  /** Only these kinds. */
  kinds?: readonly string[] | undefined;
  /** Each record when it is asked for. */
  lazy?: boolean | undefined;
}

/** What `_checkpoint.json` says of the folder it is in. */
interface Manifest {
  v: number;
  seq: number;
  head: string;
  at: Instant;
  kinds: Record<string, KindFacts>;
}

interface KindFacts {
  records: number;
  bytes: number;
  sha256: string;
}

const VERSION = 1;
const MANIFEST = '_checkpoint.json';

/** The numbers of the checkpoints that are there, highest first. */
export async function listCheckpoints(backend: Backend): Promise<number[]> {
  const numbers = (await backend.list(CHECKPOINTS)).map(({ name }) => checkpointNumber(name));
  return numbers.filter((seq) => seq !== null).sort((a, b) => b - a);
}

/** One checkpoint, or null when it does not parse. */
export async function readCheckpoint(backend: Backend, seq: number, wanted: Wanted): Promise<Snapshot | null> {
  const document = new Low<Snapshot | null>(checkpointAdapter(backend, seq, wanted), null);
  await document.read();
  return document.data;
}

/** Writes a checkpoint unless there is one already. The snapshot must not change meanwhile. */
export async function writeCheckpoint(backend: Backend, snapshot: Snapshot): Promise<void> {
  await new Low<Snapshot | null>(checkpointAdapter(backend, snapshot.seq), snapshot).write();
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
    const bytes = await backend.get(`${checkpointPath(seq)}/${kind}.json`);
    if (!bytes || sha256(bytes) !== facts.sha256) return false;
  }
  return true;
}

/** lowdb's adapter for a checkpoint: a file for each kind, the manifest that makes them one last, and quiet about damage. */
function checkpointAdapter(
  backend: Backend,
  seq: number,
  { kinds: only, lazy }: Wanted = {},
): Adapter<Snapshot | null> {
  const folder = checkpointPath(seq);
  return {
    async read() {
      const manifest = await readManifest(backend, seq);
      if (!manifest) return null;
      const kinds = new Map<string, Records>();
      for (const [kind, facts] of Object.entries(manifest.kinds)) {
        if (only && !only.includes(kind)) continue;
        const path = `${folder}/${kind}.json`;
        const records = lazy ? await readKindLazily(backend, path, facts) : await readKind(backend, path, facts.sha256);
        if (!records) return null;
        kinds.set(kind, records);
      }
      return { seq, head: manifest.head, at: manifest.at, kinds };
    },
    async write(snapshot) {
      if (!snapshot) return;
      const kinds: Manifest['kinds'] = {};
      for (const kind of [...snapshot.kinds.keys()].sort()) {
        const facts = await writeKind(backend, `${folder}/${kind}.json`, snapshot.kinds.get(kind)!);
        if (!facts) return;
        kinds[kind] = facts;
      }
      const { head, at } = snapshot;
      const manifest: Manifest = { v: VERSION, seq, head, at, kinds };
      await backend.put(`${folder}/${MANIFEST}`, `${JSON.stringify(manifest)}\n`);
    },
  };
}

/** The same state gives the same bytes: a file that is there already must be the one. Null when it is not. */
async function writeKind(backend: Backend, path: string, records: Records): Promise<KindFacts | null> {
  const meter = createMeter();
  if (await backend.put(path, meter.through(kindPieces(records)))) return { records: records.size, ...meter.result() };
  const again = createMeter();
  for (const _ of again.through(kindPieces(records)));
  const facts = again.result();
  const present = await backend.get(path);
  return present && sha256(present) === facts.sha256 ? { records: records.size, ...facts } : null;
}

/** What makes a checkpoint of the files of a folder; null when there is none that parses: it is still being written, or never was. */
export async function readManifest(backend: Backend, seq: number): Promise<Manifest | null> {
  const manifest = parse<Manifest>(await backend.get(`${checkpointPath(seq)}/${MANIFEST}`));
  return manifest?.v === VERSION && manifest.seq === seq ? manifest : null;
}

function createMeter() {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    *through(pieces: Iterable<string>) {
      for (const piece of pieces) {
        hash.update(piece);
        bytes += Buffer.byteLength(piece);
        yield piece;
      }
    },
    result: () => ({ bytes, sha256: hash.digest('hex') }),
  };
}

/** A run of lines at a time, so that the event loop gets a turn. */
async function readKind(backend: Backend, path: string, sum: string): Promise<Records | null> {
  const bytes = await backend.get(path);
  if (!bytes || sha256(bytes) !== sum) return null;
  const records = new Map<string, Fields>();
  try {
    for (const run of kindRuns(bytes)) {
      if (records.size > 0) await new Promise(setImmediate);
      for (const [id, record] of run) records.set(id, record);
    }
  } catch {
    return null;
  }
  return records;
}

/** Trusts a file of the right length: working out its sum would take longer than reading the few records that are wanted. */
async function readKindLazily(backend: Backend, path: string, facts: KindFacts): Promise<Records | null> {
  const bytes = await backend.get(path);
  return bytes?.length === facts.bytes ? lazyRecords(bytes, facts.records, `${backend.location}/${path}`) : null;
}

function parse<T>(text: Buffer | string | null): T | null {
  try {
    return text === null ? null : (JSON.parse(text.toString()) as T);
  } catch {
    return null;
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
