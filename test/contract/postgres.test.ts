import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  test('a server that ends for good: what was sent is called unconfirmed, and a process that never reached it is told at once', async () => {
    const ending = await startPostgres();
    const address = readPostgresAddress(ending.address('ending'));
    const sql = connect(address);
    await makeTables(sql);
    await sql.end();
    let now = 0;
    const sleep = async (ms: number) => {
      now += ms;
    };
    const timing = { monotonic: () => now, sleep, random: () => 0.5 };
    const [known, fresh] = [postgresBackend(address, { timing }), postgresBackend(address, { timing })];
    expect(await known.put('log/000000000001.json', '{}')).not.toBeNull();
    await ending.end();
    await expect(known.put('log/000000000009.json', '{}')).rejects.toMatchObject({ data: { there: true } });
    const refusal = await fresh.put('log/000000000009.json', '{}').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'store' });
    expect(refusal).not.toMatchObject({ data: { there: true } });
    await Promise.all([known.close?.(), fresh.close?.()]);
  });

  storeContract('PostgreSQL', () => {
    const store = randomUUID();
    return () => backendOf(store);
  });
});
