import { expect, test } from 'vitest';
import type { Actor } from '../../src/domain/actor.ts';
import { type Commit, type MemoryFile, memoryBackend, openStore, type Store } from '../../src/store/index.ts';
import type { HistoryQuery } from '../../src/store/log/history.ts';
import { seeded } from '../support/random.ts';
import { runs, SEED } from '../support/seed.ts';

const ACTORS: readonly Actor[] = [
  { kind: 'human', name: 'ada' },
  { kind: 'ai', name: 'claude-code', session: 's1' },
  { kind: 'ai', name: 'claude-code', session: 's2', agent: 'a1' },
];
const MINUTE = 60_000;

/** A store in memory that counts the segments which are read. */
function counting(files: Map<string, MemoryFile>) {
  const backend = memoryBackend({ files });
  let segments = 0;
  const get: typeof backend.get = (path, range) => {
    if (path.startsWith('history/')) segments++;
    return backend.get(path, range);
  };
  let now = Date.parse('2026-01-01T00:00:00Z');
  const opened = openStore({
    dir: 'memory',
    backend: { ...backend, get },
    create: true,
    segmentSize: 4,
    now: () => (now += MINUTE),
  });
  return { opened, read: () => segments };
}

async function seqs(store: Store, query: HistoryQuery): Promise<number[]> {
  const found: number[] = [];
  for await (const { seq } of store.history(query)) found.push(seq);
  return found;
}

const write = (store: Store, actor: Actor, id: string, n: number) =>
  store.write({ command: 'change', actor }, (tx) => tx.put<string>('thing', id, { n }));

test('the index passes over nothing that fits, whatever is asked', async () => {
  for (let seed = SEED; seed < SEED + runs(2, 3); seed++) {
    const random = seeded(seed);
    const files = new Map<string, MemoryFile>();
    const store = await counting(files).opened;
    for (let step = 0; step < 60; step++) {
      const actor = ACTORS[random.int(3)]!;
      if (random.int(5) === 0) await store.undo({ actor }).catch(() => undefined);
      else await write(store, actor, ['t1', 't2', 't1/doc', `t${step}`][random.int(4)]!, step);
      if (random.int(8) === 0) await store.maintain({ force: true });
    }
    const all: Commit[] = [];
    for await (const commit of store.history()) all.push(commit);
    for (let n = 0; n < 20; n++) {
      const author = ACTORS[random.int(3)]!;
      const [one, other] = [all[random.int(all.length)]!.at, all[random.int(all.length)]!.at].sort();
      const query: HistoryQuery = {
        ...(random.int(2) === 0 ? { by: (actor) => actor.session === author.session } : {}),
        ...(random.int(3) === 0 ? { undoing: true } : {}),
        ...(random.int(3) === 0 ? { since: one! } : {}),
        ...(random.int(3) === 0 ? { until: other! } : {}),
        ...(random.int(3) === 0 ? { id: 't1' } : random.int(3) === 0 ? { within: 't1' } : {}),
        ...(random.int(4) === 0 ? { mentioning: ['"n":3'] } : {}),
      };
      const fits = ({ actor, undoes, at, changes }: Commit) =>
        (!query.by || query.by(actor) || (query.undoing === true && undoes !== undefined)) &&
        at >= (query.since ?? '') &&
        at <= (query.until ?? 'z') &&
        (!query.id || changes.some(({ id }) => id === query.id)) &&
        (!query.within || changes.some(({ id }) => id.startsWith('t1/'))) &&
        (!query.mentioning || JSON.stringify(changes).includes('"n":3'));
      const expected = all.filter(fits).map(({ seq }) => seq);
      expect(await seqs(store, query), `seed ${seed}`).toEqual(expected);
      expect(await seqs(store, { ...query, reverse: true }), `seed ${seed}`).toEqual(expected.reverse());
    }
  }
});

test('segments without an author, a record or a day are not read', async () => {
  const files = new Map<string, MemoryFile>();
  const { opened } = counting(files);
  const store = await opened;
  for (let n = 0; n < 80; n++) await write(store, n === 41 ? ACTORS[0]! : ACTORS[1]!, n === 41 ? 't1' : `t${n}-`, n);
  const day = (await historyOf(store, 42)).at;
  await store.maintain({ force: true });
  const asking = async (query: HistoryQuery) => {
    const other = counting(files);
    const found = await seqs(await other.opened, { reverse: true, ...query });
    return [found, other.read()];
  };
  expect(await asking({ by: ({ kind }) => kind === 'human' })).toEqual([[42], 1]);
  expect(await asking({ by: () => false, undoing: true })).toEqual([[], 0]);
  expect(await asking({ id: 't1' })).toEqual([[42], 1]);
  expect(await asking({ since: day, until: day })).toEqual([[42], 1]);
  expect((await asking({}))[1]).toBeGreaterThan(15);
  const nobody = counting(files);
  await expect((await nobody.opened).undo({ actor: { kind: 'human', name: 'grace' } })).rejects.toThrow('no change');
  expect(nobody.read()).toBe(0);
});

test('without the index, or with a damaged one, everything is found', async () => {
  const files = new Map<string, MemoryFile>();
  const store = await counting(files).opened;
  for (let n = 0; n < 30; n++) await write(store, ACTORS[n % 3]!, `t${n}`, n);
  await store.maintain({ force: true });
  const path = [...files.keys()].find((name) => name.endsWith('_log.ndjson'))!;
  const by = ({ kind }: Actor) => kind === 'human';
  const expected = Array.from({ length: 10 }, (_, n) => 1 + n * 3);
  expect(await seqs(store, { by })).toEqual(expected);
  files.get(path)!.data = Buffer.from(files.get(path)!.data.toString().replaceAll('human', 'daemo'));
  expect(await seqs(store, { by })).toEqual(expected);
  files.delete(path);
  expect(await seqs(store, { by })).toEqual(expected);
});

test('the index of a checkpoint of another past is not believed, nor carried on', async () => {
  const files = new Map<string, MemoryFile>();
  const store = await counting(files).opened;
  await write(store, ACTORS[1]!, 't0', 0);
  const others = new Map(files);
  const other = await counting(others).opened;
  for (let n = 1; n < 40; n++) await write(other, ACTORS[1]!, `t${n}`, n);
  await other.maintain({ force: true });
  for (let n = 1; n < 60; n++) await write(store, ACTORS[n === 5 ? 0 : 1]!, `t${n}`, n);
  for (const [path, file] of others) if (path.startsWith('checkpoints/')) files.set(path, file);
  const by = ({ kind }: Actor) => kind === 'human';
  const late = await counting(files).opened;
  expect(await seqs(late, { by })).toEqual([6]);
  await late.maintain({ force: true });
  expect(await seqs(late, { by })).toEqual([6]);
});

async function historyOf(store: Store, seq: number): Promise<Commit> {
  for await (const commit of store.history({ from: seq, to: seq })) return commit;
  throw new Error(`there is no change ${seq}`);
}
