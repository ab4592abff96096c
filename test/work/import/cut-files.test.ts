import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { newcomer, put } from './brought.ts';

type Line = readonly [title: string, done?: boolean];

/** Formats whose rows have no ids: the name of a file, another one, and the text of lines. */
const FORMATS: Readonly<Record<string, readonly [string, string, (rows: readonly Line[]) => string]>> = {
  markdown: [
    'TODO.md',
    'LATER.md',
    (rows) => rows.map(([title, done]) => `- [${done ? 'x' : ' '}] ${title}\n`).join(''),
  ],
  org: ['a.org', 'b.org', (rows) => rows.map(([title, done]) => `* ${done ? 'DONE' : 'TODO'} ${title}\n`).join('')],
  'todo.txt': [
    'todo.txt',
    'sub/todo.txt',
    (rows) => rows.map(([title, done]) => `${done ? 'x ' : ''}${title}\n`).join(''),
  ],
  'csv without ids': [
    'a.csv',
    'b.csv',
    (rows) => `Title,Status\n${rows.map(([title, done]) => `${title},${done ? 'done' : 'todo'}\n`).join('')}`,
  ],
  json: [
    'a.json',
    'b.json',
    (rows) => JSON.stringify(rows.map(([title, done]) => ({ title, status: done ? 'done' : 'todo' }))),
  ],
};

const ALL: readonly Line[] = [['Rope'], ['Oar'], ['Dock'], ['Sail'], ['Old', true]];

/** The order in which the two halves are imported after the cut. */
const ORDERS = {
  'the old half first': (first: string, second: string) => [first, second],
  'the new half first': (first: string, second: string) => [second, first],
  'only the new half': (_: string, second: string) => [second],
};

describe.each(Object.entries(FORMATS))('a file of %s that was cut in two', (format, [path, other, textOf]) => {
  test.each(Object.entries(ORDERS))('has the same tasks, done or open: %s', async (_, order) => {
    const here = newcomer({ format, path, files: { '': textOf(ALL) }, closed: {} });
    await here.bring(path);
    const before = await here.tasks();
    const named = (all: readonly Task[], title: string) => all.find(({ description }) => description === title)!;
    await here.run('task_done', { id: String(named(before, 'Sail').id) });
    put(join(here.repository, path), { '': textOf(ALL.slice(0, 2)) });
    put(join(here.repository, other), { '': textOf(ALL.slice(2)) });
    for (const one of order(path, other)) expect(await here.bring(one)).toMatchObject({ added: 0 });
    for (const one of order(path, other)) expect(await here.bring(one)).toMatchObject({ added: 0, changed: [] });
    const after = await here.tasks();
    expect(after.map(({ uuid, status }) => [uuid, status])).toEqual(
      before.map(({ uuid, status, description }) => [uuid, description === 'Sail' ? 'completed' : status]),
    );
    put(join(here.repository, other), { '': textOf([['Dock', true], ['Sail'], ['Old', true], ['New']]) });
    expect((await here.bring(other)).added).toBe(1);
    expect(named(await here.tasks(), 'Dock')).toMatchObject({ uuid: named(after, 'Dock').uuid, status: 'completed' });
  });
});

const [PATH, OTHER, MARKDOWN] = FORMATS.markdown!;

/** Imports a plan, changes the files, and imports the other one. */
async function second(
  files: Readonly<Record<string, readonly Line[] | null>>,
  act = async (_: ReturnType<typeof newcomer>) => {},
) {
  const here = newcomer({ format: 'markdown', path: PATH, files: { '': MARKDOWN(ALL) }, closed: {} });
  await here.bring(PATH);
  await act(here);
  for (const [name, rows] of Object.entries(files))
    if (rows) put(join(here.repository, name), { '': MARKDOWN(rows) });
    else rmSync(join(here.repository, name));
  return { here, answer: await here.bring(OTHER) };
}

test('a file of which two new ones were made has the same tasks', async () => {
  const { here, answer } = await second({ [PATH]: null, 'WEB.md': ALL.slice(0, 2), [OTHER]: ALL.slice(2) });
  expect(answer.added).toBe(0);
  expect((await here.bring('WEB.md')).added).toBe(0);
  expect(await here.counts()).toMatchObject({ all: 5, open: 4 });
});

test('a closed task whose open line is in another file now is named, because it stays closed', async () => {
  const { answer } = await second({ [PATH]: ALL.slice(0, 2), [OTHER]: ALL.slice(2) }, ({ run }) =>
    run('task_done', { id: '3' }),
  );
  expect(answer.warnings).toEqual([
    'LATER.md, line 1, its line was elsewhere, as that of task 3, which is closed and stays so; with other words it is a new task',
  ]);
});

test.each<[string, Readonly<Record<string, readonly Line[]>>, number]>([
  ['a line that is still in the first file, and done in it', { [OTHER]: [['Old']] }, 1],
  ['the next round of a line that is done in its file', { [PATH]: ALL.slice(0, 4), [OTHER]: [['Old']] }, 1],
  [
    'two lines with the words of one that left',
    {
      [PATH]: ALL.slice(1),
      [OTHER]: [
        ['Rope', true],
        ['Rope', true],
      ],
    },
    2,
  ],
])('%s is a new task', async (_, files, added) => {
  const { here, answer } = await second(files);
  expect(answer.added).toBe(added);
  expect((await here.counts()).all).toBe(5 + added);
});

test('a file that can not be read says nothing about its lines', async () => {
  const { answer } = await second({ [OTHER]: [['Rope', true]] }, async ({ repository }) =>
    put(join(repository, PATH), { '': '\0\u0001' }),
  );
  expect(answer.added).toBe(1);
});
