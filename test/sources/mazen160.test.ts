import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Damaged, readDatabase } from '../../src/sources/sqlite/database.ts';
import { loadSqlite } from '../../src/sources/sqlite/sqlite-library.ts';
import { runs, SEED } from '../support/seed.ts';
import { testWorkspace } from '../support/workspace.ts';
import { type Answer, fixture, holdsFor, imported, refusals } from './imported.ts';

const LONG = 'Zeile ä 漢字\n'.repeat(900);
const idOf = (i: number) => `01J${String(i).padStart(23, '0')}`;

describe('a database', () => {
  test('brings every task, with project, labels, people, dates and a text over many pages', async () => {
    const { came, answer } = await imported('mazen160/backlog.db');
    expect(answer.source).toBe('mazen160');
    expect(came.size).toBe(60);
    for (let i = 0; i < 60; i++) {
      const archived = i === 6 || i === 8;
      expect(came.get(idOf(i)), String(i)).toMatchObject({
        description: `Task ${i}`,
        status: i % 3 === 2 ? 'completed' : archived ? 'deleted' : 'pending',
        type: ['task', 'bug', 'feature'][i % 3],
        priority: ['H', 'H', 'M', 'L', 'L'][i % 5],
        project: 'ferry',
        docs: i % 3 ? {} : { spec: i ? 'Zeile ä 漢字\n' : LONG },
        entry: new Date(1_767_348_000_000 + i * 1_000).toISOString().replace('.000', ''),
        extra: { task_seq: i + 1, actor_kind: 'ai', actor_name: 'claude' },
        ...(i % 4 === 0 ? { agent: 'ines' } : {}),
        ...(i % 2 === 0 ? { tags: [i % 4 ? 'good_first_issue' : 'ops'] } : {}),
      });
    }
    expect(came.get(idOf(1))?.due).toBe('2026-01-13T23:46:40Z');
    expect(came.get(idOf(2))?.extra).toMatchObject({ source: 'scan', external_ref: 'EXT-2' });
    expect(answer.left).toEqual(['project_memory: 1 row']);
  });

  test('brings comments, and of a plan what it says now', async () => {
    const { came } = await imported('mazen160/backlog.db');
    const task = came.get(idOf(3));
    expect(task?.annotations).toMatchObject([{ author: 'sol', text: 'Seen\nagain' }]);
    expect(task?.docs.plan).toBe('# Plan v2\n\nBody 2');
  });

  test('is read with what its log has, up to the last commit', async () => {
    const { came } = await imported('mazen160/with-log.db');
    expect(came.get('01JLOG')?.description).toBe('Only in the log');
    expect(came.get(idOf(0))?.description).toBe('Renamed in the log');
    expect(came.get(idOf(1))?.description).toBe('Task 1');
  });

  test('and a folder are read the same if a caller sends the bytes of the files', async () => {
    const { run } = await testWorkspace();
    const content = (path: string) => readFileSync(fixture(path)).toString('base64');
    const sent = (...names: string[]) =>
      run<Answer>('task_import', {
        dry_run: true,
        files: names.map((name) => ({ path: name, content: content(`mazen160/${name}`) })),
      });
    const { added, imported: rows } = await sent('with-log.db', 'with-log.db-wal');
    expect([added, rows.some(({ task }) => task.description === 'Only in the log')]).toEqual([61, true]);
    expect((await sent('with-log.db')).imported.map(({ task }) => task.description)).not.toContain('Only in the log');
    const folder = ['beads/.git/x.md', 'a/b.md'].map((path) => ({ path, content: '' }));
    await expect(run('task_import', { files: folder })).rejects.toThrow('the folder: expected files of');
    await expect(run('task_import', { files: [{ path: 'a.csv', content: 'no base64!' }] })).rejects.toThrow(
      'files a.csv: expected base64',
    );
  });

  test('that was overwritten anywhere is read or refused, and never hangs', async () => {
    const sound = readFileSync(fixture('mazen160/backlog.db'));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: sound.length - 5 }),
        fc.uint8Array({ minLength: 1, maxLength: 4 }),
        async (at, bytes) => {
          const damaged = Buffer.from(sound);
          damaged.set(bytes, at);
          try {
            await readDatabase(damaged, undefined, ({ tables, rows }) => tables.map(rows));
          } catch (error) {
            expect(error).toBeInstanceOf(Damaged);
          }
        },
      ),
      { seed: SEED, numRuns: runs(30, 100) },
    );
  });

  test('is read as SQLite reads it: columns that were added later have their default, names and defaults may hold anything', async () => {
    const { Database } = await loadSqlite();
    const made = new Database(new Uint8Array());
    made.exec(`create table tasks (sep text default 'a,b', title text, "or, not" integer primary key);
      insert into tasks (title) values ('First');
      alter table tasks add column priority text default 'high'`);
    const bytes = Buffer.from((made as unknown as { export(): Uint8Array }).export());
    made.close();
    expect(await readDatabase(bytes, undefined, ({ rows }) => rows('tasks'))).toEqual([
      { sep: 'a,b', title: 'First', 'or, not': 1, priority: 'high' },
    ]);
  });

  holdsFor('mazen160/backlog.db', 60);
});

describe('findings', () => {
  test('come in with their plans, known by reference or title', async () => {
    const { came } = await imported('mazen160/findings.json');
    expect([...came.keys()]).toEqual(['ferry SCAN-1', 'ferry No priority', 'ferry Numbered']);
    expect(came.get('ferry SCAN-1')).toMatchObject({
      priority: 'H',
      type: 'vulnerability',
      tags: ['security'],
      docs: { spec: 'In search.', plan: '# Parameters\n\nUse placeholders.', 'plan-2': 'Then test.' },
      extra: { priority: 'P1', source: 'scanner', external_ref: 'SCAN-1' },
    });
    expect(came.get('ferry Numbered')).toMatchObject({
      status: 'completed',
      agent: 'ines',
      extra: { severity: 'low' },
    });
  });

  holdsFor('mazen160/findings.json', 3);
});

describe('the export as JSON', () => {
  test('comes in by its ids', async () => {
    const { came } = await imported('mazen160/export.json');
    expect(came.get('01JA')).toMatchObject({
      description: 'Exported',
      priority: 'H',
      tags: ['ops'],
      extra: { status: 'doing' },
    });
  });

  holdsFor('mazen160/export.json', 1);
});

describe('damaged files', () => {
  refusals('mazen160/broken', {
    '01-cut.db': /^01-cut\.db: expected an undamaged SQLite database/,
    '02-page-overwritten.db': /^02-page-overwritten\.db: expected an undamaged SQLite database/,
    '03-header-only.db': /expected an undamaged SQLite database: it is no SQLite database/,
    '04-other.db': /expected a database with a table tasks, received other/,
    '05-priority.json': [1, /row 1, priority: expected one of .*received "P9"/],
    '06-version.json': /version: expected 1, received 2/,
    '07-no-title.json': /row 1, field title: is required/,
    '08-plans.json': [1, /row 1, plans: expected a list, received "a"/],
    '09-twice.json': 1,
    '10-cut.json': /^10-cut\.json, line 1: expected JSON/,
    '11-items-object.json': /expected a list of items/,
  });
});
