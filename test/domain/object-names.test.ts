import { expect, test } from 'vitest';
import { backlogMdBody } from '../../src/sources/backlog-md/backlog-md-body.ts';
import { testWorkspace } from '../support/workspace.ts';

/** What every object has without anybody having put it there. */
const NAMES = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__proto__'];

test.each(NAMES)('views, tags, projects, checks and files may be called %s', async (name) => {
  const { run } = await testWorkspace();
  await run('task_add', { description: 'One', tags: [name], project: name });
  await run('task_add', { description: 'Two' });
  await run('view_set', { name, filter: `+${name}` });
  await run('setting_set', { name: `checks.${name}`, value: 'true' });
  await run('attachment_add', { id: 1, file: name, content: 'eA==' });
  for (const filter of [`@${name}`, `+${name}`, `project:${name}`])
    expect(await run('task_count', { filter }), filter).toEqual({ count: 1 });
  expect(await run('setting_get', { name: `checks.${name}` })).toMatchObject({ value: 'true' });
  expect(await run('attachment_get', { id: 1, file: name })).toMatchObject({ attachment: { name } });
  expect(await run('report_summary')).toMatchObject({
    projects: expect.arrayContaining([expect.objectContaining({ project: name })]),
  });
});

test.each(NAMES)('no field, attribute, sort, setting or agent is called %s unless somebody made it', async (name) => {
  const { run, refused } = await testWorkspace();
  await run('task_add', { description: 'One' });
  for (const [command, input] of [
    ['task_list', { filter: `${name}:1` }],
    ['task_list', { filter: `due.${name}:1` }],
    ['task_list', { sort: name }],
    ['task_list', { fields: [name] }],
    ['task_list', { filter: `@${name}` }],
    ['setting_set', { name, value: '1' }],
    ['setting_get', { name }],
    ['run_start', { filter: '1', agent: name }],
    ['repo_show', { name }],
    [name, {}],
  ] as const)
    expect((await refused(command, input)).message, `${command} ${JSON.stringify(input)}`).toContain(name);
});

test.each(NAMES.slice(0, 4))('rows of other tools may say %s', async (name) => {
  const { run } = await testWorkspace();
  const row = `{"uuid":"b1e6ec0f-6b18-4b6f-8b49-2c2f3a7d1c01","description":"One","status":"pending","${name}":"kept"}`;
  await run('task_import', { tasks: `[${row}]`, format: 'taskwarrior' });
  const { tasks } = await run<{ tasks: { extra: object }[] }>('task_export');
  expect(Object.entries(tasks[0]!.extra)).toContainEqual([name, 'kept']);
  const said = `[{"description":"Two","status":"pending","extra":{"status":"${name}"}}]`;
  await run('task_import', { tasks: said });
});

test.each(NAMES)('a heading of a task of Backlog.md may be %s', (name) =>
  expect(backlogMdBody(`## ${name}\n\nIt makes one.\n`).docs).toEqual({
    more: expect.stringContaining('It makes one.'),
  }),
);
