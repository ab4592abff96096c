import { expect, test } from 'vitest';
import { errorText } from '../../src/text/error.ts';
import { testWorkspace } from '../support/workspace.ts';

test('everything that is wrong with a filter is told at once, each with its place', async () => {
  const workspace = await testWorkspace();
  expect(
    errorText(await workspace.refused('task_list', { filter: 'due.befor:x +bug ( colr:red' })).split('\n'),
  ).toEqual([
    'no modifier is called "befor"',
    'due.befor:x +bug ( colr:red',
    '    ^^^^^',
    'did you mean before?',
    '"(" is not closed',
    'due.befor:x +bug ( colr:red',
    '                 ^',
    'expected a ")" that closes it',
    'no attribute is called "colr"',
    'due.befor:x +bug ( colr:red',
    '                   ^^^^',
    'to search for this text, put it in quotes',
  ]);
  const many = errorText(await workspace.refused('task_list', { filter: 'a:1 b:1 c:1 d:1 e:1 f:1' }));
  expect(many).toMatch(/\nand 2 more$/);
});

test('a view is suggested by its name', async () => {
  const workspace = await testWorkspace();
  await workspace.run('view_set', { name: 'mine', filter: '+bug' });
  expect((await workspace.refused('task_count', { filter: '@mne' })).hint).toContain('did you mean @mine?');
});

test('an explanation reads from the whole to the parts, with counts and the reason of a rejection', async () => {
  const workspace = await testWorkspace();
  await workspace.run('task_add', { description: 'Fix login', tags: 'bug', due: 'friday' });
  await workspace.run('task_add', { description: 'Ship', project: 'web.ui' });
  await workspace.run('view_set', { name: 'mine', filter: '+bug' });
  const text = await workspace.text('filter_explain', {
    filter: 'project:web and not ( due.before:eow @mine )',
    task: 1,
  });
  expect(text.split('\n')).toEqual([
    'project:web and ! ( due.before:eow and @mine )',
    'no  all of  [1]',
    '  no  project is, or is below, "web"  [1]',
    '  no  not  [1]',
    '    yes all of  [1]',
    '      yes due is before 2026-08-02T23:59:59Z (eow: end of this week)  [1]',
    '      yes the view @mine  [1]',
    '        yes has the tag bug  [1]',
    '[number of tasks that each part selects] of 2; Backlog reads 1 (project web)',
    'no status given: selects open tasks only; add +ANY to select all',
    '#1 Fix login: not selected, because project:web is false and due.before:eow is true and +bug is true',
  ]);
});

test('an evaluation over a file wants each uuid once, and does without where it is missing', async () => {
  const workspace = await testWorkspace();
  const row = (more: object) => ({ description: 'x', status: 'pending', entry: '20260701T120000Z', ...more });
  const run = (tasks: unknown[], filters: unknown[]) =>
    workspace.run('filter_eval', { tasks: JSON.stringify(tasks), filters: JSON.stringify(filters) });
  expect(await run([row({ id: 1 }), row({ tags: ['bug'] })], ['', '+bug', '1', 'foo:bar'])).toEqual([
    [0, 1],
    [1],
    [0],
    {
      error: {
        message: 'no attribute is called "foo"',
        offset: 0,
        length: 3,
        expected: expect.any(String),
        hint: expect.any(String),
      },
    },
  ]);
  const uuid = '11111111-1111-4111-8111-111111111111';
  await expect(run([row({ uuid }), row({ uuid })], [''])).rejects.toThrow('each uuid once');
});

test.each([
  [
    [{ description: 'x', due: 'soon' }],
    'tasks: index 0: due: expected an instant such as 20260730T143000Z, received "soon"',
  ],
  [[{}, { status: 'done' }], 'tasks: index 1: status: '],
  [[{ tags: 5 }], 'tasks: index 0: tags: '],
  [[{ id: -1 }], 'tasks: index 0: id: '],
  [[{ annotations: [{ entry: '20260701T120000Z', description: 7 }] }], 'tasks: index 0: annotations.0.text: '],
  [['x'], 'tasks: expected objects, received "x" at index 0'],
])('an evaluation over a file refuses %j', async (tasks, message) => {
  const workspace = await testWorkspace();
  const input = { tasks: JSON.stringify(tasks), filters: '[]' };
  await expect(workspace.run('filter_eval', input)).rejects.toThrow(message);
  await expect(workspace.run('urgency_eval', { tasks: input.tasks })).rejects.toThrow(message);
});

test('filters and dates of a file are strings', async () => {
  const workspace = await testWorkspace();
  await expect(workspace.run('filter_eval', { tasks: '[]', filters: '["a", 5]' })).rejects.toThrow(
    'filters: expected strings, received 5 at index 1',
  );
  await expect(workspace.run('date_eval', { exprs: '[null]' })).rejects.toThrow('exprs: expected strings');
});

test('a row of a file without a status is pending', async () => {
  const workspace = await testWorkspace();
  const tasks = JSON.stringify([{ description: 'x' }, { description: 'y', status: 'completed' }]);
  expect(await workspace.run('filter_eval', { tasks, filters: '["+READY"]' })).toEqual([[0]]);
});

test('dates of a file come out as the recorded answers have them', async () => {
  const workspace = await testWorkspace();
  const exprs = JSON.stringify(['tue', 'now - tomorrow', '3d', '2026-13-01']);
  const input = { exprs, now: '2026-07-30T14:30:00Z', timezone: 'UTC' };
  expect(await workspace.run('date_eval', input)).toEqual([
    '2026-08-04T00:00:00',
    'PT-9H-30M',
    'P3D',
    { error: expect.objectContaining({ message: 'there is no month 13' }) },
  ]);
});
