import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { connect } from '../../src/store/backends/postgres/connect.ts';
import { makeTables } from '../../src/store/backends/postgres/table.ts';
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres.ts';
import { backendContract } from './backend.ts';
import { storeContract } from './store.ts';

describe.runIf(hasPostgres)('PostgreSQL', async () => {
  const server: PostgresServer | undefined = hasPostgres ? await startPostgres() : undefined;
  const at = (store: string) => readPostgresAddress(server!.address(store));
  const opened: { close?(): Promise<void> }[] = [];
  const backendOf = (store: string) => {
    const backend = postgresBackend(at(store));
    opened.push(backend);
    return backend;
  };
  beforeAll(async () => {
    const sql = connect(at('any'));
    await makeTables(sql);
    await sql.end();
  });
  afterAll(() => Promise.all(opened.map((backend) => backend.close?.())));

  backendContract('PostgreSQL', () => {
    const store = randomUUID();
    return { backend: backendOf(store), again: () => backendOf(store) };
  });

  storeContract('PostgreSQL', () => {
    const store = randomUUID();
    return () => backendOf(store);
  });
});
