import { createHash } from 'node:crypto';
import { type Adapter, Low } from 'lowdb';
import { isObject } from '../../base/is-object.ts';
import { type Instant, isInstant } from '../../domain/instant.ts';
import type { Backend, FileSum, HeldFile } from '../backend.ts';
import { sha256 } from '../blobs/sha256.ts';
import { CHECKPOINTS, checkpointNumber, checkpointPath } from '../layout.ts';
import type { RecordFields } from './change.ts';
import { kindPieces, kindRuns } from './kind-file.ts';
import { lazyRecords } from './lazy-records.ts';
import type { ListPlaces } from './long-lists.ts';
import type { Records } from './state.ts';

/**
 * The files of a checkpoint as lowdb documents. `read` sets `data` to null if the file is missing or isn't the file
 * that was written. `write` creates the file once, because existing files never change.
 */

/** Content of `_checkpoint.json`. */
export interface Manifest {
  v: number;
  seq: number;
  head: string;
  at: Instant;
  kinds: Record<string, KindFacts>;
  /** Facts about the file of long lists. Absent if there is none. */
  lists?: FileSum;
  /** Facts about the index of the log's segments. Absent if there is none. */
  log?: FileSum;
}

/** Facts about the file of one kind. */
export interface KindFacts extends FileSum {
  records: number;
  /** Set if some lists of this kind's records are in the file of long lists. */
  lists?: true;
}

export interface KindFile {
  records: Records;
  /** Facts about the existing file. Null if there is none, or if its content differs. */
  facts: KindFacts | null;
}

/** Version 1 stores complete records; version 2 stores long lists in a separate file. */
export const MANIFEST_VERSION = 1;
export const MANIFEST_WITH_LISTS = 2;
export const MANIFEST = '_checkpoint.json';

export function manifestDocument(backend: Backend, seq: number): Low<Manifest | null> {
  const path = `${checkpointPath(seq)}/${MANIFEST}`;
  const adapter: Adapter<Manifest | null> = {
    async read() {
      const manifest = parse(await backend.get(path));
      return isManifest(manifest) && manifest.seq === seq ? manifest : null;
    },
    async write(manifest) {
      await backend.put(path, `${JSON.stringify(manifest)}\n`);
    },
  };
  return new Low(adapter, null);
}

/** Reads the manifest. Returns null if it is missing or unreadable; then the folder is no complete checkpoint. */
export async function readManifest(backend: Backend, seq: number): Promise<Manifest | null> {
  const document = manifestDocument(backend, seq);
  await document.read();
  return document.data;
}

/** Returns the numbers of the checkpoints, highest first. */
export async function listCheckpoints(backend: Backend): Promise<number[]> {
  const numbers = (await backend.list(CHECKPOINTS)).map(({ name }) => checkpointNumber(name));
  return numbers.filter((seq) => seq !== null).sort((a, b) => b - a);
}

function isManifest(value: unknown): value is Manifest {
  if (!isObject(value)) return false;
  const { v, seq, head, at, kinds, lists, log } = value;
  return (
    (v === MANIFEST_VERSION || v === MANIFEST_WITH_LISTS) &&
    typeof seq === 'number' &&
    typeof head === 'string' &&
    isInstant(at) &&
    isObject(kinds) &&
    Object.values(kinds).every(isKindFacts) &&
    [lists, log].every((sum) => sum === undefined || isFileSum(sum))
  );
}

const isFileSum = (value: unknown): value is FileSum =>
  isObject(value) && typeof value.bytes === 'number' && typeof value.sha256 === 'string';

const isKindFacts = (value: unknown): value is KindFacts =>
  isFileSum(value) && 'records' in value && typeof value.records === 'number';

/** The expected file of a kind, for reading it. Writing doesn't need it. */
export interface ExpectedVersion {
  facts: KindFacts;
  /**
   * Parses records on first use, and checks only the file's length, because hashing would take longer than parsing a
   * few records.
   */
  lazy?: boolean | undefined;
  /** Parses without pauses for other work. */
  blocking?: boolean | undefined;
  lists?: HeldFile | undefined;
}

export interface KindPlace {
  expected?: ExpectedVersion;
  /** Positions of the lists that are written to another file. */
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

/** Parses the records, a few lines at a time. Between these steps, the process can do other work unless it blocks. */
async function parsed(bytes: Buffer, { facts, lists, blocking }: ExpectedVersion): Promise<Records | null> {
  if (sha256(bytes) !== facts.sha256) return null;
  const records = new Map<string, RecordFields>();
  try {
    for (const run of kindRuns(bytes, lists)) {
      if (records.size > 0 && !blocking) await new Promise(setImmediate);
      for (const line of run) records.set(line[0], line[1]);
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

/**
 * Creates a file. If the file exists, compares its bytes.
 * @returns null if the existing file has other bytes
 */
export async function putSame(
  backend: Backend,
  path: string,
  pieces: () => Iterable<string | Uint8Array>,
): Promise<FileSum | null> {
  const meter = createMeter();
  if (await backend.put(path, meter.through(pieces()))) return meter.result();
  const again = createMeter();
  for (const _ of again.through(pieces()));
  const facts = again.result();
  return (await hasSum(backend, path, facts)) ? facts : null;
}

/** Checks that a file has the expected size and hash. */
export async function hasSum(backend: Backend, path: string, { bytes, sha256 }: FileSum): Promise<boolean> {
  const sum = backend.sum ? await backend.sum(path) : await sumOfContent(backend, path);
  return sum?.bytes === bytes && sum.sha256 === sha256;
}

async function sumOfContent(backend: Backend, path: string): Promise<FileSum | null> {
  const content = await backend.get(path);
  return content && { bytes: content.length, sha256: sha256(content) };
}

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

function parse(bytes: Buffer | null): unknown {
  try {
    return bytes && JSON.parse(bytes.toString());
  } catch {
    return null;
  }
}
