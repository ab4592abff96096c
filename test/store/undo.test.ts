import { expect, test } from 'vitest';
import { KINDS } from '../../src/domain/kinds/table.ts';
import { type Commit, memoryBackend, openStore, type Store, type Tx } from '../../src/store/index.ts';

const ada = { kind: 'human', name: 'ada' } as const;
const one = { kind: 'ai', name: 'claude-code', session: 's1' } as const;
const two = { kind: 'ai', name: 'claude-code', session: 's1', agent: 'a1' } as const;

const open = () =>
  openStore({
    dir: 'memory',
    backend: memoryBackend(),
    create: true,
    now: () => 1_750_000_000_000,
    rules: { ...KINDS, thing: { sets: ['tags'], stamps: ['modified'] } },
  });
const write = (
  store: Store,
  actor: Commit['actor'],
  fn: (tx: Tx) => void,
  more: { command?: string; outside?: string } = {},
) => store.write({ command: 'thing_modify', actor, ...more }, fn);
const put = (store: Store, actor: Commit['actor'], record: Record<string, unknown>) =>
  write(store, actor, (tx) => tx.put<string>('thing', 'a', record));
const thing = (store: Store) => store.state.get<string>('thing', 'a');

test('undo takes back the last change of the same actor, field by field', async () => {
  const store = await open();
  await put(store, ada, { title: 'x', rank: 1 });
  await put(store, one, { title: 'y', rank: 1, due: 'd' });
  await put(store, two, { title: 'y', rank: 2, due: 'd' });
  const { undone, seq } = await store.undo({ actor: one });
  expect([undone.seq, seq]).toEqual([2, 4]);
  expect(thing(store)).toEqual({ title: 'x', rank: 2 });
});

test('undoing again goes one further back; at the end there is nothing to undo', async () => {
  const store = await open();
  await put(store, one, { v: 1 });
  await put(store, one, { v: 2 });
  await put(store, one, { v: 3 });
  await store.undo({ actor: one });
  expect(thing(store)).toEqual({ v: 2 });
  await store.undo({ actor: one });
  expect(thing(store)).toEqual({ v: 1 });
  await store.undo({ actor: one });
  expect(thing(store)).toBeUndefined();
  await expect(store.undo({ actor: one })).rejects.toMatchObject({ code: 'nothing-to-do' });
});

test('undoing an undo by its number brings the change back', async () => {
  const store = await open();
  await put(store, one, { v: 1 });
  await put(store, one, { v: 2 });
  const { seq } = await store.undo({ actor: one });
  await store.undo({ actor: one, seq: seq! });
  expect(thing(store)).toEqual({ v: 2 });
  expect((await store.undo({ actor: one })).undone.seq).toBe(2);
});

test('what was taken back cannot be taken back again', async () => {
  const store = await open();
  await put(store, one, { v: 1 });
  await store.undo({ actor: one, seq: 1 });
  await expect(store.undo({ actor: one, seq: 1 })).rejects.toMatchObject({ code: 'conflict' });
});

test('a field that somebody changed later stands in the way, and is named with its author', async () => {
  const store = await open();
  await put(store, one, { v: 1, w: 1 });
  await put(store, one, { v: 2, w: 2 });
  await put(store, ada, { v: 3, w: 2 });
  const refused = store.undo({ actor: one });
  await expect(refused).rejects.toThrow(/v of thing a by human:ada \(change 3, \d{4}-.*Z\)/);
  await expect(refused).rejects.toMatchObject({ code: 'conflict', data: { seq: 2, verb: 'undo' } });
  expect(thing(store)).toEqual({ v: 3, w: 2 });
});

test('later changes of other fields and of other elements of a set do not stand in the way', async () => {
  const store = await open();
  await put(store, ada, { tags: ['a', 'b'], v: 1 });
  await put(store, one, { tags: ['b', 'c'], v: 1 });
  await put(store, ada, { tags: ['b', 'c', 'd'], v: 2 });
  await store.undo({ actor: one });
  expect(thing(store)).toEqual({ tags: ['b', 'd', 'a'], v: 2 });
});

test('an element that was put back in, or taken out again, stands in the way', async () => {
  const store = await open();
  await put(store, ada, { tags: ['a'] });
  await put(store, one, { tags: ['b'] });
  await put(store, ada, { tags: ['b', 'a'] });
  await expect(store.undo({ actor: one })).rejects.toThrow('tags of thing a by human:ada');
  await put(store, ada, {});
  await expect(store.undo({ actor: one })).rejects.toThrow('tags of thing a by human:ada (change 4, ');
});

test('a record that was made is removed, unless it changed since', async () => {
  const store = await open();
  await put(store, one, { v: 1 });
  await put(store, ada, { v: 1, w: 1 });
  await expect(store.undo({ actor: one })).rejects.toThrow('w of thing a by human:ada (change 2, ');
  await store.undo({ actor: ada });
  await store.undo({ actor: one });
  expect(thing(store)).toBeUndefined();
});

test('a record that was removed comes back whole, unless there is a new one', async () => {
  const store = await open();
  await put(store, ada, { v: 1, tags: ['a'] });
  await write(store, one, (tx) => tx.remove('thing', 'a'));
  await store.undo({ actor: one });
  expect(thing(store)).toEqual({ v: 1, tags: ['a'] });
  await write(store, one, (tx) => tx.remove('thing', 'a'));
  await put(store, ada, { v: 9 });
  await expect(store.undo({ actor: one })).rejects.toThrow('the whole record of thing a by human:ada');
});

test('the time of change follows the undo and never stands in its way', async () => {
  const store = await open();
  await put(store, ada, { v: 1, modified: '2026-01-01T00:00:00Z' });
  await put(store, one, { v: 2, modified: '2026-01-02T00:00:00Z' });
  await put(store, ada, { v: 2, w: 1, modified: '2026-01-03T00:00:00Z' });
  await store.undo({ actor: one });
  expect(thing(store)).toEqual({ v: 1, w: 1, modified: '2025-06-15T15:06:40Z' });
});

test('counters never go back, so a number is never given twice', async () => {
  const store = await open();
  const next = () =>
    store.write({ command: 'add', actor: one }, (tx) => {
      const id = tx.nextId('thing');
      tx.put<string>('thing', String(id), { id });
      return id;
    });
  await next();
  await store.undo({ actor: one });
  expect((await next()).value).toBe(2);
});

test('a change of records that undo leaves as they are is refused, not called undone', async () => {
  const store = await open();
  const id = '27082020-0698-427e-8acf-047bcb1f8d5d';
  await write(store, one, (tx) =>
    tx.put('question', id, { id, run: 'r1', text: 'Du or Sie?', at: '2026-01-01T00:00:00Z', actor: 'ai:run#r1' }),
  );
  for (const dryRun of [true, false])
    await expect(store.undo({ actor: ada, seq: 1, anyone: true, dryRun })).rejects.toThrow(
      "can't be undone: it changed only a question of an agent",
    );
});

test('a claim is given back by undo, though it was renewed, but never given again', async () => {
  const store = await open();
  const claim = (expires: string) => (tx: Tx) => tx.put<string>('claim', 'c', { expires });
  await write(store, one, (tx) => {
    claim('1')(tx);
    tx.put<string>('thing', 'a', { start: 1 });
  });
  await write(store, one, claim('2'), { command: 'claim_renew' });
  await store.undo({ actor: one });
  expect([store.state.size('claim'), store.state.size('thing')]).toEqual([0, 0]);
  await write(store, one, claim('3'));
  await write(store, one, (tx) => {
    tx.remove('claim', 'c');
    tx.put<string>('thing', 'a', { done: 1 });
  });
  await store.undo({ actor: one });
  expect([store.state.size('claim'), store.state.size('thing')]).toEqual([0, 0]);
});

test("another's change is refused by number, unless asked for expressly", async () => {
  const store = await open();
  await put(store, one, { v: 1 });
  await expect(store.undo({ actor: two })).rejects.toMatchObject({ code: 'nothing-to-do' });
  await expect(store.undo({ actor: two, seq: 1 })).rejects.toMatchObject({ code: 'forbidden' });
  await store.undo({ actor: ada, seq: 1, anyone: true });
  expect(thing(store)).toBeUndefined();
});

test('a commit with effects outside is refused, and so is one that does not exist', async () => {
  const store = await open();
  await write(store, one, (tx) => tx.put<string>('thing', 'a', {}), { outside: 'merged run 3' });
  await expect(store.undo({ actor: one })).rejects.toThrow('merged run 3');
  await expect(store.undo({ actor: one, seq: 99 })).rejects.toMatchObject({ code: 'not-found' });
});

test('a rule that the caller checks can refuse, and then nothing changes', async () => {
  const store = await open();
  await put(store, one, { v: 1 });
  const check = () => {
    throw new Error('still referenced');
  };
  await expect(store.undo({ actor: one, check })).rejects.toThrow('still referenced');
  expect(thing(store)).toEqual({ v: 1 });
});
