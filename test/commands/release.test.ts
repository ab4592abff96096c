import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DAY_MS } from '../../src/base/day.ts';
import type { Release } from '../../src/domain/runs/release-shapes.ts';
import { git } from '../support/git.ts';
import { gitProject, runIn } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const MERGED = '2026-07-30T12:00:00Z';

async function project(): Promise<TestWorkspace & { path: string; commit(message: string): string }> {
  const work = await testWorkspace();
  await gitProject(work);
  const path = join(work.folder, 'project');
  const commit = (message: string) => {
    git(path, 'commit', '-q', '--allow-empty', '-m', message);
    return git(path, 'rev-parse', 'HEAD');
  };
  return { ...work, path, commit };
}

const snapshot = (work: TestWorkspace, input: object = {}) => work.run<Release>('release_snapshot', input);

test('a snapshot has the runs merged since the newest tag, and what is not finished', async () => {
  const work = await project();
  for (const description of ['Old', 'New', 'Open', 'By hand', 'Taken back'])
    await work.run('task_add', { description });
  const old = work.commit('Old');
  await runIn(work, 'merged', { number: 1, merged: { commit: old, at: MERGED } });
  git(work.path, 'tag', 'v1.0');
  const fresh = work.commit('New');
  const reverted = work.commit('Taken back');
  await runIn(work, 'merged', { number: 2, merged: { commit: fresh, at: MERGED } });
  await runIn(work, 'review', { number: 3 });
  await runIn(work, 'merged', {
    number: 5,
    merged: { commit: reverted, at: MERGED },
    reverted: { at: MERGED },
  });
  writeFileSync(join(work.path, 'new.txt'), 'not committed');

  const found = await snapshot(work);
  expect(found.repositories).toMatchObject([
    {
      name: 'project',
      branch: 'main',
      tag: 'v1.0',
      commits: 2,
      dirty: 1,
      files: ['new.txt'],
      runs: { merged: 1, active: 0, review: 1, stopped: 0, reverted: 1 },
    },
  ]);
  expect(found.tasks).toMatchObject([{ id: 2, description: 'New', run: 'r2', commit: fresh }]);
  expect(found.others).toEqual([]);
  const text = await work.text('release_snapshot');
  expect(text).toContain('2 commits since v1.0, 1 file not committed, 1 run merged, 1 run in review, 1 run reverted');
  expect(text).toContain('- 2 New (r2, ');
  expect(await work.text('release_snapshot', { markdown: true })).toContain('## Merged\n');
});

test('a task that was done without a run counts if it was completed after the tag', async () => {
  const work = await project();
  git(work.path, 'tag', 'v1.0', '-m', 'First');
  await work.run('task_add', { description: 'By hand' });
  await work.run('task_done', { id: 1 });
  // The commit of the tag is of today; the clock of the test is earlier.
  expect((await snapshot(work)).others).toEqual([]);
  git(work.path, 'tag', '-d', 'v1.0');
  expect(await snapshot(work)).toMatchObject({ others: [{ id: 1, description: 'By hand' }], totals: { others: 1 } });
});

test('an archived task counts as one of the queue does', async () => {
  const work = await project();
  for (const description of ['By hand', 'Open']) await work.run('task_add', { description });
  await work.run('task_done', { id: 1 });
  work.pass(DAY_MS);
  const before = await snapshot(work);
  expect(before).toMatchObject({ others: [{ id: 1, description: 'By hand' }], totals: { others: 1 } });
  await work.run('task_archive', { filter: '1' });
  expect(work.opened.store.state.size('task')).toBe(1);
  expect(await snapshot(work)).toEqual(before);
  // The commit of the tag is of today; the clock of the test is earlier.
  git(work.path, 'tag', 'v1.0', '-m', 'First');
  expect((await snapshot(work)).others).toEqual([]);
});

test('without any tag everything counts, and the text says that there is none', async () => {
  const work = await project();
  await work.run('task_add', { description: 'First' });
  await runIn(work, 'merged', { number: 1, merged: { commit: work.commit('First'), at: MERGED } });
  const found = await snapshot(work);
  expect(found.repositories[0]).not.toHaveProperty('tag');
  expect(found.tasks).toHaveLength(1);
  expect(await work.text('release_snapshot')).toContain('2 commits, no tag yet');
});

soak('a tag that no repository has is refused with the newest tags; options of git are names of tags', async () => {
  const work = await project();
  git(work.path, 'tag', 'v1.0');
  await work.run('task_add', { description: 'First' });
  const refused = await work.refused('release_snapshot', { since: 'v9' });
  expect(refused).toMatchObject({ code: 'not-found', hint: 'Newest tags: v1.0.' });
  for (const since of ['--all', '-x', '--output=owned', 'v1.0..main', 'HEAD', 'refs/heads/main'])
    expect((await work.refused('release_snapshot', { since })).code).toBe('not-found');
  for (const since of ['', 'v1\n0', 'v1\0', 'v 1'])
    expect((await work.refused('release_snapshot', { since })).code).toBe('usage');
  expect((await snapshot(work, { since: 'v1.0' })).repositories[0]).toMatchObject({ tag: 'v1.0', commits: 0 });
});

test('a repository that cannot be read is named and does not hide the others', async () => {
  const work = await project();
  await work.run('task_add', { description: 'First' });
  git(work.path, 'checkout', '-q', '--detach');
  const found = await snapshot(work);
  expect(found.repositories).toEqual([]);
  expect(found.unread).toMatchObject([{ name: 'project', problem: expect.stringContaining('detached HEAD') }]);
});
