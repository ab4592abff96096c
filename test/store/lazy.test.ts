import { expect, test } from 'vitest';
import { examine } from '../../src/store/doctor/examine.ts';
import { type MemoryFile, memoryBackend, openStore, type RecordFields, type Store } from '../../src/store/index.ts';
import { seal } from '../../src/store/log/commit.ts';
import { findRecord, kindPieces, kindRuns } from '../../src/store/state/kind-file.ts';
import { seeded } from '../support/random.ts';
import { runs } from '../support/seed.ts';

const actor = { kind: 'system', name: 'test' } as const;

const IDS = [
  '',
  'a',
  'a"b',
  'a,b',
  'aa',
  'Z',
  'ä',
  '\n',
  '\u{1f600}',
  '\uffff',
  ...Array.from({ length: 90 }, (_, i) => `id-${i}`),
];

test.each([0, 1, 2, 3, IDS.length])('each of %i records is found in the text of a kind, and no other', (count) => {
  const records = new Map(IDS.slice(0, count).map((id, n): [string, RecordFields] => [id, { n, text: `]\n${id}` }]));
  const bytes = Buffer.from([...kindPieces(records)].join(''));
  for (const id of IDS) expect(findRecord(bytes, id)).toEqual(records.get(id));
  expect(findRecord(bytes, 'zz')).toBeUndefined();
  expect(new Map([...kindRuns(bytes)].flat())).toEqual(records);
});

test.each([
  ['of many pieces', (text: string) => text],
  ['with a damaged line', (text: string) => text.replace('"n":2', '"n"!2')],
])('reading the text of a kind %s leaves its bytes as they were', (_, damage) => {
  const records = new Map(Array.from({ length: 900 }, (_, n) => [`id-${n}`, { n, text: 'ä,]\n'.repeat(100) }]));
  const bytes = Buffer.from(damage([...kindPieces(records)].join('')));
  const before = Buffer.from(bytes);
  const read = () => new Map([...kindRuns(bytes)].flat());
  if (bytes.includes('"n"!2')) expect(read).toThrow(SyntaxError);
  else expect(read()).toEqual(new Map([...records].sort(([a], [b]) => (a < b ? -1 : 1))));
  expect(bytes.equals(before)).toBe(true);
});

const open = (files: Map<string, MemoryFile>, lazy: boolean) =>
  openStore({ dir: 'memory', backend: memoryBackend({ files }), create: true, segmentSize: 4, lazy });

test('a lazy store says the same as a whole one, whatever is asked first', async () => {
  for (let seed = 0; seed < runs(6, 40); seed++) {
    const random = seeded(seed);
    const files = new Map<string, MemoryFile>();
    const whole = await open(files, false);
    for (let i = 0; i < 12; i++) {
      await change(whole, random.int(6), i);
      if (random.int(5) === 0) await whole.maintain({ force: true });
    }
    const lazy = await open(files, true);
    for (let i = 0; i < 6; i++) {
      if (random.int(2) === 0) look(lazy, whole, random.int(8));
      if (random.int(2) === 0) search(lazy, whole, `"f${random.int(4)}":`);
      await change(random.int(2) === 0 ? lazy : whole, random.int(8), 100 + i);
      await Promise.all([lazy.refresh(), whole.refresh()]);
      expect(lazy.state.size('op'), `seed ${seed}`).toBe(whole.state.size('op'));
      if (random.int(6) === 0) expect(contents(lazy), `seed ${seed}`).toEqual(contents(whole));
    }
    for (let n = 0; n < 8; n++) look(lazy, whole, n);
    for (let n = 0; n < 110; n += 9) search(lazy, whole, `:${n}`);
    expect(contents(lazy), `seed ${seed}`).toEqual(contents(whole));
    expect((await examine(memoryBackend({ files }), Date.now()))!.problems).toEqual([]);
  }
});

/** Puts a record, or takes it away when it is there. */
function change(store: Store, n: number, value: number) {
  return store.write({ command: 'operate', actor }, (tx) => {
    if (tx.get<string>('op', `o${n}`) && value % 3 === 0) tx.remove('op', `o${n}`);
    else tx.put<string>('op', `o${n}`, { ...tx.get<string>('op', `o${n}`), [`f${value % 4}`]: value });
  });
}

function look(lazy: Store, whole: Store, n: number): void {
  expect(lazy.state.get<string>('op', `o${n}`)).toEqual(whole.state.get<string>('op', `o${n}`));
}

function search(lazy: Store, whole: Store, text: string): void {
  const found = ({ state }: Store) =>
    [...state.mentioning<string>('op', text)]
      .filter(([, record]) => JSON.stringify(record).includes(text))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  expect(found(lazy)).toEqual(found(whole));
}

function contents({ state }: Store) {
  return [state.seq, state.kinds(), [...state.all<string>('op')].sort(([a], [b]) => (a < b ? -1 : 1))];
}

test('a lazy store never writes a checkpoint, and names the file of a damaged record', async () => {
  const files = new Map<string, MemoryFile>();
  const whole = await open(files, false);
  await change(whole, 1, 1);
  await whole.maintain({ force: true });
  const path = 'checkpoints/000000000001/op.json';
  const { data, modified } = files.get(path)!;
  files.set(path, { data: Buffer.from(data.toString().replaceAll(':', ';')), modified });
  await change(whole, 2, 1);
  const lazy = await open(files, true);
  expect((await lazy.maintain({ force: true })).checkpoint).toBeNull();
  expect(() => lazy.state.get<string>('op', 'o1')).toThrow(`memory/${path} is damaged: it is not JSON`);
  expect(() => [...lazy.state.all<string>('op')]).toThrow(`memory/${path} is damaged: it is not JSON`);
});

test('a search reads no record that does not have the text', async () => {
  const files = new Map<string, MemoryFile>();
  const whole = await open(files, false);
  for (let n = 0; n < 9; n++) await change(whole, n, n);
  await whole.maintain({ force: true });
  const path = 'checkpoints/000000000009/op.json';
  const { data, modified } = files.get(path)!;
  files.set(path, { data: Buffer.from(data.toString().replace('"f1":5', '"f1";5')), modified });
  const lazy = await open(files, true);
  expect([...lazy.state.mentioning<string>('op', '"f3"')].map(([id]) => id)).toEqual(['o3', 'o7']);
  expect(() => [...lazy.state.all<string>('op')]).toThrow('is damaged');
});

test('a lazy store does not write on commits that it read and that do not follow each other', async () => {
  const files = new Map<string, MemoryFile>();
  const whole = await open(files, false);
  for (let n = 0; n < 11; n++) await change(whole, n, n);
  await whole.maintain({ force: true });
  for (const path of files.keys()) if (path.startsWith('checkpoints/')) files.delete(path);
  const path = 'history/000000000004-000000000007.ndjson';
  const { data, modified } = files.get(path)!;
  const lines = data.toString().split('\n');
  const { sum: _, ...body } = JSON.parse(lines[1]!);
  lines[1] = seal({ ...body, prev: 'f'.repeat(64) }).line;
  files.set(path, { data: Buffer.from(lines.join('\n')), modified });
  await expect(open(files, true)).rejects.toThrow(`memory/${path} is damaged: change 5 does not follow`);
  for (const kinds of [['other'], ['op']]) {
    const lazy = await openStore({ dir: 'memory', backend: memoryBackend({ files }), lazy: true, kinds });
    expect(lazy.state.seq).toBe(11);
    await expect(change(lazy, 1, 1)).rejects.toThrow(`memory/${path} is damaged: change 5 does not follow`);
    await expect(lazy.refresh()).rejects.toThrow('is damaged');
  }
});

test('a lazy store reads through no fork of the log', async () => {
  const files = new Map<string, MemoryFile>();
  const whole = await open(files, false);
  for (let n = 0; n < 6; n++) await change(whole, n, n);
  const path = 'log/000000000004.json';
  const { data, modified } = files.get(path)!;
  const { sum: _, ...body } = JSON.parse(data.toString());
  files.set(path, { data: Buffer.from(`${seal({ ...body, tx: 'another' }).line}\n`), modified });
  for (const kinds of [undefined, ['other'], ['op']]) {
    const opening = openStore({
      dir: 'memory',
      backend: memoryBackend({ files }),
      lazy: true,
      ...(kinds && { kinds }),
    });
    await expect(opening).rejects.toThrow('change 5 does not follow the change before it');
  }
});
