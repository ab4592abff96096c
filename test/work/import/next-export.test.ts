import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { testWorkspace } from '../../support/workspace.ts';

/** Names of two exports in one folder, the rows, and a word of them that changes. */
const NEXT: [first: string, next: string, rows: string, tick: [string, string]][] = [
  ['issues.csv', 'issues (1).csv', '#,Subject,Status\n1,Rope,Closed\n2,Oar,New\n', ['New', 'Closed']],
  ['list.csv', 'list (2).csv', 'Task,Done\nRope,yes\nOar,no\n', ['no', 'yes']],
  [
    'backup-2026-11-21.csv',
    'backup-2026-11-28.csv',
    'id,title,status,created\n1,Rope,done,2026-11-01T09:15:22Z\n2,Oar,todo,2026-11-02T09:15:22Z\n',
    ['todo', 'done'],
  ],
  ['data.csv', 'pier.csv', 'ID,Work Item Type,Title,State\n1,Task,Rope,Closed\n2,Task,Oar,New\n', ['New', 'Closed']],
  [
    'a.csv',
    'b.csv',
    'Title,Issue ID,URL,State\nRope,1,https://x.example/a/b/-/issues/1,Closed\nOar,2,https://x.example/a/b/-/issues/2,Open\n',
    ['Open', 'Closed'],
  ],
];

test.each(NEXT)('the next export of a list is the same list: %s, then %s', async (first, next, rows, tick) => {
  const work = await testWorkspace();
  const take = (name: string, text: string) => {
    const from = join(work.folder, 'project', name);
    writeFileSync(from, text);
    return work.run('task_import', { from });
  };
  const stated = async () => (await work.run<{ tasks: Task[] }>('task_export')).tasks.map(({ status }) => status);
  await take(first, rows);
  expect(await take(next, rows.replace(...tick))).toMatchObject({ added: 0, changed: [expect.anything()] });
  expect(await stated()).toEqual(['completed', 'completed']);
});

test('checklists of two weeks, and two sheets with numbers such as 1.1, are lists of their own', async () => {
  const work = await testWorkspace();
  for (const [name, text] of [
    ['week-2026-11-21.csv', 'id,title,status\n1,Rope,done\n2,Oar,done\n'],
    ['week-2026-11-28.csv', 'id,title,status\n1,Rope,todo\n2,Oar,todo\n'],
    ['boat.csv', 'id,title,status\n1.1,Sail,todo\n1.2,Mast,todo\n'],
    ['pier.csv', 'id,title,status\n1.1,Plank,todo\n1.2,Nail,todo\n'],
  ]) {
    const from = join(work.folder, 'project', name!);
    writeFileSync(from, text!);
    expect(await work.run('task_import', { from })).toMatchObject({ added: 2, changed: [] });
  }
});
