import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appended, mentioning } from '../../src/base/long-list.ts';
import { examineStore, mendStore } from '../../src/store/doctor/store.ts';
import { type MemoryFile, memoryBackend, openStore, type RecordFields, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { type Random, seeded } from '../support/random.ts';
import { runs, SEED } from '../support/seed.ts';

const actor = { kind: 'system', name: 'test' } as const;
const rules = { thing: { sets: ['notes'], apart: { notes: 'all', versions: 'all but the last' } } } as const;

interface Thing {
  name: string;
  notes?: readonly { id: string; text: string }[];
  versions?: readonly { n: number; text: string }[];
  after?: number;
}

const thing = ({ state }: Pick<Store, 'state'>, id: string) => state.get<string>('thing', id) as Thing | undefined;

function contents({ state }: Store) {
  const things = [...state.all<string>('thing')].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([state.seq, state.size('thing'), things]);
}

/** One change of a list: something appended, replaced, removed, set anew, or the whole record gone. */
async function change(store: Store, random: Random, step: number): Promise<void> {
  const id = `t${random.int(4)}`;
  const way = random.int(12);
  if (way === 0) return void (await store.undo({ actor }).catch(() => undefined));
  await store.write({ command: 'change', actor }, (tx) => {
    const {
      notes = [],
      versions = [],
      ...rest
    }: Thing = (tx.get<string>('thing', id) as Thing | undefined) ?? { name: id };
    const note = { id: `n${step}`, text: `${'words '.repeat(random.int(20))}${step}` };
    const many = Array.from({ length: random.int(30) }, (_, n) => ({ id: `m${step}-${n}`, text: 'one of many' }));
    const changed = [
      () => appended(notes, [note]),
      () => appended(notes, many),
      () => [...notes, note],
      () => notes.filter((_, n) => n % 2 === 0),
      () => notes.map((each, n) => (n === 1 ? { ...each, text: 'said otherwise' } : each)),
      () => [],
      () => notes.toReversed(),
    ][random.int(7)]!();
    const next =
      way < 3 ? appended(versions, [{ n: versions.length + 1, text: 'x'.repeat(random.int(90)) }]) : versions;
    if (way === 11) tx.remove('thing', id);
    else
      tx.put<string>('thing', id, {
        ...rest,
        ...(changed.length > 0 ? { notes: changed } : {}),
        ...(next.length > 0 ? { versions: next } : {}),
        after: step,
      });
  });
}

test('a store whose lists are read when they are asked for says the same as one that holds all', async () => {
  for (let seed = SEED; seed < SEED + runs(2, 5); seed++) {
    const random = seeded(seed);
    const files = new Map<string, MemoryFile>();
    const open = (options: object) =>
      openStore({ dir: 'memory', backend: memoryBackend({ files }), create: true, segmentSize: 4, rules, ...options });
    const holding = await open({ checkpoints: false });
    let others = [await open({}), await open({ lazy: true })];
    for (let step = 0; step < 40; step++) {
      await change([holding, ...others][random.int(3)]!, random, step);
      if (random.int(4) === 0) await others[0]!.maintain({ force: true });
      if (random.int(5) === 0) others = [await open({}), await open({ lazy: true })];
      for (const store of [holding, ...others]) await store.refresh();
      for (const store of others) {
        const id = `t${random.int(4)}`;
        expect(thing(store, id), `seed ${seed}, step ${step}`).toEqual(thing(holding, id));
        if (random.int(6) === 0) expect(contents(store), `seed ${seed}, step ${step}`).toBe(contents(holding));
      }
    }
    for (const store of [...others, await open({}), await open({ lazy: true })]) {
      await store.refresh();
      expect(contents(store), `seed ${seed}`).toBe(contents(holding));
    }
  }
});

const NOTES = Array.from({ length: 30 }, (_, n) => ({ id: `n${n}`, text: `a note of some words, number ${n}` }));

async function storeWithNotes(): Promise<{ dir: string; lists: string; store: Store }> {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true, rules });
  for (const id of ['t0', 't1'])
    await store.write({ command: 'change', actor }, (tx) => tx.put<string>('thing', id, { name: id, notes: NOTES }));
  const { checkpoint } = await store.maintain({ force: true });
  return { dir, store, lists: join(dir, 'checkpoints', String(checkpoint).padStart(12, '0'), '_lists.ndjson') };
}

test('long lists of a checkpoint are in a file of their own, and doctor finds it sound', async () => {
  const { dir, lists } = await storeWithNotes();
  expect(
    readFileSync(lists, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([NOTES, NOTES]);
  expect(readFileSync(join(lists, '../thing.json'), 'utf8')).not.toContain('a note of some words');
  expect(await examineStore(dir)).toMatchObject({ ok: true, records: { thing: 2 } });
});

/** Pieces of texts that JSON or UTF-8 write in another way, among them the halves of a surrogate pair. */
const PIECES = [
  'a',
  'A',
  '"',
  '\\',
  '\\u00e4',
  '\n',
  '\u0007',
  '\u2028',
  '/',
  'ä',
  'a\u0308',
  'ß',
  '😀',
  '\ud83d',
  '\ude00',
  ' ',
];

test('a search of stored lists finds each text that their elements contain, whatever its characters', async () => {
  let omitted = 0;
  for (let seed = SEED; seed < SEED + runs(8, 20); seed++) {
    const random = seeded(seed);
    const piece = (most: number) => Array.from({ length: random.int(most) }, () => random.pick(PIECES)).join('');
    const files = new Map<string, MemoryFile>();
    const open = () => openStore({ dir: 'memory', backend: memoryBackend({ files }), create: true, rules });
    const store = await open();
    const notes = Array.from({ length: 20 }, (_, n) => ({ id: `n${n}`, text: piece(6).padEnd(12, '.') }));
    await store.write({ command: 'change', actor }, (tx) => tx.put<string>('thing', 't0', { name: 't0', notes }));
    await store.maintain({ force: true });
    const stored = thing(await open(), 't0')!.notes!;
    for (let n = 0; n < 40; n++) {
      const sought = piece(4);
      const found = mentioning(stored, sought);
      expect(
        found.filter(({ text }) => text.includes(sought)),
        `seed ${seed}, ${JSON.stringify(sought)}`,
      ).toEqual(notes.filter(({ text }) => text.includes(sought)));
      if (found.length === 0) omitted++;
    }
  }
  expect(omitted).toBeGreaterThan(0);
});

test('a search reports a list that was tampered with, although its bytes lack the text', async () => {
  const { dir, lists } = await storeWithNotes();
  writeFileSync(lists, readFileSync(lists, 'utf8').replace('number 7', 'number 8'));
  const { notes } = thing(await openStore({ dir, rules }), 't0')!;
  expect(() => mentioning(notes!, 'nowhere')).toThrow(/_lists\.ndjson is damaged/);
});

test('who has them open reads them after another process wrote a newer checkpoint and removed theirs', async () => {
  const { dir, lists, store } = await storeWithNotes();
  const reader = await openStore({ dir, rules });
  await store.write({ command: 'change', actor }, (tx) => tx.put<string>('thing', 't2', { name: 't2' }));
  await store.maintain({ force: true });
  expect(existsSync(lists)).toBe(false);
  expect(thing(reader, 't0')?.notes).toEqual(NOTES);
});

test('a checkpoint whose lists are cut off is passed over', async () => {
  const { dir, lists } = await storeWithNotes();
  truncateSync(lists, 100);
  for (const lazy of [false, true]) expect(thing(await openStore({ dir, rules, lazy }), 't1')?.notes).toEqual(NOTES);
  expect((await mendStore(dir, Date.now())).report?.ok).toBe(true);
});

test('doctor names a folder where the lists should be, and mends the checkpoint', async () => {
  const { dir, lists } = await storeWithNotes();
  rmSync(lists);
  mkdirSync(join(lists, 'inside'), { recursive: true });
  expect((await examineStore(dir))?.problems).toMatchObject([{ file: lists }]);
  const { mended, report } = await mendStore(dir, Date.now());
  expect(mended).toMatchObject([{ file: lists }]);
  expect(report).toMatchObject({ ok: true, checkpoints: [] });
  const store = await openStore({ dir, rules });
  expect(thing(store, 't0')?.notes).toEqual(NOTES);
  expect(await store.maintain({ force: true })).toMatchObject({ checkpoint: null });
});

test('a list that was tampered with is an error for who reads it and for nobody else, and doctor mends it', async () => {
  const { dir, lists } = await storeWithNotes();
  writeFileSync(lists, readFileSync(lists, 'utf8').replace('number 7', 'number 8'));
  const store = await openStore({ dir, rules });
  expect(thing(store, 't0')).toMatchObject({ name: 't0' });
  expect(thing(store, 't1')?.notes).toEqual(NOTES);
  expect(() => [...thing(store, 't0')!.notes!]).toThrow(/_lists\.ndjson is damaged/);
  const { problems } = (await examineStore(dir))!;
  expect(problems.map(({ file }) => file)).toEqual([lists]);
  expect((await mendStore(dir, Date.now())).report?.ok).toBe(true);
  expect(readdirSync(join(dir, 'checkpoints'))).toEqual([]);
  expect(thing(await openStore({ dir, rules }), 't0')?.notes).toEqual(NOTES);
});

/** A checkpoint with a bit of a list flipped, and a later commit that takes a note out of that list. */
async function storeWithFlippedList() {
  const { dir, lists, store } = await storeWithNotes();
  await store.write({ command: 'change', actor }, (tx) =>
    tx.put<string>('thing', 't0', { name: 't0', notes: NOTES.slice(1) }),
  );
  writeFileSync(lists, readFileSync(lists, 'utf8').replace('number 7', 'number 8'));
  return { dir, lists };
}

test('a checkpoint is passed over when a later commit changes a list of it that was tampered with', async () => {
  const { dir } = await storeWithFlippedList();
  const store = await openStore({ dir, rules });
  expect(thing(store, 't0')?.notes).toEqual(NOTES.slice(1));
  expect(thing(store, 't1')?.notes).toEqual(NOTES);
  await store.maintain({ force: true });
  expect(await examineStore(dir)).toMatchObject({ ok: true, checkpoints: [3] });
});

test('who reads records when they are asked for blames the file that was tampered with', async () => {
  const { dir } = await storeWithFlippedList();
  const { state } = await openStore({ dir, rules, lazy: true });
  expect(() => state.get<string>('thing', 't0')).toThrow(/_lists\.ndjson is damaged/);
  expect(() => [...state.all<string>('thing')]).toThrow(/_lists\.ndjson is damaged/);
});

test.each([
  ['of another sum', /"[0-9a-f]{16}"/, '"0123456789abcdef"'],
  ['beyond the end of the file', /\[30,0,1601/, '[30,0,9601'],
  ['of more elements than there are', /\[30,0/, '[31,0'],
  ['that have no place', /\[30,0,.*?\]/, '12345'],
])('doctor mends a checkpoint whose records tell of lists %s', async (_, from, to) => {
  const { dir, lists } = await storeWithNotes();
  const kind = join(lists, '../thing.json');
  const text = readFileSync(kind, 'utf8');
  writeFileSync(
    kind,
    text.replace(from, (found) => to.padEnd(found.length)),
  );
  expect(thing(await openStore({ dir, rules }), 't0')?.notes).toEqual(NOTES);
  const { state } = await openStore({ dir, rules, lazy: true });
  expect(() => JSON.stringify(thing({ state }, 't0'))).toThrow(/is damaged/);
  expect((await examineStore(dir))?.problems.map(({ file }) => file)).toEqual([kind]);
  expect((await mendStore(dir, Date.now())).report?.ok).toBe(true);
});

test('a checkpoint without long lists is one that older programs read', async () => {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true, rules });
  const record: RecordFields = { name: 'a', notes: NOTES.slice(0, 2) };
  await store.write({ command: 'change', actor }, (tx) => tx.put<string>('thing', 'a', record));
  await store.maintain({ force: true });
  const manifest = JSON.parse(readFileSync(join(dir, 'checkpoints/000000000001/_checkpoint.json'), 'utf8'));
  expect(manifest).toMatchObject({ v: 1, seq: 1 });
  expect(manifest).not.toHaveProperty('lists');
});

test('a note is added to a great many without reading them', async () => {
  const { dir, store, lists } = await storeWithNotes();
  const other = await openStore({ dir, rules });
  writeFileSync(lists, 'x'.repeat(readFileSync(lists).length));
  await other.write({ command: 'change', actor }, (tx) => {
    const present = thing({ state: tx as never }, 't0')!;
    tx.put<string>('thing', 't0', { ...present, notes: appended(present.notes!, [{ id: 'new', text: 'new' }]) });
  });
  await store.refresh();
  expect(thing(store, 't0')?.notes).toEqual([...NOTES, { id: 'new', text: 'new' }]);
});
