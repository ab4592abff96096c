import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testWorkspace } from '../../support/workspace.ts';

interface Item {
  id: number;
  title: string;
  status: string;
  dependencies: (number | string)[];
  subtasks: Item[];
}
type Tags = Readonly<Record<string, readonly Item[]>>;

const item = (id: number, title: string, more: Partial<Item> = {}): Item => ({
  ...{ id, title, status: 'pending', dependencies: [], subtasks: [] },
  ...more,
});
const COUNT = item(1, 'Count the crates', { subtasks: [item(1, 'Read the list')] });
const WEIGH = item(2, 'Weigh the crates', { dependencies: [1] });
const WRITE = item(3, 'Write the manual');
const DONE = { status: 'done' };

/** Imports states of a `tasks.json` one after the other. @returns the number of new tasks of each, and the tasks */
async function states(...all: readonly Tags[]) {
  const work = await testWorkspace();
  const file = join(work.folder, 'tasks.json');
  const added: number[] = [];
  for (const tags of all) {
    const whole = Object.entries(tags).map(([tag, tasks]) => [tag, { tasks, metadata: {} }]);
    writeFileSync(file, JSON.stringify(Object.fromEntries(whole)));
    added.push((await work.run<{ added: number }>('task_import', { from: file })).added);
  }
  const { tasks } = await work.run<{
    tasks: { id: number; description: string; status: string; source: { list: string; id: string } }[];
  }>('task_list', { filter: '+ANY', sort: 'id' });
  const shown = tasks.map(({ id, status, source }) => `${id} ${source.list}:${source.id} ${status}`);
  return { added: added.slice(1), shown };
}

test.each<[string, Tags[], string[]]>([
  [
    'renamed with a task done, a step done and a task reworded at once',
    [
      {
        web: [
          { ...COUNT, subtasks: [{ ...COUNT.subtasks[0]!, ...DONE }] },
          { ...WEIGH, ...DONE },
          item(3, 'Write the handbook'),
        ],
      },
    ],
    ['1 web:1 pending', '2 web:1.1 completed', '3 web:2 completed', '4 web:3 pending'],
  ],
  [
    'renamed, and back',
    [{ web: [COUNT, WEIGH, WRITE] }, { master: [COUNT, WEIGH, WRITE] }],
    ['1 master:1 pending', '2 master:1.1 pending', '3 master:2 pending', '4 master:3 pending'],
  ],
  [
    'cut in two, and done in the new one',
    [{ master: [COUNT, WRITE], later: [{ ...WEIGH, ...DONE, dependencies: [] }] }],
    ['1 master:1 pending', '2 master:1.1 pending', '3 later:2 completed', '4 master:3 pending'],
  ],
  [
    'joined with another one',
    [{ master: [COUNT, WEIGH], old: [WRITE] }, { master: [COUNT, WEIGH, WRITE] }],
    ['1 master:1 pending', '2 master:1.1 pending', '3 master:2 pending', '4 master:3 pending'],
  ],
])('the tasks of a tag stay the same after it is %s', async (_, later, shown) => {
  const read = await states({ master: [COUNT, WEIGH, WRITE] }, ...later);
  expect(read).toEqual({ added: later.map(() => 0), shown });
});

test('a copy of a tag has tasks of its own, and so has another file whose tag has an equal task', async () => {
  expect((await states({ master: [WEIGH] }, { master: [WEIGH], copy: [WEIGH] })).added).toEqual([1]);
  expect(
    (await states({ api: [COUNT, WEIGH, WRITE] }, { web: [item(2, 'Weigh the crates'), item(4, 'Load')] })).added,
  ).toEqual([2]);
});
