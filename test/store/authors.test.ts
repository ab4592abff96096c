import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Actor, formatActor, type TaskAuthors } from '../../src/domain/actor.ts';
import { authorTable } from '../../src/store/authors/author-table.ts';
import { type MemoryFile, memoryBackend, openStore, type Store } from '../../src/store/index.ts';
import { bundle } from '../support/bundle.ts';
import { startChild } from '../support/child.ts';
import { tempFolder } from '../support/folder.ts';
import { seeded } from '../support/random.ts';
import { runs, SEED } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';

const ADA: Actor = { kind: 'human', name: 'ada' };
const BOB: Actor = { kind: 'human', name: 'bob' };
const AGENT: Actor = { kind: 'ai', name: 'claude-code', session: 's1', agent: 'a1' };
const ACTORS = [ADA, BOB, AGENT] as const;

const said = ({ created, changed }: TaskAuthors) => [created && formatActor(created), changed && formatActor(changed)];

/** A store in memory with a count of the files that are read from the log and of those written for authors. */
async function inMemory(files = new Map<string, MemoryFile>()) {
  const backend = memoryBackend({ files });
  const count = { read: 0, written: 0 };
  const get: typeof backend.get = (path, range) => {
    if (/^(history|log)\//.test(path)) count.read++;
    return backend.get(path, range);
  };
  const put: typeof backend.put = (path, data) => {
    if (path.startsWith('authors/')) count.written++;
    return backend.put(path, data);
  };
  const store = await openStore({ dir: 'memory', backend: { ...backend, get, put }, create: true, segmentSize: 4 });
  return { files, store, count };
}

const write = (store: Store, actor: Actor, id: string, n: number | null, command = 'change') =>
  store.write({ command, actor }, (tx) => (n === null ? tx.remove('task', id) : tx.put<string>('task', id, { n })));

/** Returns the file of authors in the store's folder. */
const fileIn = (dir: string) => readdirSync(join(dir, 'authors')).filter((name) => !name.startsWith('.'));

/** What the log says, by one pass over it without a file or an index. */
async function byTheLog(store: Store): Promise<(id: string) => TaskAuthors> {
  const table = authorTable();
  for await (const commit of store.history({ quiet: true })) table.take(commit);
  return table.of;
}

test('the first and the last author of a task are known, and nothing of a task that nobody made', async () => {
  const { store } = await inMemory();
  await write(store, ADA, 't1', 1);
  await write(store, AGENT, 't1', 2);
  await write(store, BOB, 't2', 1);
  await store.write({ command: 'x', actor: AGENT }, (tx) => tx.put<string>('doc', 't2', { n: 1 }));
  await store.authors.ready();
  expect(said(store.authors.of('t1'))).toEqual(['human:ada', 'ai:claude-code#a1']);
  expect(said(store.authors.of('t2'))).toEqual(['human:bob', 'human:bob']);
  expect(store.authors.of('t3')).toEqual({});
  expect(said(await store.authors.read('t1'))).toEqual(['human:ada', 'ai:claude-code#a1']);
});

test('a task that comes back keeps its maker: undo, redo, the archive; a new one of the same uuid has a new one', async () => {
  const { store } = await inMemory();
  await write(store, ADA, 't1', 1);
  await store.undo({ actor: ADA });
  expect(said((await store.authors.readAll())('t1'))).toEqual(['human:ada', 'human:ada']);
  await store.undo({ actor: ADA, redo: true });
  await write(store, BOB, 't1', null, 'task_archive');
  await write(store, AGENT, 't1', 1, 'task_archive_restore');
  await store.authors.ready();
  expect(said(store.authors.of('t1'))).toEqual(['human:ada', 'ai:claude-code#a1']);
  await write(store, BOB, 't1', null, 'task_purge');
  await write(store, AGENT, 't1', 1, 'task_import');
  await store.authors.ready();
  expect(said(store.authors.of('t1'))).toEqual(['ai:claude-code#a1', 'ai:claude-code#a1']);
});

test('whatever happens, the table, its file and the commits of one task say what the log says', async () => {
  for (let seed = SEED; seed < SEED + runs(2, 4); seed++) {
    const random = seeded(seed);
    const files = new Map<string, MemoryFile>();
    let { store } = await inMemory(files);
    for (let step = 0; step < 120; step++) {
      const actor = random.pick(ACTORS);
      const id = `t${random.int(6)}`;
      const act = random.int(12);
      if (act === 0) await store.undo({ actor, redo: random.int(2) === 0 }).catch(() => undefined);
      else if (act === 1) await write(store, actor, id, null, 'task_archive');
      else if (act === 2) await write(store, actor, id, step, 'task_archive_restore');
      else await write(store, actor, id, step);
      if (random.int(10) === 0) await store.maintain({ force: true });
      if (random.int(6) === 0) ({ store } = await inMemory(files));
      if (random.int(3) > 0) continue;
      await store.authors.ready();
      const known = await byTheLog(store);
      const all = await store.authors.readAll();
      for (let n = 0; n < 6; n++) {
        expect(store.authors.of(`t${n}`), `seed ${seed}, step ${step}, t${n}`).toEqual(known(`t${n}`));
        expect(await store.authors.read(`t${n}`)).toEqual(all(`t${n}`));
      }
    }
  }
});

test('a task of a long import is read from the table, which is kept; one that left it from the log', async () => {
  const { store, count } = await inMemory();
  const text = 'x'.repeat(300);
  await store.write({ command: 'task_import', actor: ADA }, (tx) => {
    for (let n = 0; n < 1_000; n++) tx.put<string>('task', `t${n}`, { n, text });
  });
  await write(store, BOB, 't5', 1);
  expect(said(await store.authors.read('t5'))).toEqual(['human:ada', 'human:bob']);
  const before = count.read;
  expect(said(await store.authors.read('t6'))).toEqual(['human:ada', 'human:ada']);
  expect(count).toEqual({ read: before, written: 1 });
  await write(store, AGENT, 't5', null, 'task_archive');
  expect(said(await store.authors.read('t5'))).toEqual(['human:ada', 'human:bob']);
});

test('a commit of this process or of another one is in the table at once, also within a write', async () => {
  const { store, files } = await inMemory();
  await write(store, ADA, 't1', 1);
  await store.authors.ready();
  const { store: other } = await inMemory(files);
  await write(other, BOB, 't2', 1);
  await store.write({ command: 'x', actor: AGENT }, (tx) => {
    expect(said(store.authors.of('t2'))).toEqual(['human:bob', 'human:bob']);
    tx.put<string>('task', 't1', { n: 5 });
    expect(said(store.authors.of('t1'))).toEqual(['human:ada', 'human:ada']);
  });
  expect(said(store.authors.of('t1'))).toEqual(['human:ada', 'ai:claude-code#a1']);
});

test('nobody pays who does not ask: no file, and no commit is read for it', async () => {
  const { store, files } = await inMemory();
  for (let n = 0; n < 20; n++) await write(store, ADA, `t${n}`, n);
  await store.maintain({ force: true });
  const { store: again, count } = await inMemory(files);
  const before = count.read;
  expect([...again.state.all('task')]).toHaveLength(20);
  expect(count.read).toBe(before);
  expect([...files.keys()].filter((path) => path.startsWith('authors'))).toEqual([]);
});

test('the second call reads only the commits after the file; the file is renewed after many commits', async () => {
  const { store, files, count } = await inMemory();
  for (let n = 0; n < 40; n++) await write(store, ADA, `t${n}`, n);
  await store.authors.ready();
  expect(count.written).toBe(1);
  const first = await inMemory(files);
  const before = first.count.read;
  await first.store.authors.ready();
  expect(first.count.read - before).toBeLessThan(3);
  expect(first.count.written).toBe(0);
  for (let n = 0; n < 260; n++) await write(store, BOB, `t${n % 9}`, 1_000 + n);
  const second = await inMemory(files);
  await second.store.authors.ready();
  expect(second.count.written).toBe(1);
  expect([...files.keys()].filter((path) => path.startsWith('authors'))).toEqual(['authors/000000000300.json']);
  expect(said(second.store.authors.of('t3'))).toEqual(['human:ada', 'human:bob']);
});

test.each([
  ['cut off', (text: string) => text.slice(0, -20)],
  ['empty', () => ''],
  ['with another author', (text: string) => text.replace('"ada"', '"eve"')],
  ['with another number', (text: string) => text.replace('"seq":3', '"seq":2')],
  ['no JSON', () => 'hello'],
])('a file that is %s does not count, and is replaced', async (_, harm) => {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true });
  for (const id of ['t1', 't2', 't3']) await write(store, ADA, id, 1);
  await store.authors.ready();
  const path = join(dir, 'authors', '000000000003.json');
  const sound = readFileSync(path, 'utf8');
  writeFileSync(path, harm(sound));
  const again = await openStore({ dir });
  await again.authors.ready();
  expect(said(again.authors.of('t2'))).toEqual(['human:ada', 'human:ada']);
  expect(readFileSync(path, 'utf8')).toBe(sound);
});

test('a file of another past does not count, even if its own sum fits', async () => {
  const [one, other] = [tempFolder(), tempFolder()];
  for (const [dir, actor] of [
    [one, ADA],
    [other, BOB],
  ] as const) {
    const store = await openStore({ dir, create: true });
    for (let n = 0; n < 3; n++) await write(store, actor, `t${n}`, n);
    await store.authors.ready();
  }
  writeFileSync(join(one, 'authors', '000000000003.json'), readFileSync(join(other, 'authors', '000000000003.json')));
  const store = await openStore({ dir: one });
  await store.authors.ready();
  expect(said(store.authors.of('t1'))).toEqual(['human:ada', 'human:ada']);
});

test('a lost part of the history makes its authors unknown, and no error; nothing of it is stored', async () => {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true, segmentSize: 4 });
  for (let n = 0; n < 20; n++) await write(store, ADA, `t${n}`, n);
  for (let n = 0; n < 3; n++) await write(store, BOB, `t${n}`, 100);
  await store.maintain({ force: true });
  rmSync(join(dir, 'history', readdirSync(join(dir, 'history'))[0]!));
  const again = await openStore({ dir });
  await again.authors.ready();
  expect(said(again.authors.of('t1'))).toEqual([undefined, 'human:bob']);
  expect(said(again.authors.of('t10'))).toEqual(['human:ada', 'human:ada']);
  expect(() => readdirSync(join(dir, 'authors'))).toThrow();
});

test('a store that cannot be written answers all the same', async () => {
  const files = new Map<string, MemoryFile>();
  const { store } = await inMemory(files);
  await write(store, ADA, 't1', 1);
  const backend = memoryBackend({ files });
  const { BacklogError } = await import('../../src/domain/errors.ts');
  const put: typeof backend.put = () => Promise.reject(new BacklogError('store', 'disk full'));
  const full = await openStore({ dir: 'memory', backend: { ...backend, put } });
  await full.authors.ready();
  expect(said(full.authors.of('t1'))).toEqual(['human:ada', 'human:ada']);
});

const script = bundle(new URL('./authors.child.ts', import.meta.url));

soak('four processes ask at once while two are killed: each answer is right, and one file is left', async () => {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true, segmentSize: 8 });
  for (let n = 0; n < 400; n++) await write(store, ACTORS[n % 3]!, `t${n % 50}`, n);
  const known = await byTheLog(store);
  const expected = JSON.stringify(Array.from({ length: 50 }, (_, n) => said(known(`t${n}`))));
  const file = await script;
  const children = Array.from({ length: 4 }, (_, i) =>
    startChild(file, [dir, String(runs(40, 40))], (_line, child) => {
      if (i < 2 && child.lines.length > 5 + i) child.process.kill('SIGKILL');
    }),
  );
  const ends = await Promise.all(children.map(({ ended }) => ended));
  expect(ends.map(({ errors }) => errors).join('')).toBe('');
  expect(ends.filter(({ code }) => code === 0)).toHaveLength(2);
  const lines = children.flatMap((child) => child.lines).filter((line) => line !== 'done');
  expect(lines.length).toBeGreaterThan(80);
  expect(new Set(lines)).toEqual(new Set([expected]));
  expect(fileIn(dir)).toEqual(['000000000400.json']);
});
