import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

test('tasks whose goals are missing name once the commands that bring them, and these work', async () => {
  const work = await testWorkspace();
  await work.run('goal_add', { title: 'Search' });
  for (const description of ['Cache', 'Index']) await work.run('task_add', { description, goal: 1 });
  const other = await testWorkspace();
  const from = join(other.folder, 'project', 'tasks.json');
  writeFileSync(from, await work.text('task_export'));
  const goals = join(other.folder, 'project', 'goals.md');
  writeFileSync(goals, (await work.run<{ page: string }>('goal_export')).page);
  const warned = async (door: 'cli' | 'mcp') =>
    (await other.run<{ warnings: string[] }>('task_import', { from, dry_run: true }, { ...ADA, door })).warnings.at(-1);
  expect(await warned('cli')).toBe(
    'goals have a file of their own: write it with backlog goal export, import it with backlog goal import, then import the tasks again',
  );
  expect(await warned('mcp')).toContain('write it with goal_export, import it with goal_import');
  const { warnings } = await other.run<{ warnings: string[] }>('task_import', { from });
  expect(warnings.filter((one) => one.includes('goals have'))).toHaveLength(1);
  await other.run('goal_import', { from: goals });
  expect(await other.run('task_import', { from })).toMatchObject({ warnings: [], added: 0 });
  const { tasks } = await other.run<{ tasks: Task[] }>('task_export');
  expect(tasks.map(({ goal }) => goal)).toEqual(['I-1', 'I-1']);
});
