import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { BacklogError } from '../../src/domain/errors.ts';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { makeTables } from '../../src/store/backends/postgres/table.ts';
import { realTiming } from '../../src/store/timing.ts';
import { openProxy } from '../support/counting-proxy.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres.ts';
import { IS_SOAK } from '../support/seed.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { backendContract } from './backend.ts';
import { storeContract } from './store.ts';

/** Returns a pool like another one, with one connection. */
function onlyOne(sql: Sql): Sql {
  const { options } = sql;
  return postgres({ ...options, host: options.host, port: options.port, max: 1 } as never);
}

describe('PostgreSQL', NEEDS_POSTGRES, async () => {
  const server: PostgresServer | undefined = hasPostgres ? await startPostgres({ tcp: true }) : undefined;
  const at = (store: string, user?: string) => readPostgresAddress(server!.address(store, user));
  const opened: { close?(): Promise<void> }[] = [];
  const backendOf = (store: string) => {
    const backend = postgresBackend(at(store));
    opened.push(backend);
    return backend;
  };
  beforeAll(async () => {
    const sql = connectPostgres(at('any'));
    await makeTables(sql);
    await sql.unsafe(`create role odd superuser login; alter role odd set standard_conforming_strings = off;
      alter role odd set backslash_quote = off; alter role odd set bytea_output = 'escape'`);
    await sql.end();
  });
  afterAll(() => Promise.all(opened.map((backend) => backend.close?.())));

  backendContract('PostgreSQL', () => {
    const store = randomUUID();
    return { backend: backendOf(store), again: () => backendOf(store) };
  });

  // In `npm test`, the tests below and the command line of test/store/postgres.test.ts use such a process.
  if (IS_SOAK)
    backendContract('PostgreSQL, for a process that uses each statement once', () => {
      const address = at(randomUUID(), 'odd');
      const make = () => postgresBackend(address, { brief: true });
      return { backend: make(), again: make };
    });

  test('such a process waits once to connect, and once for each call; values stay values', async () => {
    const proxy = await openProxy(server!.port, 5);
    const address = server!.addressBy('tcp', 'trips').replace(`:${server!.port}/`, `:${proxy.port}/`);
    const backend = postgresBackend(readPostgresAddress(address.replace('owner@', 'odd@')), { brief: true });
    const bytes = Buffer.from('\\x \0\x7f~é\\');
    const name = `log/it's \\' "$1" ä`;
    const calls = [
      () => backend.listAll!(''),
      () => backend.put(name, bytes),
      () => backend.get(name),
      () => backend.list('log', { after: 'a' }),
    ];
    const trips: number[] = [];
    for (const call of calls) {
      await call();
      trips.push(proxy.take().roundTrips);
    }
    expect(trips).toEqual([2, 1, 1, 1]);
    expect(await backend.get(name)).toEqual(bytes);
    expect((await backend.list('log')).map((entry) => entry.name)).toEqual([name.slice('log/'.length)]);
    await backend.delete(name);
    expect(await backend.list('log')).toEqual([]);
    await backend.close?.();
    proxy.end();
  });

  test('TLS costs two more waits: the question for it, and one handshake with a curve that the server takes', async () => {
    const atOnce = vi.spyOn(Socket.prototype, 'setNoDelay');
    const proxy = await openProxy(server!.port, 5);
    const address = server!.addressBy('tls', 'trips').replace(`:${server!.port}/`, `:${proxy.port}/`);
    for (const brief of [false, true]) {
      atOnce.mockClear(); // The proxy's own sockets use it, too.
      const backend = postgresBackend(readPostgresAddress(address), { brief });
      await backend.delete('none');
      expect(proxy.take().roundTrips, `brief: ${brief}`).toBe(4);
      // Otherwise the platform holds the first message after the handshake back, for 40 ms that no count shows.
      expect((atOnce.mock.contexts as Socket[]).map(({ remotePort }) => remotePort)).toContain(proxy.port);
      await backend.close?.();
      proxy.take();
    }
    proxy.end();
  });

  soak('an answer that a lost connection cuts off takes nothing from the next one', async () => {
    const proxy = await openProxy(server!.port, 0);
    const address = server!.addressBy('tcp', 'cut-off').replace(`:${server!.port}/`, `:${proxy.port}/`);
    for (const brief of [false, true]) {
      const backend = postgresBackend(readPostgresAddress(address), {
        brief,
        // No time passes: a call is repeated until it has its answer, however busy the machine is.
        timing: { ...realTiming, monotonic: () => 0 },
        // One connection, so that the next call uses the one that was lost.
        open: (...at) => onlyOne(connectPostgres(...at)),
      });
      const large = Buffer.alloc(4 << 20, 'a');
      const name = `blobs/${brief}`;
      await backend.put(name, large);
      for (const next of [
        () => backend.get(name),
        () => backend.put(`log/${brief}.json`, '{}'),
        () => backend.list(''),
      ]) {
        proxy.cutAfter(3 << 20);
        const [cut, answer] = await Promise.all([backend.get(name), next()]);
        expect(cut?.equals(large)).toBe(true);
        expect(answer).not.toBeNull();
      }
      await backend.close?.();
    }
    proxy.end();
  });

  soak(
    'a server that ends for good: what was sent is called unconfirmed, and a process that never reached it is told at once',
    async () => {
      const ending = await startPostgres();
      const address = readPostgresAddress(ending.address('ending'));
      const sql = connectPostgres(address);
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
    },
  );

  describe('each failure of the server is one line that says what to do, and nothing is lost', () => {
    const FULL = `create or replace function f() returns trigger language plpgsql as $$ begin
      if new.store = 'full' then raise exception 'disk full' using errcode = '53100'; end if;
      if new.store = 'slow' then perform pg_sleep(1); end if;
      return new; end $$;
      create trigger t before insert on backlog_files for each row execute function f()`;
    const grants = 'grant select, insert, delete on backlog_files to USER; grant select on backlog_tables to USER';
    const role = (user: string, more = '') => `create role ${user} login ${more}; ${grants.replaceAll('USER', user)}`;
    const rows: [name: string, setUp: string, user: string, says: string, hint: string, cure?: string][] = [
      [
        'a wrong password',
        role('locked', "password 'right'"),
        'locked',
        'refused the user or the password',
        '~/.pgpass',
        "alter role locked password 'wrong'",
      ],
      [
        'a missing right',
        'create role nobody login',
        'nobody',
        'lacks a right',
        'select, insert and delete',
        grants.replaceAll('USER', 'nobody'),
      ],
      [
        'a read-only server',
        `${role('reader', 'in role pg_read_all_data')}; alter role reader set default_transaction_read_only = on`,
        'reader',
        'read-only',
        'default_transaction_read_only to off',
        'alter role reader reset default_transaction_read_only',
      ],
      [
        'a full disk',
        FULL,
        'owner?full',
        'disk of the server is full',
        'Free some space',
        'drop trigger t on backlog_files',
      ],
      [
        'a slow server',
        `${role('hasty')}; alter role hasty set statement_timeout = 50; ${FULL}`,
        'hasty?slow',
        'its own limit of time',
        'acknowledged change is safe',
        'drop trigger t on backlog_files',
      ],
      [
        'too many connections',
        role('crowd', 'connection limit 0'),
        'crowd',
        'too many connections',
        'Try again',
        'alter role crowd connection limit 9',
      ],
    ];
    test.each(rows)('%s', async (_, setUp, user, says, hint, cure) => {
      const admin = connectPostgres(at('admin'));
      await admin.unsafe(setUp);
      const [name = '', store = randomUUID()] = user.split('?');
      let now = 0;
      const sleep = async (ms: number) => {
        now += ms;
      };
      const address = readPostgresAddress(server!.address(store, name));
      const make = () => postgresBackend(address, { timing: { monotonic: () => now, sleep, random: () => 0.5 } });
      vi.stubEnv('PGPASSWORD', 'wrong');
      const backend = make();
      const refusal = await backend.put('log/000000000001.json', 'mine').catch((error: BacklogError) => error);
      expect(refusal).toMatchObject({
        code: 'store',
        message: expect.stringContaining(says),
        hint: expect.stringContaining(hint),
      });
      expect((refusal as BacklogError).message).not.toContain('\n');
      await admin.unsafe(cure!);
      now += 60_000;
      const later = make();
      expect(await later.get('log/000000000001.json')).toBeNull();
      expect(await later.put('log/000000000001.json', 'mine')).not.toBeNull();
      await Promise.all([backend.close?.(), later.close?.(), admin.end()]);
      vi.unstubAllEnvs();
    });

    test('tables of a newer version are refused, and not touched', async () => {
      const admin = connectPostgres(at('admin'));
      const backend = backendOf('newer');
      expect(await backend.put('format.json', '{}')).not.toBeNull();
      await admin`insert into backlog_tables (version) values (99)`;
      await expect(backend.get('format.json')).rejects.toMatchObject({
        code: 'store',
        message: expect.stringContaining('version 99'),
        hint: expect.stringContaining('Upgrade Backlog'),
      });
      // With copies of the files on this machine, only a listing is read.
      await expect(backend.listAll!('')).rejects.toMatchObject({ message: expect.stringContaining('version 99') });
      await admin`delete from backlog_tables where version = 99`;
      expect((await backend.get('format.json'))?.toString()).toBe('{}');
      await admin.end();
    });

    test.each(everyNth(2, [[100], [3_000_000]]))(
      'a connection that ends while a file of %i bytes is written',
      async (size) => {
        const admin = connectPostgres(at('admin'));
        const address = readPostgresAddress(`${server!.address(randomUUID())}&application_name=cut`);
        const backend = postgresBackend(address, { brief: true });
        await backend.put('format.json', '{}');
        const cut = () => admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut'`;
        for (let n = 0; n < 6; n++) {
          const path = `blobs/aa/${n}`;
          const made = backend.put(path, Buffer.alloc(size, n)).catch((error: BacklogError) => error);
          if (n % 2 === 1) await cut();
          const answer = await made;
          const there = await backend.get(path);
          // What was acknowledged is there, whole. What is not known is called so.
          if (answer instanceof Error) expect(answer).toMatchObject({ code: 'store', data: { there: true } });
          else expect([answer === null, there?.length]).toEqual([false, size]);
        }
        expect((await backend.list('')).map(({ name }) => name)).toEqual(['blobs', 'format.json']);
        await Promise.all([backend.close?.(), admin.end()]);
      },
    );
  });

  // In `npm test`, a store on such files is the subject of test/store/simulation/postgres.test.ts and postgres-machines.test.ts.
  if (IS_SOAK)
    storeContract('PostgreSQL', () => {
      const store = randomUUID();
      return () => backendOf(store);
    });
});
