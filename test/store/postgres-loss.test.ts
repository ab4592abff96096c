import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { createPool } from '../../src/store/backends/postgres/pool.ts';
import { openProxy } from '../support/counting-proxy.ts';
import { freePort } from '../support/free-port.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { startPostgres } from '../support/postgres.ts';
import { connectTo, socketServer } from '../support/socket.ts';

for (const way of ['tcp', 'tls'] as const)
  test(
    `a call in the moment in which a connection is lost has its own answer, and holds up nobody: ${way}`,
    NEEDS_POSTGRES,
    async () => {
      const server = await startPostgres({ tcp: true });
      const proxy = await openProxy(server.port, 0);
      const address = server.addressBy(way, 'loss').replace(`:${server.port}/`, `:${proxy.port}/`);
      const pool = createPool(readPostgresAddress(address), {});
      onTestFinished(async () => {
        await pool.close();
        proxy.end();
      });
      const call = async (name: string) => (await pool.inTime(() => pool.ask()`select ${name} as name`))[0]!.name;
      const lost = async (name: string): Promise<unknown> => {
        const answer = call(name);
        await turn();
        proxy.reset();
        return answer;
      };
      for (let n = 0; n < 5; n++) {
        expect(await call(`before ${n}`)).toBe(`before ${n}`);
        const names = ['in the moment', 'after it', 'last'].map((name) => `${name} ${n}`);
        const inTheMoment = lost(`lost ${n}`).catch((error) => {
          expect(error).toMatchObject({ code: 'ECONNRESET' });
          return call(names[0]!);
        });
        const later = names.slice(1).map(async (name) => {
          await inTheMoment;
          return call(name);
        });
        expect(await Promise.all([inTheMoment, ...later])).toEqual(names);
        expect(pool.connections()).toBe(1);
      }
    },
  );

test('requests that a lost connection had not sent yet open no other one', NEEDS_POSTGRES, async () => {
  const server = await startPostgres({ tcp: true });
  const proxy = await openProxy(server.port, 0);
  const address = server.addressBy('tcp', 'many').replace(`:${server.port}/`, `:${proxy.port}/`);
  const opened: string[] = [];
  const open: typeof connectPostgres = (at, more) => {
    opened.push('client');
    return connectPostgres(at, { ...more, sockets });
  };
  const sockets = new Set<Socket>();
  sockets.add = (socket) => {
    opened.push('socket');
    return Set.prototype.add.call(sockets, socket) as Set<Socket>;
  };
  const pool = createPool(readPostgresAddress(address), { open });
  onTestFinished(async () => {
    await pool.close();
    proxy.end();
  });
  const call = () => pool.inTime(() => pool.ask()`select 1`);
  await call();
  // The client library sends a hundred before it waits for an answer.
  const calls = Array.from({ length: 300 }, () => call().catch(() => {}));
  await turn();
  proxy.reset();
  await Promise.all(calls);
  // The client library would connect again within a tenth of a second.
  await pool.inTime(() => pool.ask()`select pg_sleep(0.2)`);
  expect(opened).toEqual(['client', 'socket', 'client', 'socket']);
});

test('a server that comes back after many attempts is found by the next one', NEEDS_POSTGRES, async () => {
  const server = await startPostgres({ tcp: true });
  const port = await freePort();
  const address = server.addressBy('tcp', 'back').replace(`:${server.port}/`, `:${port}/`);
  const pool = createPool(readPostgresAddress(address), {});
  onTestFinished(() => pool.close());
  const call = () => pool.inTime(() => pool.ask()`select 1 as one`);
  // By default, the client library would wait for 20 seconds before the last ones.
  for (let n = 0; n < 10; n++) await expect(call()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  const proxy = socketServer((client) => client.pipe(connectTo(server.port)).pipe(client));
  await once(proxy.listen(port, '127.0.0.1'), 'listening');
  onTestFinished(() => void proxy.close());
  expect(await call()).toEqual([{ one: 1 }]);
});

test('an error in the middle of an answer leaves no gaps in a later one', NEEDS_POSTGRES, async () => {
  const server = await startPostgres();
  const pool = createPool(readPostgresAddress(server.address('gaps')), {});
  onTestFinished(() => pool.close());
  const numbers = (divisor: number) =>
    pool.inTime(() => pool.ask()`select 6 / (n - ${divisor}) as part from generate_series(1, 3) n`);
  const whole = [{ part: 6 }, { part: 3 }, { part: 2 }];
  expect(await numbers(0)).toEqual(whole);
  await expect(numbers(3)).rejects.toMatchObject({ code: '22012' });
  await expect(numbers(0)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await numbers(0)).toEqual(whole);
});
