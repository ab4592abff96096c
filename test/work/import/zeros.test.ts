import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testWorkspace } from '../../support/workspace.ts';

const task = (id: string, title: string) =>
  `---\nid: ${id}\ntitle: ${title}\nstatus: To Do\nassignee: []\ncreated_date: '2026-11-20 16:18'\nlabels: []\ndependencies: []\n---\n\n## Description\n\nText.\n`;

test('a task of Backlog.md stays the same when its id is written with zeros, in an import and in a later sync', async () => {
  const work = await testWorkspace();
  const folder = join(work.folder, 'project/backlog');
  mkdirSync(join(folder, 'tasks'), { recursive: true });
  writeFileSync(
    join(folder, 'config.yml'),
    'project_name: "Ferry"\nstatuses: ["To Do", "Done"]\ntask_prefix: "task"\n',
  );
  const [plain, zeros] = ['task-7 - One.md', 'task-07 - One.md'].map((name) => join(folder, 'tasks', name)) as [
    string,
    string,
  ];
  writeFileSync(plain, task('TASK-7', 'One'));
  await work.run('task_import', { from: folder });
  renameSync(plain, zeros);
  writeFileSync(zeros, task('TASK-07', 'First'));
  const tasks = async () =>
    (await work.run<{ tasks: { description: string }[] }>('task_list', { filter: '' })).tasks.map(
      ({ description }) => description,
    );
  expect(await work.run('task_import', { from: folder })).toMatchObject({ added: 0 });
  expect(await tasks()).toEqual(['First']);
  renameSync(zeros, plain);
  writeFileSync(plain, task('TASK-7', 'Other'));
  await work.run('source_add', { service: 'backlog.md', list: folder, name: 'md' });
  await work.run('source_sync', { name: 'md' });
  expect(await tasks()).toHaveLength(1);
  expect(readFileSync(plain, 'utf8')).toMatch(/title: (First|Other)/);
});
