import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archiveFile } from '../../src/store/archive/file.ts';
import { type ArchiveTable, entryWidth, spansOf, tableEntryText } from '../../src/store/archive/tables.ts';
import { backupStore } from '../../src/store/backup/backup.ts';
import { replaceStore } from '../../src/store/backup/replace-store.ts';
import { unpack } from '../../src/store/backup/restore.ts';
import { examineStore } from '../../src/store/doctor/store.ts';
import { type ArchivedRow, openStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { runs } from '../support/seed.ts';

const ada = { kind: 'human', name: 'ada' } as const;
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });

describe('a table of an archive file', () => {
  test('gives what a look at every entry gives, for keys of random digits, for crowded ones and for beginnings of them', async () => {
    const keys = fc.oneof(
      fc.array(hex(64), { maxLength: 2_000 }),
      fc.array(
        hex(2).map((end) => `${'a'.repeat(62)}${end}`),
        { maxLength: 2_000 },
      ),
    );
    await fc.assert(
      fc.asyncProperty(keys, hex(64), fc.nat(), fc.integer({ min: 1, max: 64 }), async (given, other, pick, length) => {
        const sorted = [...given].sort();
        const table = tableOf(sorted);
        const known = sorted.length > 0 ? sorted[pick % sorted.length]! : other;
        for (const key of [known, other, known.slice(0, length), '0', 'f'.repeat(64)]) {
          const expected = sorted.flatMap((each, i) => (each.startsWith(key) ? [i] : []));
          expect((await spansOf(table, key)).map(({ at }) => at)).toEqual(expected);
        }
      }),
      { numRuns: runs(20, 60) },
    );
  });
});

function tableOf(keys: readonly string[]): ArchiveTable {
  const bytes = Buffer.from(keys.map((key, at) => tableEntryText(key, { at, length: 1 })).join(''));
  const width = entryWidth('sources');
  return { name: 'sources', count: keys.length, read: async (from, to) => bytes.subarray(from * width, to * width) };
}

test('the same rows make the same file, in whatever order they come, and each line of it is JSON', () => {
  const rows = [3, 1, 2].map(row);
  const { about, bytes } = archiveFile('2026-Q3', rows);
  expect(archiveFile('2026-Q3', [...rows].reverse())).toEqual({ about, bytes });
  const lines = bytes.toString().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line)).slice(0, 3)).toEqual([1, 2, 3].map(row));
  expect(about).toMatchObject({ count: 3, from: 1, to: 3 });
});

function row(id: number): ArchivedRow {
  const uuid = `0000000${id}-0000-4000-8000-000000000000`;
  const task = { uuid, id, description: `Task ${id}`, status: 'completed' };
  const doc = { task: uuid, name: 'spec', versions: [{ n: 1, blob: BODY, actor: 'human:ada', at: AT }] };
  return {
    id,
    uuid,
    at: AT,
    records: [
      ['task', uuid, task],
      ['doc', `${uuid}/spec`, doc],
    ],
  };
}

const AT = '2026-07-01T00:00:00Z';
/** SHA-256 of `body`. */
const BODY = '230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5';

/** Tasks 1 to 3 in the archive, as a commit names it. */
async function archived(): Promise<{ store: Store; file: string; path: string }> {
  const store = await openStore({ dir: tempFolder(), create: true, segmentSize: 4 });
  expect(await store.putBlob('body')).toBe(BODY);
  const rows = [1, 2, 3].map(row);
  await store.write({ command: 'task_import', actor: ada }, (tx) => {
    for (const { records } of rows) for (const [kind, id, record] of records) tx.put<string>(kind, id, record);
  });
  const [about] = await store.putArchive('2026-Q3', rows);
  await store.write({ command: 'task_archive', actor: ada }, (tx) => {
    for (const { records } of rows) for (const [kind, id] of records) tx.remove(kind, id);
    tx.put('archive', about!.file, { ...about!, at: tx.at });
  });
  return { store, file: about!.file, path: join(store.dir, 'archive', `${about!.file}.ndjson`) };
}

const problems = async ({ dir }: Store) =>
  (await examineStore(dir))!.problems.map(({ file, problem }) => `${file.slice(dir.length + 1)}: ${problem}`);

describe('doctor', () => {
  test('finds nothing wrong with a sound archive, and counts it', async () => {
    const { store } = await archived();
    expect(await examineStore(store.dir)).toMatchObject({ problems: [], archived: 3, blobs: 1 });
  });

  test('names a file that is missing', async () => {
    const { store, file, path } = await archived();
    rmSync(path);
    expect(await problems(store)).toEqual([`archive/${file}.ndjson: it is missing`]);
  });

  test('names a file of which one byte is another one', async () => {
    const { store, file, path } = await archived();
    writeFileSync(path, readFileSync(path, 'utf8').replace('Task 2', 'Task 9'));
    expect(await problems(store)).toEqual([`archive/${file}.ndjson: its content does not match its name`]);
  });

  test('names a task that is in the queue and in the archive', async () => {
    const { store, file } = await archived();
    const [[, id, task]] = row(2).records as [[string, string, object]];
    await store.write({ command: 'x', actor: ada }, (tx) => tx.put<string>('task', id, task as never));
    expect(await problems(store)).toEqual([
      `archive/${file}.ndjson: task 2 (${id}) is in the queue and in the archive`,
    ]);
  });

  test('names what does not belong there', async () => {
    const { store } = await archived();
    writeFileSync(join(store.dir, 'archive/notes.txt'), 'x');
    expect(await problems(store)).toEqual(["archive/notes.txt: this isn't the name of an archive file"]);
  });
});

describe('maintenance', () => {
  const old = (path: string) => utimesSync(path, 1_000, 1_000);

  test('takes files that nobody names once they are a day old, and leaves the others', async () => {
    const { store, file, path } = await archived();
    const [other] = await store.putArchive('2026-Q2', [row(9)]);
    await store.maintain({ force: true });
    expect(readdirSync(join(store.dir, 'archive')).length).toBe(2);
    for (const each of [path, join(store.dir, 'archive', `${other!.file}.ndjson`)]) old(each);
    await store.maintain({ force: true });
    expect(readdirSync(join(store.dir, 'archive'))).toEqual([`${file}.ndjson`]);
  });

  test('keeps the text of an archived task that a purged one had, too', async () => {
    const { store } = await archived();
    await store.write({ command: 'add', actor: ada }, (tx) => tx.put<string>('note', 'n', { blob: BODY }));
    await store.write({ command: 'purge', actor: ada }, (tx) => tx.purge('note', 'n'));
    old(join(store.dir, 'blobs', BODY.slice(0, 2), BODY));
    await store.maintain({ force: true });
    expect((await store.getBlob(BODY)).toString()).toBe('body');
    expect(await problems(store)).toEqual([]);
  });

  test('undo brings a file that is garbage by now back to life, and is refused once it is gone', async () => {
    const { store, file, path } = await archived();
    const about = store.state.get('archive', file)!;
    const away = () => store.write({ command: 'away', actor: ada }, (tx) => tx.remove('archive', file));
    await away();
    old(path);
    await store.undo({ actor: ada });
    await store.maintain({ force: true });
    expect(store.state.get('archive', file)).toEqual(about);
    expect(await problems(store)).toEqual([]);
    const { seq } = await away();
    await store.maintain({ force: true });
    expect(readdirSync(join(store.dir, 'archive'))).toEqual([`${file}.ndjson`]);
    old(path);
    await store.maintain({ force: true });
    await expect(store.undo({ actor: ada, seq: seq! })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('was removed since'),
    });
  });
});

test('a backup holds the archive', async () => {
  const { store, file } = await archived();
  const to = join(tempFolder(), 'backup.tar.gz');
  await backupStore(store.dir, to);
  const dir = join(tempFolder(), 'store');
  await replaceStore(await unpack(to, dir), dir);
  const again = await openStore({ dir });
  expect((await again.archive(again.state.get('archive', file)!).find({ ids: [2] }))[0]).toEqual(row(2));
  expect(await problems(again)).toEqual([]);
});

test('undo of what was archived is refused once its file was put together with others: no task is in two places', async () => {
  const { store, file } = await archived();
  const [both] = await store.putArchive('2026-Q3', [1, 2, 3, 4].map(row));
  await store.write({ command: 'task_archive', actor: ada }, (tx) => {
    tx.remove('archive', file);
    tx.put('archive', both!.file, { ...both!, at: tx.at });
  });
  await expect(store.undo({ actor: ada, seq: 2 })).rejects.toMatchObject({ code: 'conflict' });
  expect(await problems(store)).toEqual([]);
});

test('a writer that knows nothing of archives folds on, writes and checkpoints; what it does not know stays', async () => {
  const { store, file } = await archived();
  const { archive: _, ...older } = (await import('../../src/domain/kinds/table.ts')).KINDS;
  const old = await openStore({ dir: store.dir, rules: older });
  await old.write({ command: 'task_add', actor: ada }, (tx) => tx.put<string>('task', 'x', { id: tx.nextId('task') }));
  await old.maintain({ force: true });
  await store.refresh();
  expect(store.state.get('archive', file)).toMatchObject({ count: 3 });
  expect((await openStore({ dir: store.dir })).state.get('archive', file)).toMatchObject({ count: 3 });
  expect(await problems(store)).toEqual([]);
});
