import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mendPrivateStore, repositoryPaths } from '../../../src/runs/git/index.ts';
import { mendRefs } from '../../../src/runs/git/store/mend-refs.ts';
import { mendStoreRefs } from '../../../src/runs/git/store/mend-store.ts';
import { withRefsLock } from '../../../src/runs/git/store/refs-lock.ts';
import { git } from '../../support/git.ts';
import { stage } from './stage.ts';

test('old locks of a killed git in the private copy are removed, and those of a git at work stay', async () => {
  const on = stage();
  await on.start();
  const { store } = repositoryPaths(on.place());
  mkdirSync(join(store, 'refs/targets'), { recursive: true });
  const locks = ['packed-refs.lock', 'config.lock', 'HEAD.lock', 'refs/targets/last.lock'];
  for (const name of [...locks, 'shallow.lock']) writeFileSync(join(store, name), '');
  for (const name of locks) utimesSync(join(store, name), 1e9, 1e9);
  expect(await mendPrivateStore(on.place(), on.base, [])).toEqual([]);
  expect(locks.filter((name) => existsSync(join(store, name)))).toEqual([]);
  expect(existsSync(join(store, 'shallow.lock'))).toBe(true);
  git(store, 'update-ref', 'refs/targets/last', on.base);
  git(store, 'update-ref', '-d', 'refs/targets/last');
});

test.each<[what: string, destroy: (file: string) => void, keeps: boolean]>([
  ['are zeros', (file) => writeFileSync(file, Buffer.alloc(200)), true],
  ['are gone', (file) => rmSync(file), false],
])(
  'a run gets its commits again, and another one begins, although the packed refs of the private copy %s',
  async (_, destroy, keeps) => {
    const on = stage();
    writeFileSync(join(await on.start(), 'a.txt'), 'x\n');
    const { commit } = await on.snapshot();
    const { store, folder } = repositoryPaths(on.place());
    git(store, 'update-ref', '-d', 'refs/runs/r1/head');
    const wanted = ['base', 'result'].map((name) => ({
      ref: `refs/runs/r1/${name}`,
      commit: name === 'base' ? on.base : commit,
    }));
    git(store, 'update-ref', 'refs/runs/r1/result', commit);
    git(store, 'pack-refs', '--all');
    destroy(join(store, 'packed-refs'));
    expect(await mendPrivateStore(on.place(), on.base, wanted)).toEqual([]);
    for (const one of wanted) expect(git(store, 'rev-parse', one.ref)).toBe(one.commit);
    expect(readdirSync(folder).some((name) => name.startsWith('aside-packed-refs-'))).toBe(keeps);
    git(store, 'pack-refs', '--all');
    destroy(join(store, 'packed-refs'));
    expect(existsSync(await on.start('r2'))).toBe(true);
  },
);

/** A private copy with packed refs, of which only some have a log, and with a broken line after them. */
async function withBrokenRefs() {
  const on = stage();
  await on.start();
  const { store, folder } = repositoryPaths(on.place());
  git(store, 'config', 'core.logAllRefUpdates', 'true');
  for (const ref of ['refs/heads/logged', 'refs/runs/r8/result', 'refs/runs/r9/result'])
    git(store, 'update-ref', ref, on.base);
  git(store, 'pack-refs', '--all');
  const refs = git(store, 'for-each-ref');
  const packed = join(store, 'packed-refs');
  appendFileSync(packed, 'broken li');
  const left = () => readdirSync(store).filter((name) => /lock$|mend/.test(name));
  return { place: on.place(), store, folder, refs, packed, left };
}

test('of two repairs of the packed refs at once, none takes a half repair for the whole, and no ref is lost', async () => {
  const { place, store, folder, refs, left } = await withBrokenRefs();
  let second: Promise<void> | undefined;
  await withRefsLock(store, () =>
    mendRefs(store, { store }, async (path) => {
      if (!path.endsWith('packed-refs')) return;
      await copyFile(path, join(folder, 'aside'));
      // The second process begins between two steps of the first one, and waits for its lock.
      second = mendStoreRefs(place);
      await new Promise(setImmediate);
    }),
  );
  await second;
  expect(git(store, 'for-each-ref')).toBe(refs);
  expect(left()).toEqual([]);
});

test('a repair of the packed refs begins only after another process has released them, and git waits for a repair', async () => {
  const { place, store, refs, packed } = await withBrokenRefs();
  const broken = readFileSync(packed);
  const told: string[] = [];
  let second: Promise<unknown> | undefined;
  await withRefsLock(store, async () => {
    second = mendStoreRefs(place).then(() => told.push('second'));
    // Each call of git lasts longer than a repair without the lock.
    for (let n = 0; n < 10; n++) {
      expect(() => git(store, '-c', 'core.packedRefsTimeout=0', 'pack-refs', '--all')).toThrow();
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    }
    expect(existsSync(`${packed}.lock`)).toBe(true);
    expect(readFileSync(packed)).toEqual(broken);
    told.push('first');
  });
  await second;
  expect(told).toEqual(['first', 'second']);
  expect(git(store, 'for-each-ref')).toBe(refs);
});

test('a repair of the packed refs removes the lock of a killed one, also if nothing else is left to repair', async () => {
  const { place, store, refs, packed, left } = await withBrokenRefs();
  for (let n = 0; n < 2; n++) {
    const dead = `${packed}.mend.4194303-abcdef0${n}`;
    writeFileSync(dead, '');
    linkSync(dead, `${packed}.lock`);
    await mendStoreRefs(place);
    expect(git(store, 'for-each-ref')).toBe(refs);
    expect(left()).toEqual([]);
  }
});
