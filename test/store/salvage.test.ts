import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineStore, mendStore, salvageStore } from '../../src/store/doctor/store.ts';
import { openStore } from '../../src/store/index.ts';
import { everyNth } from '../support/soak-test.ts';
import { HARMS } from './damage/table.ts';
import { add, anotherStore, endOf, harmable } from './filled.ts';

const NOW = Date.now();
const log = (seq: number) => `log/${String(seq).padStart(12, '0')}.json`;
const half = (path: string) => (dir: string) =>
  writeFileSync(join(dir, path), readFileSync(join(dir, path)).subarray(0, 60));

/** Damage with a checkpoint, and without one. */
const CUTS = Object.entries(HARMS)
  .filter(
    ([, { doorsOnly, ofMarker, left, named }]) => !doorsOnly && !ofMarker && !left && !named.includes('format.json'),
  )
  .flatMap(([name, { harm, salvage, bare }]) => [
    ...(salvage === undefined ? [] : [[name, harm, salvage, true] as const]),
    ...(bare === undefined ? [] : [[`${name}, without a checkpoint`, harm, bare, false] as const]),
  ]);

test.each(everyNth(12, CUTS))(
  '%s: fix alone changes nothing that matters; salvage goes on, deletes nothing, and says what was lost',
  async (_, harm, after, checkpoint) => {
    const { dir, living: store, early, older } = await harmable({ checkpoint });
    await harm(dir, { older, other: await anotherStore(), common: '' });
    const harmed = contents(dir);
    expect((await examineStore(dir))?.cut?.after).toBe(after);
    await mendStore(dir, NOW);
    await expect(openStore({ dir }).then((one) => add(one, 'x'))).rejects.toMatchObject({ code: 'store' });

    const { salvaged, report } = await salvageStore(dir, NOW);
    expect(salvaged).toMatchObject({ after });
    expect(salvaged?.lost).toHaveLength(Math.max(23, salvaged!.to) - after);
    expect(report).toMatchObject({ ok: true, cut: null, seq: after });
    const kept = new Set(contents(dir));
    for (const text of harmed.filter((one) => !/^(checkpoints|authors|last|claims)\//.test(one)))
      expect([...kept].some((one) => one.slice(one.indexOf(' ')) === text.slice(text.indexOf(' ')))).toBe(true);
    const late = endOf('blobs/late');
    if (after < 22 && harmed.some((one) => one.startsWith(late)))
      expect(existsSync(join(dir, `damaged/${late}.1`))).toBe(true);

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

test('damage before a checkpoint: there is nothing to give up, doctor says what is lost, and the queue goes on with new checkpoints', async () => {
  const { dir } = await harmable();
  half(log(18))(dir);
  const { salvaged, report } = await salvageStore(dir, NOW);
  expect([salvaged, report?.cut]).toEqual([null, null]);
  const lost = 'change 18 of the history; the queue itself is complete, from the checkpoint at change 20';
  expect(report?.problems).toMatchObject([{ lost, cure: expect.stringContaining('backlog restore FILE') }]);
  const store = await openStore({ dir });
  for (let n = 0; n < 12; n++) await add(store, `new${n}`);
  await expect(store.maintain({ force: true })).rejects.toMatchObject({ code: 'store' });
  expect((await examineStore(dir))?.checkpoints).toContain(35);
  expect((await openStore({ dir })).state.get<string>('thing', 'new11')).toBeDefined();
});

test('a file of the history that is damaged before it is indexed does not stop new checkpoints', async () => {
  const { dir } = await harmable();
  const packing = await openStore({ dir, checkpoints: false });
  for (let n = 0; n < 12; n++) await add(packing, `new${n}`);
  await packing.maintain({ force: true });
  half('history/000000000016-000000000019.ndjson')(dir);
  const store = await openStore({ dir });
  expect((await store.maintain({ force: true })).checkpoint).toBe(35);
  expect((await openStore({ dir })).state.get<string>('thing', 'new11')).toBeDefined();
});

test('a salvage that was killed at any file is finished by the next, and nobody writes in between', async () => {
  for (let steps = 0; steps < 3; steps++) {
    const { dir } = await harmable();
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
  const { dir } = await harmable({ checkpoint: false });
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
