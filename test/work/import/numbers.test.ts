import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../support/folder.ts';
import { type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

/** A queue whose own numbers are those that the files below use, too. */
async function queue(): Promise<TestWorkspace> {
  const workspace = await testWorkspace();
  for (const description of ['Here, 1', 'Here, 2']) await workspace.run('task_add', { description });
  return workspace;
}

/** Description of each task -> those of the tasks that it waits for. */
function waits({ opened }: TestWorkspace): Record<string, string[]> {
  const tasks = Array.from(opened.store.state.all('task'), ([, task]) => task);
  const said = (uuid: string) => tasks.find((task) => task.uuid === uuid)!.description;
  return Object.fromEntries(
    tasks
      .filter(({ depends = [], parent }) => depends.length > 0 || parent)
      .map(({ description, depends = [], parent }) => [
        description,
        [...depends, ...(parent ? [parent] : [])].map(said),
      ]),
  );
}

/** Imports a file of that name. */
function imports(workspace: TestWorkspace, name: string, text: string, more: object = {}) {
  const from = join(tempFolder('numbers'), name);
  writeFileSync(from, text);
  return workspace.run<{ warnings: string[] }>('task_import', { from, ...more });
}

test.each([
  ['tasks.csv', 'id,description,depends,parent\n1,First,,\n2,Then,1,\n3,Part,,2\n'],
  [
    'tasks.json',
    JSON.stringify([
      { id: 1, description: 'First' },
      { id: 2, description: 'Then', depends: [1] },
      { id: 3, description: 'Part', parent: 2 },
    ]),
  ],
])('a number in %s is a row of the file, not the task that has it here', async (name, text) => {
  const workspace = await queue();
  await imports(workspace, name, text);
  expect(waits(workspace)).toEqual({ Then: ['First'], Part: ['Then'] });
});

test('a number that no row has is a task of the queue', async () => {
  const workspace = await queue();
  await imports(workspace, 'tasks.csv', 'id,description,depends\n7,First,1\n8,Then,7 2\n');
  expect(waits(workspace)).toEqual({ First: ['Here, 1'], Then: ['First', 'Here, 2'] });
});

test('a number that several rows have names none of them', async () => {
  const workspace = await queue();
  const content = 'id,description,depends\n1,One,\n1,Other,\n2,Then,1\n';
  const { warnings } = await imports(workspace, 'tasks.csv', content);
  expect(warnings.toSorted()).toEqual([
    expect.stringMatching(/line 3, id: "1" is also in tasks.csv, line 2; this row is a task of its own/),
    expect.stringMatching(/line 4, depends: 2 rows have the id 1; it stays in extra/),
  ]);
  expect(waits(workspace)).toEqual({});
});

test('a number in a second import is a row of the file, also if only the row that names it changed', async () => {
  const workspace = await queue();
  const content = (depends: string) => `id,description,depends\n1,One,\n2,Two,\n2,Other,\n3,Then,${depends}\n`;
  const from = join(tempFolder('numbers'), 'tasks.csv');
  for (const depends of ['', '"1,2"']) {
    writeFileSync(from, content(depends));
    await workspace.run('task_import', { from });
  }
  expect(waits(workspace)).toEqual({ Then: ['One'] });
});

test('the number of a row that was left out is not taken for a task of the queue', async () => {
  const workspace = await queue();
  const content = 'id,description,depends,priority\n1,First,,never\n2,Then,1,\n';
  const { warnings } = await imports(workspace, 'tasks.csv', content, { skip_bad: true });
  expect(warnings.join('\n')).toContain('line 3, depends: it refers to a row that was left out');
  expect(waits(workspace)).toEqual({});
});
