import { cpSync, linkSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileCalls } from '../../src/store/backends/calls.ts';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { examineStore } from '../../src/store/doctor/store.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';

const actor = { kind: 'system', name: 'test' } as const;
const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor }, (tx) => tx.put<string>('task', id, { id }));

/** A store of eight commits with a backup of its first four, and what puts the backup in its place. */
async function place() {
  const root = tempFolder('replaced');
  const [dir, backup] = [join(root, 'store'), join(root, 'backup')];
  const store = await openStore({ dir, create: true });
  for (let i = 1; i <= 8; i++) {
    await add(store, `t${i}`);
    if (i === 4) cpSync(dir, backup, { recursive: true });
  }
  const restore = () => {
    renameSync(dir, join(root, 'gone'));
    renameSync(backup, dir);
  };
  return { dir, restore };
}

async function expectUnharmed(dir: string) {
  const store = await openStore({ dir });
  expect([...store.state.all<string>('task')].map(([id]) => id)).toEqual(['t1', 't2', 't3', 't4']);
  expect((await examineStore(dir))!.problems).toEqual([]);
}

test('who writes soon after a refresh does not write into a backup that was restored in between', async () => {
  const { dir, restore } = await place();
  const store = await openStore({ dir, freshMs: 20_000 });
  await store.refresh();
  restore();
  await expect(add(store, 'late')).rejects.toThrow('was replaced while it was open');
  await expectUnharmed(dir);
});

test.each(['open', 'link'] as const)('nor does who slept before the %s of its own put', async (call) => {
  const { dir, restore } = await place();
  let asleep = false;
  const wake = () => {
    if (!asleep) return;
    asleep = false;
    restore();
  };
  const calls = {
    ...fileCalls,
    open: (path: string, flags: 'r' | 'wx', mode: number) => {
      if (call === 'open' && flags === 'wx') wake();
      return fileCalls.open(path, flags, mode);
    },
    link: (from: string, to: string) => {
      if (call === 'link') wake();
      linkSync(from, to);
    },
  };
  const store = await openStore({ dir, backend: fsBackend(dir, calls) });
  asleep = true;
  await expect(add(store, 'late')).rejects.toThrow('was replaced while it was open');
  await expectUnharmed(dir);
});

test.each<[string, (file: string) => void, RegExp]>([
  ['torn', (file) => truncateSync(file, 40), /^nothing can be written, because .*8\.json is damaged: /],
  ['empty', (file) => truncateSync(file, 0), /^nothing can be written, because .*8\.json is damaged: /],
  [
    'altered, with its sum kept,',
    (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('"id":"t8"', '"id":"t9"')),
    /^nothing can be written, because .*8\.json is damaged: the sum of commit 8 does not match its content/,
  ],
  ['lost', (file) => rmSync(file), /^nothing can be written, because .*8\.json is damaged: change 8 was confirmed/],
])(
  'a last commit that was %s while a process slept is called damage, for doctor, and nothing follows it',
  async (_, harm, says) => {
    const { dir } = await place();
    let asleep = false;
    const calls = {
      ...fileCalls,
      link: (from: string, to: string) => {
        if (asleep) harm(join(dir, 'log/000000000008.json'));
        asleep = false;
        linkSync(from, to);
      },
    };
    const store = await openStore({ dir, backend: fsBackend(dir, calls) });
    asleep = true;
    await expect(add(store, 'late')).rejects.toMatchObject({
      message: expect.stringMatching(says),
      hint: expect.stringContaining('`backlog doctor`'),
    });
    expect(readdirSync(join(dir, 'log'))).not.toContain('000000000009.json');
  },
);
