import { createHash } from 'node:crypto';
import { type Adapter, Low } from 'lowdb';
import type { Instant } from '../domain/instant.ts';
import type { Backend } from './backend.ts';
import type { Fields } from './change.ts';
import { CHECKPOINTS, checkpointNumber, checkpointPath } from './layout.ts';

/** The state up to a commit, as its checkpoint holds it. */
export interface Snapshot {
  seq: number;
  /** `sum` of that commit. */
  head: string;
  at: Instant;
  kinds: Map<string, ReadonlyMap<string, Fields>>;
}

/** What `_checkpoint.json` says of the folder it is in. */
interface Manifest {
  v: number;
  seq: number;
  head: string;
  at: Instant;
  kinds: Record<string, { records: number; bytes: number; sha256: string }>;
}

const VERSION = 1;
const MANIFEST = '_checkpoint.json';

/** The numbers of the checkpoints that are there, highest first. */
export async function listCheckpoints(backend: Backend): Promise<number[]> {
  const numbers = (await backend.list(CHECKPOINTS)).map(checkpointNumber);
  return numbers.filter((seq) => seq !== null).sort((a, b) => b - a);
}

/**
 * The highest checkpoint that parses, or null. Damaged ones are skipped; one that was deleted while it was read has a
 * newer one, so the list is read again until nothing new turns up.
 */
export async function loadNewest(backend: Backend, only?: readonly string[]): Promise<Snapshot | null> {
  const tried = new Set<number>();
  for (;;) {
    const seq = (await listCheckpoints(backend)).find((number) => !tried.has(number));
    if (seq === undefined) return null;
    const snapshot = await readCheckpoint(backend, seq, only);
    if (snapshot) return snapshot;
    tried.add(seq);
  }
}

/** One checkpoint, or null when it does not parse. `only` leaves the other kinds unread. */
export async function readCheckpoint(
  backend: Backend,
  seq: number,
  only?: readonly string[],
): Promise<Snapshot | null> {
  const document = new Low<Snapshot | null>(folderAdapter(backend, seq, only), null);
  await document.read();
  return document.data;
}

/** Writes a checkpoint; false when there is one already. The snapshot must not change meanwhile. */
export async function writeCheckpoint(backend: Backend, snapshot: Snapshot): Promise<boolean> {
  const adapter = folderAdapter(backend, snapshot.seq);
  await new Low<Snapshot | null>(adapter, snapshot).write();
  return adapter.written;
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

/** The text of one kind's file, in pieces: valid JSON, one record per line, by id. The same state gives the same bytes. */
export function* kindPieces(records: ReadonlyMap<string, Fields>): Generator<string> {
  const ids = [...records.keys()].sort();
  let piece = '[';
  for (const [i, id] of ids.entries()) {
    piece += `${i === 0 ? '\n' : ',\n'}[${JSON.stringify(id)},${JSON.stringify(records.get(id))}]`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n]\n`;
}

const PIECE = 1 << 17;

/** lowdb's adapter for a checkpoint: compact, synced, the whole folder in one rename, and quiet about damage. */
function folderAdapter(
  backend: Backend,
  seq: number,
  only?: readonly string[],
): Adapter<Snapshot | null> & { written: boolean } {
  const folder = checkpointPath(seq);
  return {
    written: false,
    async read() {
      const manifest = await readManifest(backend, seq);
      if (!manifest) return null;
      const kinds = new Map<string, Map<string, Fields>>();
      for (const [kind, facts] of Object.entries(manifest.kinds)) {
        if (only && !only.includes(kind)) continue;
        const records = await readKind(backend, `${folder}/${kind}.json`, facts.sha256);
        if (!records) return null;
        kinds.set(kind, records);
      }
      return { seq, head: manifest.head, at: manifest.at, kinds };
    },
    async write(snapshot) {
      if (!snapshot) return;
      this.written = await backend.putFolder(folder, async (add) => {
        const kinds: Manifest['kinds'] = {};
        for (const kind of [...snapshot.kinds.keys()].sort()) {
          const records = snapshot.kinds.get(kind) ?? new Map<string, Fields>();
          const meter = createMeter();
          await add(`${kind}.json`, meter.through(kindPieces(records)));
          kinds[kind] = { records: records.size, ...meter.result() };
        }
        const { head, at } = snapshot;
        const manifest: Manifest = { v: VERSION, seq, head, at, kinds };
        await add(MANIFEST, [`${JSON.stringify(manifest)}\n`]);
      });
    },
  };
}

async function readManifest(backend: Backend, seq: number): Promise<Manifest | null> {
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

/** Parses a run of lines at a time, so that the event loop gets a turn and no large string is needed. */
async function readKind(backend: Backend, path: string, sum: string): Promise<Map<string, Fields> | null> {
  const bytes = await backend.get(path);
  if (!bytes || sha256(bytes) !== sum) return null;
  const records = new Map<string, Fields>();
  const end = bytes.lastIndexOf(BREAK, bytes.length - 2);
  for (let start = bytes.indexOf(BREAK) + 1; start < end; ) {
    const cut = bytes.indexOf(BREAK, Math.min(start + PIECE, end));
    const text = bytes.toString('utf8', start, bytes[cut - 1] === COMMA ? cut - 1 : cut);
    const run = parse<[string, Fields][]>(`[${text}]`);
    if (!run) return null;
    for (const [id, record] of run) records.set(id, record);
    start = cut + 1;
    if (start < end) await new Promise(setImmediate);
  }
  return records;
}

const BREAK = 0x0a;
const COMMA = 0x2c;

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
