import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Sql } from 'postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { makeTables, prepareDatabase } from '../../src/store/backends/postgres/table.ts';
import { memoryBackend } from '../../src/store/index.ts';
import { copyFiles } from '../../src/store/move/copy.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres.ts';
import { socketServer } from '../support/socket.ts';

/** Rows that Backlog never writes, in a database where another program may write. */
describe('hostile rows', NEEDS_POSTGRES, async () => {
  const server: PostgresServer | undefined = hasPostgres ? await startPostgres() : undefined;
  let sql: Sql;
  beforeAll(async () => {
    sql = connectPostgres(readPostgresAddress(server!.address('any')));
    await makeTables(sql);
    return () => sql.end();
  });

  test.each([false, true])(
    'a read asks for no row that would fill the memory, and names the file; brief: %s',
    async (brief) => {
      const store = randomUUID();
      const address = readPostgresAddress(server!.address(store));
      const backend = postgresBackend(address, { brief });
      await sql`insert into backlog_files (store, path, piece, data) values
      (${store}, 'log/000000000001.json', 0, convert_to(repeat('x', 2 << 20), 'utf8')),
      (${store}, 'format.json', 0, convert_to(repeat('x', 2 << 20), 'utf8')),
      (${store}, 'log/000000000002.json', 1, 'no first row'),
      (${store}, 'log/000000000003.json', 0, 'a'), (${store}, 'log/000000000003.json', 2, 'c')`;
      await sql`insert into backlog_files (store, path, piece, data)
      select ${store}, 'blobs/aa/many', piece, 'x' from generate_series(0, 2000) piece`;
      const saying = (file: string, why: string) =>
        expect(backend.get(file)).rejects.toMatchObject({
          code: 'store',
          message: expect.stringMatching(`${file} is damaged: ${why}`),
        });
      await saying('log/000000000001.json', 'a row of it has more than 1048576 bytes');
      await saying('log/000000000002.json', 'its row for piece 0 is missing');
      await saying('log/000000000003.json', 'its row for piece 1 is missing');
      await saying('blobs/aa/many', 'it has more than 1024 rows');
      expect(await backend.get('format.json')).toHaveLength(0);
      await backend.close?.();
    },
  );

  test('names that lead out of the folder of a queue: a move to the disk writes none of them, and ends', async () => {
    const store = randomUUID();
    const from = postgresBackend(readPostgresAddress(server!.address(store)));
    const folder = tempFolder('hostile-rows');
    const dir = join(folder, 'queue');
    mkdirSync(dir);
    for (const path of [
      'blobs/../planted.json',
      'blobs/../../planted',
      'blobs/..',
      'log/..',
      'damaged/blobs/../x',
      '/etc/x',
    ])
      await sql`insert into backlog_files (store, path, piece, data) values (${store}, ${path}, 0, 'x')`;
    await from.put('log/000000000001.json', '{}');
    expect(await copyFiles({ from, to: fsBackend(dir) }, new Map())).toBe(1);
    expect(readdirSync(folder)).toEqual(['queue']);
    expect(readdirSync(dir)).toEqual(['log']);
    for (const path of ['log/a b', 'blobs/aa/x\ny', `log/${'n'.repeat(2_000)}`]) {
      await sql`insert into backlog_files (store, path, piece, data) values (${store}, ${path}, 0, 'x')`;
      await expect(copyFiles({ from, to: memoryBackend() }, new Map())).rejects.toMatchObject({
        message: expect.stringContaining('is no file of Backlog, so the queue was not moved'),
      });
      await sql`delete from backlog_files where store = ${store} and path = ${path}`;
    }
    await from.close?.();
  });
});

test('another program at the address of a database: one line says so, and nothing waits for it', async () => {
  const other = socketServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
    0,
    '127.0.0.1',
  );
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const address = `postgres://me@127.0.0.1:${port}/work`;
  await expect(prepareDatabase(address, { most: 200 })).rejects.toMatchObject({
    message: `cannot write ${address}: nothing there has answered as PostgreSQL does`,
    hint: 'Check host and port in the address, and try again.',
  });
  // It rejects only when no connection is left.
  other.close();
  await once(other, 'close');
});

test('a folder refuses a path that leads out of it', async () => {
  const dir = join(tempFolder('hostile-paths'), 'queue');
  for (const path of ['../x', 'blobs/../../x', 'log/..']) {
    await expect(fsBackend(dir).put(path, 'x')).rejects.toMatchObject({ code: 'store' });
    await expect(fsBackend(dir).get(path)).rejects.toMatchObject({ code: 'store' });
  }
  expect(existsSync(join(dirname(dir), 'x'))).toBe(false);
});
