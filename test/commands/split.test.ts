import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { writeFiles } from '../support/files.ts';
import { gitProject } from '../support/runs.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

interface Answer {
  task: Task;
  subtasks: Task[];
  proposal?: string[];
}

async function withTask(scope?: string): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work, { 'src/a/one.ts': '', 'src/b/two.ts': '', 'src/main.ts': '', 'docs/index.md': '' });
  await work.run('task_add', { description: 'Rename it', ...(scope ? { scope } : {}) });
  return work;
}

const split = (work: TestWorkspace, input: object) => work.run<Answer>('task_split', { id: 1, ...input });
const globs = ({ subtasks }: Answer) => subtasks.map(({ scope }) => scope?.map(({ glob }) => glob));

test('a subtask is made for each scope, and the task waits for them', async () => {
  const work = await withTask('src/**');
  const made = await split(work, { scope: ['src/a/**', 'src/b/**,src/main.ts'] });
  expect(globs(made)).toEqual([['src/a/**'], ['src/b/**', 'src/main.ts']]);
  expect(made.subtasks.map(({ description }) => description)).toEqual([
    'Rename it (src/a/**)',
    'Rename it (src/b/** src/main.ts)',
  ]);
  expect(made.subtasks.every(({ parent }) => parent === made.task.uuid)).toBe(true);
  expect(made.task.scope).toBeUndefined();
  await work.run('task_undo');
  expect(await work.text('task_list')).not.toContain('src/a');
});

test.each([
  ['src/**', ['src/a/**', 'src/b/**,src/main.ts'], undefined],
  ['src/**', ['src/a/**', 'src/b/**'], 'src/main.ts'],
  ['src/**', ['src/a/one.ts', 'src/main.ts'], 'src/b/**'],
  ['src/**,docs/**', ['src/a/**', 'src/main.ts'], 'src/b/** docs/**'],
  ['src/a/**,src/b/**,docs/**', ['src/a/**', 'src/b/**'], 'docs/**'],
  ['**', ['src/**', 'docs/**'], '.gitignore'],
  ['src/**,new/**', ['src/**', 'new/x/**'], 'new/**'],
  ['src/**,new/**', ['src/**', 'new/x.ts'], 'new/**'],
  ['src/*/*.ts', ['src/a/**', 'src/b/two.ts'], 'src/*/*.ts'],
  ['src/**', ['src/a/*.ts', 'src/b/**'], 'src/a/one.ts src/main.ts'],
])('of the scope %s, the task keeps what the parts %j lack: %s', async (scope, parts, rest) => {
  const works = await Promise.all([withTask(scope), withTask(scope)]);
  for (const { folder } of works) writeFiles(join(folder, 'project'), { '.gitignore': '' });
  const { task } = await split(works[0], { scope: parts });
  expect(task.scope?.map(({ glob }) => glob).join(' ')).toBe(rest);
  const text = await works[1].text('task_split', { id: 1, scope: parts });
  expect(/keeps the rest of its scope: (.+)/.exec(text)?.[1]).toBe(rest);
});

test('the task keeps a link beside its parts, as a file', async () => {
  const work = await withTask('src/**');
  symlinkSync('../docs', join(work.folder, 'project/src/link'));
  const { task } = await split(work, { scope: ['src/a/**', 'src/b/**'] });
  expect(task.scope?.map(({ glob }) => glob)).toEqual(['src/link', 'src/main.ts']);
});

test('a rest of more entries than a task can have stays whole', async () => {
  const work = await withTask('src/**');
  const files = Array.from({ length: 300 }, (_, i) => [`src/c/${i % 10}/${i}.json`, '']);
  writeFiles(join(work.folder, 'project'), Object.fromEntries(files));
  const { task } = await split(work, { scope: ['src/**/*.ts', 'src/**/*.md'] });
  expect(task.scope?.map(({ glob }) => glob)).toEqual(['src/**']);
});

test("the task's estimate is that of all its parts, so none of them has it", async () => {
  const work = await withTask('src/**');
  await work.run('task_modify', { filter: '1', estimate: '40h' });
  const { task, subtasks } = await split(work, { scope: ['src/a/**', 'src/b/**'] });
  expect([task, ...subtasks].map(({ estimate }) => estimate)).toEqual(['P1DT16H', undefined, undefined]);
});

test('of a claimed task, its claim lets the scopes go', async () => {
  const work = await withTask('src/**');
  await work.run('task_start', { id: 1 }, agent('s1'));
  await work.run('task_split', { id: 1, scope: ['src/a/**', 'src/b/**'] }, agent('s1'));
  expect(await work.run('task_start', { id: 2 }, agent('s2'))).toMatchObject({ claim: { holder: 's2' } });
});

test('of a claimed task, its claim lets a glob go that the task keeps, because it can not be divided', async () => {
  const work = await withTask('new/**,docs/**');
  await work.run('task_start', { id: 1 }, agent('s1'));
  const input = { id: 1, scope: ['new/x/**', 'new/y/**'] };
  const { task } = await work.run<Answer>('task_split', input, agent('s1'));
  expect(task.scope?.map(({ glob }) => glob)).toEqual(['new/**', 'docs/**']);
  expect(await work.run('task_start', { id: 2 }, agent('s2'))).toMatchObject({ claim: { holder: 's2' } });
});

test.each([
  [undefined, { by: 'repo' }, /^task 1 has no scope$/],
  ['src/a/**', { propose: true }, /can't be divided along folders: there are fewer than two in it$/],
])('a scope of %s is no split of %j', async (scope, input, message) => {
  const work = await withTask(scope);
  expect((await work.refused('task_split', { id: 1, ...input })).message).toMatch(message);
});

test('scopes that overlap, leave the scope of the task or are no split are refused, and nothing changes', async () => {
  const work = await withTask('src/**');
  const { seq } = work.opened.store.state;
  for (const [scope, code, text] of [
    [['src/**', 'src/a/one.ts'], 'conflict', 'overlap, for example in src/a/one.ts'],
    [['src/a/**', 'docs/**'], 'conflict', 'docs/** is out of the scope of task 1'],
    [['src/a/**'], 'usage', 'at least two scopes'],
    [['src/a/**', ' '], 'usage', 'at least two scopes'],
    [['src/a/**', '../x/**'], 'invalid', ''],
    [['src/a/**', '{}'], 'usage', 'expected a list of texts, received "{}"'],
  ] as const) {
    const refused = await work.refused('task_split', { id: 1, scope });
    expect(refused.code, String(scope)).toBe(code);
    expect(refused.message).toContain(text);
  }
  expect((await work.refused('task_split', { id: 1, scope: ['a', 'b'], propose: true })).code).toBe('usage');
  expect(work.opened.store.state.seq).toBe(seq);
});

test('a proposal divides a scope along its top folders, or along the folders below the only one, and changes nothing', async () => {
  const work = await withTask('src/**,docs/index.md,docs/more/**');
  expect((await split(work, { propose: true })).proposal).toEqual(['src/**', 'docs/index.md,docs/more/**']);
  await work.run('task_modify', { filter: '1', scope: 'src/**' });
  const { seq } = work.opened.store.state;
  const { proposal, subtasks } = await split(work, { propose: true });
  expect(proposal).toEqual(['src/a/**', 'src/b/**', 'src/main.ts']);
  expect(subtasks).toEqual([]);
  await work.opened.store.refresh();
  expect(work.opened.store.state.seq).toBe(seq);
  expect(globs(await split(work, { scope: proposal }))).toEqual([['src/a/**'], ['src/b/**'], ['src/main.ts']]);
});

test('the proposal is a line to type, with words that a shell leaves as they are', async () => {
  const work = await withTask('src/**');
  writeFiles(join(work.folder, 'project'), { "src/it's [x]/a.ts": '' });
  const cli = { ...agent('s1'), door: 'cli' as const };
  const text = await work.text('task_split', { id: 1, propose: true }, cli);
  expect(text).toContain("backlog split 1 --scope 'src/a/**' --scope 'src/b/**'");
  const { proposal } = await split(work, { propose: true });
  expect(globs(await split(work, { scope: proposal }))).toHaveLength(4);
});

test('a task without a scope, or with one that cannot be divided, is refused with what to do', async () => {
  const none = await withTask();
  expect((await none.refused('task_split', { id: 1, propose: true })).message).toContain('has no scope');
  const one = await withTask('src/main.ts');
  expect((await one.refused('task_split', { id: 1, propose: true })).message).toContain("can't be divided");
  const gone = await withTask('nowhere/**');
  expect((await gone.refused('task_split', { id: 1, propose: true })).code).toBe('conflict');
});
