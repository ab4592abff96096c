import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/base/day.ts';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { askServer, type ServerConnection } from '../../src/store/backends/postgres/ask.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { collectOld, renewed } from '../../src/store/backends/postgres/garbage.ts';
import { makeTables } from '../../src/store/backends/postgres/table.ts';
import { putOrRenew } from '../../src/store/blobs/blobs.ts';
import { type Backend, openStore, sha256 } from '../../src/store/index.ts';
import { blobPath } from '../../src/store/layout.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres.ts';

const TEXT = 'a text that no commit names';
const PATH = blobPath(sha256(TEXT));
const LARGE = Buffer.alloc((2 << 20) + 1, 'a');
const actor = { kind: 'system', name: 'test' } as const;

/** The statements of a transaction on a connection of the server itself. */
const connectionOf = (tx: object): ServerConnection => ({ sql: tx as never, isDirect: true });

describe('garbage in PostgreSQL', NEEDS_POSTGRES, async () => {
  const server: PostgresServer | undefined = hasPostgres ? await startPostgres() : undefined;
  let sql: Sql;
  let watching: Sql;
  beforeAll(async () => {
    sql = connectPostgres(readPostgresAddress(server!.address('any')));
    // Each pool has one connection.
    watching = connectPostgres(readPostgresAddress(server!.address('any')));
    await makeTables(sql);
    // The rights that the documentation names, and no others.
    await sql.unsafe(`create role user_of_a_queue login;
      grant select, insert, delete on backlog_files to user_of_a_queue;
      grant select on backlog_tables to user_of_a_queue`);
    return () => Promise.all([sql.end(), watching.end()]);
  });
  const place = (store: string) => {
    const backend = postgresBackend(readPostgresAddress(server!.address(store, 'user_of_a_queue')));
    const age = (path: string, days: number) =>
      sql`update backlog_files set modified = clock_timestamp() - ${days}::int * interval '1 day'
        where store = ${store} and path = ${path}`;
    return { backend, age };
  };
  const collect = async ({ garbage }: Backend) => {
    const { paths, remove } = await garbage!.old('blobs', { age: DAY_MS, now: Date.now() });
    return remove(paths);
  };
  /** Waits until a statement of another connection waits for a row of this one. */
  const untilOneWaits = async () => {
    for (;;) {
      const [found] = await watching`select 1 from pg_stat_activity where wait_event_type = 'Lock'`;
      if (found) return;
    }
  };

  test('what no commit names goes after a day by the clocks of the server and of the machine; what a commit names stays', async () => {
    const { backend, age } = place(randomUUID());
    let now = Date.now();
    const store = await openStore({ dir: 'memory', backend, create: true, now: () => now });
    const [old, young, named, large] = [
      await store.putBlob(TEXT),
      await store.putBlob('young'),
      await store.putBlob('named'),
      await store.putBlob(LARGE),
    ];
    await store.write({ command: 'add', actor }, (tx) => tx.put<string>('thing', 'one', { blob: named }));
    for (const sha of [old, named, large]) await age(blobPath(sha), 2);
    const left = async () =>
      (await backend.listAll!('blobs/')).flatMap(({ path }) => (path.startsWith('blobs/') ? [path] : [])).sort();
    // The first two are as if the server's clock had leapt by two days since they were stored.
    for (const [days, stay] of [
      [-2, [old, young, named, large]],
      [-100, [old, young, named, large]],
      [500, [young, named]],
    ] as const) {
      now += days * DAY_MS;
      await store.maintain({ force: true });
      expect(await left()).toEqual(stay.map(blobPath).sort());
    }
    await store.close();
  });

  test('a file that its next writer renews before the deletion stays, and one that is deleted first is written again', async () => {
    for (const text of [TEXT, LARGE]) {
      const id = randomUUID();
      const { backend, age } = place(id);
      const at = { store: id, path: PATH };
      const collected = () => collect(backend);
      await backend.put(PATH, text);
      await age(PATH, 2);
      let deletion: Promise<number> | undefined;
      await sql.begin(async (tx) => {
        expect(await renewed(askServer(connectionOf(tx)), at)).toBe(true);
        deletion = collected();
        await untilOneWaits();
      });
      expect(await deletion).toBe(0);
      expect((await backend.get(PATH))?.equals(Buffer.from(text))).toBe(true);

      await age(PATH, 2);
      let renewal: Promise<void> | undefined;
      await sql.begin(async (tx) => {
        expect(
          await collectOld(connectionOf(tx), {
            store: id,
            paths: [PATH],
            cut: new Date(Date.now() - DAY_MS).toISOString(),
          }),
        ).toBe(1);
        renewal = putOrRenew(backend, PATH, text);
        await untilOneWaits();
      });
      await renewal;
      expect((await backend.get(PATH))?.equals(Buffer.from(text))).toBe(true);
      expect(await collected()).toBe(0);
      await backend.close?.();
    }
  });

  test('a file is there after each writer has said so, however many delete old ones', async () => {
    const { backend, age } = place(randomUUID());
    for (let i = 0; i < 25; i++) {
      await backend.put(PATH, TEXT);
      await age(PATH, 2);
      await Promise.all([collect(backend), putOrRenew(backend, PATH, TEXT), collect(backend)]);
      expect((await backend.get(PATH))?.toString(), `round ${i}`).toBe(TEXT);
      expect(await collect(backend)).toBe(0);
      if (i % 2 === 0) await backend.delete(PATH);
    }
    expect(await backend.garbage!.renew('blobs/00/missing')).toBe(false);
    await backend.close?.();
  });

  test('a name with NUL is refused in one line, by every way to the server', async () => {
    for (const brief of [true, false]) {
      const backend = postgresBackend(readPostgresAddress(server!.address(randomUUID())), { brief });
      const path = 'blobs/00/a\0b';
      const calls = [
        () => backend.put(path, 'x'),
        () => backend.put(path, LARGE),
        () => backend.get(path),
        () => backend.delete(path),
        () => backend.list('blobs/\0'),
        () => backend.putAll!([{ path, data: 'x' }]),
      ];
      for (const call of calls)
        await expect(call()).rejects.toMatchObject({ code: 'store', message: expect.stringContaining('NUL') });
      await backend.close?.();
    }
  });
});
