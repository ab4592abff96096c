import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { machine } from '../support/machine.ts';
import { FOR_SOAK, unless, WITHOUT_POSTGRES } from '../support/needs.ts';
import { hasPostgres, openPostgres } from '../support/postgres-server.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';
import { IS_SOAK } from '../support/seed.ts';

interface Place {
  address: string;
  env: Readonly<Record<string, string>>;
  /** Paths of the queue's files. */
  paths(): Promise<string[]>;
  /** Writes a file as somebody with the rights of the server can, aged by some days. */
  plant(path: string, text: string, daysAgo: number): Promise<void>;
}

const DAY_MS = 86_400_000;

async function inPostgres(): Promise<Place> {
  const server = await openPostgres();
  const address = server.address('story');
  const sql = connectPostgres(readPostgresAddress(address));
  onTestFinished(async () => {
    await sql.end();
    await server.end();
  });
  return {
    address,
    env: {},
    paths: async () =>
      (await sql<{ path: string }[]>`select path from backlog_files where store = 'story' order by path`).map(
        ({ path }) => path,
      ),
    async plant(path, text, days) {
      await sql`delete from backlog_files where store = 'story' and path = ${path}`;
      await sql`insert into backlog_files (store, path, piece, data, modified)
        values ('story', ${path}, 0, ${Buffer.from(text)}, now() - make_interval(days => ${days}))`;
    },
  };
}

/** The service is a fake that checks signatures; the requests are real. */
async function inS3(): Promise<Place> {
  const service = fakeS3({ now: Date.now });
  service.buckets.set('work', new Map());
  const server = await startS3(service);
  const files = service.buckets.get('work')!;
  return {
    address: server.address('work/story'),
    env: server.env,
    paths: async () => [...files.keys()].map((key) => key.replace('story/', '')).sort(),
    async plant(path, text, days) {
      files.set(`story/${path}`, { data: Buffer.from(text), modified: Date.now() - days * DAY_MS });
    },
  };
}

const PLACES = [
  ['PostgreSQL', inPostgres, hasPostgres],
  ['S3', inS3, true],
] as const;

describe.runIf(IS_SOAK).each(PLACES)('a queue in %s', (_, open, isThere) => {
  const plugin = builtPlugin();

  test(
    'says where it is; attachments, archive, backup and restore, doctor and its damaged files are as on a disk',
    unless(FOR_SOAK ?? (isThere ? undefined : WITHOUT_POSTGRES)),
    async () => {
      const place = await open();
      const { run, folder } = machine(plugin, { ...place.env });
      const fine = async (...words: string[]) => {
        const { code, out, err } = await run(...words);
        expect({ words, code, err }).toEqual({ words, code: 0, err: expect.any(String) });
        return out;
      };
      await fine('store', 'init', place.address);
      for (const title of ['Fix login', 'Write docs', 'Old one']) await fine('add', title);
      const address = (await fine('whoami')).match(/(postgres|s3):\S+?(?=\.?$)/m)![0];
      for (const command of ['whoami', 'status', 'doctor', 'queues']) expect(await fine(command)).toContain(address);

      const large = join(folder, '..', 'large.bin');
      writeFileSync(large, Buffer.alloc(3_000_000, 'a'));
      await fine('attachment', 'add', '1', large);
      await fine('attachment', 'get', '1', 'large.bin', '--to', join(folder, '..', 'copy.bin'));
      expect(readFileSync(join(folder, '..', 'copy.bin')).equals(readFileSync(large))).toBe(true);

      await fine('done', '3');
      await fine('archive', '3', '--yes');
      expect((await place.paths()).some((path) => path.startsWith('archive/'))).toBe(true);
      expect(await fine('info', '3')).toContain('Old one');

      const file = join(folder, '..', 'queue.tar.gz');
      await fine('backup', file);
      const other = join(tempFolder(), 'restored');
      mkdirSync(other);
      const restored = machine(plugin, { BACKLOG_DIR: join(other, 'queue') });
      expect(await restored.run('restore', file, '--yes')).toMatchObject({ code: 0 });
      for (const words of [['list'], ['info', '3'], ['attachment', 'get', '1', 'large.bin', '--to', join(other, 'c')]])
        expect(await restored.run(...words)).toMatchObject({ code: 0 });
      expect(readFileSync(join(other, 'c')).length).toBe(3_000_000);

      // Another machine leaves the queue; it stays on the server.
      const second = machine(plugin, { ...place.env });
      await second.run('store', 'init', place.address, '--repository', 'web');
      const left = await second.run('queue', 'remove', 'web', '--yes');
      expect([left.code, left.out]).toEqual([0, expect.stringContaining(`It stays in ${address}`)]);
      expect(await fine('list')).toContain('Fix login');

      // A blob without a name stays, because maintenance is not due.
      const sha = createHash('sha256').update('nobody names me').digest('hex');
      const unnamed = `blobs/${sha.slice(0, 2)}/${sha}`;
      await place.plant(unnamed, 'nobody names me', 400);
      await fine('add', 'Another');
      expect(await place.paths()).toContain(unnamed);

      // What was set aside goes by the same rule as on a disk.
      await place.plant('damaged/log/000000000009.json.1', 'old', 91);
      await place.plant('damaged/blobs/ab/x.1', 'young', 89);
      expect(await fine('doctor')).toContain('2 damaged files kept in ');
      await fine('doctor', '--fix');
      expect((await place.paths()).filter((path) => path.startsWith('damaged/'))).toEqual(['damaged/blobs/ab/x.1']);

      // Damage is named by its object.
      const last = (await place.paths()).filter((path) => /^log\/\d+\.json$/.test(path)).at(-2)!;
      await place.plant(last, '{"v":1', 0);
      const { code, err } = await run('doctor');
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(`${address.split('?')[0]}`) });
      expect(err).toContain(last);
    },
  );
});
