import { afterAll, beforeAll } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { makeTables } from '../../src/store/backends/postgres/table.ts';
import { openProxy } from './counting-proxy.ts';
import { hasPostgres, startPostgres } from './postgres.ts';

/**
 * Starts a server with tables, a connection to it, and a proxy that counts round trips. All end after the tests of the
 * calling block. Undefined without PostgreSQL, where the block's tests don't run.
 */
export async function countedPostgres() {
  if (!hasPostgres) return undefined;
  const server = await startPostgres({ tcp: true });
  const sql = connectPostgres(readPostgresAddress(server.address('any')));
  const proxy = await openProxy(server.port, 1);
  beforeAll(() => makeTables(sql));
  afterAll(async () => {
    await sql.end();
    proxy.end();
  });
  return { server, sql, proxy };
}
