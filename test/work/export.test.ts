import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const PERSON = { ...ADA, door: 'cli' as const };
let work: TestWorkspace;
let project: string;
const file = (name: string) => join(project, name);
const write = (to: string, more = {}) => work.run('task_export', { to, ...more }, PERSON);

beforeEach(async () => {
  work = await testWorkspace();
  project = join(work.folder, 'project');
  await work.run('task_add', { description: 'Fix login', spec: '# Why' });
  await work.run('task_add', { description: 'Write the report' });
});

test.each([
  ['a.json', 'backlog', /^\[\n \{\n {2}"uuid"/],
  ['a.ndjson', 'ndjson', /^\{"uuid".*\}\n\{"uuid".*\}\n$/],
  ['a.csv', 'csv', /^id,description,/],
  ['a.md', 'markdown', /^# Plan\n/],
  ['no-ending', 'backlog', /^\[\n/],
])('%s is written as %s, whole', async (name, format, content) => {
  expect(await write(name)).toEqual({ format, to: file(name), count: 2 });
  expect(readFileSync(file(name), 'utf8')).toMatch(content);
  const there = await testWorkspace();
  expect(await there.run('task_import', { from: file(name), format })).toMatchObject({ added: 2 });
  await work.run('task_add', { description: 'Third' });
  expect(await write(name)).toMatchObject({ count: 3 });
  expect(readdirSync(project)).toEqual([name]);
});

test('a format that is asked for wins over the ending', async () => {
  expect(await write('tasks.json', { format: 'taskwarrior' })).toMatchObject({ format: 'taskwarrior' });
  expect(readFileSync(file('tasks.json'), 'utf8')).toContain('"entry": "20260730T143000Z"');
});

describe('a file that is no earlier export', () => {
  test.each([
    ['a.json', '{"name":"my package"}'],
    ['b.json', '[{"description":"mine"}]'],
    ['c.json', '[{"uuid": cut'],
    ['d.md', '# Notes\n\n- [ ] mine\n'],
    ['e.md', 'Nothing that is a plan.'],
    ['f.csv', 'description,price\nx,1\n'],
    ['g.ndjson', '\u0000'],
  ])('%s is not overwritten unless that is said', async (name, content) => {
    writeFileSync(file(name), content);
    await expect(write(name)).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(file(name), 'utf8')).toBe(content);
    await write(name, { force: true });
    expect(readFileSync(file(name), 'utf8')).toContain('Fix login');
  });

  test('is one that nothing takes the place of, unless that is said', async () => {
    await write('a.md');
    const before = readFileSync(file('a.md'), 'utf8');
    await expect(write('a.md', { filter: 'gardening' })).rejects.toMatchObject({
      code: 'conflict',
      message: 'no task fits gardening, and a.md is an export with tasks',
      hint: 'Choose another filter, or overwrite the file with `force: true`.',
    });
    expect(readFileSync(file('a.md'), 'utf8')).toBe(before);
    await write('a.md', { filter: 'gardening', force: true });
    expect(readFileSync(file('a.md'), 'utf8')).toBe('# Plan\n');
    const nothing = await testWorkspace();
    await write('b.json');
    await expect(nothing.run('task_export', { to: file('b.json') }, PERSON)).rejects.toThrow(
      `there are no tasks, and ${file('b.json')} is an export with tasks`,
    );
  });

  test('is none when it is empty, or an export of nothing', async () => {
    writeFileSync(file('a.json'), '');
    await write('a.json', { filter: 'project:none' });
    expect(readFileSync(file('a.json'), 'utf8')).toBe('[]\n');
    await write('a.json');
  });
});

test('what is there keeps its mode and its place behind a link; a folder is refused', async () => {
  mkdirSync(file('out'));
  await write('out/real.json');
  chmodSync(file('out/real.json'), 0o640);
  symlinkSync('out/real.json', file('link.json'));
  await work.run('task_add', { description: 'Third' });
  await write('link.json');
  expect(statSync(file('out/real.json')).mode & 0o777).toBe(0o640);
  expect(readFileSync(file('out/real.json'), 'utf8')).toContain('Third');
  expect(readdirSync(file('out'))).toEqual(['real.json']);
  await expect(write('out')).rejects.toMatchObject({ code: 'usage' });
  await expect(write('nowhere/a.json')).rejects.toMatchObject({ code: 'usage' });
});

test('a model writes into the repository only', async () => {
  const asked = { to: '/tmp/a.json' };
  expect(await work.refused('task_export', asked, agent('s1'))).toMatchObject({ code: 'forbidden' });
  symlinkSync('/tmp', file('out'));
  expect(await work.refused('task_export', { to: 'out/a.json' }, agent('s1'))).toMatchObject({ code: 'forbidden' });
  await work.run('task_export', { to: 'a.json' }, agent('s1'));
});
