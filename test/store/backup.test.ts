import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { create, Header } from 'tar';
import { describe, expect, test, vi } from 'vitest';
import { backupStore } from '../../src/store/backup/backup.ts';
import { replaceStore } from '../../src/store/backup/replace-store.ts';
import { unpack } from '../../src/store/backup/restore.ts';
import { examineStore } from '../../src/store/doctor/store.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { bundle } from '../support/bundle.ts';
import { startChild } from '../support/child.ts';
import { tempFolder } from '../support/folder.ts';
import { DEADLINE_MS, runs } from '../support/seed.ts';

const actor = { kind: 'system', name: 'test' } as const;
const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor }, (tx) => tx.put<string>('task', id, { id }));
const ids = async (dir: string) => [...(await openStore({ dir })).state.all<string>('task')].map(([id]) => id);

/** A store of some commits, a few of them packed, with a text. */
async function place(commits = 6) {
  const root = tempFolder('backup');
  const dir = join(root, 'store');
  const store = await openStore({ dir, create: true, segmentSize: 4 });
  const sha = await store.putBlob('a text');
  await store.write({ command: 'text', actor }, (tx) => tx.put<string>('doc', 'd', { id: 'd', blob: sha }));
  for (let i = 1; i < commits; i++) await add(store, `t${i}`);
  await store.maintain();
  return { root, dir, store, sha, file: join(root, 'backup.tar.gz') };
}

async function restore(file: string, dir: string) {
  const unpacked = await unpack(file, dir);
  await replaceStore(unpacked, dir);
  return unpacked;
}

describe('a backup', () => {
  test('brings back all commits and texts, with nothing left beside', async () => {
    const { root, dir, file, sha } = await place();
    expect(await backupStore(dir, file)).toMatchObject({ file, seq: 6, blobs: 1 });
    const other = join(root, 'other');
    await restore(file, other);
    expect(await ids(other)).toEqual(['t1', 't2', 't3', 't4', 't5']);
    expect((await examineStore(other))!.problems).toEqual([]);
    expect((await (await openStore({ dir: other })).getBlob(sha)).toString()).toBe('a text');
    expect(readdirSync(root).sort()).toEqual(['backup.tar.gz', 'other', 'store']);
    expect([file, join(other, 'format.json')].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  test.each([
    ['more than the disk has room for', `blobs/ab/${'a'.repeat(64)}`, 2 ** 50, 'store', /needs \d+.* free on the disk/],
    ['a file in no backup that fills the disk', 'other.bin', 2 ** 50, 'store', /free on the disk/],
    [
      'a file of records that is too large to read',
      'history/000000000000-000000000003.ndjson',
      600 * 2 ** 20,
      'invalid',
      /are read/,
    ],
  ])('that unpacks to %s is refused before it is unpacked', async (_, path, size, code, problem) => {
    const { root, dir } = await place();
    const file = join(root, 'bomb.tar.gz');
    const header = new Header({ path, size, type: 'File', mode: 0o600, mtime: new Date(0) });
    const block = Buffer.alloc(512);
    header.encode(block);
    writeFileSync(file, gzipSync(Buffer.concat([block, Buffer.alloc(1024 * 1024)])));
    const before = readdirSync(root).sort();
    await expect(unpack(file, dir)).rejects.toMatchObject({ code, message: expect.stringMatching(problem) });
    expect(readdirSync(root).sort()).toEqual(before);
    expect(await ids(dir)).toHaveLength(5);
  });

  test('is never written over what is there', async () => {
    const { dir, file } = await place();
    writeFileSync(file, 'mine');
    await expect(backupStore(dir, file)).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test('is the store as it was at one commit, whoever writes and packs meanwhile', async () => {
    const { root, dir } = await place();
    const writer = startChild(await bundle(new URL('./writer.child.ts', import.meta.url)), [dir, 'w', '100000', '8']);
    try {
      await vi.waitFor(() => expect(writer.lines.length).toBeGreaterThan(0), { timeout: DEADLINE_MS });
      let last = 0;
      for (let i = 0; i < runs(4); i++) {
        const { seq, file } = await backupStore(dir, join(root, `b${i}.tar.gz`));
        expect(seq).toBeGreaterThanOrEqual(last);
        last = seq;
        const { report } = await restore(file, join(root, `r${i}`));
        expect([report.ok, report.seq]).toEqual([true, seq]);
      }
      expect(last).toBeGreaterThan(6);
    } finally {
      writer.process.kill('SIGKILL');
      await writer.ended;
    }
  });

  test('touches nothing of another store, of which one that was ended left links under the same name', async () => {
    const [one, other] = [await place(), await place(3)];
    const left = join(one.root, `backup.tar.gz.making-${process.pid}/store/log`);
    mkdirSync(left, { recursive: true });
    const names = readdirSync(join(other.dir, 'log'));
    for (const name of names) linkSync(join(other.dir, 'log', name), join(left, name));
    await backupStore(one.dir, one.file);
    expect((await examineStore(other.dir))!.problems).toEqual([]);
    expect((await unpack(one.file, join(one.root, 'new'))).report.seq).toBe(6);
  });

  test('takes away what a backup left there whose process was ended, after a day, and nothing else', async () => {
    const { root, dir, file } = await place();
    const old = new Date(Date.now() - 25 * 3_600_000);
    const leave = (name: string, part: string, at = old) => {
      mkdirSync(join(root, name, part), { recursive: true });
      utimesSync(join(root, name), at, at);
      return name;
    };
    leave('q.tar.gz.making-999999999-Ab3_xZ', 'store');
    const stay = [
      leave('q.tar.gz.making-999999999-Ab3_xY', 'store', new Date()),
      leave(`q.tar.gz.making-${process.ppid}-Ab3_xX`, 'store'),
      leave('q.tar.gz.making-999999999-Ab3_xW', 'mine'),
    ];
    await backupStore(dir, file);
    expect(readdirSync(root).sort()).toEqual(['backup.tar.gz', ...stay, 'store'].sort());
  });

  test('of a damaged store is refused', async () => {
    const { root, dir, file } = await place();
    const [name] = readdirSync(join(dir, 'log')).sort();
    truncateSync(join(dir, 'log', name!), 20);
    await expect(backupStore(dir, file)).rejects.toMatchObject({ code: 'store' });
    expect(readdirSync(root)).toEqual(['store']);
  });
});

describe('restoring', () => {
  test('says how many commits would be lost', async () => {
    const { dir, file, store } = await place();
    await backupStore(dir, file);
    expect(await unpack(file, dir)).toMatchObject({ there: true, lost: 0 });
    await add(store, 'later');
    await add(store, 'latest');
    const unpacked = await unpack(file, dir);
    expect(unpacked).toMatchObject({ there: true, lost: 2 });
    await unpacked.drop();
    const other = await place(3);
    expect((await unpack(file, other.dir)).lost).toBe(3);
  });

  test('is noticed by who has the old store open: he writes nothing', async () => {
    const { dir, file, store } = await place();
    await backupStore(dir, file);
    await add(store, 'later');
    await restore(file, dir);
    await expect(add(store, 'too late')).rejects.toThrow('was replaced while it was open');
    expect(await ids(dir)).not.toContain('later');
    expect((await examineStore(dir))!.problems).toEqual([]);
  });

  test.each<[string, (file: string, root: string) => unknown]>([
    ['cut off', (file) => truncateSync(file, statSync(file).size - 200)],
    ['no archive', (file) => writeFileSync(file, 'no archive')],
    [
      'changed',
      (file) => {
        const bytes = readFileSync(file);
        bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
        writeFileSync(file, bytes);
      },
    ],
    [
      'without a store',
      async (file, root) => {
        writeFileSync(join(root, 'format.json'), '{}');
        await create({ gzip: true, file, cwd: root }, ['format.json']);
      },
    ],
  ])('of a file that is %s is refused, and the store stays', async (_, spoil) => {
    const { root, dir, file } = await place();
    await backupStore(dir, file);
    await spoil(file, root);
    await expect(unpack(file, dir)).rejects.toMatchObject({ code: 'invalid' });
    expect(await ids(dir)).toHaveLength(5);
    expect(readdirSync(root).filter((name) => name.includes('restoring'))).toEqual([]);
  });

  test('takes out of an archive nothing but what a store has', async () => {
    const { root, dir } = await place();
    writeFileSync(join(dir, 'evil.txt'), 'x');
    const file = join(root, 'odd.tar.gz');
    await create({ gzip: true, file, cwd: dir }, readdirSync(dir));
    const other = join(root, 'other');
    await restore(file, other);
    expect(existsSync(join(other, 'evil.txt'))).toBe(false);
    expect(await ids(other)).toHaveLength(5);
  });
});
