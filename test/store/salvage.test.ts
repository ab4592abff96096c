import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineStore, mendStore, openStore, type Store, salvageStore } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';

const signer = { kind: 'system', name: 'test' } as const;
const NOW = Date.now();
const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('thing', id, { n: tx.nextId('n') }));
const log = (seq: number) => `log/${String(seq).padStart(12, '0')}.json`;
const half = (path: string) => (dir: string) =>
  writeFileSync(join(dir, path), readFileSync(join(dir, path)).subarray(0, 60));

/** A store of 23 commits in segments of four, 16 packed; commit 22 names a text of its own. */
async function filled({ checkpoint = true } = {}) {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true, segmentSize: 4, checkpoints: checkpoint });
  for (let n = 1; n <= 20; n++) await add(store, `t${n}`);
  await store.maintain({ force: true });
  await add(store, 't21');
  const blob = await store.putBlob('a text');
  await store.write({ command: 'doc', actor: signer }, (tx) => tx.put<string>('note', 'd', { blob }));
  const early = await openStore({ dir });
  await add(store, 't23');
  return { dir, store, early, blob: `blobs/${blob.slice(0, 2)}/${blob}` };
}

interface Cut {
  harm: (dir: string) => unknown;
  /** The last change with which the queue goes on. */
  after: number;
  checkpoint?: false;
}

const CUTS: Readonly<Record<string, Cut>> = {
  'the last change is torn': { harm: half(log(23)), after: 22 },
  'the last change is missing': { harm: (dir) => rmSync(join(dir, log(23))), after: 22 },
  'the last change is empty': { harm: (dir) => writeFileSync(join(dir, log(23)), ''), after: 22 },
  'the last two are torn': { harm: (dir) => [half(log(22))(dir), half(log(23))(dir)], after: 21 },
  'the last three are missing': { harm: (dir) => [21, 22, 23].map((n) => rmSync(join(dir, log(n)))), after: 20 },
  'one in the middle is torn': { harm: half(log(22)), after: 21 },
  'one in the middle is missing': { harm: (dir) => rmSync(join(dir, log(22))), after: 21 },
  'what is no change comes two later': { harm: (dir) => writeFileSync(join(dir, log(25)), '{"v":1'), after: 23 },
  'changes are missing behind the checkpoint': {
    harm: (dir) => [18, 19, 20, 21, 22, 23].map((n) => rmSync(join(dir, log(n)))),
    after: 17,
  },
  'the log is gone, and the history is there': {
    harm: (dir) => rmSync(join(dir, 'log'), { recursive: true }),
    after: 15,
  },
  'the first change after the history is torn': { harm: half(log(16)), after: 15, checkpoint: false },
  'a segment is cut off': { harm: half('history/000000000008-000000000011.ndjson'), after: 7, checkpoint: false },
  'the last segment is missing': {
    harm: (dir) => rmSync(join(dir, 'history/000000000012-000000000015.ndjson')),
    after: 11,
    checkpoint: false,
  },
  'a line in the middle of a segment has changed': {
    harm: (dir) => {
      const file = join(dir, 'history/000000000004-000000000007.ndjson');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"n":6', '"n":9'));
    },
    after: 5,
    checkpoint: false,
  },
};

test.each(Object.entries(CUTS))(
  '%s: fix alone changes nothing that matters; salvage goes on, deletes nothing, and says what was lost',
  async (_, { harm, after, checkpoint = true }) => {
    const { dir, store, early, blob } = await filled({ checkpoint });
    await harm(dir);
    const harmed = contents(dir);
    expect((await examineStore(dir))?.cut?.after).toBe(after);
    await mendStore(dir, NOW);
    await expect(openStore({ dir }).then((one) => add(one, 'x'))).rejects.toMatchObject({ code: 'store' });

    const { salvaged, report } = await salvageStore(dir, NOW);
    expect(salvaged).toMatchObject({ after });
    expect(salvaged?.lost).toHaveLength(Math.max(23, salvaged!.to) - after);
    expect(report).toMatchObject({ ok: true, cut: null, seq: after });
    const kept = new Set(contents(dir));
    for (const text of harmed.filter((one) => !/^(checkpoints|authors|last)\//.test(one)))
      expect([...kept].some((one) => one.slice(one.indexOf(' ')) === text.slice(text.indexOf(' ')))).toBe(true);
    if (after < 22) expect(existsSync(join(dir, `damaged/${blob}.1`))).toBe(true);

    // Who read what was given up stops for good; who didn't goes on.
    const isAhead = store.state.seq > after;
    if (isAhead) await expect(add(store, 'x')).rejects.toMatchObject({ code: 'store' });
    if (early.state.seq > after) await expect(early.refresh()).rejects.toMatchObject({ code: 'store' });
    const next = await openStore({ dir, segmentSize: 4 });
    expect([next.state.seq, next.tail]).toEqual([after, null]);
    for (let n = 0; n < 12; n++) await add(next, `new${n}`);
    await next.maintain({ force: true });
    if (isAhead) await expect(add(store, 'x')).rejects.toThrow('has stopped using the queue');
    expect((await examineStore(dir))?.problems).toEqual([]);
    expect((await openStore({ dir, lazy: true })).state.get<string>('thing', 'new11')).toBeDefined();
    expect((await salvageStore(dir, NOW)).salvaged).toBeNull();
  },
);

test('a salvage that was killed at any file is finished by the next, and nobody writes in between', async () => {
  for (let steps = 0; steps < 3; steps++) {
    const { dir } = await filled();
    for (const n of [21, 22, 23]) half(log(n))(dir);
    mkdirSync(join(dir, 'damaged/log'), { recursive: true });
    for (const n of [23, 22, 21].slice(0, steps)) rmSync(join(dir, log(n)));
    await expect(openStore({ dir }).then((one) => add(one, 'x'))).rejects.toMatchObject({ code: 'store' });
    const { salvaged, report } = await salvageStore(dir, NOW);
    expect([salvaged?.after, report?.ok]).toEqual([20, true]);
    await add(await openStore({ dir }), 'on');
  }
});

test('a queue in which no change can be read is not salvaged, and stays as it is', async () => {
  const { dir } = await filled({ checkpoint: false });
  for (const name of ['log', 'history']) rmSync(join(dir, name), { recursive: true });
  const before = contents(dir);
  await expect(salvageStore(dir, NOW)).rejects.toMatchObject({ hint: expect.stringContaining('backlog restore FILE') });
  expect(contents(dir)).toEqual(before);
});

/** Every file with its bytes, as `path bytes`. */
function contents(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return `${path.slice(dir.length + 1)} ${readFileSync(path, 'latin1')}`;
    })
    .sort();
}
