import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { examineStore, mendStore } from '../../src/store/doctor/store.ts';
import { openStore, prepareStore } from '../../src/store/index.ts';
import { putAddress } from '../../src/store/workspace/workspace.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { startPostgres } from '../support/postgres.ts';
import { HARMS } from './damage/table.ts';
import { add, anotherStore, harmable } from './filled.ts';

const signer = { kind: 'system', name: 'test' } as const;
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

const GONE = [
  'all of the log is gone',
  'the log is an empty folder',
  'the log is a link to a missing folder',
  'the log is a file',
];
const LEFT = ['log and history are gone', 'log, history and what is remembered are gone', 'only the archive is left'];

test.each([...GONE, ...LEFT])('%s: the queue is refused, and no new history begins', async (name) => {
  const { dir, living, older } = await harmable();
  await HARMS[name]!.harm(dir, { older, other: '', common: '' });
  for (const kinds of KINDS_OF_READERS)
    await expect(openStore({ dir, create: true, ...kinds })).rejects.toMatchObject({ code: 'store' });
  await expect(add(living, 'x')).rejects.toMatchObject({ code: 'store' });
  const report = await examineStore(dir);
  expect(report?.ok).toBe(false);
  expect(report?.problems.map(({ file }) => file)).toContainEqual(expect.stringMatching(/\/log$/));
});

const TORN = Object.entries(HARMS).filter(
  ([name, { salvage }]) => name.startsWith('the last commit is') && salvage === 22,
);

test.each(TORN)('%s: reading goes on before it, writing waits, and the whole file ends that', async (_, row) => {
  const { dir, living: behind, early: late, older } = await harmable();
  const file = log(dir, 23);
  const whole = readFileSync(file);
  await row.harm(dir, { older, other: await anotherStore(), common: '' });
  const expected = { after: 22, to: 23, file };
  for (const kinds of KINDS_OF_READERS) {
    const store = await openStore({ dir, ...kinds });
    // Who reads in part checks the sums only before a write.
    const isSeen = Object.keys(kinds).length === 0 || !row.sumOnly;
    if (isSeen) expect([store.state.seq, store.tail]).toMatchObject([22, expected]);
    if (!kinds.kinds?.includes('lease')) expect(store.state.get<string>('thing', 't22')).toBeDefined();
    const before = readdirSync(dir, { recursive: true });
    await expect(add(store, 'x')).rejects.toMatchObject({ code: 'store', data: { file } });
    if (isSeen) await store.maintain({ force: true });
    expect(readdirSync(dir, { recursive: true })).toEqual(before);
  }
  // Who has read the change stops for good; who has not goes on with reading.
  await expect(behind.refresh()).rejects.toMatchObject({ code: 'store' });
  await late.refresh();
  expect([late.state.seq, late.tail]).toMatchObject([22, expected]);
  await expect(add(late, 'x')).rejects.toMatchObject({ code: 'store', data: { file } });
  expect((await examineStore(dir))?.problems).toContainEqual(expect.objectContaining({ file }));
  writeFileSync(file, whole);
  await late.refresh();
  expect([late.state.seq, late.tail]).toEqual([23, null]);
  await add(late, 'nine');
  await expect(add(behind, 'x')).rejects.toThrow('has stopped using the queue');
});

test('without a checkpoint, a format.json of another queue is refused by its name, and repaired from the first change', async () => {
  const { dir, older } = await harmable({ checkpoint: false });
  const file = join(dir, 'format.json');
  const right = readFileSync(file, 'utf8');
  await HARMS['format.json names another store']!.harm(dir, { older, other: '', common: '' });
  for (const kinds of KINDS_OF_READERS)
    await expect(openStore({ dir, ...kinds })).rejects.toMatchObject({ data: { file } });
  expect((await mendStore(dir, Date.now())).report).toMatchObject({ ok: true });
  expect(readFileSync(file, 'utf8')).toBe(right);
});

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

test(
  'a database that returns without its rows or its tables is no new queue, and gets no file',
  NEEDS_POSTGRES,
  async () => {
    const server = await startPostgres();
    const sql = connectPostgres(readPostgresAddress(server.address()));
    onTestFinished(() => sql.end());
    const [dir, address] = [tempFolder(), server.address('gone')];
    await prepareStore(address);
    putAddress(dir, address);
    const store = await openStore({ dir, create: true });
    for (let n = 1; n <= 3; n++) await add(store, `t${n}`);
    await store.close();
    const expectGone = async () => {
      for (const kinds of KINDS_OF_READERS)
        for (const create of [false, true])
          await expect(openStore({ dir, create, ...kinds })).rejects.toMatchObject({
            message: expect.stringContaining(
              'has lost its changes: change 3 was confirmed, but format.json is missing',
            ),
            hint: expect.stringContaining("Restore the server's own backup."),
          });
      await expect(examineStore(dir)).rejects.toThrow('has lost its changes');
    };
    await sql`create table kept as select * from backlog_files`;
    await sql`delete from backlog_files`;
    await expectGone();
    expect(await sql`select path from backlog_files`).toEqual([]);
    await sql`alter table backlog_files rename to away`;
    await expectGone();
    await sql`alter table away rename to backlog_files`;
    await sql`insert into backlog_files overriding system value select * from kept`;
    expect((await openStore({ dir })).state.seq).toBe(3);
  },
);
