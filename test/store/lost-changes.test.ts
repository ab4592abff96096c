import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineStore, openStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';

const signer = { kind: 'system', name: 'test' } as const;
const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('thing', id, { n: tx.nextId('n') }));

/** A store of five commits, with a text. */
async function filled() {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true });
  const blob = await store.putBlob('a text');
  for (let n = 1; n <= 5; n++) await add(store, `t${n}`);
  await store.write({ command: 'doc', actor: signer }, (tx) => tx.put<string>('note', 'd', { blob }));
  return { dir, store };
}

const log = (dir: string, seq: number) => join(dir, `log/${String(seq).padStart(12, '0')}.json`);
const KINDS_OF_READERS = [{}, { lazy: true }, { kinds: ['thing'] }, { kinds: ['lease'] }];

test.each<[string, (dir: string) => unknown]>([
  ['is gone', (dir) => rmSync(join(dir, 'log'), { recursive: true })],
  [
    'is gone, and what was remembered, too',
    (dir) => ['log', 'last'].map((name) => rmSync(join(dir, name), { recursive: true })),
  ],
  ['is empty', (dir) => readdirSync(join(dir, 'log')).map((name) => rmSync(join(dir, 'log', name)))],
  [
    'is a link to a missing folder',
    (dir) => [rmSync(join(dir, 'log'), { recursive: true }), symlinkSync('/nowhere/log', join(dir, 'log'))],
  ],
  ['is a file', (dir) => [rmSync(join(dir, 'log'), { recursive: true }), writeFileSync(join(dir, 'log'), '')]],
])('a queue whose log %s is refused, and no new history begins', async (_, harm) => {
  const { dir, store } = await filled();
  await harm(dir);
  for (const kinds of KINDS_OF_READERS)
    await expect(openStore({ dir, create: true, ...kinds })).rejects.toMatchObject({ code: 'store' });
  await expect(add(store, 'x')).rejects.toMatchObject({ code: 'store' });
  const report = await examineStore(dir).catch((error) => ({
    ok: false,
    problems: [{ file: String(error.data?.file) }],
  }));
  expect(report?.ok).toBe(false);
  expect(report?.problems.map(({ file }) => file)).toContainEqual(expect.stringMatching(/\/log$/));
});

test.each<[string, (line: Buffer) => Buffer | undefined]>([
  ['cut off after 40 bytes', (line) => line.subarray(0, 40)],
  ['cut off in the middle', (line) => line.subarray(0, line.length / 2)],
  ['cut off before its last byte', (line) => line.subarray(0, line.length - 2)],
  ['empty', () => Buffer.of()],
  ['of NULs', (line) => Buffer.alloc(line.length)],
  ['half of NULs', (line) => Buffer.concat([line.subarray(0, line.length / 2), Buffer.alloc(line.length / 2)])],
  ['of blanks', () => Buffer.from('   \n')],
  ['an empty object', () => Buffer.from('{}')],
  ['of a later format', (line) => Buffer.from(line.toString().replace('"v":1', '"v":9'))],
  ['with a changed text', (line) => Buffer.from(line.toString().replace('"command":"add"', '"command":"bad"'))],
  ['with a changed sum', (line) => Buffer.from(line.toString().replace(/"sum":"..../, '"sum":"0000'))],
  ['missing', () => undefined],
])(
  'a last change that is %s: reading goes on before it, writing waits, and the whole file ends that',
  async (what, torn) => {
    const { dir } = await filled();
    const behind = await openStore({ dir });
    await add(behind, 'six');
    const late = await openStore({ dir });
    await add(behind, 'last');
    const file = log(dir, 8);
    const whole = readFileSync(file);
    const bytes = torn(whole);
    if (bytes) writeFileSync(file, bytes);
    else rmSync(file);
    const expected = { after: 7, to: 8, file };
    for (const kinds of KINDS_OF_READERS) {
      const store = await openStore({ dir, ...kinds });
      // Who reads in part checks the sums only before a write.
      const isSeen = Object.keys(kinds).length === 0 || !what.startsWith('with a changed');
      if (isSeen) expect([store.state.seq, store.tail]).toMatchObject([7, expected]);
      if (!kinds.kinds?.includes('lease')) expect(store.state.get<string>('thing', 'six')).toBeDefined();
      const before = readdirSync(dir, { recursive: true });
      await expect(add(store, 'x')).rejects.toMatchObject({ code: 'store', data: { file } });
      if (isSeen) await store.maintain({ force: true });
      expect(readdirSync(dir, { recursive: true })).toEqual(before);
    }
    // Who has read the change stops for good; who has not goes on with reading.
    await expect(behind.refresh()).rejects.toMatchObject({ code: 'store' });
    await late.refresh();
    expect([late.state.seq, late.tail]).toMatchObject([7, expected]);
    await expect(add(late, 'x')).rejects.toMatchObject({ code: 'store', data: { file } });
    expect((await examineStore(dir))?.problems).toContainEqual(expect.objectContaining({ file }));
    writeFileSync(file, whole);
    await late.refresh();
    expect([late.state.seq, late.tail]).toEqual([8, null]);
    await add(late, 'nine');
    await expect(add(behind, 'x')).rejects.toThrow('has stopped using the queue');
  },
);

test('what a crash left of a first write is no loss: texts without a change', async () => {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true });
  await store.putBlob('a text');
  const other = await openStore({ dir });
  expect([other.state.seq, other.tail]).toEqual([0, null]);
  await add(other, 'first');
  expect((await examineStore(dir))?.problems).toEqual([]);
});

test('a queue of an earlier version, in which nothing is remembered, is remembered from its next change on', async () => {
  const { dir } = await filled();
  rmSync(join(dir, 'last'), { recursive: true });
  const store = await openStore({ dir });
  expect(store.tail).toBeNull();
  await add(store, 'next');
  expect(readdirSync(join(dir, 'last'))).toHaveLength(1);
  rmSync(log(dir, 7));
  expect((await openStore({ dir })).tail).toMatchObject({ after: 6, to: 7 });
});

test('one name is remembered, whoever writes, and a folder that cannot be written fails no write', async () => {
  const { dir } = await filled();
  const stores = await Promise.all([1, 2, 3].map(() => openStore({ dir })));
  await Promise.all(stores.flatMap((store, n) => [1, 2, 3, 4].map((m) => add(store, `${n}-${m}`))));
  expect(readdirSync(join(dir, 'last'))).toEqual([expect.stringMatching(/^000000000018-/)]);
  rmSync(join(dir, 'last'), { recursive: true });
  writeFileSync(join(dir, 'last'), 'a file');
  await add(stores[0]!, 'more');
  rmSync(join(dir, 'last'));
  mkdirSync(join(dir, 'last'));
  writeFileSync(join(dir, 'last', 'notes.txt'), '');
  await add(stores[0]!, 'again');
  expect(readdirSync(join(dir, 'last'))).toHaveLength(2);
});
