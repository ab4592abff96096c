import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareWorktree } from '../../../src/runs/git/index.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { locateRun } from '../../../src/runs/run-folder.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { git } from '../../support/git.ts';
import { gitProject, handIn, runIn, runWithResult } from '../../support/runs.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

soak('a rule decides about a stacked result only after the result below it is merged', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Build' });
  await work.run('task_add', { description: 'Explain', depends: '1' });
  for (const [name, value] of Object.entries({ 'docs.then': 'land', 'docs.path': 'docs/**' }))
    await work.run('setting_set', { name: `autonomy.${name}`, value });
  const below = await runWithResult(work, { 'src/b.txt': 'b\n' }, { number: 1 });
  const { commit } = below.result!;
  const run = await runIn(work, 'review', { number: 2, base: commit, stackedOn: { run: below.id, commit } });
  const place = locateRun(work.opened.context(ADA), run);
  await prepareWorktree(place, { base: commit, branch: run.branch, target: run.target });
  await handIn(work, run, { 'docs/b.md': 'About b.\n' });

  const merge = () => mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
  const now = (id: string) => work.opened.store.state.get('run', id)!;
  await merge();
  expect(now('r2')).toMatchObject({ state: 'review' });
  expect(now('r2').verdict).toBeUndefined();
  await work.run('run_approve', { run: 'r1' });
  await merge();
  expect(now('r2')).toMatchObject({ state: 'merged', verdict: { actor: 'system:rule/docs' } });
  const project = join(work.folder, 'project');
  expect(git(project, 'log', '--format=%s', '-2', 'main')).toBe('Explain\nBuild');
  expect(git(project, 'show', '--format=', '--name-only', 'main')).toBe('docs/b.md');
});

test('a stacked result that is approved first waits in the queue, also when it is moved to its front, and a reverted result below takes it out', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Build' });
  await work.run('task_add', { description: 'Explain', depends: '1' });
  const below = await runWithResult(work, { 'src/b.txt': 'b\n' }, { number: 1 });
  const { commit } = below.result!;
  const run = await runIn(work, 'review', { number: 2, base: commit, stackedOn: { run: below.id, commit } });
  const place = locateRun(work.opened.context(ADA), run);
  await prepareWorktree(place, { base: commit, branch: run.branch, target: run.target });
  await handIn(work, run, { 'docs/b.md': 'About b.\n' });
  const merge = () => mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
  const now = (id: string) => work.opened.store.state.get('run', id)!;
  await work.run('run_approve', { run: 'r2', now: true });
  await merge();
  expect(now('r2')).toMatchObject({ state: 'approved' });
  await work.opened.context(ADA).write('given', (tx) => {
    tx.put('run', 'r1', { ...now('r1'), state: 'merged', merged: { commit, at: tx.at }, reverted: { at: tx.at } });
  });
  await merge();
  expect(now('r2')).toMatchObject({
    state: 'review',
    waits: { why: 'stack', text: 'run r1, on which it is stacked, was reverted' },
  });
  expect((await work.refused('run_approve', { run: 'r2' })).message).toContain('was reverted');
});
