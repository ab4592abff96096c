import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WordedHold } from '../../src/scheduler/answers.ts';
import { landingsOf } from '../../src/scheduler/decision/landings.ts';
import { git } from '../support/git.ts';
import { gitProject, runIn } from '../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

/** A completed prerequisite (1) that a run merged as the tip of main, and a task that waits for it (2). */
async function merged(): Promise<TestWorkspace & { project: string; commit: string }> {
  const work = await testWorkspace();
  await gitProject(work);
  const project = join(work.folder, 'project');
  git(project, 'commit', '-q', '--allow-empty', '-m', 'Result');
  const commit = git(project, 'rev-parse', 'HEAD');
  await work.run('agent_update', { name: 'claude', binary: process.execPath });
  await work.run('task_add', { description: 'First' });
  await work.run('task_add', { description: 'Second', depends: 1 });
  await runIn(work, 'merged', { number: 1, merged: { commit, at: '2026-07-30T14:00:00Z' } });
  await work.run('task_done', { id: '1' });
  return { ...work, project, commit };
}

interface Explained {
  tasks: { start?: { agent: string }; reasons: WordedHold[] }[];
}

const second = async ({ run }: TestWorkspace) =>
  (await run<Explained>('orchestrator_explain', { filter: '2' })).tasks[0]!;

test('32 a task starts when the commit of its prerequisite is an ancestor of the target', async () => {
  expect(await second(await merged())).toMatchObject({ start: { agent: 'claude' }, reasons: [] });
});

test('32 and not while it is not, wherever else it is', async () => {
  const work = await merged();
  git(work.project, 'branch', 'aside');
  git(work.project, 'reset', '-q', '--hard', 'HEAD~');
  const context = work.opened.context(ADA);
  const { unlanded, tips } = await landingsOf(context);
  expect(tips.get('project')?.branch).toBe('main');
  expect(unlanded(context.queue.byId(2)!)).toMatchObject([{ task: { id: 1 }, run: { id: 'r1' } }]);
  // The next command has noticed it: the prerequisite is open again.
  const { reasons } = await second(work);
  expect(reasons).toMatchObject([{ text: expect.stringContaining('1 First') }]);
  expect(context.queue.byId(1)?.status).toBe('pending');
});

test('what was asked once is not asked again while the branch stays where it is', async () => {
  const work = await merged();
  const known = new Map<string, boolean>();
  await landingsOf(work.opened.context(ADA), known);
  expect([...known.values()]).toEqual([true]);
  for (const key of known.keys()) known.set(key, false);
  const context = work.opened.context(ADA);
  expect((await landingsOf(context, known)).unlanded(context.queue.byId(2)!)).toHaveLength(1);
  git(work.project, 'commit', '-q', '--allow-empty', '-m', 'More');
  expect((await landingsOf(work.opened.context(ADA), known)).unlanded(context.queue.byId(2)!)).toEqual([]);
});

test('without commits, and without a repository, it is said what is missing, and what to do', async () => {
  const bare = await testWorkspace();
  await bare.run('task_add', { description: 'First' });
  const reasons = async () => (await bare.run<Explained>('orchestrator_explain')).tasks[0]!.reasons;
  expect(await reasons()).toMatchObject([
    {
      why: 'nowhere',
      text: expect.stringMatching(/^\S+ is not a git repository$/),
      next: 'Runs need a git repository: `git init`, then make a first commit.',
    },
  ]);
  git(join(bare.folder, 'project'), 'init', '-q');
  await bare.opened.ready();
  expect(await reasons()).toMatchObject([
    {
      why: 'nowhere',
      text: 'it has no start commit: project has no commits yet',
      next: 'Each run starts from a commit. Make the first one: `git commit --allow-empty -m "First commit"`',
    },
  ]);
});

test('a disabled and an unknown repository are the reasons themselves, with the command that helps', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  for (const description of ['Here', 'There']) await work.run('task_add', { description });
  await work.opened.context(ADA).write('given', (tx) => {
    const there = work.opened.context(ADA).queue.byId(2)!;
    tx.put('task', there.uuid, { ...there, scope: [{ repo: 'gone', glob: 'src/**' }] });
  });
  await work.run('repo_disable', { name: 'project' });
  const told = await work.text('orchestrator_explain', {}, { ...ADA, door: 'cli' });
  expect(told).toContain(
    '- repository project is disabled, so no run of task 1 starts (Enable it: `backlog repo enable project`.)',
  );
  expect(told).toContain(
    "- the scope of task 2 is in repository gone, which isn't part of this workspace (Add the repository: `backlog repo add FOLDER --name gone`.",
  );
});
