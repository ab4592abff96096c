import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineStore } from '../../src/store/doctor/store.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';

const signer = { kind: 'system', name: 'test' } as const;
const file = (seq: number) => `log/${String(seq).padStart(12, '0')}.json`;

/** A commit as a newer version may write it: fields, kinds and set-like fields that this version has never heard of. */
function fromTheFuture(dir: string, seq: number, changes: unknown[]): void {
  const prev = (JSON.parse(readFileSync(join(dir, file(seq - 1)), 'utf8')) as { sum: string }).sum;
  const body = {
    v: 1,
    seq,
    tx: 'future',
    prev,
    at: '2099-01-01T00:00:00Z',
    actor: signer,
    command: 'new_thing',
    why: 'news',
    changes,
  };
  const text = JSON.stringify(body);
  const sum = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(dir, file(seq)), `${text.slice(0, -1)},"sum":"${sum}"}\n`);
}

test('an older and a newer writer on one store: nothing is stripped, by folding, changing, packing or checkpoints', async () => {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true, segmentSize: 4 });
  await set(store, 'a', { description: 'x', tags: ['old'] });
  fromTheFuture(dir, 2, [
    {
      kind: 'task',
      id: 'a',
      before: {},
      after: { mood: { happy: true }, 'watchers[]': ['ada', 'bob'], 'tags[]': ['new'] },
    },
    { kind: 'hologram', id: 'h', before: null, after: { beams: [1] } },
  ]);
  await store.refresh();
  await set(store, 'a', { ...(store.state.get<string>('task', 'a') as object), description: 'y' });
  fromTheFuture(dir, 4, [
    { kind: 'task', id: 'a', before: { 'watchers[]': ['ada'] }, after: { 'watchers[]': ['eve'] } },
  ]);
  for (let i = 0; i < 8; i++) await set(store, `b${i}`, { i });
  const expected = { description: 'y', tags: ['old', 'new'], mood: { happy: true }, watchers: ['bob', 'eve'] };
  expect(await store.maintain({ force: true })).toMatchObject({ segments: 2, checkpoint: 12 });
  for (const one of [store, await openStore({ dir }), await openStore({ dir, rules: {} })]) {
    expect(one.state.get<string>('task', 'a')).toEqual(expected);
    expect(one.state.get<string>('hologram', 'h')).toEqual({ beams: [1] });
  }
  expect(readFileSync(join(dir, 'history/000000000000-000000000003.ndjson'), 'utf8')).toContain('"why":"news"');
  expect((await examineStore(store.dir))!.problems.map(({ problem }) => problem)).toEqual([
    expect.stringMatching(/^change 2 .* far ahead of this computer's clock/),
  ]);
});

test('time goes on from a commit of a clock that runs ahead', async () => {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true });
  await set(store, 'a', {});
  fromTheFuture(dir, 2, []);
  await set(store, 'b', {});
  expect(store.state.at).toBe('2099-01-01T00:00:00Z');
});

test('a commit of a version that this program cannot read is refused, by its name', async () => {
  const dir = tempFolder();
  const store = await openStore({ dir, create: true });
  await set(store, 'a', {});
  fromTheFuture(dir, 2, []);
  const text = readFileSync(join(dir, file(2)), 'utf8')
    .replace(/,"sum".*/s, '}')
    .replace('"v":1', '"v":2');
  const sum = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(dir, file(2)), `${text.slice(0, -1)},"sum":"${sum}"}\n`);
  await expect(store.refresh()).rejects.toMatchObject({ code: 'store', data: { file: join(dir, file(2)) } });
});

test.each(['__proto__', 'tags[]'])('a field cannot be called %s, which would break folding', async (field) => {
  const store = await openStore({ dir: tempFolder(), create: true });
  const record = JSON.parse(`{"${field}": []}`) as Record<string, unknown>;
  await expect(set(store, 'a', record)).rejects.toThrow('cannot be called');
});

function set(store: Store, id: string, record: object) {
  return store.write({ command: 'set', actor: signer }, (tx) =>
    tx.put<string>('task', id, record as Record<string, unknown>),
  );
}
