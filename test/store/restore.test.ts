import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backupStore } from '../../src/store/backup/backup.ts';
import { replaceStore } from '../../src/store/backup/replace-store.ts';
import { unpack } from '../../src/store/backup/restore.ts';
import { examineStore } from '../../src/store/doctor/store.ts';
import { findWorkspace, openStore, type Store } from '../../src/store/index.ts';
import { bundle } from '../support/bundle.ts';
import { startChild } from '../support/child.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';
import { seeded } from '../support/random.ts';
import { runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';

const actor = { kind: 'system', name: 'test' } as const;
const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor }, (tx) => tx.put<string>('task', id, { id }));
const ids = async (dir: string) => [...(await openStore({ dir })).state.all<string>('task')].map(([id]) => id);
const beside = (root: string) => readdirSync(root).filter((name) => /\.(restoring|replaced|done)-/.test(name));
const found = (dir: string) => findWorkspace({ cwd: '/', env: { BACKLOG_DIR: dir }, home: '/nowhere' });

/** A store of two tasks, and a backup of it when it had one. */
async function place() {
  const root = tempFolder('restore');
  const [dir, file] = [join(root, 'store'), join(root, 'backup.tar.gz')];
  const store = await openStore({ dir, create: true });
  await add(store, 'first');
  await backupStore(dir, file);
  await add(store, 'second');
  return { root, dir, file, store };
}

test('a backup that somebody made from other files brings only what a backup holds', async () => {
  const { root, dir, file } = await place();
  const made = join(root, 'made');
  mkdirSync(made);
  execFileSync('tar', ['-xzf', file, '-C', made]);
  const held = ['runs/r1/events.ndjson', 'runs/r12/task.md'];
  const planted = [
    ...[
      'store.git/config',
      'r1/repo.git/config',
      'r1/config',
      'r1/.git',
      'r1/hook.sh',
      'x/a.json',
      'r1/tree/a.json',
    ].map((path) => `runs/${path}`),
    ...['log/x.json', 'log/a/b.json', 'history/000.ndjson', 'blobs/zz/a', 'blobs/ab/a', 'archive/a/b.ndjson'],
    ...['config', 'hooks/pre-commit', 'damaged/log/1'],
  ];
  for (const path of [...held, ...planted]) writeFiles(made, { [path]: 'x' });
  execFileSync('tar', ['-czf', join(root, 'tampered.tar.gz'), '-C', made, ...readdirSync(made)]);
  const unpacked = await unpack(join(root, 'tampered.tar.gz'), dir);
  expect([...held, ...planted].filter((path) => existsSync(join(unpacked.folder, path)))).toEqual(held);
  await unpacked.drop();
});

describe('what is in the folder of the store', () => {
  test('and no store is refused, and stays', async () => {
    const { root, file } = await place();
    const dir = join(root, 'mine');
    mkdirSync(dir);
    writeFileSync(join(dir, 'precious.txt'), 'precious');
    await expect(unpack(file, dir)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(dir) });
    expect(readFileSync(join(dir, 'precious.txt'), 'utf8')).toBe('precious');
    expect(beside(root)).toEqual([]);
  });

  test('and has lost its format is a store that cannot be read', async () => {
    const { dir, file } = await place();
    rmSync(join(dir, 'format.json'));
    const unpacked = await unpack(file, dir);
    expect(unpacked).toMatchObject({ there: true, lost: undefined });
    await unpacked.drop();
  });

  test('and none of its files stays: runs, what was mended, a backup that somebody put there', async () => {
    const { root, dir } = await place();
    const file = join(dir, 'kept.tar.gz');
    await backupStore(dir, file);
    mkdirSync(join(dir, 'damaged'));
    writeFileSync(join(dir, 'damaged/one'), 'as it was');
    mkdirSync(join(dir, 'runs/r1'), { recursive: true });
    writeFileSync(join(dir, 'runs/r1/work'), 'not merged');
    await replaceStore(await unpack(file, dir), dir);
    expect(readFileSync(join(dir, 'damaged/one'), 'utf8')).toBe('as it was');
    expect(readFileSync(join(dir, 'runs/r1/work'), 'utf8')).toBe('not merged');
    expect(existsSync(file)).toBe(true);
    expect(beside(root)).toEqual([]);
  });

  test('is where a link leads, and the link stays', async () => {
    const { root, dir, file } = await place();
    const real = join(root, 'elsewhere/store');
    mkdirSync(join(root, 'elsewhere'));
    renameSync(dir, real);
    symlinkSync(real, dir);
    const unpacked = await unpack(file, dir);
    await replaceStore(unpacked, dir);
    expect(await ids(real)).toEqual(['first']);
    expect(readdirSync(root).sort()).toEqual(['backup.tar.gz', 'elsewhere', 'store']);
  });
});

test('a pipe or a folder is no backup, and nobody waits for it', async () => {
  const { root, dir } = await place();
  const pipe = join(root, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const file of [pipe, root]) await expect(unpack(file, dir)).rejects.toMatchObject({ code: 'invalid' });
  expect(beside(root)).toEqual([]);
});

test('a commit of the last moment is not lost: nothing is put in its place', async () => {
  const { root, dir, file, store } = await place();
  const unpacked = await unpack(file, dir);
  await add(store, 'third');
  await expect(replaceStore(unpacked, dir)).rejects.toMatchObject({ code: 'contention' });
  expect(await ids(dir)).toEqual(['first', 'second', 'third']);
  await unpacked.drop();
  expect(beside(root)).toEqual([]);
  await add(store, 'fourth');
  expect((await examineStore(dir))!.problems).toEqual([]);
});

test('while others write, every acknowledged commit is there after a restore that was carried out or refused', async () => {
  const root = tempFolder('restore');
  const dir = join(root, 'store');
  await add(await openStore({ dir, create: true }), 'first');
  const script = await bundle(new URL('./writer.child.ts', import.meta.url));
  const random = seeded(7);
  let put = 0;
  for (let round = 0; round < runs(1, 3); round++) {
    const writer = startChild(script, [dir, `w${round}`, String(3 + random.int(20)), '8']);
    const file = join(root, `b${round}.tar.gz`);
    for (let i = 0; i < 8; i++) {
      rmSync(file, { force: true });
      await backupStore(dir, file);
      const unpacked = await unpack(file, dir);
      if (unpacked.lost === 0) await replaceStore(unpacked, dir).then(() => put++, refusal);
      await unpacked.drop();
    }
    await writer.ended;
    const store = await openStore({ dir });
    const acknowledged = writer.lines.flatMap((line) => /^ack (\S+)/.exec(line)?.[1] ?? []);
    expect(acknowledged.filter((op) => !store.state.get<string>('op' as never, op))).toEqual([]);
    expect((await examineStore(dir))!.problems).toEqual([]);
  }
  expect(put).toBeGreaterThan(0);
});

const refusal = (error: { code?: string }) => expect(error.code).toBe('contention');

describe('a restore that was cut off', () => {
  /** As a process leaves it that ends at any moment in between. */
  async function cutOff(pid: number) {
    const all = await place();
    const { root, dir } = all;
    mkdirSync(join(dir, 'runs/r1'), { recursive: true });
    writeFileSync(join(dir, 'runs/r1/work'), 'not merged');
    cpSync(dir, `${dir}.restoring-${pid}`, { recursive: true });
    rmSync(join(dir, 'runs'), { recursive: true });
    renameSync(dir, `${dir}.replaced-${pid}`);
    return { ...all, aside: (): string[] => beside(root).filter((name) => name.includes('replaced')) };
  }

  test('is undone by whoever looks for the store next: it is all there, and no empty one is made', async () => {
    const { dir, aside } = await cutOff(999_999_999);
    expect(found(dir).exists).toBe(true);
    expect(await ids(dir)).toEqual(['first', 'second']);
    expect(readFileSync(join(dir, 'runs/r1/work'), 'utf8')).toBe('not merged');
    expect(aside()).toEqual([]);
  });

  test('is left alone while its process lives, and said so', async () => {
    const { dir, aside } = await cutOff(process.ppid);
    expect(() => found(dir)).toThrow(expect.objectContaining({ code: 'contention' }));
    expect(aside()).toEqual([`${basename(dir)}.replaced-${process.ppid}`]);
  });

  test('leaves nothing that the next one does not take away', async () => {
    const { root, dir, file } = await cutOff(999_999_999);
    found(dir);
    mkdirSync(`${dir}.done-999999999`);
    const unpacked = await unpack(file, dir);
    await replaceStore(unpacked, dir);
    expect(beside(root)).toEqual([]);
  });
});

describe('a restore whose process ended right after its new store was in place', () => {
  /** The stores that such ones replaced, and one commit more in the new one. */
  async function replaced(pids: readonly number[]) {
    const all = await place();
    for (const pid of pids) cpSync(all.dir, `${all.dir}.replaced-${pid}`, { recursive: true });
    await add(all.store, 'third');
    return all;
  }

  test('leaves nothing that the next one does not take away, also of a process that had the same number', async () => {
    const { root, dir, file } = await replaced([999_999_999, process.pid]);
    const unpacked = await unpack(file, dir);
    expect(beside(root)).toEqual([basename(unpacked.folder)]);
    expect(await ids(dir)).toEqual(['first', 'second', 'third']);
  });

  test('is not what the next one brings back when it is cut off', async () => {
    const { dir } = await replaced([999_999_991, 999_999_992, 999_999_993, 999_999_994]);
    cpSync(dir, `${dir}.restoring-999999999`, { recursive: true });
    renameSync(dir, `${dir}.replaced-999999999`);
    expect(found(dir).exists).toBe(true);
    expect(await ids(dir)).toEqual(['first', 'second', 'third']);
  });
});

soak('kill -9 at any moment of a restore: the old store or the new one', async () => {
  const { root, dir, file } = await place();
  await backupStore(dir, join(root, 'whole.tar.gz'));
  const script = await bundle(new URL('./restorer.child.ts', import.meta.url));
  const random = seeded(11);
  let before = 2;
  for (let round = 0; round < runs(5); round++) {
    const delay = random.next() * 80;
    const [backup, tasks] = round % 2 === 0 ? ([file, 1] as const) : ([join(root, 'whole.tar.gz'), 2] as const);
    const child = startChild(script, [dir, backup], (line, { process: own }) => {
      if (line !== 'putting') return;
      const until = performance.now() + delay;
      while (performance.now() < until);
      own.kill('SIGKILL');
    });
    await child.ended;
    expect(found(dir).exists).toBe(true);
    expect((await examineStore(dir))!.problems).toEqual([]);
    const after = (await ids(dir)).length;
    expect([before, tasks]).toContain(after);
    before = after;
  }
});
