import { describe, expect, test } from 'vitest';
import { examine } from '../../src/store/doctor/examine.ts';
import {
  type ArchivedRow,
  type Backend,
  type Commit,
  type Index,
  openStore,
  type Store,
  type StoreOptions,
  uuidOf,
} from '../../src/store/index.ts';

const ada = { kind: 'human', name: 'ada' } as const;
const bot = { kind: 'ai', name: 'claude-code', session: 's1' } as const;

/** What a store does over any backend. `place` gives a maker of backends that all see the same files. */
export function storeContract(name: string, place: () => () => Backend): void {
  describe(`store over ${name}`, () => {
    const setup = async (more: Partial<StoreOptions> = {}) => {
      const backend = place();
      const again = (other: Partial<StoreOptions> = {}) =>
        openStore({ dir: name, backend: backend(), now: clock(), segmentSize: 8, ...more, ...other });
      return { store: await again({ create: true }), again, backend };
    };

    test('a write is in the state at once, for others after a refresh, and after opening again', async () => {
      const { store, again } = await setup();
      const other = await again();
      const written = await put(store, 'a', { v: 1 });
      expect(written.seq).toBe(1);
      expect(store.state.get('thing', 'a')).toEqual({ v: 1 });
      expect(other.state.get('thing', 'a')).toBeUndefined();
      await other.refresh();
      expect(other.state.get('thing', 'a')).toEqual({ v: 1 });
      expect((await again()).state.get('thing', 'a')).toEqual({ v: 1 });
    });

    test('a write that changes nothing makes no commit', async () => {
      const { store } = await setup();
      await put(store, 'a', { v: 1 });
      expect((await put(store, 'a', { v: 1 })).seq).toBeNull();
      const back = await store.write({ command: 'x', actor: ada }, (tx) => {
        tx.put<string>('thing', 'b', {});
        tx.remove('thing', 'b');
        return 7;
      });
      expect(back).toEqual({ value: 7, seq: null });
      expect(store.state.seq).toBe(1);
    });

    test('a function that throws changes nothing, and its error comes through as it is', async () => {
      const { store } = await setup();
      const planted = new Error('planted');
      const refused = store.write({ command: 'x', actor: ada }, (tx) => {
        tx.put<string>('thing', 'a', { v: 1 });
        expect(tx.get<string>('thing', 'a')).toEqual({ v: 1 });
        throw planted;
      });
      await expect(refused).rejects.toBe(planted);
      expect(store.state.get('thing', 'a')).toBeUndefined();
      expect(store.state.seq).toBe(0);
    });

    test('nobody sees a change before it is committed, and indexes end with what the state says', async () => {
      const { store } = await setup();
      const mirror = new Map<string, unknown>();
      let resets = 0;
      const index: Index = {
        reset: () => resets++,
        apply: (kind, id, before, after) => {
          expect(mirror.get(`${kind}/${id}`)).toEqual(before);
          if (after) mirror.set(`${kind}/${id}`, after);
          else mirror.delete(`${kind}/${id}`);
        },
      };
      store.index(index);
      const writing = put(store, 'a', { v: 1 });
      for (let i = 0; i < 5; i++) {
        expect(store.state.get('thing', 'a')).toBeUndefined();
        await Promise.resolve();
      }
      await writing;
      await expect(
        store.write({ command: 'x', actor: ada }, (tx) => {
          tx.remove('thing', 'a');
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      expect([...mirror]).toEqual([['thing/a', { v: 1 }]]);
      expect(resets).toBe(1);
    });

    test('who follows sees every commit once, in order, as it is made, by whomever, and nothing that was not committed', async () => {
      const { store, again } = await setup();
      const other = await again();
      await put(store, 'a', { v: 1 });
      const stop = new AbortController();
      const seen: [number, unknown][] = [];
      const following = (async () => {
        for await (const { seq, changes } of other.follow({ from: 1, signal: stop.signal })) {
          seen.push([seq, changes[0]?.id]);
          if (seq === 22) stop.abort();
        }
      })();
      for (let i = 0; i < 20; i++) {
        await number(i % 2 ? store : other, `n${i}`);
        const refused = store.write({ command: 'x', actor: ada }, (tx) => {
          tx.put<string>('thing', 'never', {});
          throw new Error('no');
        });
        await expect(refused).rejects.toThrow('no');
        if (i === 10) await store.maintain({ force: true });
      }
      await store.write({ command: 'claim_renew', actor: bot }, (tx) => tx.put<string>('claim', 'c', { until: 1 }));
      await following;
      expect(seen.map(([seq]) => seq)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1));
      expect(seen.map(([, id]) => id)).not.toContain('never');
    });

    test('a record that is changed after it was put, or put again by its caller, does not change the state', async () => {
      const { store } = await setup();
      const record = { list: [1] };
      await store.write({ command: 'x', actor: ada }, (tx) => {
        tx.put<string>('thing', 'a', record);
        record.list.push(2);
      });
      expect(store.state.get('thing', 'a')).toEqual({ list: [1] });
    });

    test('20 writes at once are all there, each in a commit and with a number of its own', async () => {
      const { store, again } = await setup();
      const done = await Promise.all(Array.from({ length: 20 }, (_, i) => number(store, `n${i}`)));
      expect(done.map(({ value }) => value)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(new Set(done.map(({ seq }) => seq)).size).toBe(20);
      expect((await again()).state.size('thing')).toBe(20);
    });

    test('several stores writing at once lose nothing and give every number once', async () => {
      const { store, again, backend } = await setup({ segmentSize: 4 });
      const stores = [store, await again(), await again()];
      const work = stores.flatMap((one, s) => Array.from({ length: 10 }, (_, i) => number(one, `s${s}-${i}`)));
      const caring = stores.map(async (one) => {
        for (let i = 0; i < 3; i++) await one.maintain({ force: true });
      });
      const values = (await Promise.all(work)).map(({ value }) => value).sort((a, b) => a - b);
      await Promise.all(caring);
      expect(values).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
      expect((await again()).state.size('thing')).toBe(30);
      expect((await examine(backend(), Date.now()))!.problems).toEqual([]);
    });

    test('unknown kinds and fields survive a change of the fields one knows', async () => {
      const { store, again } = await setup();
      await put(store, 'a', { known: 1, fromTheFuture: { deep: [1, 2] } });
      const older = await again({ rules: {} });
      await older.write({ command: 'x', actor: ada }, (tx) =>
        tx.put<string>('thing', 'a', { ...tx.get<string>('thing', 'a'), known: 2 }),
      );
      expect((await again()).state.get('thing', 'a')).toEqual({ known: 2, fromTheFuture: { deep: [1, 2] } });
    });

    test('a record that validation refuses is not stored', async () => {
      const { store } = await setup({
        validate: (_, record) => {
          if (record.bad) throw new Error('bad record');
        },
      });
      await expect(put(store, 'a', { bad: true })).rejects.toThrow('bad record');
      expect(store.state.seq).toBe(0);
    });

    test('packed and checkpointed, the store says the same, whole or in part', async () => {
      const { store, again, backend } = await setup();
      for (let i = 0; i < 40; i++) await number(store, `n${i % 7}`);
      const done = await store.maintain({ force: true });
      expect(done).toMatchObject({ checkpoint: 40, segments: 4 });
      expect(await store.maintain()).toEqual({ checkpoint: null, segments: 0, removed: 0 });
      await number(store, 'late');
      const [whole, part] = [await again(), await again({ kinds: ['counter'] })];
      expect([...whole.state.all('thing')].sort()).toEqual([...store.state.all('thing')].sort());
      expect([whole.state.seq, part.state.seq]).toEqual([41, 41]);
      expect(part.state.get('counter', 'n')).toEqual({ last: 41 });
      expect(() => part.state.get('thing', 'late')).toThrow('not loaded');
      expect((await examine(backend(), Date.now()))!.problems).toEqual([]);
    });

    test('a store opened in part commits, and others take it in', async () => {
      const { store, again } = await setup();
      for (let i = 0; i < 20; i++) await number(store, `n${i}`);
      const part = await again({ kinds: ['claim'] });
      await part.write({ command: 'x', actor: bot }, (tx) => tx.put<string>('claim', 'c', { held: true }));
      await number(store, 'after');
      expect(store.state.seq).toBe(22);
      expect((await again()).state.get<string>('claim', 'c')).toEqual({ held: true });
    });

    test('a reader that was left behind by packing catches up', async () => {
      const { store, again } = await setup();
      const behind = await again();
      for (let i = 0; i < 30; i++) await number(store, `n${i}`);
      await store.maintain({ force: true });
      await behind.refresh();
      expect(behind.state.seq).toBe(30);
      expect(behind.state.size('thing')).toBe(30);
    });

    test('history comes in order, by kind, by id, backwards and in part, without what only keeps records alive', async () => {
      const { store } = await setup();
      for (let i = 0; i < 30; i++) await number(store, `n${i % 3}`);
      await store.write({ command: 'claim_renew', actor: bot }, (tx) => tx.put<string>('claim', 'c', { until: 1 }));
      await store.maintain();
      const seqs = async (query: Parameters<Store['history']>[0]) =>
        (await collect(store.history(query))).map(({ seq }) => seq);
      expect(await seqs({})).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
      expect(await seqs({ quiet: true, from: 30 })).toEqual([30, 31]);
      expect(await seqs({ reverse: true, limit: 3 })).toEqual([30, 29, 28]);
      expect(await seqs({ kind: 'thing', id: 'n2', to: 10 })).toEqual([3, 6, 9]);
      expect(await seqs({ id: 'n2', reverse: true, from: 20, to: 28 })).toEqual([27, 24, 21]);
      expect(await seqs({ kind: 'claim' })).toEqual([]);
      expect(await seqs({ from: 99 })).toEqual([]);
    });

    test('a commit says who, when, by which command, and exactly what changed', async () => {
      const { store } = await setup();
      await put(store, 'a', { v: 1, tags: ['x'] });
      await put(store, 'a', { v: 2, tags: ['x'] });
      const [, second] = await collect(store.history());
      expect(second).toMatchObject({
        seq: 2,
        actor: ada,
        command: 'put',
        changes: [{ kind: 'thing', id: 'a', before: { v: 1 }, after: { v: 2 } }],
      });
    });

    test('the time of commits never goes back, even if the clock does', async () => {
      const { store, again } = await setup();
      await put(store, 'a', { v: 1 });
      const late = await again({ now: () => 0 });
      await put(late, 'a', { v: 2 });
      const [one, two] = await collect(store.history());
      expect(two!.at >= one!.at).toBe(true);
    });

    test('blobs come back by their sum; unknown and malformed ones are refused', async () => {
      const { store, again } = await setup();
      const sha = await store.putBlob('a spec');
      expect(await store.putBlob(Buffer.from('a spec'))).toBe(sha);
      expect((await (await again()).getBlob(sha)).toString()).toBe('a spec');
      await expect(store.getBlob('0'.repeat(64))).rejects.toMatchObject({ code: 'not-found' });
      await expect(store.getBlob('../../etc/passwd')).rejects.toMatchObject({ code: 'invalid' });
    });

    test('archived rows come back by number, uuid, the beginning of one and source, for others too, in as many files as they need', async () => {
      const { store, again } = await setup();
      const rows = Array.from({ length: 300 }, (_, i) => archivedRow(3 * i + 1));
      const [file, ...more] = await store.putArchive('2026-Q3', [...rows].reverse());
      expect(more).toEqual([]);
      expect(file).toMatchObject({ count: 300, from: 1, to: 898 });
      expect(await store.putArchive('2026-Q3', rows)).toEqual([file]);
      const archive = (await again()).archive(file!);
      for (const { id, uuid, source } of [rows[0]!, rows[150]!, rows[299]!]) {
        const asked = [{ ids: [id] }, { uuids: [uuid] }, { uuids: [uuid.slice(0, 8)] }, { sources: [source!] }];
        for (const one of asked) expect((await archive.find(one)).map((row) => row.id)).toEqual([id]);
      }
      expect(await archive.find({ ids: [2, 899, 0], uuids: ['ffffffff'], sources: ['none'] })).toEqual([]);
      expect(await archive.find({ ids: rows.map(({ id }) => id), uuids: [rows[7]!.uuid] })).toEqual(rows);
      expect((await collectRows(archive.rows())).length).toBe(300);
      expect(await archive.blobs()).toEqual(['a'.repeat(64)]);
      await expect(store.archive({ ...file!, file: `2026-Q3-${'0'.repeat(64)}` }).find({ ids: [1] })).rejects.toThrow(
        'missing',
      );
    });

    test('records that leave for an archive and come back fold to the same, and the log tells it all', async () => {
      const { store, again, backend } = await setup();
      const record = { uuid: 'u', id: 7, description: 'x', status: 'completed' };
      await store.write({ command: 'x', actor: ada }, (tx) => tx.put<string>('task', 'u', record));
      const [file] = await store.putArchive('2026-Q3', [
        { id: 7, uuid: 'u', at: '2026-07-01T00:00:00Z', records: [['task', 'u', record]] },
      ]);
      await store.write({ command: 'task_archive', actor: ada }, (tx) => {
        tx.remove('task', 'u');
        tx.put('archive', file!.file, { ...file!, at: tx.at });
      });
      await store.maintain({ force: true });
      expect((await again()).state.size('task')).toBe(0);
      expect((await examine(backend(), Date.now()))!).toMatchObject({ problems: [], archived: 1 });
      await store.undo({ actor: ada });
      await store.maintain({ force: true });
      expect((await again()).state.get<string>('task', 'u')).toEqual(record);
      expect((await again()).state.size('archive')).toBe(0);
      expect((await examine(backend(), Date.now()))!.problems).toEqual([]);
    });

    test('a missing store reads as empty, refuses writes, and appears when somebody makes it', async () => {
      const backend = place();
      const early = await openStore({ dir: name, backend: backend() });
      expect([early.exists, early.state.seq, early.id]).toEqual([false, 0, null]);
      expect(await collect(early.history())).toEqual([]);
      await expect(put(early, 'a', {})).rejects.toMatchObject({ code: 'store' });
      const maker = await openStore({ dir: name, backend: backend(), create: true });
      await put(maker, 'a', { v: 1 });
      let resets = 0;
      early.index({ reset: () => resets++, apply: () => undefined });
      await early.refresh();
      expect([early.exists, early.state.get('thing', 'a'), early.id, resets]).toEqual([true, { v: 1 }, maker.id, 2]);
    });

    test('two processes that make a store at once share it', async () => {
      const backend = place();
      const both = await Promise.all([1, 2].map(() => openStore({ dir: name, backend: backend(), create: true })));
      await Promise.all(both.map((store, i) => number(store, `n${i}`)));
      await both[0]!.refresh();
      expect(both[0]!.id).toBe(both[1]!.id);
      expect(both[0]!.state.size('thing')).toBe(2);
    });
  });
}

function archivedRow(id: number): ArchivedRow {
  const uuid = uuidOf(`row ${id}`);
  const task = { uuid, id, description: 'ä'.repeat(id % 50) };
  const doc = { task: uuid, versions: [{ n: 1, blob: 'a'.repeat(64) }] };
  return {
    id,
    uuid,
    source: `["x",null,"${id}"]`,
    at: '2026-07-01T00:00:00Z',
    records: [
      ['task', uuid, task],
      ['doc', `${uuid}/spec`, doc],
    ],
  };
}

async function collectRows(rows: AsyncIterable<ArchivedRow>): Promise<ArchivedRow[]> {
  const all: ArchivedRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

function put(store: Store, id: string, record: Record<string, unknown>) {
  return store.write({ command: 'put', actor: ada }, (tx) => tx.put<string>('thing', id, record));
}

function number(store: Store, id: string) {
  return store.write({ command: 'number', actor: bot }, (tx) => {
    const n = tx.nextId('n');
    tx.put<string>('thing', id, { n });
    return n;
  });
}

async function collect(commits: AsyncIterable<Commit>): Promise<Commit[]> {
  const all: Commit[] = [];
  for await (const commit of commits) all.push(commit);
  return all;
}

/** A second passes between any two looks. */
function clock(): () => number {
  let at = 1_750_000_000_000;
  return () => (at += 1_000);
}
