import { readPostgresAddress } from './address.ts';
import { connectPostgres } from './connect.ts';
import { serverFailed } from './failure.ts';

/** Maximum number of queues of a database that are listed. */
const MOST = 1_000;

/**
 * Lists the addresses of the queues of a database that have changes, for the user of an address. A refused creation can
 * leave a queue without changes, which doesn't count.
 * @throws BacklogError `store` if the server refuses
 */
export async function queuesInDatabase(address: string): Promise<string[]> {
  const sql = connectPostgres(readPostgresAddress(address));
  try {
    const [known] = await sql`select to_regclass('backlog_files') is not null as made`;
    if (!known?.made) return [];
    const rows = await sql<{ store: string }[]>`
      select store from backlog_files made where path = 'format.json' and piece = 0 and exists (
        select from backlog_files commit
        where commit.store = made.store and (commit.path like 'log/%' or commit.path like 'history/%'))
      order by store limit ${MOST}`;
    return rows.map(({ store }) => withStore(address, store));
  } catch (error) {
    throw serverFailed('read', address, error);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function withStore(address: string, store: string): string {
  const url = new URL(address);
  url.searchParams.set('store', store);
  return readPostgresAddress(url.href).text;
}
