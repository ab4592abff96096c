import { expect, test } from 'vitest';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { readS3Address } from '../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../src/store/backends/s3/backend.ts';
import { examine } from '../../src/store/doctor/examine.ts';
import { type Backend, memoryBackend, openStore, type Store } from '../../src/store/index.ts';
import { cancelMove, moveStore, type StorePlace } from '../../src/store/move/move.ts';
import { tempFolder } from '../support/folder.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { IS_SOAK, runs } from '../support/seed.ts';
import { tally } from '../support/tally.ts';

const ada = { kind: 'human', name: 'ada' } as const;
const now = () => 1_700_000_000_000;

type Files = () => Backend;

/** Places at which a queue can be. Each call of `backend` is another process. */
const PLACES: Readonly<Record<string, () => { name: string; backend: Files }>> = {
  disk() {
    const folder = tempFolder();
    return { name: `${folder} on here`, backend: () => fsBackend(folder) };
  },
  S3() {
    const service = fakeS3({ page: 9, now });
    service.buckets.set('work', new Map());
    const address = readS3Address('s3://work/web');
    return { name: address.text, backend: () => s3Backend(address, { send: service.send('work') }) };
  },
  memory() {
    const files = new Map();
    return { name: 'memory://one', backend: () => memoryBackend({ files, now }) };
  },
};

/** A queue with packed and unpacked changes, a document, an archive and a damaged file. */
async function filled(backend: Files): Promise<Store> {
  const store = await openStore({ dir: 'queue', backend: backend(), create: true, segmentSize: 8, now });
  for (let i = 0; i < 20; i++) await add(store, `a${i}`);
  await store.maintain({ force: true });
  const blob = await store.putBlob('a document');
  const record = { uuid: 'u', id: 7, description: 'x', status: 'completed' };
  const [file] = await store.putArchive('2026-Q3', [
    { id: 7, uuid: 'u', at: '2026-07-01T00:00:00Z', records: [['task', 'u', record]] },
  ]);
  await store.write({ command: 'x', actor: ada }, (tx) => {
    tx.put<string>('thing', 'doc', { blob });
    tx.put('archive', file!.file, { ...file!, at: tx.at });
  });
  await backend().put('damaged/log/000000000003.json.1', 'what was there');
  return store;
}

const add = (store: Store, id: string) =>
  store.write({ command: 'x', actor: ada }, (tx) => tx.put<string>('thing', id, { id }));

/** All that a queue contains: its records, its history and the bodies that they name. */
async function contentOf(backend: Backend) {
  const store = await openStore({ dir: 'queue', backend });
  const { state } = store;
  const changes = [];
  for await (const commit of store.history({ quiet: true })) changes.push(commit);
  const archived = [];
  for (const [, file] of state.all('archive')) for await (const row of store.archive(file).rows()) archived.push(row);
  const blob = state.get<string>('thing', 'doc')?.blob as string | undefined;
  return {
    records: Object.fromEntries(
      state
        .kinds()
        .sort()
        .map((kind) => [kind, [...state.all(kind)].sort()]),
    ),
    changes,
    archived,
    document: blob && (await store.getBlob(blob)).toString(),
    damaged: (await backend.get('damaged/log/000000000003.json.1'))?.toString(),
  };
}

const WITHOUT_MOVES = (content: Awaited<ReturnType<typeof contentOf>>) => ({
  ...content,
  changes: content.changes.filter(({ command }) => !/^store_/.test(command)),
});

async function sound(backend: Backend) {
  expect((await examine(backend, now()))?.problems).toEqual([]);
}

const move = (from: { name: string; backend: Files }, to: { name: string; backend: Files }) =>
  moveStore({
    from: { name: from.name, backend: from.backend() },
    to: { name: to.name, backend: to.backend() },
    actor: ada,
    now,
  });

test('a queue goes from the disk to S3 and back, and nothing differs', async () => {
  const [disk, s3] = [PLACES.disk!(), PLACES.S3!()];
  const open = await filled(disk.backend);
  const before = await contentOf(disk.backend());
  const { seq, files } = await move(disk, s3);
  expect(files).toBeGreaterThan(10);
  expect(WITHOUT_MOVES(await contentOf(s3.backend()))).toEqual(before);
  await sound(s3.backend());
  await expect(add(open, 'late')).rejects.toMatchObject({ code: 'conflict', hint: expect.stringContaining(s3.name) });
  await expect(
    add(await openStore({ dir: 'queue', backend: disk.backend(), kinds: ['thing'] }), 'late'),
  ).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(open.state.get<string>('thing', 'a1')).toBeDefined();
  expect((await open.maintain({ force: true })).segments).toBe(0);
  const there = await openStore({ dir: 'queue', backend: s3.backend(), now });
  for (let i = 0; i < 20; i++) await add(there, `b${i}`);
  await there.maintain({ force: true });
  await move(s3, disk);
  const back = await contentOf(disk.backend());
  expect(back.changes.length).toBe(seq + 22);
  expect(Object.keys(Object.fromEntries(back.records.thing as [string, object][]))).toContain('b19');
  await sound(disk.backend());
  await expect(add(there, 'late')).rejects.toMatchObject({ code: 'conflict' });
  await add(await openStore({ dir: 'queue', backend: disk.backend(), now }), 'here again');
});

test('changes that others make during the copying arrive, too', async () => {
  const [disk, s3] = [PLACES.disk!(), PLACES.S3!()];
  const open = await filled(disk.backend);
  let calls = 0;
  const busy: Backend = {
    ...s3.backend(),
    async list(folder, options) {
      if (++calls % 2 === 0 && calls < 30)
        await add(open, `during${calls}`).then(
          () => open.maintain({ force: true }),
          () => undefined,
        );
      return s3.backend().list(folder, options);
    },
  };
  await moveStore({
    from: { name: disk.name, backend: disk.backend() },
    to: { name: s3.name, backend: busy },
    actor: ada,
    now,
  });
  await open.refresh();
  const [here, there] = [await contentOf(disk.backend()), await contentOf(s3.backend())];
  expect(WITHOUT_MOVES(there).changes).toEqual(WITHOUT_MOVES(here).changes);
  expect(there.changes.some(({ changes }) => changes.some(({ id }) => id.startsWith('during')))).toBe(true);
  await sound(s3.backend());
});

test('what others write until the move is checked, too; a refused queue stays, and can move later', async () => {
  const [disk, s3] = [PLACES.disk!(), PLACES.S3!()];
  const open = await filled(disk.backend);
  const seen: number[] = [];
  const to = s3.backend();
  let isLate = false;
  const busy: Backend = {
    ...to,
    async list(...asked) {
      if (!isLate) await add(open, 'forged');
      isLate = true;
      return to.list(...asked);
    },
  };
  const check = (state: Store['state']) => {
    seen.push(state.seq);
    if (state.get<string>('thing', 'forged')) throw new Error('nobody approved it');
  };
  const from = { name: disk.name, backend: disk.backend() };
  const moving = { from, to: { name: s3.name, backend: busy }, actor: ada, now };
  await expect(moveStore({ ...moving, check })).rejects.toThrow('nobody approved it');
  expect(seen).toHaveLength(1);
  await add(open, 'here still');
  expect(await s3.backend().get('format.json')).toBeNull();
  await moveStore({ ...moving, check: ({ seq }) => seen.push(seq) });
  expect(seen).toHaveLength(3);
  expect(
    (await openStore({ dir: 'queue', backend: s3.backend() })).state.get<string>('thing', 'here still'),
  ).toBeDefined();
});

/** Dies at a call: that call has its effect or not, and no later call has one. */
function dying(place: { name: string; backend: Files }, life: { calls: number }, isLate: boolean): StorePlace {
  const inner = place.backend();
  const wrap =
    <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      const left = --life.calls;
      if (left < 0 || (left === 0 && !isLate)) throw new Error('killed');
      const answer = await call(...args);
      if (left === 0) throw new Error('killed');
      return answer;
    };
  const { putAll, listAll: _, ...rest } = inner;
  return {
    name: place.name,
    backend: {
      ...rest,
      ...{ put: wrap(inner.put), get: wrap(inner.get), list: wrap(inner.list), delete: wrap(inner.delete) },
      ...(putAll && { putAll: wrap(putAll) }),
    },
  };
}

/** Cancels a move. @returns false if the queue has arrived */
async function cancelled(
  from: { name: string; backend: Files },
  to: { name: string; backend: Files },
): Promise<boolean> {
  const [here, there] = [from, to].map(({ name, backend }) => ({ name, backend: backend() }));
  return cancelMove({ from: here!, to: there!, actor: ada, now }).then(
    () => true,
    (error) => {
      expect(error).toMatchObject({ code: 'conflict' });
      return false;
    },
  );
}

// The second row costs seconds, since a disk syncs each file.
test.each([['memory', 'S3'], ...(IS_SOAK ? [['S3', 'disk']] : [])])(
  'killed at any call from %s to %s, the move goes on or is cancelled, and nothing is lost or doubled',
  async (one, two) => {
    const step = Math.round(20 / runs(1, 20));
    let [isDone, kills] = [false, 0];
    for (let at = 1; !isDone; at += step) {
      const [from, to] = [PLACES[one]!(), PLACES[two]!()];
      await filled(from.backend);
      const before = await contentOf(from.backend());
      const life = { calls: at };
      const isLate = kills++ % 2 === 0;
      isDone = await moveStore({ from: dying(from, life, isLate), to: dying(to, life, isLate), actor: ada, now }).then(
        () => true,
        (error: Error) => {
          if (error.message.includes('killed')) return false;
          throw error;
        },
      );
      const isCancelled = kills % 3 === 0 && (await cancelled(from, to));
      const [home, left] = isCancelled ? [from, to] : [to, from];
      if (!isCancelled) await move(from, to);
      expect(WITHOUT_MOVES(await contentOf(home.backend())), `killed at call ${at}`).toEqual(before);
      await add(await openStore({ dir: 'queue', backend: home.backend(), now }), 'after');
      const other = await openStore({ dir: 'queue', backend: left.backend(), now }).catch(() => undefined);
      if (other?.exists)
        await expect(add(other, 'fork'), `killed at call ${at}`).rejects.toMatchObject({ code: 'conflict' });
    }
    expect(kills).toBeGreaterThan(5);
    tally({ kills });
  },
);

test('a place with another queue, with other files or with a queue that went on is refused, and the queue stays', async () => {
  const [disk, s3] = [PLACES.disk!(), PLACES.S3!()];
  const store = await filled(disk.backend);
  await filled(s3.backend);
  await expect(move(disk, s3)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('another queue'),
  });
  const [copy, foreign] = [PLACES.memory!(), PLACES.memory!()];
  const { seq } = store.state;
  await foreign.backend().put('photos/cat.png', '');
  await expect(move(disk, foreign)).rejects.toMatchObject({ message: expect.stringContaining('other files') });
  await foreign.backend().delete('photos/cat.png');
  expect((await openStore({ dir: 'queue', backend: disk.backend() })).state.seq).toBe(seq);
  await foreign.backend().put('log/000000000021.json', 'not of this queue');
  await expect(move(disk, foreign)).rejects.toMatchObject({ message: expect.stringContaining('differs') });
  await cancelMove({
    from: { name: disk.name, backend: disk.backend() },
    to: { name: 'x', backend: foreign.backend() },
    actor: ada,
    now,
  });
  await move(disk, copy);
  await expect(move(disk, s3)).rejects.toMatchObject({ hint: expect.stringContaining('store move') });
  await expect(add(store, 'late')).rejects.toMatchObject({ code: 'conflict' });
});
