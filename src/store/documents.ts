import { createHash } from 'node:crypto';
import { type Adapter, Low } from 'lowdb';
import type { Instant } from '../domain/instant.ts';
import type { Backend } from './backend.ts';
import type { Fields } from './change.ts';
import { kindPieces, kindRuns } from './kind-file.ts';
import { checkpointPath } from './layout.ts';
import { lazyRecords } from './lazy-records.ts';
import type { Records } from './state.ts';

/**
 * The files of a checkpoint as documents of lowdb's: `read` leaves `data` null where there is no such file, or not the one that was
 * written; `write` puts it once, since a file that is there never changes.
 */

/** What `_checkpoint.json` says of the folder it is in. */
export interface Manifest {
  v: number;
  seq: number;
  head: string;
  at: Instant;
  kinds: Record<string, KindFacts>;
}

/** What the manifest says of one kind's file. */
export interface KindFacts {
  records: number;
  bytes: number;
  sha256: string;
}

/** The records of one kind. */
export interface KindFile {
  records: Records;
  /** Of the file as it is there; null before it was written, and when another one has its place. */
  facts: KindFacts | null;
}

export const MANIFEST_VERSION = 1;
export const MANIFEST = '_checkpoint.json';

export function manifestDocument(backend: Backend, seq: number): Low<Manifest | null> {
  const path = `${checkpointPath(seq)}/${MANIFEST}`;
  const adapter: Adapter<Manifest | null> = {
    async read() {
      const manifest = parse(await backend.get(path));
      return manifest?.v === MANIFEST_VERSION && manifest.seq === seq ? manifest : null;
    },
    async write(manifest) {
      await backend.put(path, `${JSON.stringify(manifest)}\n`);
    },
  };
  return new Low(adapter, null);
}

/** What a kind's file must be to be read. Not asked for by who writes it. */
export interface Expected {
  facts: KindFacts;
  /** Parse each record when it is asked for, and trust a file of the right length: its sum would take longer than the few records. */
  lazy?: boolean | undefined;
}

export function kindDocument(backend: Backend, path: string, expected?: Expected): Low<KindFile | null> {
  const adapter: Adapter<KindFile | null> = {
    async read() {
      const bytes = expected && (await backend.get(path));
      if (!bytes) return null;
      const { facts, lazy } = expected;
      const records = lazy ? later(bytes, facts, `${backend.location}/${path}`) : await parsed(bytes, facts);
      return records && { records, facts };
    },
    async write(file) {
      if (file) file.facts = await putKind(backend, path, file.records);
    },
  };
  return new Low(adapter, null);
}

function later(bytes: Buffer, facts: KindFacts, file: string): Records | null {
  return bytes.length === facts.bytes ? lazyRecords(bytes, facts.records, file) : null;
}

/** A run of lines at a time, so that the event loop gets a turn. */
async function parsed(bytes: Buffer, facts: KindFacts): Promise<Records | null> {
  if (sha256(bytes) !== facts.sha256) return null;
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

/** The same state gives the same bytes: a file that is there already must be the one. Null when it is not. */
async function putKind(backend: Backend, path: string, records: Records): Promise<KindFacts | null> {
  const meter = createMeter();
  if (await backend.put(path, meter.through(kindPieces(records)))) return { records: records.size, ...meter.result() };
  const again = createMeter();
  for (const _ of again.through(kindPieces(records)));
  const facts = again.result();
  const present = await backend.get(path);
  return present && sha256(present) === facts.sha256 ? { records: records.size, ...facts } : null;
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

function parse(bytes: Buffer | null): Manifest | null {
  try {
    return bytes && (JSON.parse(bytes.toString()) as Manifest);
  } catch {
    return null;
  }
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
