import { createHash } from 'node:crypto';
import { type Adapter, Low } from 'lowdb';
import type { Instant } from '../../domain/instant.ts';
import type { Backend, HeldFile } from '../backend.ts';
import { sha256 } from '../blobs/sha256.ts';
import { checkpointPath } from '../layout.ts';
import type { RecordFields } from './change.ts';
import { kindPieces, kindRuns } from './kind-file.ts';
import { lazyRecords } from './lazy-records.ts';
import type { ListPlaces } from './long-lists.ts';
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
  /** Of the file of long lists; absent when there is none. */
  lists?: DocumentFacts;
  /** Of the index of the log's segments; absent when there is none. */
  log?: DocumentFacts;
}

/** What the manifest says of a file. */
export interface DocumentFacts {
  bytes: number;
  sha256: string;
}

/** What the manifest says of one kind's file. */
export interface KindFacts extends DocumentFacts {
  records: number;
  /** Some of its records have lists in the file of long lists. */
  lists?: true;
}

export interface KindFile {
  records: Records;
  /** Of the file as it is there; null before it was written, and when another one has its place. */
  facts: KindFacts | null;
}

/** Of a checkpoint whose records hold all that they are, and of one that has lists of them in a file of their own. */
export const MANIFEST_VERSION = 1;
export const MANIFEST_WITH_LISTS = 2;
export const MANIFEST = '_checkpoint.json';

export function manifestDocument(backend: Backend, seq: number): Low<Manifest | null> {
  const path = `${checkpointPath(seq)}/${MANIFEST}`;
  const adapter: Adapter<Manifest | null> = {
    async read() {
      const manifest = parse(await backend.get(path));
      return manifest && isKnown(manifest) && manifest.seq === seq ? manifest : null;
    },
    async write(manifest) {
      await backend.put(path, `${JSON.stringify(manifest)}\n`);
    },
  };
  return new Low(adapter, null);
}

function isKnown({ v }: Manifest): boolean {
  return v === MANIFEST_VERSION || v === MANIFEST_WITH_LISTS;
}

/** What a kind's file must be to be read. Not asked for by who writes it. */
export interface ExpectedVersion {
  facts: KindFacts;
  /** Parse each record when it is asked for, and trust a file of the right length: its sum would take longer than the few records. */
  lazy?: boolean | undefined;
  lists?: HeldFile | undefined;
}

export interface KindPlace {
  expected?: ExpectedVersion;
  /** Where lists are that are not to be written in it. */
  places?: ReadonlyMap<string, ListPlaces> | undefined;
}

export function kindDocument(backend: Backend, path: string, { expected, places }: KindPlace): Low<KindFile | null> {
  const adapter: Adapter<KindFile | null> = {
    async read() {
      const bytes = expected && (await backend.get(path));
      if (!bytes) return null;
      const file = `${backend.location}/${path}`;
      const records = expected.lazy ? later(bytes, expected, file) : await parsed(bytes, expected);
      return records && { records, facts: expected.facts };
    },
    async write(file) {
      if (file) file.facts = await putKind(backend, path, file.records, places);
    },
  };
  return new Low(adapter, null);
}

function later(bytes: Buffer, { facts, lists }: ExpectedVersion, file: string): Records | null {
  return bytes.length === facts.bytes ? lazyRecords(bytes, facts.records, file, lists) : null;
}

/** A run of lines at a time, so that the event loop gets a turn. */
async function parsed(bytes: Buffer, { facts, lists }: ExpectedVersion): Promise<Records | null> {
  if (sha256(bytes) !== facts.sha256) return null;
  const records = new Map<string, RecordFields>();
  try {
    for (const run of kindRuns(bytes, lists)) {
      if (records.size > 0) await new Promise(setImmediate);
      for (const [id, record] of run) records.set(id, record);
    }
  } catch {
    return null;
  }
  return records;
}

async function putKind(
  backend: Backend,
  path: string,
  records: Records,
  places: KindPlace['places'],
): Promise<KindFacts | null> {
  const facts = await putSame(backend, path, () => kindPieces(records, places));
  return facts && { records: records.size, ...facts, ...(places && places.size > 0 ? { lists: true } : {}) };
}

/** Puts a file, unless one of the same bytes is there already; null when the one that is there has others. */
export async function putSame(
  backend: Backend,
  path: string,
  pieces: () => Iterable<string | Uint8Array>,
): Promise<DocumentFacts | null> {
  const meter = createMeter();
  if (await backend.put(path, meter.through(pieces()))) return meter.result();
  const again = createMeter();
  for (const _ of again.through(pieces()));
  const facts = again.result();
  return (await hasSum(backend, path, facts)) ? facts : null;
}

/** Is the file what was written? Reads it in parts. */
export async function hasSum(backend: Backend, path: string, { bytes, sha256 }: DocumentFacts): Promise<boolean> {
  const hash = createHash('sha256');
  for (let from = 0; from <= bytes; from += PART) {
    const part = await backend.get(path, { from, to: from + PART });
    if (part === null || from + part.length > bytes) return false;
    hash.update(part);
  }
  return hash.digest('hex') === sha256;
}

const PART = 1 << 22;

function createMeter() {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    *through(pieces: Iterable<string | Uint8Array>) {
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
