import type { Sql, TransactionSql } from 'postgres';
import { OWN_NAMES } from '../../../domain/own-actors.ts';
import { readPostgresAddress } from './address.ts';
import { makeAppend } from './append.ts';
import { connectPostgres } from './connect.ts';
import { codedError, serverFailed } from './failure.ts';
import { rolesSql } from './roles-sql.ts';
import { ownsTable, pinnedSchema, TABLES } from './schema.ts';

/** Number of the lock that only one process holds while it creates or upgrades the tables: "backlog" as digits. */
const UPGRADE_LOCK = 2_225_564;

/**
 * Creates or upgrades the tables and the functions, in one transaction. Does nothing if they exist, but replaces those that
 * check authors if this user owns the tables. Names sort by their bytes (`collate "C"`), as the files of a disk do here.
 */
export async function makeTables(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${UPGRADE_LOCK})`;
    await tx`set local client_min_messages = warning`;
    const version = await versionOf(tx);
    const schema = await pinnedSchema(tx);
    if (version < TABLES) await createTables(tx, schema);
    await makeAppend(tx, schema);
    // The table of roles exists if the database checks authors. Only its owner may replace the functions that do.
    if (await ownsTable(tx, schema, 'roles')) await tx.unsafe(rolesSql(schema, OWN_NAMES)).simple();
  });
}

async function createTables(tx: TransactionSql, schema: string): Promise<void> {
  await tx.unsafe(`create table if not exists ${schema}.backlog_tables (version int not null)`);
  await tx.unsafe(`create table ${schema}.backlog_files (
      store text collate "C" not null,
      path text collate "C" not null,
      piece int not null,
      data bytea not null,
      tag bigint generated always as identity,
      modified timestamptz not null default clock_timestamp(),
      primary key (store, path, piece))`);
  await tx.unsafe(`alter table ${schema}.backlog_files alter column data set storage external`);
  await tx.unsafe(`insert into ${schema}.backlog_tables (version) values (${TABLES})`);
}

/** Returns the version of the tables, or 0 if there are none. A user without the right to create tables may ask. */
async function versionOf(sql: TransactionSql): Promise<number> {
  const [known] = await sql`select to_regclass('backlog_tables') is not null as made`;
  if (!known?.made) return 0;
  const [found] = await sql`select max(version) as version from backlog_tables`;
  return Number(found?.version ?? 0);
}

/** Maximum time in milliseconds to wait for the tables, which another process may be creating. */
const MOST_MS = 15_000;

/**
 * Creates or upgrades the tables of a database.
 * @throws BacklogError `store` if the server refuses, or if nothing answers that speaks its protocol
 */
export async function prepareDatabase(address: string, { most = MOST_MS } = {}): Promise<void> {
  const sql = connectPostgres(readPostgresAddress(address));
  let timer: NodeJS.Timeout | undefined;
  // The client library connects again without end to a program that ends each connection.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(codedError('NO_POSTGRES')), most);
  });
  const made = makeTables(sql);
  try {
    await Promise.race([made, late]);
  } catch (error) {
    throw serverFailed('write', address, error);
  } finally {
    clearTimeout(timer);
    made.catch(() => {});
    await sql.end({ timeout: 1 });
  }
}
