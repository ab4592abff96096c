import { codeOf } from '../server-failure.ts';
import { type Ask, literal, request, type ServerConnection } from './ask.ts';
import { SEVERAL_ROWS } from './failure.ts';

/**
 * Gives a file the time of now, by the server's clock, so that no process deletes it as garbage for a day. It deletes
 * the rows and creates them again, because a user of a queue has no right to change rows. Leaves a file that is younger
 * than an hour.
 * @returns false if the file is missing
 */
export async function renewed(ask: Ask, { store, path }: { store: string; path: string }): Promise<boolean> {
  if (await madeAgain(ask, { store, path })) return true;
  // Another statement sees whether another process has deleted the file meanwhile.
  const [young] = await ask`
    select piece from backlog_files
    where store = ${store} and path = ${path} and piece = 0 and modified > clock_timestamp() - interval '2 hours'`;
  return young !== undefined;
}

async function madeAgain(ask: Ask, { store, path }: { store: string; path: string }): Promise<boolean> {
  try {
    const [made] = await ask`
      with old as (
        delete from backlog_files
        where store = ${store} and path = ${path} and modified < clock_timestamp() - interval '1 hour'
        returning piece, data)
      insert into backlog_files (store, path, piece, data) select ${store}, ${path}, piece, data from old
      returning piece`;
    return made !== undefined;
  } catch (error) {
    if (codeOf(error) !== SEVERAL_ROWS) throw error;
    // The database checks authors, and creates no single rows of such a file.
    const [renewed] = await ask`select backlog_renew_2(${store}, ${path}) as made`;
    return renewed?.made === true;
  }
}

/**
 * Finds the files of a folder that have at least an age, by the server's clock and by this machine's: one of them may
 * leap by days while a writer that has stored a file prepares its commit.
 * @param age in milliseconds
 * @param now this machine's time, in milliseconds since the epoch
 * @returns their paths, and the time before which they were created or renewed
 */
export async function findOld(
  ask: Ask,
  { store, folder, age, now }: { store: string; folder: string; age: number; now: number },
): Promise<{ paths: string[]; cut: string }> {
  // "0" comes after "/".
  const rows = await ask<{ path: string; cut: string }[]>`
    with cut as materialized (
      select least(clock_timestamp(), to_timestamp(${now}::float8 / 1000)) - ${age}::float8 * interval '1 millisecond'
        as time)
    select path, cut.time::text as cut from backlog_files, cut
    where store = ${store} and piece = 0 and path > ${`${folder}/`} and path < ${`${folder}0`} and modified < cut.time`;
  return { paths: rows.map(({ path }) => path), cut: rows[0]?.cut ?? '' };
}

/**
 * Deletes the files all of whose rows are older than a time. The server checks and deletes in one step, so a file that
 * another process has renewed since stays.
 * @param cut the time, as the server writes it. As a date, it would lose its microseconds.
 * @returns the number of deleted files
 */
export async function collectOld(
  connection: ServerConnection,
  { store, paths, cut }: { store: string; paths: readonly string[]; cut: string },
): Promise<number> {
  const gone = await request<{ piece: number }[]>(
    connection,
    `delete from backlog_files files
    where files.store = ${literal(store)} and files.path in (${paths.map(literal).join(', ')}) and not exists (
      select 1 from backlog_files piece
      where piece.store = files.store and piece.path = files.path and piece.modified >= ${literal(cut)}::timestamptz)
    returning files.piece`,
  );
  return gone.filter(({ piece }) => piece === 0).length;
}
