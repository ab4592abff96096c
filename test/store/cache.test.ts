import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cachedBackend } from '../../src/store/backends/cache/cached.ts';
import { folderCache } from '../../src/store/backends/cache/folder.ts';
import { readS3Address } from '../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../src/store/backends/s3/backend.ts';
import type { S3Request } from '../../src/store/backends/s3/send.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { backendContract } from '../contract/backend.ts';
import { tempFolder } from '../support/folder.ts';
import { fakeS3 } from '../support/s3-fake.ts';

const signer = { kind: 'system', name: 'test' } as const;
const LIMITS = { bytes: 1_000, files: 10, file: 500, unusedMs: 1_000_000 };
const MANY_BYTES = { ...LIMITS, bytes: 1e9, file: 1e9, files: 1e6 };

/** A bucket, and machines with caches of their own that note each request. */
function machines() {
  const service = fakeS3();
  service.buckets.set('work', new Map());
  const files = service.buckets.get('work')!;
  const machine = (folder = tempFolder()) => {
    const requests: string[] = [];
    const inner = service.send('work');
    const send = async (request: S3Request) => {
      await made.before?.(request);
      requests.push(request.query?.['list-type'] ? `list ${request.query.prefix}` : `${request.method} ${request.key}`);
      return inner(request);
    };
    const open = (more = {}) =>
      openStore({
        ...{ dir: 'S3', segmentSize: 8, ...more },
        backend: cachedBackend(s3Backend(readS3Address('s3://work'), { send }), folderCache(folder)),
      });
    const made: { before?: (request: S3Request) => Promise<void> } = {};
    return Object.assign(made, { open, requests, folder });
  };
  return { machine, files };
}

const put = (store: Store, id: string) =>
  store.write({ command: 'x', actor: signer }, (tx) => tx.put<string>('thing', id, { id }));

test('a process that opens the queue sends one request when this machine has read it before', async () => {
  const { machine } = machines();
  const [one, two] = [machine(), machine()];
  const store = await one.open({ create: true });
  for (let i = 0; i < 20; i++) await put(store, `a${i}`);
  await store.maintain({ force: true });
  for (let i = 0; i < 9; i++) await put(store, `b${i}`);
  const cold = await two.open();
  expect(two.requests.filter((request) => request.startsWith('list'))).toHaveLength(1);
  two.requests.length = 0;
  const warm = await two.open({ lazy: true, kinds: ['thing'] });
  expect(two.requests).toEqual(['list ']);
  for (const opened of [cold, warm]) expect(opened.state.size('thing')).toBe(29);
  await put(warm, 'more');
  await store.refresh();
  expect(store.state.size('thing')).toBe(30);
});

test('a queue that was deleted and made again is read anew', async () => {
  const { machine, files } = machines();
  const one = machine();
  await put(await one.open({ create: true }), 'old');
  files.clear();
  const other = machine();
  await put(await other.open({ create: true }), 'new');
  const store = await one.open();
  expect([...store.state.all('thing')].map(([id]) => id)).toEqual(['new']);
});

test('a copy that was damaged is read from the service again', async () => {
  const { machine } = machines();
  const one = machine();
  const store = await one.open({ create: true });
  const sha = await store.putBlob('a text');
  expect((await store.getBlob(sha)).toString()).toBe('a text');
  one.requests.length = 0;
  expect((await store.getBlob(sha)).toString()).toBe('a text');
  expect(one.requests).toEqual([]);
  for (const name of readdirSync(one.folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(one.folder, name);
    if (statSync(file).isFile()) writeFileSync(file, readFileSync(file).fill(1, 33));
  }
  expect((await store.getBlob(sha)).toString()).toBe('a text');
  expect(one.requests).toHaveLength(1);
});

test('many that want a file at once cause one request; after a failed one, they ask again', async () => {
  const { machine } = machines();
  const one = machine();
  const store = await one.open({ create: true });
  const sha = await store.putBlob('a text');
  one.requests.length = 0;
  let fails = true;
  one.before = async () => {
    if (fails) throw new Error('the network is down');
  };
  const all = () => Promise.allSettled(Array.from({ length: 50 }, () => store.getBlob(sha)));
  expect((await all()).every(({ status }) => status === 'rejected')).toBe(true);
  fails = false;
  expect((await all()).every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(one.requests).toHaveLength(1);
});

test('commits that are packed between the listing and their reading are no damage', async () => {
  const { machine, files } = machines();
  const store = await machine().open({ create: true });
  for (let i = 0; i < 30; i++) await put(store, `a${i}`);
  const two = machine();
  let packing: Promise<unknown> | undefined;
  two.before = async (request) => {
    if (!request.key?.startsWith('log/')) return;
    packing ??= store.maintain({ force: true });
    await packing;
  };
  expect((await two.open()).state.size('thing')).toBe(30);
  expect(packing).toBeDefined();
  expect([...files.keys()]).not.toContain('log/000000000001.json');
});

test('the folder stays within its limits; what was used last stays; an incomplete file goes', () => {
  const folder = tempFolder();
  let now = 1_700_000_000_000;
  const cache = folderCache(folder, { most: LIMITS, now: () => now, random: () => 0 });
  mkdirSync(join(folder, 'aa'));
  writeFileSync(join(folder, 'aa', 'x.tmp-1-2'), Buffer.alloc(2_000));
  for (let i = 0; i < 40; i++) cache.put(`key${i}`, Buffer.alloc(100, i));
  cache.put('too large', Buffer.alloc(501));
  expect(cache.get('too large')).toBeNull();
  const files = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.length > 3);
  expect(files().length).toBeLessThanOrEqual(LIMITS.files);
  expect(files().join()).not.toContain('tmp');
  now = Date.now() + 2 * LIMITS.unusedMs;
  cache.put('last', Buffer.alloc(1));
  expect(files()).toHaveLength(0);
});

test('a disk that is full or read-only, and a file in the way, only mean that nothing is kept', () => {
  const folder = join(tempFolder(), 'file');
  writeFileSync(folder, '');
  const cache = folderCache(folder, { most: MANY_BYTES, random: () => 0 });
  cache.put('key', Buffer.from('x'));
  expect(cache.get('key')).toBeNull();
  cache.delete('key');
});

backendContract('S3 with a cache', () => {
  const service = fakeS3({ page: 3 });
  service.buckets.set('work', new Map());
  const folder = tempFolder();
  const again = () =>
    cachedBackend(s3Backend(readS3Address('s3://work/web'), { send: service.send('work') }), folderCache(folder));
  return { backend: again(), again };
});

test('a queue can’t put another text into the copies that all queues of the machine share', async () => {
  const { machine, files } = machines();
  const folder = tempFolder();
  const one = await machine(folder).open({ create: true });
  const sha = await one.putBlob('a text');
  const key = [...files.keys()].find((name) => name.endsWith(sha))!;
  const good = files.get(key)!;
  files.set(key, { ...good, data: Buffer.from('another') });
  await expect(
    machine(folder)
      .open()
      .then((store) => store.getBlob(sha)),
  ).rejects.toThrow('damaged');
  files.set(key, good);
  expect((await (await machine(folder).open()).getBlob(sha)).toString()).toBe('a text');
});
