import { readPostgresAddress } from './address.ts';
import { connect } from './connect.ts';
import { serverFailed } from './failure.ts';
import { makeTables } from './table.ts';

/** Maximum time in milliseconds to wait for the tables, which another process may be creating. */
const MOST_MS = 15_000;

/**
 * Creates or upgrades the tables of a database.
 * @throws BacklogError `store` if the server refuses, or if nothing answers that speaks its protocol
 */
export async function prepareDatabase(address: string, { most = MOST_MS } = {}): Promise<void> {
  const sql = connect(readPostgresAddress(address));
  let timer: NodeJS.Timeout | undefined;
  // The client library connects again without end to a program that ends each connection.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('no answer'), { code: 'NO_POSTGRES' })), most);
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
