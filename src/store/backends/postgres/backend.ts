import { createHash, randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Sql } from 'postgres';
import { present } from '../../../base/present.ts';
import type { Backend, FolderEntry } from '../../backend.ts';
import { FORMAT_FILE, LOG } from '../../layout.ts';
import { realTiming, type Timing } from '../../timing.ts';
import { chained, piecesOf } from '../pieces.ts';
import { type Answered, repeating } from '../repeat.ts';
import { codeOf } from '../server-failure.ts';
import type { PostgresAddress } from './address.ts';
import { type Ask, askOften, askOnce, whole } from './ask.ts';
import { connect } from './connect.ts';
import { isWithoutTables, mayPass, newerTables, serverFailed } from './failure.ts';
import { PIECE, TABLES } from './table.ts';

/** Longest wait between two attempts, in milliseconds. */
const LONGEST_WAIT_MS = 1_000;
/** Maximum number of files and of bytes in one statement of `putAll`. */
const BATCH = { files: 1_000, bytes: 8 * PIECE };

/** Maximum time for one answer, in milliseconds: in a process that goes on, and in one that a person waits for. */
const ANSWER_MS = { usual: 15_000, brief: 3_000 };
/** Time without a call after which the connections of a process that a person waits for end, in milliseconds. */
const BRIEF_IDLE_MS = 1_000;
/** Beginning of the path of rows that are not a file yet. */
const TEMPORARY = '.tmp-';
/** The server's error for a row whose key exists. */
const UNIQUE_VIOLATION = '23505';

interface Options {
  timing?: Timing;
  /** Whether connections keep the process alive only during calls. They end soon after the last call. */
  brief?: boolean;
  /** Returns the connections to the server. Tests replace it. */
  open?: typeof connect;
}

/**
 * Stores files in a table of PostgreSQL. Another process sees a file only when its transaction has ended, which is also
 * when the file is durable. Content above {@link PIECE} bytes takes several rows.
 */
export function postgresBackend(address: PostgresAddress, options: Options = {}): Backend {
  const { store } = address;
  const { timing = realTiming, brief = false, open = connect } = options;
  const channel = channelOf(store);
  let pool: Sql | undefined;
  const sockets = brief ? new Set<Socket>() : undefined;
  const sql = () => (pool ??= open(address, { ...present({ sockets }) }));
  /** Sends single statements. A process that a person waits for uses each of them once or twice. */
  const ask = () => (brief ? askOnce : askOften)(sql());
  const alive = sockets && aliveDuring(sockets, () => drop(1));
  const drop = (seconds: number) => {
    pool?.end({ timeout: seconds }).catch(() => {});
    pool = undefined;
  };

  /**
   * Waits for a call's answer. The client library never settles some calls whose connection ended. Then all connections
   * are dropped, and the call counts as lost.
   */
  const inTime = async <T>(call: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const done = alive?.();
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => {
          drop(0);
          reject(Object.assign(new Error('no answer'), { code: 'CONNECT_TIMEOUT' }));
        },
        ANSWER_MS[brief ? 'brief' : 'usual'],
      );
    });
    try {
      return await Promise.race([call, late]);
    } finally {
      clearTimeout(timer);
      done?.();
      call.catch(() => {});
    }
  };

  const repeated = repeating({
    ...{ timing, nameOf: (path) => `${address.text}/${path}`, mayPass, failed: serverFailed },
    ...{ longestMs: LONGEST_WAIT_MS, address: address.text },
  });
  const answered: Answered = (doing, path, call) => repeated(doing, path, (again) => inTime(call(again)));

  /** Reads; a database without tables reads as empty, like a missing folder. */
  const read = <T>(path: string, none: T, call: () => Promise<T>) =>
    answered('read', path, () => call().catch((error) => (isWithoutTables(error) ? none : Promise.reject(error))));

  const putSmall = (path: string, data: Buffer) =>
    answered('write', path, async (again) => {
      const made = await insertFirst(ask(), { store, path, data, channel });
      if (made !== null || !again) return made;
      // An attempt without an answer may have created the file.
      const there = await contentOf(ask(), store, path);
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
      await inTime(ask()`
        delete from backlog_files where store = ${store} and (path = ${temp} or
          (path like ${`${TEMPORARY}%`} and modified < now() - interval '1 day'))`).catch(() => {});
    }
  };

  const put: Backend['put'] = async (path, data) => {
    const pieces = piecesOf(data, PIECE);
    const first = pieces.next().value ?? Buffer.alloc(0);
    const second = pieces.next();
    const tag = second.done
      ? await putSmall(path, first)
      : await putLarge(path, chained([first, second.value], pieces));
    return tag === null ? null : { tag };
  };

  return {
    location: address.text,
    mayBeRestored: true,
    put,

    async putAll(files) {
      const taken: string[] = [];
      const all = files.map(({ path, data }) => ({ path, data: Buffer.from(data as Uint8Array) }));
      for (const batch of batchesOf(all)) {
        const rows = batch.map((file) => ({ store, piece: 0, ...file }));
        const made = await answered('write', batch[0]!.path, async () => {
          const found = await sql()<{ path: string }[]>`
            insert into backlog_files ${sql()(rows, 'store', 'path', 'piece', 'data')}
            on conflict do nothing returning path`;
          return new Set(whole(found).map(({ path }) => path));
        });
        taken.push(...batch.flatMap(({ path }) => (made.has(path) ? [] : [path])));
      }
      for (const { path, data } of all) if (data.length > PIECE && !(await put(path, data))) taken.push(path);
      return taken;
    },

    get: (path, range) =>
      read(path, null, () =>
        path === FORMAT_FILE
          ? formatOf(ask(), address)
          : range === undefined
            ? contentOf(ask(), store, path)
            : rangeOf(ask(), { store, path, ...range }),
      ),

    list: (folder, { after: from = '' } = {}) => read(folder, [], () => listFolder(ask(), { store, folder, from })),

    listAll: (after) =>
      read('', [], async () => {
        const rows = await ask()<{ path: string; tag: string; modified: string }[]>`
          select path, tag, extract(epoch from modified) * 1000 as modified from backlog_files
          where store = ${store} and piece = 0 and path > ${after} order by path`;
        return rows.map(({ path, tag, modified }) => ({
          path,
          facts: { tag: String(tag), modified: Number(modified) },
        }));
      }),

    async delete(path) {
      await answered('write', path, () => ask()`delete from backlog_files where store = ${store} and path = ${path}`);
    },

    watch(folder, changed) {
      if (folder !== LOG) return undefined;
      // The client library connects again by itself, and then reports what may have been missed meanwhile.
      const listening = sql().listen(channel, changed, changed);
      listening.catch(() => {});
      const done = alive?.();
      return () => {
        void listening.then(({ unlisten }) => unlisten()).catch(() => {});
        done?.();
      };
    },

    async close() {
      await pool?.end({ timeout: 1 });
      pool = undefined;
    },
  };
}

/**
 * Returns a function to call before each call to the server, and while something listens. What it returns is called afterwards. Between calls, the
 * sockets don't keep the process alive, and after {@link BRIEF_IDLE_MS} without a call `end` is called.
 */
function aliveDuring(sockets: ReadonlySet<Socket>, end: () => void): () => () => void {
  let calls = 0;
  let timer: NodeJS.Timeout | undefined;
  return () => {
    let isOver = false;
    calls++;
    clearTimeout(timer);
    for (const socket of sockets) socket.ref();
    return () => {
      if (isOver) return;
      isOver = true;
      if (--calls > 0) return;
      for (const socket of sockets) socket.unref();
      timer = setTimeout(end, BRIEF_IDLE_MS).unref();
    };
  };
}

/**
 * Creates the first row of a file. The row of a commit also tells those who watch the log; only commits do, because the
 * server makes all transactions that notify wait for each other.
 * @returns the file's tag, or null if the file exists already
 */
async function insertFirst(
  ask: Ask,
  { store, path, data, channel }: { store: string; path: string; data: Buffer; channel: string },
): Promise<string | null> {
  const [made] = path.startsWith(`${LOG}/`)
    ? await ask`
        with made as (
          insert into backlog_files (store, path, piece, data) values (${store}, ${path}, 0, ${data})
          on conflict do nothing returning tag)
        select tag, pg_notify(${channel}, '') from made`
    : await ask`
        insert into backlog_files (store, path, piece, data) values (${store}, ${path}, 0, ${data})
        on conflict do nothing returning tag`;
  return made ? String(made.tag) : null;
}

/**
 * Gives uploaded rows their path, all or none.
 * @returns the file's tag, or null if the file exists already, or if the rows have got their path before
 */
async function place(
  ask: Ask,
  { store, temp, path, channel }: { store: string; temp: string; path: string; channel: string },
): Promise<string | null> {
  try {
    const [made] = await ask`
      with uploaded as (delete from backlog_files where store = ${store} and path = ${temp} returning piece, data),
        made as (
          insert into backlog_files (store, path, piece, data) select ${store}, ${path}, piece, data from uploaded
          returning piece, tag)
      select tag, case when ${path.startsWith(`${LOG}/`)} then pg_notify(${channel}, '') end from made where piece = 0`;
    return made ? String(made.tag) : null;
  } catch (error) {
    if (codeOf(error) === UNIQUE_VIOLATION) return null;
    throw error;
  }
}

async function tagOf(ask: Ask, store: string, path: string): Promise<string | null> {
  const [found] = await ask`select tag from backlog_files where store = ${store} and path = ${path} and piece = 0`;
  return found ? String(found.tag) : null;
}

/** Returns the SHA-256 of each piece of a file, which the server computes. */
async function sumsOf(ask: Ask, store: string, path: string): Promise<string[]> {
  const rows = await ask<{ sum: string }[]>`
    select encode(sha256(data), 'hex') as sum from backlog_files
    where store = ${store} and path = ${path} order by piece`;
  return rows.map(({ sum }) => sum);
}

/**
 * Reads the file by which every store is opened, and in the same query the version of the tables.
 * @throws BacklogError `store` for tables of a newer version
 */
async function formatOf(ask: Ask, { store, text }: PostgresAddress): Promise<Buffer | null> {
  const [row] = await ask<{ data: Buffer | null; version: number | null }[]>`
    select (select max(version) from backlog_tables) as version,
      (select data from backlog_files where store = ${store} and path = ${FORMAT_FILE} and piece = 0) as data`;
  if ((row?.version ?? 0) > TABLES) throw newerTables(text, row!.version!);
  return row?.data ?? null;
}

async function contentOf(ask: Ask, store: string, path: string): Promise<Buffer | null> {
  const rows = await ask<{ data: Buffer }[]>`
    select data from backlog_files where store = ${store} and path = ${path} order by piece`;
  if (rows.length < 2) return rows[0]?.data ?? null;
  return Buffer.concat(rows.map(({ data }) => data));
}

/** Reads only the asked bytes. The row of the first piece shows whether the file exists. */
async function rangeOf(
  ask: Ask,
  { store, path, from, to }: { store: string; path: string; from: number; to: number },
): Promise<Buffer | null> {
  const [first, last] = [Math.floor(from / PIECE), Math.floor(Math.max(from, to - 1) / PIECE)];
  // A parameter of unknown type would make `substring` match a regular expression.
  const rows = await ask<{ data: Buffer }[]>`
    select substring(data
      from (greatest(${from}::bigint - piece::bigint * ${PIECE}::bigint, 0) + 1)::int
      for greatest(${to}::bigint - greatest(${from}::bigint, piece::bigint * ${PIECE}::bigint), 0)::int) as data
    from backlog_files
    where store = ${store} and path = ${path} and (piece = 0 or piece between ${first}::int and ${last}::int)
    order by piece`;
  return rows.length === 0 ? null : Buffer.concat(rows.map(({ data }) => data));
}

/** Lists a range of the table's key. `0` is the character after `/`. */
async function listFolder(
  ask: Ask,
  { store, folder, from }: { store: string; folder: string; from: string },
): Promise<FolderEntry[]> {
  const prefix = folder === '' ? '' : `${folder}/`;
  const rows = await ask<{ name: string; tag: string | null; modified: string | null }[]>`
    select name,
      max(tag) filter (where path = ${prefix} || name) as tag,
      extract(epoch from max(modified) filter (where path = ${prefix} || name)) * 1000 as modified
    from (
      select split_part(substr(path, ${prefix.length + 1}::int), '/', 1) as name, path, tag, modified
      from backlog_files
      where store = ${store} and piece = 0 and path > ${prefix + from}
        and (${folder} = '' or path < ${`${folder}0`})) files
    where name > ${from} and name not like ${`${TEMPORARY}%`}
    group by name order by name`;
  return rows.map(({ name, tag, modified }) => ({
    name,
    facts: () => (tag === null ? null : { tag: String(tag), modified: Number(modified) }),
  }));
}

interface SmallFile {
  path: string;
  data: Buffer;
}

/** Groups the files that fit into one row. */
function* batchesOf(files: readonly SmallFile[]): Generator<SmallFile[], undefined> {
  let batch: SmallFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (file.data.length > PIECE) continue;
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
