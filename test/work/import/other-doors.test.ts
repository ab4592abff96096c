import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../../support/git.ts';
import { type Brought, newcomer, put } from './brought.ts';

const boxes = (...lines: string[]) => `${lines.map((line) => `- ${line}`).join('\n')}\n`;
const plan = (text: string, path = 'TODO.md'): Brought => ({
  ...{ format: 'markdown', path, files: { '': text }, closed: {} },
});
const FIVE = boxes('[ ] one', '[ ] two', '[ ] three', '[x] four', '[ ] five');

describe('a file that moved after one of its lines got other words', () => {
  const moved = async () => {
    const here = newcomer(plan(FIVE));
    git(here.repository, 'worktree', 'add', '-q', join(here.folder, 'tree'));
    await here.bring('TODO.md');
    await here.run('task_done', { id: '1' });
    put(join(here.repository, 'TODO.md'), { '': FIVE.replace('five', 'cinque') });
    await here.bring('TODO.md');
    mkdirSync(join(here.repository, 'docs'));
    git(here.repository, 'mv', 'TODO.md', 'docs/todo.md');
    await here.bring('docs/todo.md');
    return here;
  };

  test('the older file of a worktree doubles and reopens nothing', async () => {
    const here = await moved();
    const before = await here.counts();
    const { added } = await here.bring('TODO.md', { cwd: join(here.folder, 'tree') });
    expect([added, await here.counts()]).toEqual([0, before]);
    await here.bring('docs/todo.md');
    expect(await here.counts()).toEqual(before);
  });

  test('all tasks of the file are in the list of its new name', async () => {
    const here = await moved();
    const lists = new Set((await here.tasks()).map(({ source }) => source?.list));
    expect(lists).toEqual(new Set(['docs/todo.md']));
  });
});

describe('a folder that has one file of the format', () => {
  test.each([
    ['the file, then the folder', 'docs/todo.md', 'docs'],
    ['the folder, then the file', 'docs', 'docs/todo.md'],
  ])('%s', async (_, first, second) => {
    const here = newcomer(plan(FIVE, 'docs/todo.md'));
    const ways = { format: 'markdown' };
    await here.run('task_import', { from: first, ...ways });
    await here.run('task_done', { id: '1' });
    await here.run('task_delete', { id: '2' });
    const before = await here.counts();
    expect(await here.run('task_import', { from: second, ...ways })).toMatchObject({ added: 0 });
    expect(await here.counts()).toEqual(before);
  });

  test('a folder of several files is not one source: the message names them', async () => {
    const here = newcomer(plan(FIVE, 'docs/todo.md'));
    writeFileSync(join(here.repository, 'docs/other.md'), FIVE);
    await expect(here.run('task_import', { from: 'docs', format: 'markdown' })).rejects.toMatchObject({
      message: expect.stringContaining('2 files'),
      hint: expect.stringContaining('docs/other.md'),
    });
  });
});

describe('issues of GitHub with and without their addresses', () => {
  const issues = (isClosed: boolean, withUrl: boolean) =>
    JSON.stringify(
      ['Login', 'Logout', 'Report'].map((title, i) => ({
        ...{ number: i + 7, title, state: i === 2 || (isClosed && i === 0) ? 'CLOSED' : 'OPEN' },
        ...(withUrl ? { url: `https://github.com/acme/shop/issues/${i + 7}` } : {}),
      })),
    );
  const ORDERS = [
    ['without, then with', false],
    ['with, then without', true],
  ] as const;

  test.each(
    ORDERS.flatMap(([name, first]) => ['issues.json', 'later.json'].map((file) => [name, file, first] as const)),
  )('%s, in %s', async (_, file, first) => {
    const here = newcomer({ ...plan(issues(false, first), 'issues.json'), format: 'json' });
    await here.bring('issues.json');
    const before = await here.counts();
    writeFileSync(join(here.repository, file), issues(true, !first));
    await here.bring(file);
    const after = { ...before, open: before.open - 1, completed: before.completed + 1 };
    expect(await here.counts()).toEqual(after);
    await here.bring(file);
    writeFileSync(join(here.repository, file), issues(true, first));
    await here.bring(file);
    expect(await here.counts()).toEqual(after);
  });
});

describe('a list that has the words of tasks from another tool is another source', () => {
  const TITLES = ['Login', 'Logout', 'Report'];
  const TOOLS = {
    'issues of GitHub': {
      path: 'issues.json',
      text: JSON.stringify(
        TITLES.map((title, i) => ({
          ...{ number: i + 1, title, state: 'OPEN', labels: [{ name: 'ux' }] },
          ...{ assignees: [{ login: 'ada' }], url: `https://github.com/acme/shop/issues/${i + 1}` },
        })),
      ),
    },
    'Task Master': {
      path: '.taskmaster/tasks/tasks.json',
      text: JSON.stringify({
        master: { tasks: TITLES.map((title, i) => ({ id: i + 1, title, status: 'pending', priority: 'high' })) },
      }),
    },
  };
  const LISTS = {
    'notes.org': '* TODO [#C] Login\n* TODO Report\n* TODO Water plants\n',
    'TODO.md': boxes('[ ] Login', '[ ] Report', '[ ] Water plants'),
    'tasks.csv': 'Title,Priority\nLogin,L\nReport,\nWater plants,\n',
  };

  test.each(
    Object.entries(TOOLS).flatMap(([tool, { path, text }]) =>
      Object.entries(LISTS).map(([list, words]) => [tool, list, path, text, words] as const),
    ),
  )('%s, then %s', async (_, list, path, text, words) => {
    const here = newcomer({ ...plan(text, path), format: 'json' });
    await here.bring(path);
    const before = await here.tasks();
    put(join(here.repository, list), { '': words });
    expect((await here.bring(list)).changed).toEqual([]);
    expect((await here.tasks()).filter(({ id }) => id <= 3)).toEqual(before);
  });
});

test('a table that gets ids later is the same source', async () => {
  const table = (withIds: boolean, state: string) =>
    ['Title,Owner,Status', `Login,,${state}`, 'Logout,,todo', 'Old,,done']
      .map((line, i) => (withIds ? `${i === 0 ? 'ID' : `ENG-${i}`},${line}` : line))
      .join('\n');
  const here = newcomer({ ...plan(table(false, 'todo'), 'linear.csv'), format: 'csv' });
  await here.bring('linear.csv');
  await here.run('task_done', { id: '2' });
  const before = await here.counts();
  writeFileSync(join(here.repository, 'linear.csv'), table(true, 'done'));
  await here.bring('linear.csv');
  expect(await here.counts()).toEqual({ ...before, open: before.open - 1, completed: before.completed + 1 });
});

describe('a line whose words changed', () => {
  test('the import names the task whose line is gone, and the new one at its place', async () => {
    const here = newcomer(plan(FIVE));
    await here.bring('TODO.md');
    await here.run('task_done', { id: '5' });
    put(join(here.repository, 'TODO.md'), { '': FIVE.replace('five', 'cinque') });
    const { warnings } = await here.bring('TODO.md');
    const five = (await here.tasks()).find(({ description }) => description === 'five')!;
    const told = warnings.join('\n');
    expect(told).toContain(`the line of task ${five.id} (five) is gone`);
    expect(told).toMatch(/task \d+ \(cinque\) is at its place/);
    expect((await here.bring('TODO.md')).warnings.join('\n')).not.toContain('is gone');
  });

  test('a source that shows a part of a list says nothing of the others', async () => {
    const here = newcomer(plan(FIVE));
    await here.bring('TODO.md');
    const text = readFileSync(join(here.repository, 'TODO.md'), 'utf8');
    const { warnings } = await here.bring(text);
    expect(warnings.join('\n')).not.toContain('is gone');
  });
});

test('each import names a blocker that is unknown, which counts as no imported field', async () => {
  const here = newcomer({
    ...plan('ID,Title,Status,Blocked by\nENG-1,Login,Todo,OPS-77\nENG-2,Logout,Todo,\n', 'linear.csv'),
    format: 'csv',
  });
  for (let times = 0; times < 2; times++) {
    const { warnings, mapped } = await here.run<{ warnings: string[]; mapped: { field: string; to: string }[] }>(
      'task_import',
      { from: 'linear.csv' },
    );
    expect(warnings).toEqual([expect.stringContaining('"OPS-77" is neither in this file nor in the queue')]);
    expect(mapped.map(({ to }) => to)).not.toContain('depends');
  }
});
