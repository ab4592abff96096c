import { expect, test } from 'vitest';
import { counted } from '../../src/base/amounts.ts';
import { errorText } from '../../src/text/error.ts';
import { agent, testWorkspace } from '../support/workspace.ts';

const DAY = 86_400_000;

test.each([
  [0, 'blob', '0 blobs'],
  [1, 'handoff', '1 handoff'],
  [2, 'handoff', '2 handoffs'],
  [2, 'repository', '2 repositories'],
  [3, 'dispatch', '3 dispatches'],
])('%i %s is told as %s', (count, noun, text) => {
  expect(counted(count, noun)).toBe(text);
});

test('one handoff is one', async () => {
  const { run, text } = await testWorkspace();
  await run('task_add', { description: 'Half done' });
  await run('task_start', { id: 1 });
  await run('task_stop', { id: 1, handoff: 'the rest' });
  expect(await text('backlog_status')).toMatch(/\b1 handoff\b/);
});

test('a complaint about a view points into what was written', async () => {
  const { refused } = await testWorkspace();
  const written = errorText(await refused('view_set', { name: 'x', filter: 'status:pending foo:' }));
  expect(written).toMatch(/no attribute is called "foo"\nstatus:pending foo:\n {15}\^/);
  const circle = errorText(await refused('view_set', { name: 'x', filter: '+bug @x' }));
  expect(circle).toMatch(/a saved filter uses itself: @x uses @x\n\+bug @x\n {5}\^\^/);
});

test('a view that others can only use too deep is refused when it is saved', async () => {
  const { run, refused } = await testWorkspace();
  await run('view_set', { name: 'v1', filter: '+bug' });
  for (let n = 2; n <= 10; n++) await run('view_set', { name: `v${n}`, filter: `@v${n - 1}` });
  expect((await refused('view_set', { name: 'v11', filter: '@v10' })).message).toContain('nested deeper than 10');
});

test('whoever reads a brief of what he holds himself reads "you", others read his name', async () => {
  const { run, text } = await testWorkspace();
  await run('task_add', { description: 'Held' });
  expect(await text('task_start', { id: 1 }, agent('one'))).toContain('claimed by: you; the claim lasts until');
  expect(await text('task_info', { id: 1 }, agent('one'))).toContain('claimed by: you; the claim lasts until');
  expect(await text('task_info', { id: 1 }, agent('two'))).toContain('claimed by: session one; the claim lasts until');
});

test('deleting a template says what stays of its series', async () => {
  const { run, text, pass } = await testWorkspace();
  await run('task_add', { description: 'Water the plants', due: 'tomorrow', recur: 'daily' });
  await run('task_list');
  expect(await text('task_delete', { id: 1 })).toBe(
    'Deleted #1 Water the plants; the series ends, but its open instance stays until `task_delete 2`',
  );
  await run('task_modify', { filter: '1', status: 'pending' });
  pass(DAY);
  await run('task_list');
  expect(await text('task_delete', { id: 1 })).toContain('its open instances stay until `task_delete 2,3`');
});

test('undoing a series whose instance was changed says what to do instead, and that works', async () => {
  const { run, refused } = await testWorkspace();
  await run('task_add', { description: 'Water the plants', due: 'tomorrow', recur: 'daily' });
  await run('task_modify', { filter: '2', priority: 'H' });
  const { hint } = await refused('task_undo', { commit: 1 });
  expect(hint).toContain('End it and delete the open ones: `task_delete 1,2`');
  await run('task_delete', { id: '1,2' });
  expect(await run('task_count', { filter: '+PENDING' })).toMatchObject({ count: 0 });
});
