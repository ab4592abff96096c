import { createHash, randomUUID } from 'node:crypto';
import { BacklogError } from '../../../domain/errors.ts';
import type { Backend } from '../../backend.ts';
import { CHECKPOINTS, FORMAT_FILE, LOG } from '../../layout.ts';
import { realTiming, type Timing } from '../../timing.ts';
import { chained, piecesOf } from '../pieces.ts';
import { type Answered, repeating } from '../repeat.ts';
import type { PostgresAddress } from './address.ts';
import { appends } from './appends.ts';
import { isWithoutTables, mayPass, serverFailed } from './failure.ts';
import { collectOld, findOld, renewed } from './garbage.ts';
import { createPool, type PoolOptions } from './pool.ts';
import { PIECE } from './schema.ts';
import {
  contentOf,
  insertFirst,
  insertSmall,
  listAfter,
  listFolder,
  place,
  rangeOf,
  type SmallFile,
  since,
  smallOf,
  storedFormat,
  sumsOf,
  TEMPORARY,
  tagOf,
} from './statements.ts';

/** Longest wait between two attempts, in milliseconds. */
const LONGEST_WAIT_MS = 1_000;
/** Maximum number of files and of bytes in one statement of `putAll`. */
const BATCH = { files: 1_000, bytes: 8 * PIECE };

interface Options extends PoolOptions {
  timing?: Timing;
  /** Whether nobody waits for this process. Its calls then wait for the server. */
  unattended?: boolean | undefined;
}

/**
 * Stores files in a table of PostgreSQL. Another process sees a file only when its transaction has ended, which is also
 * when the file is durable. Content above {@link PIECE} bytes takes several rows.
 */
export function postgresBackend(address: PostgresAddress, options: Options = {}): Backend {
  const { store } = address;
  const { timing = realTiming, unattended } = options;
  const channel = channelOf(store);
  const { connected, ask, inTime, listen, connections, close } = createPool(address, options);

  const repeated = repeating({
    ...{ timing, nameOf: (path) => `${address.text}/${path}`, mayPass, failed: serverFailed },
    ...{ longestMs: LONGEST_WAIT_MS, address: address.text, remembers: true, unattended },
  });
  const answered: Answered = async (doing, path, call) => {
    // No text of PostgreSQL can have it, and it would end the statement.
    if (path.includes('\0'))
      throw new BacklogError('store', `cannot ${doing} a file of ${address.text}: its name has a NUL character`, {
        hint: 'Rename or remove that file where it comes from.',
      });
    return repeated(doing, path, (again) => inTime(() => call(again)));
  };

  /** Reads; a database without tables reads as empty, like a missing folder. */
  const read = <T>(path: string, none: T, call: () => Promise<T>) =>
    answered('read', path, () => call().catch((error) => (isWithoutTables(error) ? none : Promise.reject(error))));

  const putSmall = (path: string, data: Buffer) =>
    answered('write', path, async (again) => {
      const made = await insertFirst(ask(), { store, path, data, channel });
      if (made !== null || !again) return made;
      // An attempt without an answer may have created the file.
      const there = await contentOf(ask(), address, path);
      return there?.equals(data) ? tagOf(ask(), store, path) : null;
    });

  /**
   * Creates a file of several rows. They get a temporary path, and one statement gives them their own. A transaction of
   * several statements would never end if its connection does: the client library then waits forever.
   */
  const putLarge = async (path: string, pieces: Iterable<Buffer>) => {
    const temp = `${TEMPORARY}${randomUUID()}`;
    const sums: string[] = [];
    try {
      for (const data of pieces) {
        const piece = sums.push(createHash('sha256').update(data).digest('hex')) - 1;
        await answered(
          'write',
          path,
          () => ask()`
            insert into backlog_files (store, path, piece, data) values (${store}, ${temp}, ${piece}, ${data})
            on conflict do nothing`,
        );
      }
      return await answered('write', path, async (again) => {
        const made = await place(ask(), { store, temp, path, channel });
        if (made !== null || !again) return made;
        // An attempt without an answer may have placed the rows.
        const there = await sumsOf(ask(), store, path);
        return there.join() === sums.join() ? tagOf(ask(), store, path) : null;
      });
    } finally {
      await inTime(
        () => ask()`
        delete from backlog_files where store = ${store} and (path = ${temp} or
          (path like ${`${TEMPORARY}%`} and modified < now() - interval '1 day'))`,
      ).catch(() => {});
    }
  };

  const put: Backend['put'] = async (path, data) => {
    const pieces = piecesOf(data, PIECE);
    const first = pieces.next().value ?? Buffer.alloc(0);
    const second = pieces.next();
    // A full row could be the first of several, of which a database that checks authors checks all together.
    const tag =
      second.done && first.length < PIECE
        ? await putSmall(path, first)
        : await putLarge(path, second.done ? [first] : chained([first, second.value], pieces));
    return tag === null ? null : { tag };
  };

  const appending = appends({ queue: { store, channel }, connected, inTime, answered });

  return {
    location: address.text,
    mayBeRestored: true,
    put,

    async putAll(files) {
      const taken: string[] = [];
      const all = files.map(({ path, data }) => ({ path, data: Buffer.from(data as Uint8Array) }));
      for (const batch of batchesOf(all)) {
        const made = await answered('write', batch[0]!.path, () => insertSmall(connected(), store, batch));
        taken.push(...batch.flatMap(({ path }) => (made.has(path) ? [] : [path])));
      }
      for (const { path, data } of all) if (data.length >= PIECE && !(await put(path, data))) taken.push(path);
      return taken;
    },

    ...appending,

    get: (path, range) =>
      read(path, null, () =>
        path === FORMAT_FILE
          ? storedFormat(ask(), address)
          : range === undefined
            ? contentOf(ask(), address, path)
            : rangeOf(ask(), { store, path, ...range }),
      ),

    since: (last) =>
      read(last.path, { commits: [], more: false, segments: false }, () => since(ask(), { store, ...last })),

    getSmall: (paths) => read(paths[0] ?? '', new Map(), () => smallOf(ask(), store, paths)),

    list: (folder, { after: from = '' } = {}) => read(folder, [], () => listFolder(ask(), { store, folder, from })),

    listAll: (after) => read('', [], () => listAfter(ask(), address, after)),

    async delete(path) {
      await answered('write', path, () => ask()`delete from backlog_files where store = ${store} and path = ${path}`);
    },

    garbage: {
      renew: (path) => answered('write', path, () => renewed(ask(), { store, path })),
      async old(folder, than) {
        const { paths, cut } = await answered('read', folder, () => findOld(ask(), { store, folder, ...than }));
        return {
          paths,
          async remove(chosen) {
            let removed = 0;
            for (let from = 0; from < chosen.length; from += BATCH.files) {
              const some = chosen.slice(from, from + BATCH.files);
              removed += await answered('write', some[0]!, () => collectOld(connected(), { store, paths: some, cut }));
            }
            return removed;
          },
        };
      },
    },

    mayWriteState: () =>
      answered('read', CHECKPOINTS, async () => {
        const [row] = await ask()`select not row_security_active('backlog_files') as may`;
        return row?.may === true;
      }),

    watch(folder, changed) {
      if (folder !== LOG) return undefined;
      return listen(channel, changed);
    },

    connections,
    close,
  };
}

/** Groups the files that fit into one row, which is not full: a full one could be the first of several. */
function* batchesOf(files: readonly SmallFile[]): Generator<SmallFile[], undefined> {
  let batch: SmallFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (file.data.length >= PIECE) continue;
    if (batch.length === BATCH.files || (batch.length > 0 && bytes + file.data.length > BATCH.bytes)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(file);
    bytes += file.data.length;
  }
  if (batch.length > 0) yield batch;
}

/** Returns the channel on which the commits of a store are told. Channels have at most 63 characters. */
function channelOf(store: string): string {
  return `backlog_${createHash('sha256').update(store).digest('hex').slice(0, 32)}`;
}
