import type { Backend, FileFacts, ListedPath } from '../../backend.ts';
import { sha256 } from '../../blobs/sha256.ts';
import { CHECKPOINTS, checkpointNumber, commitNumber, FORMAT_FILE, HISTORY, isNamedBySum, LOG } from '../../layout.ts';
import { inParallel } from '../parallel.ts';
import type { FolderCache } from './folder.ts';

/** Maximum number of files that are read at once. */
const READS_AT_ONCE = 16;
/** Maximum length of a part of a segment that is kept by itself, in bytes. */
const LONGEST_PART = 4 << 10;

/**
 * Reads from copies on this machine where a file can't have changed: blobs and archive files, whose names contain their
 * sums, and files whose tag and time a listing has just shown.
 */
export function cachedBackend(backend: Backend, cache: FolderCache): Backend {
  /** Keys of segments, as listings have shown them. */
  const segments = new Map<string, string>();
  const keyOf = (path: string, { tag, modified }: FileFacts) => `${backend.location}\0${path}\0${tag}\0${modified}`;
  const lasting = (path: string) => (isNamedBySum(path) ? path : segments.get(path));

  /** Reads that have begun. Fifty followers of one process that are behind want the same segment at once. */
  const reading = new Map<string, Promise<Buffer | null>>();

  const readOnce = (key: string, read: () => Promise<Buffer | null>, isRight: (bytes: Buffer) => boolean) => {
    const begun = reading.get(key);
    if (begun) return begun;
    const bytes = read().then((found) => {
      if (found !== null && isRight(found)) cache.put(key, found);
      return found;
    });
    reading.set(key, bytes);
    const over = () => reading.get(key) === bytes && reading.delete(key);
    bytes.then(over, over);
    return bytes;
  };
  const keptOr = async (key: string, read: () => Promise<Buffer | null>, isRight = (_: Buffer) => true) =>
    cache.get(key) ?? readOnce(key, read, isRight);
  const through = (path: string, key: string | undefined): Promise<Buffer | null> =>
    key === undefined
      ? backend.get(path)
      : keptOr(
          key,
          () => backend.get(path),
          (bytes) => fitsName(path, bytes),
        );

  const { listAll } = backend;
  return {
    ...backend,

    async get(path, range) {
      const key = lasting(path);
      if (range === undefined) return through(path, key);
      const known = key === undefined ? null : cache.get(key);
      if (known) return known.subarray(range.from, range.to);
      // Before its first write, each process reads the start of the first segment.
      const isPart = segments.has(path) && range.to - range.from <= LONGEST_PART;
      return isPart
        ? keptOr(`${key}\0${range.from}\0${range.to}`, () => backend.get(path, range))
        : backend.get(path, range);
    },

    async list(folder, options) {
      const found = await backend.list(folder, options);
      if (folder === HISTORY)
        for (const { name, facts } of found) remember(segments, `${folder}/${name}`, facts(), keyOf);
      return found;
    },

    async delete(path) {
      const key = lasting(path);
      if (key !== undefined) {
        cache.delete(key);
        // Who asks from now on may not get what was read before.
        reading.delete(key);
      }
      await backend.delete(path);
    },

    ...(listAll && {
      async atOnce() {
        const listed = await listAll(CHECKPOINTS);
        const keys = new Map(listed.flatMap(({ path, facts }) => (facts ? [[path, keyOf(path, facts)] as const] : [])));
        if (!keys.has(FORMAT_FILE)) return null;
        for (const { path, facts } of listed)
          if (path.startsWith(`${HISTORY}/`)) remember(segments, path, facts, keyOf);
        return momentOf(backend, listed, (path) => through(path, keys.get(path)));
      },
    }),
  };
}

function remember(
  keys: Map<string, string>,
  path: string,
  facts: FileFacts | null,
  keyOf: (path: string, facts: FileFacts) => string,
): void {
  if (facts) keys.set(path, keyOf(path, facts));
}

/** Checks the sum in a file's name. All queues of the machine share these copies, so no queue may put others there. */
function fitsName(path: string, bytes: Buffer): boolean {
  return !isNamedBySum(path) || path.includes(sha256(bytes));
}

/** Thrown if a file of a listing has disappeared since. */
class Vanished extends Error {}

/**
 * Returns a view of the files of one listing, for reading. The commits after the newest checkpoint are read at once,
 * because their reader asks for one after the other.
 */
function momentOf(
  { location }: Backend,
  listed: readonly ListedPath[],
  read: (path: string) => Promise<Buffer | null>,
): Backend {
  const facts = new Map(listed.map((file) => [file.path, file.facts]));
  const base = listed.reduce((most, { path }) => Math.max(most, checkpointNumber(path.split('/')[1] ?? '') ?? 0), 0);
  const isAhead = (path: string) =>
    path.startsWith(`${LOG}/`) && (commitNumber(path.slice(LOG.length + 1)) ?? 0) > base;
  let ahead: Promise<Map<string, Buffer>> | undefined;
  const readAhead = async () => {
    const found = new Map<string, Buffer>();
    await inParallel([...facts.keys()].filter(isAhead), READS_AT_ONCE, async (path) => {
      const bytes = await read(path);
      if (bytes) found.set(path, bytes);
    });
    return found;
  };
  const refuse = () => Promise.reject(new Error('a view of one moment is for reading'));
  return {
    location,
    put: refuse,
    delete: refuse,
    async get(path, range) {
      if (!facts.has(path)) return null;
      if (isAhead(path)) ahead ??= readAhead();
      const bytes = isAhead(path) ? (await ahead)?.get(path) : await read(path);
      if (!bytes) throw new Vanished(path);
      return range ? bytes.subarray(range.from, range.to) : bytes;
    },
    async list(folder, { after = '' } = {}) {
      const start = folder === '' ? 0 : folder.length + 1;
      const inside = [...facts.keys()].filter((path) => folder === '' || path.startsWith(`${folder}/`));
      const names = new Set(inside.map((path) => path.slice(start).split('/')[0]!));
      const later = [...names].filter((name) => name > after).sort();
      return later.map((name) => ({ name, facts: () => facts.get(`${folder}/${name}`) ?? null }));
    },
  };
}
