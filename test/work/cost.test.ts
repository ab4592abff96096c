import { expect, test, vi } from 'vitest';
import { testWorkspace } from '../support/workspace.ts';

test('a command that names a task goes through all tasks at most once, when the first one builds the indexes', async () => {
  const { opened, run } = await testWorkspace();
  await run('task_add', { description: 'First' });
  await run('task_modify', { filter: '1', tags: 'a' });
  await run('task_done', { id: 1 });
  const all = vi.spyOn(opened.store.state, 'all');
  for (let id = 2; id < 5; id++) {
    await run('task_add', { description: 'Another' });
    await run('task_modify', { filter: String(id), priority: 'H' });
    await run('task_start', { id });
    await run('task_annotate', { id, text: 'Seen' });
    await run('task_done', { id });
  }
  expect(all.mock.calls.filter(([kind]) => kind === 'task')).toEqual([]);
});
