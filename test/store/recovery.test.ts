import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineStore } from '../../src/store/doctor/store.ts';
import { memoryBackend, openStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';

const signer = { kind: 'system', name: 'test' } as const;
const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('thing', id, { n: tx.nextId('n') }));

/** A store of 30 commits in segments of 8: 3 packed, a checkpoint at 25. */
async function filled(): Promise<{ dir: string; store: Store }> {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true, segmentSize: 8 });
  for (let i = 0; i < 25; i++) await add(store, `t${i}`);
  await store.maintain({ force: true });
  for (let i = 25; i < 30; i++) await add(store, `t${i}`);
  return { dir, store };
}

const log = (dir: string, seq: number) => join(dir, `log/${String(seq).padStart(12, '0')}.json`);
const segment = (dir: string) => join(dir, 'history/000000000008-000000000015.ndjson');
const checkpoint = (dir: string) => join(dir, 'checkpoints/000000000025');

test('files are 0600 in folders of 0700', async () => {
  const { dir, store } = await filled();
  await store.putBlob('body');
  store.appendDiagnostic('something failed');
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
    expect([entry.name, mode.toString(8)]).toEqual([entry.name, entry.isDirectory() ? '700' : '600']);
  }
});

test('a checkpoint that does not parse is skipped, and doctor names it', async () => {
  for (const damage of [(file: string) => writeFileSync(file, '{"torn'), (file: string) => rmSync(file)]) {
    for (const name of ['thing.json', '_checkpoint.json']) {
      const { dir } = await filled();
      damage(join(checkpoint(dir), name));
      const store = await openStore({ dir });
      expect([store.state.seq, store.state.size('thing')]).toEqual([30, 30]);
      if (name === 'thing.json') expect((await examineStore(store.dir))!.problems[0]?.file).toContain('thing.json');
    }
  }
});

test('a damaged checkpoint is not the reason to delete a sound one', async () => {
  const { dir, store } = await filled();
  mkdirSync(join(dir, 'checkpoints/000000000029'));
  writeFileSync(join(dir, 'checkpoints/000000000029/_checkpoint.json'), 'nonsense');
  await store.maintain();
  expect(existsSync(checkpoint(dir))).toBe(true);
  await store.maintain({ force: true });
  expect(readdirSync(join(dir, 'checkpoints'))).toEqual(['000000000030']);
});

test('a damaged segment is an error that names it, for whoever needs it, and for doctor', async () => {
  for (const damage of ['', 'x\n', undefined]) {
    const { dir } = await filled();
    writeFileSync(
      segment(dir),
      damage ?? readFileSync(segment(dir), 'utf8').replace('"command":"add"', '"command":"bad"'),
    );
    expect((await openStore({ dir })).state.seq).toBe(30);
    const report = (await examineStore(dir))!;
    expect(report.ok).toBe(false);
    expect(report.problems.some(({ file }) => file === segment(dir))).toBe(true);
    rmSync(checkpoint(dir), { recursive: true });
    await expect(openStore({ dir })).rejects.toMatchObject({ code: 'store', data: { file: segment(dir) } });
  }
});

test('a damaged commit of the log is an error that names it', async () => {
  const { dir } = await filled();
  writeFileSync(log(dir, 28), readFileSync(log(dir, 28), 'utf8').replace('t27', 't99'));
  await expect(openStore({ dir })).rejects.toMatchObject({ code: 'store', data: { file: log(dir, 28) } });
  writeFileSync(log(dir, 28), '');
  await expect(openStore({ dir })).rejects.toThrow(log(dir, 28));
});

test('a commit that is missing while later ones are there is an error: going on would fork the log', async () => {
  const { dir } = await filled();
  rmSync(log(dir, 28));
  await expect(openStore({ dir })).rejects.toThrow('change 28 is missing');
});

test('a store that was put together from two is refused', async () => {
  const [a, b] = [await filled(), await filled()];
  renameSync(log(b.dir, 29), log(a.dir, 29));
  await expect(openStore({ dir: a.dir })).rejects.toThrow('change 29 does not follow');
});

test('a folder with other things in it is refused, and nothing is written to it', async () => {
  const dir = tempFolder();
  writeFileSync(join(dir, 'thesis.txt'), 'mine');
  await expect(openStore({ dir, create: true })).rejects.toMatchObject({ code: 'store' });
  expect(readdirSync(dir)).toEqual(['thesis.txt']);
});

test('what an interrupted creation left does not make a folder foreign', async () => {
  const dir = tempFolder();
  writeFileSync(join(dir, '.tmp-1-abc'), '{');
  expect((await openStore({ dir, create: true })).exists).toBe(true);
});

test('a damaged or unknown format.json is refused, by its name', async () => {
  const { dir } = await filled();
  const file = join(dir, 'format.json');
  const sound = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  for (const content of ['', '{', 'null', '{"format":"1"}', JSON.stringify({ ...sound, format: 2 }), '{"format":1}']) {
    writeFileSync(file, content);
    await expect(openStore({ dir }), content).rejects.toMatchObject({ code: 'store', data: { file } });
  }
});

test('minWriter turns a writer away with a message, at once, and never a reader', async () => {
  const { dir, store } = await filled();
  const file = join(dir, 'format.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), minWriter: 2 }));
  await expect(add(store, 'late')).rejects.toThrow('it needs a writer of version 2 or later');
  const reader = await openStore({ dir });
  expect(reader.state.size('thing')).toBe(30);
  await expect(add(reader, 'late')).rejects.toMatchObject({ code: 'store', hint: expect.stringContaining('Update') });
  expect(reader.state.size('thing')).toBe(30);
});

test('temporary files of the dead go after an hour, and are never read', async () => {
  const { dir, store } = await filled();
  const names = ['.tmp-1-a', 'log/.tmp-1-b', 'history/.tmp-1-c', 'checkpoints/.tmp-1-d'];
  for (const name of names) writeFileSync(join(dir, name), 'torn');
  expect((await openStore({ dir })).state.seq).toBe(30);
  await store.maintain({ force: true });
  expect(names.filter((name) => existsSync(join(dir, name)))).toEqual(names);
  const old = new Date(Date.now() - 2 * 3_600_000);
  for (const name of names) utimesSync(join(dir, name), old, old);
  expect((await store.maintain({ force: true })).removed).toBe(4);
  expect(names.filter((name) => existsSync(join(dir, name)))).toEqual([]);
});

test('blobs that no commit names go after a day, forced; others stay', async () => {
  const { dir, store } = await filled();
  const [kept, orphan, young] = [
    await store.putBlob('kept'),
    await store.putBlob('orphan'),
    await store.putBlob('young'),
  ];
  await store.write({ command: 'doc', actor: signer }, (tx) =>
    tx.put<string>('doc', 'd', { versions: [{ n: 1, blob: kept }] }),
  );
  const age = new Date(Date.now() - 25 * 3_600_000);
  for (const sha of [kept, orphan]) utimesSync(join(dir, 'blobs', sha.slice(0, 2), sha), age, age);
  await store.maintain({ force: true });
  await expect(store.getBlob(orphan)).rejects.toMatchObject({ code: 'not-found' });
  expect((await store.getBlob(kept)).toString()).toBe('kept');
  expect((await store.getBlob(young)).toString()).toBe('young');
  expect((await examineStore(store.dir))!.problems).toEqual([]);
});

test('a blob that is missing or damaged is found by doctor', async () => {
  const { dir, store } = await filled();
  const sha = await store.putBlob('body');
  await store.write({ command: 'doc', actor: signer }, (tx) =>
    tx.put<string>('doc', 'd', { versions: [{ n: 1, blob: sha }] }),
  );
  writeFileSync(join(dir, 'blobs', sha.slice(0, 2), sha), 'other');
  await expect(store.getBlob(sha)).rejects.toMatchObject({ code: 'store' });
  expect((await examineStore(store.dir))!.problems[0]?.problem).toContain('does not match its name');
  rmSync(join(dir, 'blobs', sha.slice(0, 2), sha));
  expect((await examineStore(store.dir))!.problems[0]?.problem).toBe('it is missing');
});

test('a checkpoint that differs from the folded log is found by doctor', async () => {
  const { dir, store } = await filled();
  const file = join(checkpoint(dir), 'thing.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"n":7', '"n":8'));
  expect((await examineStore(store.dir))!.problems).toMatchObject([{ file, problem: 'it differs from the log' }]);
});

test('a checkpoint of the same state has the same bytes, however the state came about', async () => {
  const { dir, store } = await filled();
  await store.maintain({ force: true });
  const path = join(dir, 'checkpoints/000000000030/thing.json');
  const bytes = readFileSync(path);
  rmSync(join(dir, 'checkpoints'), { recursive: true });
  await (await openStore({ dir })).maintain({ force: true });
  expect(readFileSync(path).equals(bytes)).toBe(true);
});

test('diagnostics are lines, bounded, and never a reason to fail', async () => {
  const { dir, store } = await filled();
  for (let i = 0; i < 700; i++) store.appendDiagnostic(`hook failed\n${'x'.repeat(10_000)}`);
  const sizes = ['diagnostics.log', 'diagnostics.log.1'].map((name) => statSync(join(dir, name)).size);
  expect(Math.max(...sizes)).toBeLessThan(1.2e6);
  const missing = await openStore({ dir: join(dir, 'nowhere') });
  missing.appendDiagnostic('nobody hears this');
  expect(existsSync(join(dir, 'nowhere'))).toBe(false);
});

test('diagnostics of a store that lives elsewhere go to the folder that was named for them, else nowhere', async () => {
  const { dir } = await filled();
  const elsewhere = { dir, backend: memoryBackend(), create: true };
  (await openStore(elsewhere)).appendDiagnostic('in none of our folders');
  expect(existsSync(join(dir, 'diagnostics.log'))).toBe(false);
  const diagnostics = tempFolder('diagnostics');
  (await openStore({ ...elsewhere, diagnostics })).appendDiagnostic('here');
  expect(readFileSync(join(diagnostics, 'diagnostics.log'), 'utf8')).toMatch(/Z here\n$/);
});

test.each([
  ['emptied', (dir: string) => rmSync(dir, { recursive: true }), 'is gone'],
  ['put back from a backup', putBack, '000000000031.json is gone'],
  ['put back from a backup and gone on from there', putBackAndGoOn, '000000000031.json is another commit'],
  [
    'put back from a backup and gone far from there',
    putBackAndGoFar,
    '000000000032.json is damaged: change 32 does not',
  ],
  ['made anew', makeAnew, 'is gone'],
] as const)('a store that was %s is not written by who had it open, ever again', async (_, replace, why) => {
  const { dir, store } = await filled();
  cpSync(dir, `${dir}-backup`, { recursive: true });
  await add(store, 'after the backup');
  await replace(dir);
  const before = tree(dir);
  await expect(store.refresh()).rejects.toThrow(why);
  for (let i = 0; i < 2; i++) {
    await expect(add(store, 'x')).rejects.toThrow(why);
    await expect(store.maintain({ force: true })).rejects.toThrow('has stopped using the queue');
  }
  expect(tree(dir)).toEqual(before);
  if (existsSync(dir)) await add(await openStore({ dir, create: true }), 'a new process goes on');
});

function putBack(dir: string) {
  rmSync(dir, { recursive: true });
  renameSync(`${dir}-backup`, dir);
}

async function putBackAndGoOn(dir: string) {
  putBack(dir);
  await add(await openStore({ dir }), 'another 31');
}

async function putBackAndGoFar(dir: string) {
  await putBackAndGoOn(dir);
  await add(await openStore({ dir }), 'another 32');
}

async function makeAnew(dir: string) {
  rmSync(dir, { recursive: true });
  await openStore({ dir, create: true });
}

function tree(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort() : [];
}

test('a commit that goes missing ahead of a process that is behind is an error for it, too', async () => {
  const { dir, store } = await filled();
  const behind = await openStore({ dir });
  for (let i = 30; i < 40; i++) await add(store, `t${i}`);
  rmSync(log(dir, 35));
  await expect(behind.refresh()).rejects.toThrow('change 35 is missing, but later ones exist');
  expect(behind.state.seq).toBe(34);
  await expect(add(behind, 'in the hole')).rejects.toThrow('change 35 is missing');
  await expect(add(await openStore({ dir }).catch(() => behind), 'in the hole')).rejects.toThrow(
    'change 35 is missing',
  );
  expect(existsSync(log(dir, 35))).toBe(false);
});

test.each<{ lazy?: boolean; kinds?: string[] }>([{}, { lazy: true }, { kinds: ['thing'] }, { kinds: ['other'] }])(
  'nobody writes on a last commit that is damaged, however little of the store is loaded: %o',
  async (wanted) => {
    const { dir } = await filled();
    const sound = readFileSync(log(dir, 30), 'utf8');
    for (const damage of [
      sound.replace(/.("\}\n)$/, (end) => `${end[0] === '0' ? '1' : '0'}${end.slice(1)}`),
      sound.replace('t29', 't99'),
    ]) {
      writeFileSync(log(dir, 30), damage);
      const writing = openStore({ dir, ...wanted }).then((store) =>
        store.write({ command: 'x', actor: signer }, (tx) => tx.put<string>(wanted.kinds?.[0] ?? 'thing', 'x', {})),
      );
      await expect(writing).rejects.toMatchObject({ code: 'store', data: { file: log(dir, 30) } });
    }
    writeFileSync(log(dir, 30), sound);
    await add(await openStore({ dir, lazy: true }), 'on rock');
    expect((await openStore({ dir })).state.seq).toBe(31);
  },
);

test('a last commit that is damaged while a process has the store open is seen before it writes', async () => {
  const { dir, store } = await filled();
  const file = log(dir, 30);
  writeFileSync(file, readFileSync(file, 'utf8').replace('t29', 't99'));
  await expect(add(store, 'x')).rejects.toMatchObject({ code: 'store', data: { file } });
  expect(existsSync(log(dir, 31))).toBe(false);
});

test('a checkpoint of another past than the log is skipped, and the log is folded', async () => {
  const { dir } = await filled();
  const file = join(checkpoint(dir), '_checkpoint.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"head":"./, '"head":"x'));
  for (const wanted of [{}, { lazy: true }, { kinds: ['thing'] }]) {
    const { state } = await openStore({ dir, ...wanted });
    expect([state.seq, state.size('thing')]).toEqual([30, 30]);
  }
});

test('a checkpoint beyond the last commit is damage: what it was made from is lost', async () => {
  const { dir } = await filled();
  for (let seq = 16; seq <= 30; seq++) rmSync(log(dir, seq));
  await expect(openStore({ dir })).rejects.toThrow('it is missing: the log always goes beyond the history');
  const young = tempFolder();
  const store = await openStore({ dir: young, create: true });
  for (let i = 0; i < 5; i++) await add(store, `t${i}`);
  await store.maintain({ force: true });
  for (let seq = 4; seq <= 5; seq++) rmSync(log(young, seq));
  await expect(openStore({ dir: young })).rejects.toThrow('the log ends before it, at change 3');
});
