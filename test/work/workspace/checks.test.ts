import { expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { testWorkspace } from '../../support/workspace.ts';

test('a check that no setting defines is refused, naming those that are', async () => {
  const { run, refused, text } = await testWorkspace();
  const none = await refused('task_add', { description: 'x', checks: 'unit' });
  expect(`${none.message} ${none.hint}`).toMatch(
    /checks: no check "unit" No check is defined. A person can define one: .*checks\.unit/,
  );
  await run('setting_set', { name: 'checks.unit', value: 'npm test' });
  const close = await refused('task_add', { description: 'x', checks: 'unti' });
  expect(`${close.message} ${close.hint}`).toMatch(/no check "unti" \(did you mean "unit"\?\) Defined checks: unit/);
  expect(await text('task_count')).toMatch(/^0\b/);
});

test('a task names checks that a person defined; info shows them, and a filter finds them', async () => {
  const { run, text } = await testWorkspace();
  await run('setting_set', { name: 'checks.unit', value: 'npm test' });
  await run('setting_set', { name: 'checks.lint', value: 'npm run lint' });
  expect((await run<Task>('task_add', { description: 'x', checks: 'unit,lint' })).checks).toEqual(['unit', 'lint']);
  expect(await text('task_info', { id: 1 })).toContain('checks: unit lint');
  expect(await text('task_count', { filter: 'checks:lint' })).toBe('1');
  expect(await text('setting_list')).toContain('checks.unit = npm test');
});

test('an empty text takes a check away; tasks that name it keep its name', async () => {
  const { run, text, refused } = await testWorkspace();
  await run('setting_set', { name: 'checks.unit', value: 'npm test' });
  await run('task_add', { description: 'x', checks: 'unit' });
  expect(await text('setting_set', { name: 'checks.unit', value: '' })).toBe('Deleted checks.unit');
  expect(await text('task_info', { id: 1 })).toContain('checks: unit');
  expect((await refused('task_modify', { filter: '1', checks: 'unit' })).code).toBe('not-found');
});
