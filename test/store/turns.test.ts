import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Backend } from '../../src/store/backend.ts';
import { examineStore } from '../../src/store/doctor/store.ts';
import { memoryBackend, openStore } from '../../src/store/index.ts';
import { commitPath } from '../../src/store/layout.ts';
import { bundle } from '../support/bundle.ts';
import { startChild } from '../support/child.ts';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';

const script = bundle(new URL('./writer.child.ts', import.meta.url));
const meta = { command: 'import', actor: { kind: 'system', name: 'test' } } as const;

soak('a long transaction gets its turn, and lands, while another process writes all the time', async () => {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true });
  const child = startChild(await script, [dir, 'busy', '1000000', '50']);
  while (store.state.seq < 20) await store.refresh();
  const before = store.state.seq;
  let attempts = 0;
  const { seq } = await store.write(meta, (tx) => {
    attempts++;
    const next = join(dir, commitPath(store.state.seq + 1));
    // The other one is faster, the first time for sure.
    while (attempts === 1 && !existsSync(next));
    const until = performance.now() + 300;
    while (performance.now() < until);
    tx.put<string>('row', 'imported', { attempts });
  });
  await store.refresh();
  while (store.state.seq <= seq!) await store.refresh();
  child.process.kill('SIGTERM');
  await child.ended;
  expect(seq).toBeGreaterThan(before + 1);
  expect(attempts).toBeLessThan(6);
  expect(readdirSync(join(dir, 'log')).filter((name) => name.startsWith('turn'))).toEqual([]);
  expect((await examineStore(store.dir))!.problems).toEqual([]);
});

test('the turn of a process that is gone is waited for once', async () => {
  let time = 0;
  const sleep = async (ms: number) => {
    time += ms;
  };
  const timing = { monotonic: () => time, sleep, random: () => 0 };
  const backend = memoryBackend();
  const store = await openStore({ dir: 'memory', backend, create: true, timing });
  await store.write(meta, (tx) => tx.put<string>('row', 'a', {}));
  await backend.put('log/turn-000000000400-gone', '');
  await store.write(meta, (tx) => tx.put<string>('row', 'b', {}));
  expect(time).toBeGreaterThanOrEqual(800);
  expect(time).toBeLessThan(900);
  await store.write(meta, (tx) => tx.put<string>('row', 'c', {}));
  expect(time).toBeLessThan(900);
});

test('nor does a writer that loses several times wait for it again', async () => {
  let time = 0;
  const sleep = async (ms: number) => {
    time += ms;
  };
  const timing = { monotonic: () => time, sleep, random: () => 0 };
  const inner = memoryBackend();
  const other = await openStore({ dir: 'memory', backend: inner, create: true });
  await other.write(meta, (tx) => tx.put<string>('row', 'a', {}));
  let losses = 0;
  const append: Backend['append'] = async ({ path, line }) => {
    if (losses++ === 0) return 'turn';
    if (losses > 5) return (await inner.put(path, line))!;
    await other.write(meta, (tx) => tx.put<string>('row', `other ${losses}`, {}));
    return { taken: [{ path, tag: path, bytes: await inner.get(path) }] };
  };
  const store = await openStore({ dir: 'memory', backend: { ...inner, append }, timing });
  await inner.put('log/turn-000000000400-gone', '');
  await store.write(meta, (tx) => tx.put<string>('row', 'b', {}));
  expect(time).toBeGreaterThanOrEqual(800);
  expect(time).toBeLessThan(830);
});

test('a writer that slept longer than the deadline, and then lost once, tries again', async () => {
  let time = 0;
  const timing = { monotonic: () => time, sleep: async () => undefined, random: () => 0 };
  const files = new Map();
  const backend = memoryBackend({ files });
  const other = await openStore({ dir: 'memory', backend: memoryBackend({ files }), create: true });
  let losses = 1;
  const slow = {
    ...backend,
    async put(path: string, data: Parameters<typeof backend.put>[1]) {
      if (losses-- > 0) {
        time += 60_000;
        await other.write(meta, (tx) => tx.put<string>('row', 'other', {}));
      }
      return backend.put(path, data);
    },
  };
  const store = await openStore({ dir: 'memory', backend: slow, timing });
  expect((await store.write(meta, (tx) => tx.put<string>('row', 'mine', {}))).seq).toBe(2);
});

test('a turn that others ended, because it took longer than it said, is taken again', async () => {
  let time = 0;
  const sleep = async (ms: number) => {
    time += ms;
  };
  const timing = { monotonic: () => time, sleep, random: () => 0 };
  const files = new Map();
  const backend = memoryBackend({ files });
  const other = await openStore({ dir: 'memory', backend: memoryBackend({ files }), create: true, timing });
  const turnsAtLoss: number[] = [];
  const turns = () => [...files.keys()].filter((path) => path.startsWith('log/turn-'));
  const losing = {
    ...backend,
    async put(path: string, data: Parameters<typeof backend.put>[1]) {
      if (/log\/\d/.test(path) && turnsAtLoss.length < 4) {
        turnsAtLoss.push(turns().length);
        await other.write(meta, (tx) => tx.put<string>('row', `other ${time}`, {}));
      }
      return backend.put(path, data);
    },
  };
  const store = await openStore({ dir: 'memory', backend: losing, timing });
  const { seq } = await store.write(meta, (tx) => {
    time += 300;
    tx.put<string>('row', 'mine', {});
  });
  expect(seq).toBe(5);
  expect(turnsAtLoss).toEqual([0, 1, 1, 1]);
  expect(turns()).toEqual([]);
});
