import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { testWorkspace } from '../../support/workspace.ts';

interface Row {
  id: string;
  title: string;
  depends?: string[];
  parent?: string;
}
type Files = Record<string, string>;

const uuidOf = (id: string) => `00000000-0000-4000-8000-${id.padStart(12, '0')}`;
const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const note = ({ id, title, depends = [], parent }: Row) =>
  `---\nid: task-${id}\ntitle: ${title}\nstatus: To Do\ndependencies: [${depends.map((one) => `task-${one}`).join(', ')}]\n${parent ? `parent_task_id: task-${parent}\n` : ''}---\n`;

/** Each format writes rows as its own tool does. An id of a row is a number. */
const FORMATS: Readonly<Record<string, (rows: readonly Row[]) => Files>> = {
  beads: (rows) => ({
    'issues.jsonl': lines(
      rows.map(({ id, title, depends = [], parent }) => ({
        ...{ id: `b-${id}`, title, status: 'open', priority: 2, issue_type: 'task' },
        dependencies: [
          ...depends.map((one) => ({ depends_on_id: `b-${one}`, type: 'blocks' })),
          ...(parent ? [{ depends_on_id: `b-${parent}`, type: 'parent-child' }] : []),
        ],
      })),
    ),
  }),
  'Backlog.md': (rows) =>
    Object.fromEntries([
      ['backlog/config.yml', 'statuses: ["To Do", "Done"]\n'],
      ...rows.map((row, at) => [`backlog/tasks/task-${row.id} - File-${at}.md`, note(row)]),
    ]),
  'Task Master': (rows) => ({
    'tasks.json': JSON.stringify({
      tasks: rows.map(({ id, title, depends = [] }) => ({
        ...{ id: Number(id), title, description: '', details: '', testStrategy: '', status: 'pending' },
        ...{ priority: 'medium', dependencies: depends.map(Number), subtasks: [] },
      })),
    }),
  }),
  osmove: (rows) => ({
    'tasks.yaml': `version: 1\ntasks:\n${rows
      .map(
        ({ id, title, depends = [] }) =>
          `  - id: task_${id}\n    title: ${title}\n    status: ready\n    dependencies: [${depends.map((one) => `task_${one}`).join(', ')}]\n`,
      )
      .join('')}`,
  }),
  Taskwarrior: (rows) => ({
    'export.json': JSON.stringify(
      rows.map(({ id, title, depends = [] }) => ({
        ...{ uuid: uuidOf(id), description: title, status: 'pending', entry: '20260720T133000Z' },
        depends: depends.map(uuidOf),
      })),
    ),
  }),
  csv: (rows) => ({
    'tasks.csv': `id,description,depends,parent\n${rows.map(({ id, title, depends = [], parent = '' }) => `${id},${title},"${depends.join(',')}",${parent}\n`).join('')}`,
  }),
  'a table of another tool': (rows) => ({
    'tasks.csv': `Key,Summary,Blocked by,Parent\n${rows.map(({ id, title, depends = [], parent = '' }) => `A-${id},${title},"${depends.map((one) => `A-${one}`).join(',')}",${parent && `A-${parent}`}\n`).join('')}`,
  }),
  ndjson: (rows) => ({
    'plan.ndjson': lines(
      rows.map(({ id, title, depends = [], parent }) => ({
        ...{ ref: `r${id}`, description: title, depends: depends.map((one) => `r${one}`) },
        ...(parent ? { parent: `r${parent}` } : {}),
      })),
    ),
  }),
};
const WITHOUT_PARENT = ['Task Master', 'osmove', 'Taskwarrior'];

async function importing(files: Files) {
  const work = await testWorkspace();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work.folder, name)), { recursive: true });
    writeFileSync(join(work.folder, name), content);
  }
  const from = join(work.folder, Object.keys(files)[0]!.split('/')[0]!);
  const tasks = async () => (await work.run<{ tasks: Task[] }>('task_export', { docs: false })).tasks;
  return {
    tasks,
    bring: () =>
      work.run<{ added: number; bad: unknown[]; changed: unknown[]; warnings: string[]; left: string[] }>(
        'task_import',
        {
          from,
        },
      ),
  };
}

describe.each(Object.entries(FORMATS))('%s', (name, filesOf) => {
  test('a dependency that no row has is left out, kept and named', async () => {
    const rows: Row[] = [
      { id: '1', title: 'One' },
      { id: '2', title: 'Two', depends: ['1', '9999'] },
    ];
    const { bring, tasks } = await importing(filesOf(rows));
    const { added, bad, warnings } = await bring();
    expect({ added, bad }).toEqual({ added: 2, bad: [] });
    expect(warnings.filter((one) => one.includes('9999'))).toEqual([expect.stringContaining('it stays in extra')]);
    const all = await tasks();
    const two = all.find(({ description }) => description === 'Two')!;
    expect(two.depends).toEqual([all.find(({ description }) => description === 'One')!.uuid]);
    expect(JSON.stringify(two.extra)).toContain('9999');
    expect(await bring()).toMatchObject({ added: 0, changed: [] });
    expect(await tasks()).toEqual(all);
  });

  test.skipIf(WITHOUT_PARENT.includes(name))('a parent that no row has is left out, kept and named', async () => {
    const { bring, tasks } = await importing(filesOf([{ id: '1', title: 'One', parent: '9999' }]));
    const { added, warnings } = await bring();
    expect([added, warnings.join()]).toEqual([1, expect.stringContaining('9999')]);
    const all = await tasks();
    expect(JSON.stringify(all[0]!.extra)).toContain('9999');
    expect(await bring()).toMatchObject({ added: 0, changed: [] });
    expect(await tasks()).toEqual(all);
  });

  test('rows with the same id are tasks of their own, and a second import changes nothing', async () => {
    const rows: Row[] = [
      { id: '1', title: 'One' },
      { id: '2', title: 'Two' },
      { id: '2', title: 'Other' },
      { id: '2', title: 'Third' },
      { id: '3', title: 'Last', depends: ['1'] },
    ];
    const { bring, tasks } = await importing(filesOf(rows));
    expect(await bring()).toMatchObject({ added: 5, bad: [] });
    const all = await tasks();
    expect(all.map(({ description }) => description).toSorted()).toEqual(['Last', 'One', 'Other', 'Third', 'Two']);
    expect(all.find(({ description }) => description === 'Last')!.depends).toHaveLength(1);
    expect(await bring()).toMatchObject({ added: 0, changed: [] });
    expect(await tasks()).toEqual(all);
  });

  test('a doubled id that another row waits for refuses nothing', async () => {
    const rows: Row[] = [
      { id: '1', title: 'One' },
      { id: '1', title: 'Other' },
      { id: '2', title: 'Two', depends: ['1'] },
    ];
    const { bring, tasks } = await importing(filesOf(rows));
    expect(await bring()).toMatchObject({ added: 3, bad: [] });
    const all = await tasks();
    expect(await bring()).toMatchObject({ added: 0, changed: [] });
    expect(await tasks()).toEqual(all);
  });
});

test.each(['beads', 'Task Master', 'osmove', 'Taskwarrior', 'ndjson'])(
  '%s: a row that stands twice comes in once, and is named',
  async (name) => {
    const row = { id: '1', title: 'One' };
    const { bring, tasks } = await importing(FORMATS[name]!([row, row, { id: '2', title: 'Two', depends: ['1'] }]));
    const { added, left } = await bring();
    expect([added, left.join()]).toEqual([2, expect.stringContaining('the same row as in')]);
    expect((await tasks()).find(({ description }) => description === 'Two')!.depends).toHaveLength(1);
  },
);
