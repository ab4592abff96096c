import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { timeLimit } from '../../src/store/backends/postgres/time-limit.ts';
import { openProxy } from '../support/counting-proxy.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { openPostgres } from '../support/postgres-server.ts';
import { soak } from '../support/soak-test.ts';
import { connectTo, socketServer } from '../support/socket.ts';

test('a process that had no processor for longer than a limit reads what came meanwhile, and is in time', async () => {
  const server = socketServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connectTo((server.address() as AddressInfo).port);
  const [[accepted]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [
    [Socket],
    unknown,
  ];
  try {
    const limited = new Promise((resolve) => {
      const ended = timeLimit(20, () => resolve('too late'));
      client.once('data', () => {
        ended();
        resolve('in time');
      });
    });
    accepted.write('x');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
    expect(await limited).toBe('in time');
  } finally {
    client.destroy();
    server.close();
  }
});

test('a limit without anything that ends it is over', async () => {
  await new Promise<void>((resolve) => void timeLimit(1, resolve));
});

/** Longer than a host may take to accept a connection. */
const LONG_MS = 2_500;

soak('a server that accepts a connection at once may take longer for its first answer', NEEDS_POSTGRES, async () => {
  const server = await openPostgres({ tcp: true });
  const proxy = await openProxy(server.port, LONG_MS);
  const address = server.addressBy('tcp', 'slow').replace(`:${server.port}/`, `:${proxy.port}/`);
  const sql = connectPostgres(readPostgresAddress(address));
  try {
    expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);
  } finally {
    await sql.end({ timeout: 0 });
    proxy.end();
    await server.end();
  }
});
