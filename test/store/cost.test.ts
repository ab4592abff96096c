import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type FileCalls, fileCalls } from '../../src/store/backends/calls.ts';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { readS3Address } from '../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../src/store/backends/s3/backend.ts';
import type { Send } from '../../src/store/backends/s3/send.ts';
import { type Backend, type MemoryFile, memoryBackend, openStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { fakeS3 } from '../support/s3-fake.ts';

const signer = { kind: 'system', name: 'test' } as const;
const NAMES = ['put', 'get', 'list', 'delete'] as const;

/** A backend that writes down every call. */
function counted(inner: Backend): { backend: Backend; take: () => string[] } {
  const calls: string[] = [];
  const noted = NAMES.map((name) => {
    const real = inner[name] as (...args: unknown[]) => unknown;
    return [
      name,
      (...args: unknown[]) => {
        calls.push(`${name} ${args[0]}`);
        return real(...args);
      },
    ];
  });
  const backend = { ...inner, ...Object.fromEntries(noted) } as Backend;
  return { backend, take: () => calls.splice(0) };
}

async function filled(records: number) {
  const files = new Map<string, MemoryFile>();
  const { backend, take } = counted(memoryBackend({ files }));
  const store = await openStore({ dir: 'memory', backend, create: true });
  await store.write({ command: 'import', actor: signer }, (tx) => {
    for (let i = 0; i < records; i++) tx.put<string>('task', `t${i}`, { i });
    tx.put<string>('claim', 'c', { held: true });
  });
  await store.maintain({ force: true });
  take();
  return { files, store, take };
}

const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('task', id, { id }));

test.each([0, 10_000])('a refresh of a store of %i records with nothing new is one call', async (records) => {
  const { store, take } = await filled(records);
  await store.refresh();
  expect(take()).toEqual(['list log']);
});

test.each([0, 10_000])(
  'a commit to a store of %i records is four calls: what others did, who may write, the put, the floor',
  async (records) => {
    const { store, take } = await filled(records);
    await add(store, 'new');
    expect(take()).toEqual(['list log', 'get format.json', 'put log/000000000002.json', 'list history']);
  },
);

test('a commit soon after a refresh is three calls more; after another commit, or later, what others did is looked for again', async () => {
  const { backend, take } = counted(memoryBackend());
  let time = 0;
  const timing = { monotonic: () => time, sleep: async () => undefined, random: () => 0.5 };
  const store = await openStore({ dir: 'memory', backend, create: true, timing, freshMs: 20 });
  const calls = async (work: Promise<unknown>) => {
    take();
    await work;
    return take().map((call) => call.replace(/\d{12}/, 'N'));
  };
  const commit = ['get format.json', 'put log/N.json', 'list history'];
  await add(store, 'first');
  expect(await calls(store.refresh())).toEqual(['list log']);
  time += 19;
  expect(await calls(add(store, 'soon'))).toEqual(commit);
  expect(await calls(add(store, 'again'))).toEqual(['list log', ...commit]);
  await store.refresh();
  time += 20;
  expect(await calls(add(store, 'later'))).toEqual(['list log', ...commit]);
});

test.each(['memory', 'a disk'])(
  'the first write after 100 commits of others reads each of them once, in %s',
  async (place) => {
    let time = 0;
    const timing = { monotonic: () => time, sleep: async () => undefined, random: () => 0.5 };
    const dir = tempFolder();
    const files = new Map<string, MemoryFile>();
    const backend = () => (place === 'memory' ? memoryBackend({ files }) : fsBackend(dir));
    const { take, ...noted } = counted(backend());
    const behind = await openStore({ dir, ...noted, create: true, timing });
    await add(behind, 'first');
    const foreign = await openStore({ dir, backend: backend() });
    for (let i = 0; i < 100; i++) await add(foreign, `n${i}`);
    time += 10_000;
    take();
    await add(behind, 'last');
    const calls = take();
    const reads = calls.filter((call) => call.startsWith('get log/'));
    // On a disk, a writer also compares the commit before its own, after its put.
    expect(reads).toHaveLength(place === 'memory' ? 100 : 101);
    const others = calls.filter((call) => !call.startsWith('get log/'));
    // The log is read in two parts, and the floor after each.
    const floors = ['list history', 'list history'];
    const commit = ['get format.json', 'put log/N.json', 'list history'];
    expect(others.map((call) => call.replace(/\d{12}/, 'N'))).toEqual(['list log', ...floors, ...commit]);
  },
);

test('whoever commits between a refresh and a write that goes by it is not overwritten', async () => {
  const files = new Map<string, MemoryFile>();
  const open = () => openStore({ dir: 'memory', backend: memoryBackend({ files }), create: true, freshMs: 20_000 });
  const [one, other] = [await open(), await open()];
  await one.refresh();
  await other.refresh();
  await add(one, 'of one');
  await add(other, 'of the other');
  await one.refresh();
  expect([one, other].map(({ state }) => [...state.all<string>('task')].map(([id]) => id))).toEqual([
    ['of one', 'of the other'],
    ['of one', 'of the other'],
  ]);
});

test('maintenance with nothing due looks and leaves', async () => {
  const { store, take } = await filled(100);
  await store.maintain();
  expect(take()).toEqual(['list log', 'get format.json', 'list history', 'list checkpoints']);
});

test('a store opened for claims reads the claims of the checkpoint and no other kind', async () => {
  const { files, store } = await filled(1_000);
  await add(store, 'after');
  const { backend, take } = counted(memoryBackend({ files }));
  const claims = await openStore({ dir: 'memory', backend, kinds: ['claim'] });
  expect(claims.state.size('claim')).toBe(1);
  expect(
    take()
      .filter((call) => call.startsWith('get checkpoints/'))
      .sort(),
  ).toEqual(['get checkpoints/000000000001/_checkpoint.json', 'get checkpoints/000000000001/claim.json']);
});

test('checkpoints are due when the commits are many for the records, and not before', async () => {
  const few = await openStore({ dir: 'few', backend: memoryBackend(), create: true, checkpointEvery: 10 });
  for (let i = 0; i < 9; i++) await add(few, `n${i}`);
  expect((await few.maintain()).checkpoint).toBeNull();
  for (let i = 9; i < 15; i++) await add(few, `n${i}`);
  expect((await few.maintain()).checkpoint).toBe(15);
  const many = await openStore({ dir: 'many', backend: memoryBackend(), create: true, checkpointEvery: 10 });
  await many.write({ command: 'import', actor: signer }, (tx) => {
    for (let i = 0; i < 3_200; i++) tx.put<string>('task', `t${i}`, { i });
  });
  expect((await many.maintain()).checkpoint, 'one commit, but all of the state').toBe(1);
  for (let i = 0; i < 60; i++) await add(many, `n${i}`);
  expect((await many.maintain()).checkpoint).toBeNull();
  for (let i = 60; i < 160; i++) await add(many, `n${i}`);
  expect((await many.maintain()).checkpoint).toBe(161);
});

test('several processes do not write the same checkpoint', async () => {
  const files = new Map<string, MemoryFile>();
  const open = () => openStore({ dir: 'memory', backend: memoryBackend({ files }), create: true, checkpointEvery: 10 });
  const stores = [await open(), await open(), await open()];
  for (let i = 0; i < 20; i++) await add(stores[0]!, `n${i}`);
  const done: (number | null)[] = [];
  for (const store of stores) done.push((await store.maintain()).checkpoint);
  expect(done).toEqual([20, null, null]);
});

test('the figures of the four calls hold in S3, too: each call is one request', async () => {
  const requests: string[] = [];
  const service = fakeS3();
  service.buckets.set('work', new Map());
  const inner = service.send('work');
  const send: Send = async (request) => {
    const { method, key, query } = request;
    requests.push(key === undefined ? `list ${query?.prefix}` : `${method} ${key}`);
    return inner(request);
  };
  const backend = () => s3Backend(readS3Address('s3://work'), { send });
  const [mine, other] = await Promise.all([1, 2].map(() => openStore({ dir: 'S3', backend: backend(), create: true })));
  for (let i = 0; i < 3; i++) {
    await add(mine!, `mine-${i}`);
    await add(other!, `other-${i}`);
  }
  requests.length = 0;
  await other!.refresh();
  expect(requests.splice(0)).toEqual(['list log/']);
  await add(other!, 'one');
  expect(requests.splice(0)).toEqual(['list log/', 'GET format.json', 'PUT log/000000000007.json', 'list history/']);
  await mine!.refresh();
  expect(requests.splice(0)).toEqual([
    'list log/',
    'GET log/000000000006.json',
    'GET log/000000000007.json',
    'list history/',
  ]);
});

test('on a disk a refresh with nothing new is two calls to the system', async () => {
  const dir = tempFolder();
  const calls: string[] = [];
  const noted = Object.fromEntries(
    Object.entries(fileCalls).map(([name, call]) => [
      name,
      (...args: unknown[]) => {
        calls.push(`${name} ${String(args[0]).slice(dir.length)}`);
        return (call as (...args: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as FileCalls;
  const store = await openStore({ dir, create: true, backend: fsBackend(dir, noted) });
  await add(store, 'one');
  const past = new Date(Date.now() - 60_000);
  utimesSync(join(dir, 'log'), past, past);
  await store.refresh();
  calls.length = 0;
  await store.refresh();
  expect(calls).toEqual(['stat /log', 'stat /log/000000000001.json']);
});

test('blobs that nobody names are looked for once an hour, however much is packed', async () => {
  const dir = tempFolder();
  const looks: string[] = [];
  const stat: FileCalls['stat'] = (path) => {
    if (path.includes('/blobs/')) looks.push(path);
    return fileCalls.stat(path);
  };
  let now = 1_700_000_000_000;
  const backend = fsBackend(dir, { ...fileCalls, stat });
  const store = await openStore({ dir, backend, create: true, segmentSize: 2, now: () => now });
  await store.putBlob('a text');
  const looksOf = async (passed: number) => {
    now += passed;
    for (let i = 0; i < 6; i++) await add(store, `${now}-${i}`);
    looks.length = 0;
    await store.maintain();
    return looks.length > 0;
  };
  expect([await looksOf(0), await looksOf(3_599_999), await looksOf(1), await looksOf(1)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
