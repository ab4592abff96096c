import type { CommitsSince, FolderEntry, LastCommit, ListedPath } from '../../backend.ts';
import { damaged } from '../../failure.ts';
import { FORMAT_FILE, HISTORY, LOG } from '../../layout.ts';
import { codeOf } from '../server-failure.ts';
import type { PostgresAddress } from './address.ts';
import { type Ask, literal, request, type ServerConnection } from './ask.ts';
import { newerTables, SEVERAL_ROWS } from './failure.ts';
import { PIECE, TABLES } from './schema.ts';

/** Beginning of the path of rows that are not a file yet. */
export const TEMPORARY = '.tmp-';
/** Maximum number of bytes of a file that is read together with others. It is less than a piece. */
const SMALL = 64 << 10;
/** The server's error for a row whose key exists. */
const UNIQUE_VIOLATION = '23505';
/** Maximum number of rows of a file that is read, which are 1 GB. */
const MOST_PIECES = 1_024;
const LARGE_ROW = `a row of it has more than ${PIECE} bytes`;

/**
 * Creates the first row of a file. The row of a commit also tells those who watch the log; only commits do, because the
 * server makes all transactions that notify wait for each other.
 * @returns the file's tag, or null if the file exists already
 */
export async function insertFirst(
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

/** A file of one row. */
export interface SmallFile {
  path: string;
  data: Buffer;
}

/** Creates files. @returns the paths of those that did not exist */
export async function insertSmall(
  connection: ServerConnection,
  store: string,
  files: readonly SmallFile[],
): Promise<Set<string>> {
  const rows = files.map(({ path, data }) => `(${[store, path, 0, data].map(literal).join(', ')})`);
  const made = await request<SmallFile[]>(
    connection,
    `insert into backlog_files (store, path, piece, data) values ${rows.join(', ')}
    on conflict do nothing returning path`,
  );
  return new Set(made.map(({ path }) => path));
}

/**
 * Gives uploaded rows their path, all or none.
 * @returns the file's tag, or null if the file exists already, or if the rows have got their path before
 */
export async function place(
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
    if (codeOf(error) !== SEVERAL_ROWS) throw error;
    // The database checks authors, and therefore the rows of a commit together.
    const [checked] = await ask`select backlog_place_2(${store}, ${temp}, ${path}, ${channel}) as tag`;
    return checked?.tag ? String(checked.tag) : null;
  }
}

export async function tagOf(ask: Ask, store: string, path: string): Promise<string | null> {
  const [found] = await ask`select tag from backlog_files where store = ${store} and path = ${path} and piece = 0`;
  return found ? String(found.tag) : null;
}

/** Returns the SHA-256 of each piece of a file, which the server computes. */
export async function sumsOf(ask: Ask, store: string, path: string): Promise<string[]> {
  const rows = await ask<{ sum: string }[]>`
    select encode(sha256(data), 'hex') as sum from backlog_files
    where store = ${store} and path = ${path} order by piece`;
  return rows.map(({ sum }) => sum);
}

/**
 * Reads the file by which every store is opened, and in the same query the version of the tables.
 * @throws BacklogError `store` for tables of a newer version
 */
export async function storedFormat(ask: Ask, { store, text }: PostgresAddress): Promise<Buffer | null> {
  const [row] = await ask<{ data: Buffer | null; version: number | null }[]>`
    select (select max(version) from backlog_tables) as version,
      (select coalesce(case when octet_length(data) <= ${PIECE}::int then data end, '')
        from backlog_files where store = ${store} and path = ${FORMAT_FILE} and piece = 0) as data`;
  if ((row?.version ?? 0) > TABLES) throw newerTables(text, row!.version!);
  return row?.data ?? null;
}

/**
 * Lists all files whose path comes after `after`, and reads the version of the tables in the same query.
 * @throws BacklogError `store` for tables of a newer version
 */
export async function listAfter(ask: Ask, { store, text }: PostgresAddress, after: string): Promise<ListedPath[]> {
  const [tables, ...files] = await ask<{ path: string; tag: string | null; modified: string | null }[]>`
    select path, tag, extract(epoch from modified) * 1000 as modified from backlog_files
    where store = ${store} and piece = 0 and path > ${after}
    union all select '', max(version), null from backlog_tables order by path`;
  if (Number(tables?.tag) > TABLES) throw newerTables(text, Number(tables!.tag));
  return files.map(({ path, tag, modified }) => ({ path, facts: { tag: String(tag), modified: Number(modified) } }));
}

/**
 * Reads a file. Another program can have written rows that would fill the memory, so it asks for no larger ones.
 * @throws BacklogError `store` for rows that Backlog never writes
 */
export async function contentOf(ask: Ask, { store, text }: PostgresAddress, path: string): Promise<Buffer | null> {
  const rows = await ask<{ piece: number; data: Buffer | null }[]>`
    select piece, case when octet_length(data) <= ${PIECE}::int then data end as data from backlog_files
    where store = ${store} and path = ${path} and piece <= ${MOST_PIECES}::int order by piece`;
  if (rows.length > MOST_PIECES) throw damaged(`${text}/${path}`, `it has more than ${MOST_PIECES} rows`);
  const pieces = rows.map(({ piece, data }, i) => {
    if (piece !== i) throw damaged(`${text}/${path}`, `its row for piece ${i} is missing, and row ${piece} follows`);
    if (data === null) throw damaged(`${text}/${path}`, LARGE_ROW);
    return data;
  });
  return pieces.length < 2 ? (pieces[0] ?? null) : Buffer.concat(pieces);
}

/** Reads files of one row that are not long, so that many of them fit into one answer. */
export async function smallOf(ask: Ask, store: string, paths: readonly string[]): Promise<Map<string, Buffer>> {
  const rows = await ask<{ path: string; data: Buffer }[]>`
    select path, data from backlog_files
    where store = ${store} and path = any(string_to_array(${paths.join('\n')}, E'\n')) and piece = 0
      and octet_length(data) <= ${SMALL}::int`;
  return new Map(rows.map(({ path, data }) => [path, data]));
}

/** Maximum number of commits in one answer of {@link since}. */
const MOST_COMMITS = 256;

/** Reads the commits from one on, and finds out whether the log was packed, as both are at one moment. */
export async function since(
  ask: Ask,
  { store, path: last, tag: known, segment }: LastCommit & { store: string },
): Promise<CommitsSince> {
  const rows = await ask<{ path: string; tag: string | null; data: Buffer | null }[]>`
    (select path, tag, case when octet_length(data) <= ${SMALL}::int and (path > ${last} or tag::text <> ${known})
        then data end as data
      from backlog_files where store = ${store} and piece = 0 and path >= ${last} and path < ${`${LOG}/:`}
      order by path limit ${MOST_COMMITS}::int)
    union all (select path, null, null from backlog_files
      where store = ${store} and piece = 0 and path > ${segment} and path < ${`${HISTORY}/:`} limit 1)`;
  const commits = rows.filter(({ tag }) => tag !== null);
  return {
    commits: commits.map(({ path, tag, data }) => ({ path, tag: String(tag), bytes: data })),
    more: commits.length === MOST_COMMITS,
    segments: commits.length < rows.length,
  };
}

/** Reads only the asked bytes. The row of the first piece shows whether the file exists. */
export async function rangeOf(
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
export async function listFolder(
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
