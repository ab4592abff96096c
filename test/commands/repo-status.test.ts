import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../support/git.ts';
import { gitProject } from '../support/runs.ts';
import { testWorkspace } from '../support/workspace.ts';

const FILES = { 'src/a.txt': 'a\n', 'b.txt': 'b\n', 'src/c.txt': 'c\n' };

interface Answer {
  checkouts: { name: string; branch?: string; total: number; files: { path: string; status: string }[] }[];
}

test('the changed files of a checkout are told, and nothing in it is touched', async () => {
  const work = await testWorkspace();
  await gitProject(work, FILES);
  await work.run('task_add', { description: 'The first write records the repository' });
  const project = join(work.folder, 'project');
  const status = async () => (await work.run<Answer>('repo_status')).checkouts;
  expect(await status()).toMatchObject([{ branch: 'main', total: 0, files: [] }]);

  writeFileSync(join(project, 'src/a.txt'), 'changed\n');
  rmSync(join(project, 'b.txt'));
  mkdirSync(join(project, 'new'));
  for (const name of ['one', 'two']) writeFileSync(join(project, 'new', name), '');
  writeFileSync(join(project, 'staged \u202e.txt'), 's\n');
  git(project, 'add', 'staged \u202e.txt');
  // Its times are another file's, so that git would like to write the index anew.
  utimesSync(join(project, 'src/c.txt'), 1, 1);
  const index = join(project, '.git/index');
  const before = [readFileSync(index).toString('hex'), statSync(index).mtimeMs];
  expect((await status())[0]).toMatchObject({
    total: 4,
    files: [
      { path: 'b.txt', status: ' D' },
      { path: 'src/a.txt', status: ' M' },
      { path: 'staged \u202e.txt', status: 'A ' },
      { path: 'new/', status: '??' },
    ],
  });
  expect([readFileSync(index).toString('hex'), statSync(index).mtimeMs]).toEqual(before);
  const text = await work.text('repo_status');
  expect(text).toContain('project: main, 4 changed files\n   D b.txt');
  expect(text).not.toContain('\u202e');

  git(project, 'checkout', '-q', '--detach');
  expect((await status())[0]).not.toHaveProperty('branch');
});

test('of very many files the first are told, and how many there are; all of them to who asks', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'The first write records the repository' });
  for (let n = 0; n < 230; n++) writeFileSync(join(work.folder, 'project', `new-${n}`), '');
  const of = async (input: object) => (await work.run<Answer>('repo_status', input)).checkouts[0]!;
  expect((await of({})).files).toHaveLength(200);
  expect(await of({})).toMatchObject({ total: 230 });
  expect((await of({ all: true })).files).toHaveLength(230);
});
