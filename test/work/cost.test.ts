import { expect, test, vi } from 'vitest';
import { ADA, testWorkspace } from '../support/workspace.ts';

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

/** How often a task is looked up while a chain of so many is changed, given one more dependency, and set back. */
async function lookupsInChain(length: number): Promise<number[]> {
  const { opened, run } = await testWorkspace();
  const rows = Array.from({ length }, (_, n) => ({
    ref: `r${n}`,
    description: 'Link',
    depends: n > 0 ? [`r${n - 1}`] : [],
  }));
  await run('task_import', { tasks: rows });
  const get = vi.spyOn(opened.context(ADA).queue, 'get');
  const counts: number[] = [];
  for (const [name, input] of [
    ['task_modify', { filter: 'id.above:2', priority: 'H' }],
    ['task_modify', { filter: 'id.above:2', depends: '+1' }],
    ['task_undo', {}],
  ] as const) {
    get.mockClear();
    await run(name, input);
    counts.push(get.mock.calls.length);
  }
  return counts;
}

test('changing a whole chain of tasks costs for each of them as much as in a short one', async () => {
  const [short, long] = [await lookupsInChain(100), await lookupsInChain(400)];
  for (const [n, lookups] of long.entries()) expect(lookups).toBeLessThanOrEqual(5 * short[n]!);
  expect(Math.max(...short)).toBeGreaterThan(0);
});

test('a circle among many changes is refused as it is for one', async () => {
  const { run, refused } = await testWorkspace();
  for (const description of ['One', 'Two', 'Three']) await run('task_add', { description });
  await run('task_modify', { filter: '2', depends: '1' });
  const error = await refused('task_modify', { filter: '1,3', depends: '2' });
  expect(error).toMatchObject({ code: 'cycle', data: { field: 'depends' } });
  expect(error.message).toMatch(/1 -> 2 -> 1|2 -> 1 -> 2/);
  expect((await refused('task_modify', { filter: '1,2,3', parent: '1' })).message).toContain('its own ancestor');
});

/** How often a card's dependents and the workspace's settings are looked at when a chain of so many is shown as cards, and as rows. */
async function looksForCards(length: number, settings: Record<string, boolean | number>) {
  const { opened, run } = await testWorkspace();
  const rows = Array.from({ length }, (_, n) => ({
    ref: `r${n}`,
    description: 'Link',
    depends: n ? [`r${n - 1}`] : [],
  }));
  await run('task_import', { tasks: rows });
  for (const [name, value] of Object.entries(settings)) await run('setting_set', { name, value });
  const settingsRead = vi.spyOn(opened.store.state, 'all');
  const dependents = vi.spyOn(opened.context(ADA).queue, 'dependents');
  await run('report_board', { limit: length });
  await run('task_list', { limit: length, format: 'json' });
  return {
    settings: settingsRead.mock.calls.filter(([kind]) => kind === 'setting').length,
    dependents: dependents.mock.calls.length,
  };
}

test('urgency that is inherited looks at each task of a chain once, and the weights are read once', async () => {
  const settings = { 'urgency.inherit': true, 'urgency.due.coefficient': 11 };
  const { dependents: usual } = await looksForCards(100, {});
  const looks = await looksForCards(100, settings);
  expect(looks.dependents - usual).toBeLessThanOrEqual(2 * 100);
  expect(looks.settings).toBeLessThanOrEqual(1);
});

test('a weight that is set counts in the next answer, and one that is refused does not', async () => {
  const { opened, run } = await testWorkspace();
  const next = () => opened.context(ADA).coefficients.next;
  expect(next()).toBe(15);
  await run('setting_set', { name: 'urgency.user.tag.next.coefficient', value: 3 });
  expect(next()).toBe(3);
  await run('task_undo');
  expect(next()).toBe(15);
});
