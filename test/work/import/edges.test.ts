import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { testWorkspace } from '../../support/workspace.ts';

interface Answer {
  added: number;
  bad: unknown[];
  warnings: string[];
  changed: unknown[];
}

/** Tasks with references: an epic that waits for itself, steps that wait for tasks above them, pairs that wait for each other. */
const EPIC = [
  { id: 'e1', title: 'Epic', status: 'open', depends: ['e1'] },
  { id: 'e2', title: 'Part', status: 'open', parent: 'e1' },
  { id: 'e3', title: 'Closed step', status: 'closed', parent: 'e2', depends: ['e1'] },
  { id: 'e4', title: 'Open step', status: 'open', parent: 'e2', depends: ['e1', 'e6'] },
  { id: 'e5', title: 'One', status: 'open', depends: ['e6'] },
  { id: 'e6', title: 'Other', status: 'open', depends: ['e5'] },
];
const ONLY_SELF = [{ id: 'e1', title: 'Alone', status: 'open', depends: ['e1'], parent: 'e1' }];

type Row = (typeof EPIC)[number] & { depends?: string[]; parent?: string };

const FORMATS: Readonly<Record<string, (rows: readonly Row[]) => Record<string, string>>> = {
  beads: (rows) => ({
    'issues.jsonl': rows
      .map(({ depends = [], parent, ...row }) =>
        JSON.stringify({
          ...{ ...row, priority: 2, issue_type: 'task' },
          dependencies: [
            ...depends.map((id) => ({ depends_on_id: id, type: 'blocks' })),
            ...(parent ? [{ depends_on_id: parent, type: 'parent-child' }] : []),
          ],
        }),
      )
      .map((line) => `${line}\n`)
      .join(''),
  }),
  csv: (rows) => ({
    'tasks.csv': `id,title,status,depends,parent\n${rows.map(({ id, title, status, depends = [], parent = '' }) => `${id},${title},${status},"${depends.join(',')}",${parent}\n`).join('')}`,
  }),
  json: (rows) => ({ 'tasks.json': JSON.stringify(rows) }),
  'Backlog.md': (rows) =>
    Object.fromEntries([
      ['backlog/config.yml', 'statuses: ["open", "closed"]\n'],
      ...rows.map(({ id, title, status, depends = [], parent }) => [
        `backlog/tasks/${id}.md`,
        `---\nid: ${id}\ntitle: ${title}\nstatus: ${status}\nassignee: [@kim]\ndependencies: [${depends.join(', ')}]\n${parent ? `parent_task_id: ${parent}\n` : ''}---\n`,
      ]),
    ]),
};

async function bringing(files: Record<string, string>) {
  const work = await testWorkspace();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work.folder, name)), { recursive: true });
    writeFileSync(join(work.folder, name), content);
  }
  const [first = ''] = Object.keys(files);
  const from = join(work.folder, first.split('/')[0]!);
  const tasks = async () => (await work.run<{ tasks: Task[] }>('task_export', { docs: false })).tasks;
  return { work, bring: () => work.run<Answer>('task_import', { from }), tasks };
}

describe.each(Object.entries(FORMATS))('%s: a circle refuses no file', (_, filesOf) => {
  test.each<[string, readonly Row[]]>([
    ['an epic and its steps', EPIC as readonly Row[]],
    ['a task that names itself', ONLY_SELF as readonly Row[]],
  ])('%s: all rows come in, the least is left out and named, and a second import changes nothing', async (_, rows) => {
    const { bring, tasks } = await bringing(filesOf(rows));
    const first = await bring();
    expect(first).toMatchObject({ added: rows.length, bad: [] });
    expect(first.warnings.join('\n')).toMatch(/circle|itself|parent/);
    const all = await tasks();
    const of = (title: string) => all.find(({ description }) => description === title)!;
    if (rows.length > 1) {
      expect(of('Part').parent).toBe(of('Epic').uuid);
      expect(of('Open step')).toMatchObject({ parent: of('Part').uuid, depends: [of('Other').uuid] });
      expect(of('Closed step').parent).toBe(of('Part').uuid);
    }
    expect(await bring()).toMatchObject({ added: 0, changed: [] });
    expect(await tasks()).toEqual(all);
  });
});

test.each(['@kim', '[@kim]', "['@kim']", '[@kim, @sol]', 'kim', '\n  - @kim', '[]', ''])(
  'Backlog.md: assignee %j is read as that tool does',
  async (assignee) => {
    const { bring, tasks } = await bringing({
      'backlog/config.yml': 'statuses: ["To Do", "Done"]\n',
      'backlog/tasks/task-1.md': `---\nid: task-1\ntitle: Named\nstatus: To Do\nassignee: ${assignee}\nlabels: []\n---\n`,
    });
    expect(await bring()).toMatchObject({ added: 1, bad: [] });
    expect((await tasks())[0]!.agent).toBe(/kim/.test(assignee) ? 'kim' : undefined);
  },
);

test.each(['backlog', 'ndjson', 'csv', 'markdown', 'taskwarrior'])(
  'an export as %s comes back with an until that has passed',
  async (format) => {
    const one = await testWorkspace();
    await one.run('task_add', { description: 'Done in time', until: '2026-08-01' });
    await one.run('task_add', { description: 'Expires', until: '2026-08-01' });
    await one.run('task_done', { id: '1' });
    one.pass(10 * 86_400_000);
    const to = join(one.folder, 'project', `out.${format}`);
    await one
      .run('task_export', { format, to, filter: '+ANY', force: true })
      .catch(async () => one.run('task_export', { format, to }));
    const two = await testWorkspace();
    two.pass(10 * 86_400_000);
    expect(await two.run('task_import', { from: to, format })).toMatchObject({ bad: [] });
    const { tasks } = await two.run<{ tasks: Task[] }>('task_export', { docs: false });
    expect(tasks.find(({ description }) => description === 'Done in time')).toMatchObject({ status: 'completed' });
  },
);

test('a completed task in the archive is a met dependency', async () => {
  const { run, refused, pass } = await testWorkspace();
  for (const description of ['One', 'Two', 'Three', 'Gone']) await run('task_add', { description });
  await run('task_modify', { filter: '3', depends: '1,2' });
  await run('task_done', { id: '1' });
  await run('task_delete', { id: '4' });
  pass(400 * 86_400_000);
  await run('task_archive', { filter: '1,4' });
  const three = async () => (await run<{ tasks: Task[] }>('task_export')).tasks.find(({ id }) => id === 3)!;
  const before = await three();
  await run('task_modify', { filter: '3', depends: '1,2' });
  expect((await three()).depends).toEqual(before.depends);
  await run('task_modify', { filter: '2', depends: '+1' });
  expect(await run('task_add', { description: 'New', depends: ['1'] })).toMatchObject({
    depends: [before.depends![0]],
  });
  expect(await run('task_count', { filter: '+BLOCKED' })).toMatchObject({ count: 1 });
  expect((await refused('task_add', { description: 'Not', depends: ['4'] })).message).toMatch(/4/);
});

test('Backlog.md: a subtask whose parent was removed comes in without it', async () => {
  const note = (id: string, more = '') => `---\nid: ${id}\ntitle: Task ${id}\nstatus: To Do\n${more}---\n`;
  const { bring, tasks } = await bringing({
    'backlog/config.yml': 'statuses: ["To Do", "Done"]\n',
    'backlog/tasks/task-1.md': note('task-1'),
    'backlog/tasks/task-9.1.md': note('task-9.1', 'parent_task_id: task-9\n'),
  });
  const { added, warnings } = await bring();
  expect([added, warnings.join()]).toEqual([2, expect.stringContaining('TASK-9')]);
  expect((await tasks()).find(({ source }) => source?.id === 'TASK-9.1')).toMatchObject({
    extra: { parent: 'TASK-9' },
  });
  expect(await bring()).toMatchObject({ added: 0, changed: [] });
});
