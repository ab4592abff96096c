import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { backupStore } from '../../src/store/backup/backup.ts';
import { replaceStore } from '../../src/store/backup/replace-store.ts';
import { type Unpacked, unpack } from '../../src/store/backup/restore.ts';
import { sha256 } from '../../src/store/blobs/sha256.ts';
import { examineStore } from '../../src/store/doctor/store.ts';
import { findWorkspace, openStore, type Store } from '../../src/store/index.ts';
import { bundle } from '../support/bundle.ts';
import { type Child, startChild } from '../support/child.ts';
import { tempFolder } from '../support/folder.ts';
import { shell } from '../support/mount.ts';
import { NEEDS_MOUNT } from '../support/needs.ts';
import { runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';

/** What others do between the two renames of a restore, when the store's folder is not there. */

const DEAD = 999_999_999;
const actor = { kind: 'system', name: 'test' } as const;
const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor }, (tx) => tx.put<string>('task', id, { id }));
const ids = async (dir: string) => [...(await openStore({ dir })).state.all<string>('task')].map(([id]) => id);
const beside = (root: string) => readdirSync(root).filter((name) => /\.(restoring|replaced|done)-/.test(name));
const found = (dir: string) => findWorkspace({ cwd: '/', env: { BACKLOG_DIR: dir }, home: '/nowhere' });

/** A store of one task, and a backup that lacks nothing of it. */
async function place() {
  const root = tempFolder('restore-gap');
  const [dir, file] = [join(root, 'store'), join(root, 'backup.tar.gz')];
  const store = await openStore({ dir, create: true });
  await add(store, 'first');
  await backupStore(dir, file);
  return { root, dir, file, store };
}

/** Its numbers are looked at between the two renames. */
function meanwhile(unpacked: Unpacked, happens: () => void): Unpacked {
  const { lost } = unpacked;
  const once = { happens };
  return Object.defineProperty({ ...unpacked }, 'lost', {
    get() {
      once.happens();
      once.happens = () => {};
      return lost;
    },
  });
}

/** As an older version keeps a text: it makes the folders that it needs. */
function textInTheGap(dir: string, text = 'kept in the gap'): string {
  const file = join(dir, 'blobs', sha256(text).slice(0, 2), sha256(text));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return sha256(text);
}

const kept = async (dir: string, sha: string) => String(await (await openStore({ dir })).getBlob(sha));

describe('while the store is set aside', () => {
  test('nobody who has it open makes its folder again: a text is refused, and the backup is put in place', async () => {
    const { root, dir, file, store } = await place();
    let refused: Promise<unknown> | undefined;
    const unpacked = meanwhile(await unpack(file, dir), () => {
      refused = store.putBlob('too late').catch((error) => error);
    });
    await replaceStore(unpacked, dir);
    expect(await refused).toMatchObject({ code: 'store', message: expect.stringContaining('its folder is gone') });
    expect(await ids(dir)).toEqual(['first']);
    expect(beside(root)).toEqual([]);
  });

  test('what an older version puts there is in the store afterwards, and the restore says that others wrote', async () => {
    const { root, dir, file, store } = await place();
    await add(store, 'second');
    let sha = '';
    const fresh = await unpack(file, dir);
    const unpacked = meanwhile(fresh, () => {
      sha = textInTheGap(dir);
      mkdirSync(join(dir, 'runs/r1'), { recursive: true });
      writeFileSync(join(dir, 'runs/r1/work'), 'of a run');
    });
    await expect(replaceStore(unpacked, dir)).rejects.toMatchObject({ code: 'contention' });
    expect(await ids(dir)).toEqual(['first', 'second']);
    expect(await kept(dir, sha)).toBe('kept in the gap');
    expect(readFileSync(join(dir, 'runs/r1/work'), 'utf8')).toBe('of a run');
    await fresh.drop();
    expect(beside(root)).toEqual([]);
  });

  test('another restore is refused, whichever began first', async () => {
    const { root, dir, file, store } = await place();
    await add(store, 'second');
    const [one, two] = [await unpack(file, dir), await unpack(file, dir).catch((error) => error)];
    expect(two).toMatchObject({ folder: one.folder });
    renameSync(dir, `${dir}.replaced-${process.ppid}`);
    await expect(replaceStore(one, dir)).rejects.toMatchObject({ code: 'contention' });
    expect(existsSync(dir)).toBe(false);
    renameSync(`${dir}.replaced-${process.ppid}`, dir);
    await one.drop();
    expect(await ids(dir)).toEqual(['first', 'second']);
    expect(beside(root)).toEqual([]);
  });

  test('a queue that somebody makes where none was stays', async () => {
    const { root, file } = await place();
    const dir = join(root, 'new');
    const unpacked = await unpack(file, dir);
    await add(await openStore({ dir, create: true }), 'theirs');
    await expect(replaceStore(unpacked, dir)).rejects.toMatchObject({ code: 'contention' });
    expect(await ids(dir)).toEqual(['theirs']);
  });
});

describe('a restore that was cut off, with something in the place of the store', () => {
  async function cutOff(pid = DEAD) {
    const all = await place();
    renameSync(all.dir, `${all.dir}.replaced-${pid}`);
    return { ...all, sha: textInTheGap(all.dir) };
  }

  test('is undone all the same: the queue is there, with that', async () => {
    const { root, dir, sha } = await cutOff();
    expect(found(dir).exists).toBe(true);
    expect(await ids(dir)).toEqual(['first']);
    expect(await kept(dir, sha)).toBe('kept in the gap');
    expect(beside(root)).toEqual([]);
  });

  test('keeps in a folder of its own what has the name of something in the store, and what may be no commit of it', async () => {
    const { root, dir } = await cutOff();
    mkdirSync(join(dir, 'log'));
    writeFileSync(join(dir, 'log/000000000002.json'), 'of nobody');
    writeFileSync(join(dir, 'notes.txt'), 'new');
    writeFileSync(join(`${dir}.replaced-${DEAD}`, 'notes.txt'), 'old');
    expect(found(dir).exists).toBe(true);
    expect((await examineStore(dir))!.problems).toEqual([]);
    expect(readFileSync(join(dir, 'notes.txt'), 'utf8')).toBe('old');
    const [left = ''] = readdirSync(dir).filter((name) => name.startsWith('left-'));
    expect(readFileSync(join(dir, left, 'notes.txt'), 'utf8')).toBe('new');
    expect(readFileSync(join(dir, left, 'log/000000000002.json'), 'utf8')).toBe('of nobody');
    expect(beside(root)).toEqual([]);
  });

  test('is left alone while its process lives', async () => {
    const { dir } = await cutOff(process.ppid);
    expect(() => found(dir)).toThrow(expect.objectContaining({ code: 'contention' }));
    expect(existsSync(join(dir, 'format.json'))).toBe(false);
  });
});

soak(
  'processes keep texts while backups are put in place: no restore leaves the queue empty, no text that was kept goes',
  async () => {
    const { root, dir, file } = await place();
    const script = await bundle(new URL('./texts.child.ts', import.meta.url));
    const keepers: Child[] = ['a', 'b'].map((name) => startChild(script, [dir, name]));
    onTestFinished(async () => {
      for (const { process: own } of keepers) own.kill('SIGKILL');
      await Promise.all(keepers.map(({ ended }) => ended));
    });
    await Promise.all(keepers.map((keeper) => expect.poll(() => keeper.lines.length).toBeGreaterThan(2)));
    let put = 0;
    for (let round = 0; round < runs(2, 10); round++) {
      const unpacked = await unpack(file, dir);
      await replaceStore(unpacked, dir).then(
        () => put++,
        (error) => expect(error.code).toBe('contention'),
      );
      await unpacked.drop();
      expect(await ids(dir)).toEqual(['first']);
      expect(beside(root)).toEqual([]);
    }
    for (const { process: own } of keepers) own.kill('SIGTERM');
    const said = await Promise.all(keepers.map(({ ended }) => ended));
    expect(said.map(({ errors }) => errors)).toEqual(['', '']);
    expect(put).toBeGreaterThan(0);
    expect((await examineStore(dir))!.problems).toEqual([]);
    const shas = new Set(keepers.flatMap(({ lines }) => lines));
    for (const sha of shas) expect(await kept(dir, sha)).toMatch(/^[ab] \d+$/);
  },
);

test('a store whose folder is a mount point is refused, with what to do', NEEDS_MOUNT, async () => {
  const { root, file } = await place();
  const disk = join(root, 'disk');
  mkdirSync(disk);
  shell(`mount -t tmpfs -o size=4m tmpfs '${disk}'`);
  try {
    await add(await openStore({ dir: disk, create: true }), 'theirs');
    const unpacked = await unpack(file, disk);
    const refusal = await replaceStore(unpacked, disk).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'store', message: expect.stringContaining('a mount point') });
    expect(refusal.hint).toContain('BACKLOG_DIR');
    await unpacked.drop();
    expect(await ids(disk)).toEqual(['theirs']);
    expect(beside(root)).toEqual([]);
  } finally {
    shell(`umount '${disk}'`);
  }
});

test(
  'a disk that gets full while a backup is unpacked is called full; the store stays, and nothing beside it',
  NEEDS_MOUNT,
  async () => {
    const { root, dir } = await place();
    const big = await openStore({ dir, create: true });
    const random = Buffer.from(Array.from({ length: 900_000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) % 251));
    await big.putBlob(random);
    const file = join(root, 'big.tar.gz');
    await backupStore(dir, file);
    const disk = join(root, 'disk');
    mkdirSync(disk);
    shell(`mount -t tmpfs -o size=512k tmpfs '${disk}'`);
    try {
      const small = join(disk, 'store');
      await add(await openStore({ dir: small, create: true }), 'theirs');
      const refusal = await unpack(file, small).catch((error) => error);
      expect(refusal).toMatchObject({ code: 'store', message: expect.stringContaining('full') });
      expect(refusal.message).not.toContain('is no backup');
      expect(await ids(small)).toEqual(['theirs']);
      expect(beside(disk)).toEqual([]);
    } finally {
      shell(`umount '${disk}'`);
    }
  },
);
