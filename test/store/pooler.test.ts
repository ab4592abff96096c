import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Backend } from '../../src/store/backend.ts';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { openStore, prepareStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { unless } from '../support/needs.ts';
import { hasPgBouncer, openPooler } from '../support/pgbouncer.ts';
import { hasPostgres, startPostgres } from '../support/postgres.ts';
import { bind, execute, flush, parse, sendAndDie, simple, sync } from '../support/postgres-messages.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { connectTo } from '../support/socket.ts';

const NEEDS_POOLER = unless(hasPostgres && hasPgBouncer ? undefined : 'PgBouncer or PostgreSQL is not installed');
const actor = { kind: 'system', name: 'test' } as const;

/** A queue behind a pooler with two connections. */
async function pooled(ignored?: string): Promise<string> {
  return (await poolerOf(2, ignored)).address;
}

/** The same with another number of connections, with the pooler's socket and the address of the server itself. */
async function poolerOf(connections: number, ignored?: string) {
  const server = await startPostgres();
  const direct = server.address('pooled');
  await prepareStore(direct);
  const pooler = await openPooler(server, connections, ignored);
  onTestFinished(() => pooler.end());
  return { address: pooler.address('pooled'), path: pooler.path, direct };
}

/** Opens the queue. On a busy machine, the pooler may stand still for longer than a person waits. */
async function opened(address: string): Promise<Store> {
  const open = () => openStore({ dir: tempFolder(), address, create: true, unattended: true });
  const store = await vi.waitFor(open, DEADLINE_MS);
  onTestFinished(() => store.close());
  return store;
}

/** The same for its backend. */
async function patientBackend(address: string): Promise<Backend> {
  const backend = postgresBackend(readPostgresAddress(address), { unattended: true });
  await vi.waitFor(() => backend.list('log'), DEADLINE_MS);
  return backend;
}

soak('behind a pooler in transaction mode, more writers than connections lose nothing', NEEDS_POOLER, async () => {
  const address = await pooled();
  const stores: Store[] = [];
  for (let n = 0; n < 6; n++) stores.push(await opened(address));
  const add = (store: Store, id: string) =>
    store.write({ command: 'add', actor }, (tx) => tx.put<string>('op', id, { id }));
  const bodies = (n: number) => [2_500_000, 1_500_000].map((length) => Buffer.alloc(length, `${n} `));
  await Promise.all(
    stores.map(async (store, n) => {
      for (let i = 0; i < 12; i++) {
        await store.refresh();
        if (i % 4 === 0)
          for (const [at, sha] of (await Promise.all(bodies(n + i).map((body) => store.putBlob(body)))).entries())
            expect(Buffer.compare(await store.getBlob(sha), bodies(n + i)[at]!)).toBe(0);
        await add(store, `${n}-${i}`);
      }
    }),
  );
  for (const store of stores) {
    await store.refresh();
    expect([store.state.seq, store.state.size('op')]).toEqual([72, 72]);
  }
});

soak('a pooler that refuses the settings of a process is told with the line for it', NEEDS_POOLER, async () => {
  const address = await pooled('extra_float_digits');
  await expect(openStore({ dir: tempFolder(), address })).rejects.toMatchObject({
    message: expect.stringContaining('unsupported startup parameter: synchronous_commit'),
    hint: expect.stringContaining('ignore_startup_parameters = synchronous_commit'),
  });
});

/** Rejects with the error that a person sees who reads a queue. */
const refusedAt = async (address: string) => {
  const backend = postgresBackend(readPostgresAddress(address));
  onTestFinished(() => backend.close!());
  return backend.list('').then(
    () => 'no error',
    (error: Error & { hint?: string }) => `${error.message} ${error.hint}`,
  );
};

test.each([
  [['auth_type = scram-sha-256'], 'postgres', /refused the user or the password .*PGPASSWORD/],
  [['auth_type = trust'], 'other', /no such database .*pgbouncer.ini/],
  [['max_client_conn = 1'], 'postgres', /too many connections .*max_client_conn/],
])(
  'a pooler with %j that refuses a connection to %s is told with the next step',
  NEEDS_POOLER,
  async (lines, database, told) => {
    const server = await startPostgres();
    const pooler = await openPooler(server, 2, 'synchronous_commit', lines);
    onTestFinished(() => pooler.end());
    const other = connectTo(pooler.path);
    await once(other, 'connect');
    onTestFinished(() => void other.destroy());
    expect(await refusedAt(pooler.address('refused').replace('/postgres?', `/${database}?`))).toMatch(told);
  },
);

/** Opens the connection of a process, and returns a way to kill it. */
function dying(address: string) {
  const sockets = new Set<Socket>();
  const open: typeof connectPostgres = (at, more) => connectPostgres(at, { ...more, sockets });
  const die = () => {
    for (const socket of sockets) socket.destroy();
  };
  return { open, die, address: readPostgresAddress(address) };
}

test('a process that dies behind a pooler gives nobody the answers to its requests', NEEDS_POOLER, async () => {
  const address = await pooled();
  const names = Array.from({ length: 4 }, (_, n) => `blobs/${n}`);
  const reading = await patientBackend(address);
  onTestFinished(() => reading.close!());
  for (const name of names) await reading.put(name, name);
  let isOver = false;
  const wrong: string[] = [];
  const readAll = async () => {
    while (!isOver)
      for (const name of names) {
        const found = String(await reading.get(name));
        if (found !== name) wrong.push(`${name}: ${found}`);
      }
  };
  const read = readAll();
  for (let n = 0; n < 40; n++) {
    const { open, die, address: at } = dying(address);
    const backend = postgresBackend(at, { open });
    await backend.get('format.json').catch(() => {});
    // Each answer is a different one.
    const calls = ['log', 'blobs', 'checkpoints'].map((folder) => backend.list(folder).catch(() => {}));
    await calls[0];
    die();
    void backend.close!().catch(() => {});
  }
  isOver = true;
  await read;
  expect(wrong).toEqual([]);
});

/** What other processes send last: an answer that says that a commit is made, and an error that says that nothing is there. */
const LAST_WORDS = [
  "select 'made' as verdict, 'log/1' as path, 1 as tag, null::bytea as data, pg_sleep(0.005)",
  'do $$ begin perform pg_sleep(0.005); perform * from nowhere; end $$',
];

test('what other processes get when they die, nobody takes for an answer of its own', NEEDS_POOLER, async () => {
  const address = await pooled();
  const made: string[] = [];
  const failed: unknown[] = [];
  let isOver = false;
  const writeAll = async (writer: string) => {
    const store = await opened(address);
    for (let n = 0; !isOver && failed.length === 0; n++) {
      const id = `${writer}${n}`;
      await store
        .write({ command: 'add', actor }, (tx) => tx.put<string>('op', id, { id }))
        .then(
          () => made.push(id),
          (error) => failed.push(error),
        );
    }
  };
  const written = Promise.all(['a', 'b', 'c'].map(writeAll));
  // Older versions of Backlog, and other programs, send several requests at once.
  for (let n = 0; n < 60; n++) {
    const { open, die, address: at } = dying(address);
    const sql = open(at);
    await sql`select 1`.catch(() => {});
    const last = LAST_WORDS[n % LAST_WORDS.length]!;
    const calls = Array.from({ length: 4 }, () => sql.unsafe(last, [], { simple: false } as never).catch(() => {}));
    await calls[0];
    die();
    void sql.end({ timeout: 0 });
  }
  isOver = true;
  await written;
  expect(failed).toEqual([]);
  const whole = await opened(address);
  expect(made.filter((id) => !whole.state.get('op', id))).toEqual([]);
  expect(made.length).toBeGreaterThan(0);
});

test('rows in another form than it asks for fail no call', NEEDS_POOLER, async () => {
  const { address, path } = await poolerOf(2);
  const wrong: unknown[] = [];
  let isOver = false;
  const readAll = async (name: string) => {
    const backend = await patientBackend(address);
    await backend.put(name, name);
    while (!isOver && wrong.length === 0) {
      const found = String(await backend.get(name).catch((error) => error.cause ?? error));
      if (found !== name) wrong.push(found);
    }
    await backend.close!();
  };
  const read = Promise.all(['blobs/a', 'blobs/b', 'blobs/c'].map(readAll));
  const undescribed = [parse('select pg_sleep(0.004)'), bind(), execute(), sync()];
  for (let n = 0; n < 80; n++) await sendAndDie(path, [simple('select 1'), ...undescribed, ...undescribed]);
  isOver = true;
  await read;
  expect(wrong).toEqual([]);
});

test(
  'a change is not acknowledged in a transaction that a program left open behind a pooler',
  NEEDS_POOLER,
  async () => {
    const { address, path, direct } = await poolerOf(1);
    const server = postgresBackend(readPostgresAddress(direct));
    onTestFinished(() => server.close!());
    const open = ['do $$ begin perform pg_sleep(0.05); end $$', 'begin'].flatMap((sql) => [
      ...[parse(sql), bind(), execute(), flush()],
    ]);
    for (const name of ['blobs/a', 'blobs/b', 'blobs/c']) {
      const backend = await patientBackend(address);
      const [made] = await Promise.all([backend.put(name, name), sendAndDie(path, [simple('select 1'), ...open])]);
      expect(made).toMatchObject({ tag: expect.any(String) });
      await backend.close!();
      expect(String(await server.get(name))).toBe(name);
    }
  },
);
