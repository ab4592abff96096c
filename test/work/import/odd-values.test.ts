import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

type Row = Readonly<Record<string, unknown>>;

interface Format {
  files(rows: readonly Row[]): Record<string, string>;
  /** The fields of a sound row, without its title. */
  row(id: number): Row;
  title: string;
  /** Values that don't fit their field. */
  odd: readonly (readonly [field: string, value: unknown])[];
}

const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const yaml = (row: Row) =>
  Object.entries(row)
    .map(([field, value]) => `${field}: ${JSON.stringify(value)}\n`)
    .join('');
const csv = (rows: readonly Row[]) => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: unknown) => (value === undefined ? '' : `"${String(value).replaceAll('"', '""')}"`);
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');
};

const FORMATS: Readonly<Record<string, Format>> = {
  beads: {
    files: (rows) => ({ 'issues.jsonl': lines(rows) }),
    row: (id) => ({ id: `b-${id}`, status: 'open', priority: 2, issue_type: 'task' }),
    title: 'title',
    odd: [
      ['priority', 'high'],
      ['priority', 9],
      ['status', 'simmering'],
      ['status', 7],
      ['status', null],
      ['created_at', '2026-02-30T10:00:00Z'],
      ['due_at', 'soon'],
      ['estimated_minutes', -5],
      ['labels', 'web'],
      ['labels', ['web', { a: 1 }]],
      ['dependencies', ['b-9']],
      ['comments', [{ text: 'x', created_at: 'never' }]],
      ['assignee', ['a', 'b']],
      ['description', { a: 1 }],
    ],
  },
  'Task Master': {
    files: (rows) => ({ 'tasks.json': JSON.stringify({ tasks: rows }) }),
    row: (id) => ({ id, status: 'pending', dependencies: [], subtasks: [] }),
    title: 'title',
    odd: [
      ['priority', 'urgent!'],
      ['priority', 3],
      ['status', 'simmering'],
      ['dependencies', '1'],
      ['dependencies', [{}]],
      ['createdAt', '2026-13-01'],
      ['subtasks', ['One']],
      ['details', ['a', 'b']],
    ],
  },
  'Backlog.md': {
    files: (rows) => ({
      'backlog/config.yml': 'statuses: ["To Do", "Done"]\n',
      ...Object.fromEntries(
        rows.map((row, at) => [
          `backlog/tasks/task-${at} - File.md`,
          `---\n${yaml(row)}---\n\n## Description\n\nWords\n`,
        ]),
      ),
    }),
    row: (id) => ({ id: `task-${id}`, status: 'To Do' }),
    title: 'title',
    odd: [
      ['priority', 'urgent!'],
      ['status', 'Simmering'],
      ['created_date', '2026-02-30'],
      ['due_date', 'soon'],
      ['ordinal', 'first'],
      ['labels', 'web'],
      ['dependencies', 'task-1'],
    ],
  },
  Taskwarrior: {
    files: (rows) => ({ 'export.json': JSON.stringify(rows) }),
    row: (id) => ({
      uuid: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
      ...{ status: 'pending', entry: '20260720T133000Z' },
    }),
    title: 'description',
    odd: [
      ['priority', 'X1'],
      ['status', 'simmering'],
      ['due', '20260230T100000Z'],
      ['due', 'soon'],
      ['due', 5],
      ['recur', 'sometimes'],
      ['tags', 5],
      ['depends', { a: 1 }],
      ['annotations', 'x'],
      ['uuid', 'abc'],
    ],
  },
  'a table of Jira': {
    files: (rows) => ({ 'tasks.csv': csv(rows) }),
    row: (id) => ({ Key: `A-${id}`, Status: 'To Do' }),
    title: 'Summary',
    odd: [
      ['Priority', 'urgent!'],
      ['Status', 'Simmering'],
      ['Due date', '2026-02-30'],
      ['Due date', 'soonish'],
      ['Created', '31/31/2026'],
      ['Original Estimate', 'long'],
    ],
  },
};

/** Returns the texts and numbers in a value. */
const partsOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(partsOf)
    : value === null
      ? []
      : [String(value)];
/** Removes what a date may get or lose. */
const plain = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

async function importing(files: Record<string, string>) {
  const work = await testWorkspace();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work.folder, name)), { recursive: true });
    writeFileSync(join(work.folder, name), content);
  }
  const from = join(work.folder, Object.keys(files)[0]!.split('/')[0]!);
  return {
    work,
    from,
    tasks: async () => (await work.run<{ tasks: Task[] }>('task_export', { docs: false })).tasks,
    bring: () =>
      work.run<{ added: number; bad: { problem: string }[]; changed: unknown[]; warnings: string[]; badFile?: string }>(
        'task_import',
        { from },
      ),
  };
}

describe.each(Object.entries(FORMATS))('%s', (_, { files, row, title, odd }) => {
  test.each(everyNth(2, odd).map(([field, value]) => [field, JSON.stringify(value), value] as const))(
    'an odd %s (%s) costs no row: the value stays with the task, and nothing changes later',
    async (field, __, value) => {
      const { tasks, bring } = await importing(
        files([
          { ...row(1), [title]: 'One' },
          { ...row(2), [title]: 'Two', [field]: value },
        ]),
      );
      expect(await bring()).toMatchObject({ added: 2, bad: [] });
      const all = await tasks();
      const two = all.find(({ description }) => description === 'Two')!;
      for (const part of partsOf(value)) expect(plain(JSON.stringify(two))).toContain(plain(part));
      expect(await bring()).toMatchObject({ added: 0, changed: [], bad: [] });
      expect(await tasks()).toEqual(all);
    },
  );

  test('a row without a title is left out and named, the others come in', async () => {
    const { work, from, tasks, bring } = await importing(files([{ ...row(1), [title]: 'One' }, row(2)]));
    const { added, bad, badFile } = await bring();
    expect([added, bad.length, badFile]).toEqual([1, 1, undefined]);
    expect((await tasks()).map(({ description }) => description)).toEqual(['One']);
    const { badFile: written } = await work.run<{ badFile?: string }>('task_import', { from, skip_bad: true });
    expect(written).toMatch(/\.bad\.ndjson$/);
  });

  test('a file without a good row is refused', async () => {
    const { work, from } = await importing(files([row(1), row(2)]));
    expect(await work.refused('task_import', { from })).toMatchObject({ code: 'invalid' });
  });
});

test.each([
  ['an existing task', 'cli', { existing: 'refuse' }, '--existing skip'],
  ['an existing task', 'mcp', { existing: 'refuse' }, 'existing skip'],
  ['a bad row', 'cli', {}, '--skip-bad'],
  ['a bad row', 'mcp', {}, 'skip_bad: true'],
] as const)('%s has the way on in the words of the door %s', async (what, door, ways, words) => {
  const { run, refused } = await testWorkspace();
  const uuid = '00000000-0000-4000-8000-000000000001';
  await run('task_import', { tasks: [{ uuid, description: 'One' }] });
  const tasks = [what === 'a bad row' ? { description: 5 } : { uuid, description: 'One' }];
  const { hint } = await refused('task_import', { tasks, ...ways }, { ...ADA, door });
  expect(hint).toContain(words);
});
