import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testWorkspace } from '../../support/workspace.ts';

interface Whole {
  tasks: { description: string; status: string; recur?: string }[];
}

test('an instance of Taskwarrior whose template is gone stays one task in Markdown, and becomes no template', async () => {
  const work = await testWorkspace();
  const row = {
    ...{ uuid: '7f7a4191-c2f2-487f-8855-7a1eb378c261', description: 'Sweep', status: 'pending' },
    ...{ entry: '20260901T080000Z', due: '20261224T080000Z', recur: 'weekly' },
  };
  await work.run('task_import', { from: JSON.stringify([row]), format: 'taskwarrior' });
  const states = async () =>
    (await work.run<Whole>('task_export')).tasks.map(({ description, status }) => [description, status]);
  expect(await states()).toEqual([['Sweep', 'pending']]);
  const to = join(work.folder, 'project', 'PLAN.md');
  await work.run('task_export', { format: 'markdown', to });
  await work.run('task_import', { from: to });
  expect(await states()).toEqual([['Sweep', 'pending']]);
  const other = await testWorkspace();
  const from = join(other.folder, 'project', 'PLAN.md');
  writeFileSync(from, readFileSync(to));
  await other.run('task_import', { from });
  expect((await other.run<Whole>('task_export')).tasks.map(({ status }) => status)).toEqual(['pending']);
});
