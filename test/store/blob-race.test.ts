import { spawnSync } from 'node:child_process';
import { closeSync, futimesSync, openSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type FileCalls, fileCalls } from '../../src/store/backends/calls.ts';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { bundle } from '../support/bundle.ts';
import { tempFolder } from '../support/folder.ts';
import { IS_SOAK } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';

const TEXT = 'a text that is kept again when it is old enough to be collected';
/** A soak has something happen before each call. */
const STEP = IS_SOAK ? 1 : 4;
const script = await bundle(new URL('./blobs.child.ts', import.meta.url));

/** Another process, from its start to its end. */
function meanwhile(dir: string, ...words: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [script, dir, ...words], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
}

/** A store with a text that no commit names, two days old. */
async function withOldBlob() {
  const dir = tempFolder('blob-race');
  const store = await openStore({ dir, create: true });
  const actor = { kind: 'system', name: 'test' } as const;
  await store.write({ command: 'add', actor }, (tx) => tx.put<string>('thing', 'one', { n: 1 }));
  const sha = await store.putBlob(TEXT);
  const old = new Date(Date.now() - 48 * 3_600_000);
  utimesSync(join(dir, 'blobs', sha.slice(0, 2), sha), old, old);
  return { dir, sha };
}

/** Opens the store so that something happens before the n-th call to the platform that counts; `made` tells how many there were. */
async function interrupted(
  dir: string,
  { at, counts = () => true, happens }: { at: number; counts?: (args: unknown[]) => boolean; happens: () => void },
): Promise<{ store: Store; count: () => void; made: () => number }> {
  let made = 0;
  let counting = false;
  const wrapped = Object.entries(fileCalls).map(([name, real]) => [
    name,
    (...args: unknown[]) => {
      if (counting && counts(args) && ++made === at) happens();
      return (real as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  const store = await openStore({ dir, backend: fsBackend(dir, Object.fromEntries(wrapped)) });
  const count = () => {
    counting = true;
  };
  return { store, count, made: () => made };
}

async function expectKept(dir: string, sha: string, when: string): Promise<void> {
  meanwhile(dir, 'collect');
  const found = await (await openStore({ dir })).getBlob(sha).catch((error: Error) => error.message);
  expect(String(found), when).toBe(TEXT);
}

test('nobody renews it: an old text goes', async () => {
  const { dir, sha } = await withOldBlob();
  meanwhile(dir, 'collect');
  await expect((await openStore({ dir })).getBlob(sha)).rejects.toMatchObject({ code: 'not-found' });
});

test('a text that is kept again between any two calls of the collection stays', async () => {
  for (let at = 1; ; at += STEP) {
    const { dir, sha } = await withOldBlob();
    const ofTheBlob = (args: unknown[]) => args.some((arg) => String(arg).includes(sha));
    const happens = () => meanwhile(dir, 'keep', TEXT);
    const { store, count, made } = await interrupted(dir, { at, counts: ofTheBlob, happens });
    count();
    await store.maintain({ force: true });
    if (made() < at) {
      expect(at, 'calls of the collection').toBeGreaterThan(5);
      return;
    }
    await expectKept(dir, sha, `kept before call ${at} of the collection`);
  }
});

soak('a text that is collected between any two calls of who keeps it again is there afterwards', async () => {
  for (let at = 1; ; at += STEP) {
    const { dir, sha } = await withOldBlob();
    const { store, count, made } = await interrupted(dir, { at, happens: () => meanwhile(dir, 'collect') });
    count();
    await store.putBlob(TEXT);
    if (made() < at) {
      expect(at, 'calls of who keeps it').toBeGreaterThan(5);
      return;
    }
    await expectKept(dir, sha, `collected before call ${at}`);
  }
});

soak('a text that is collected while the platform makes it young is there afterwards', async () => {
  const { dir, sha } = await withOldBlob();
  // utimes finds the file first and changes its times after: what is taken away in between has new times, and no name.
  const touch: FileCalls['touch'] = (path) => {
    const found = openSync(path, 'r');
    meanwhile(dir, 'collect');
    futimesSync(found, new Date(), new Date());
    closeSync(found);
  };
  const store = await openStore({ dir, backend: fsBackend(dir, { ...fileCalls, touch }) });
  await store.putBlob(TEXT);
  await expectKept(dir, sha, 'collected during the renewal');
});
