import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { git } from '../../support/git.ts';
import { gitProject, runIn, runWithResult } from '../../support/runs.ts';
import { soak } from '../../support/soak-test.ts';
import { NOON, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const runOf = ({ opened }: TestWorkspace, id: string) => opened.store.state.get('run', id)!;
const merging = (work: TestWorkspace) =>
  mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });

test('an interrupted merge that git can not undo keeps its reason to itself; results for other branches land', async () => {
  const work = await testWorkspace();
  const old = await gitProject(work);
  const project = join(work.folder, 'project');
  git(project, 'branch', 'release');
  for (const n of [1, 2]) await work.run('task_add', { description: `Task ${n}` });
  const bogus = 'b'.repeat(40);
  const verdict = { commit: 'a'.repeat(40), at: toInstant(NOON), actor: 'human:ada' };
  await runIn(work, 'merging', {
    number: 1,
    verdict,
    merge: { old, new: bogus, commit: bogus, at: toInstant(NOON) },
  });
  // The lock of the interrupted landing. Its commit is lost, so git can neither complete nor revert it.
  const lock = join(project, '.git/index.lock');
  writeFileSync(lock, `backlog landing ${bogus}\n`);
  await runWithResult(work, { '2.txt': '2\n' }, { number: 2, target: 'refs/heads/release' });
  await work.run('run_approve', { run: 'r2' });
  const queue = merging(work);
  await expect.poll(() => runOf(work, 'r2').state).toBe('merged');
  expect(runOf(work, 'r1')).toMatchObject({
    state: 'merging',
    waits: { text: expect.stringContaining('interrupted') },
  });
  expect(runOf(work, 'r2')).not.toHaveProperty('waits');
  rmSync(lock);
  // Without its lock, the landing changed nothing.
  await expect.poll(() => runOf(work, 'r1').state).not.toBe('merging');
  await work.run('run_discard', { run: 'r1' });
  await queue;
});

soak(
  "a checkout that git can not read is no fault of a result: all wait with git's words, and land afterwards",
  async () => {
    const work = await testWorkspace();
    await gitProject(work);
    const index = join(work.folder, 'project/.git/index');
    for (const n of [1, 2]) {
      await work.run('task_add', { description: `Task ${n}` });
      await runWithResult(work, { [`${n}.txt`]: `${n}\n` }, { number: n });
      await work.run('run_approve', { run: n });
    }
    const before = readFileSync(index);
    writeFileSync(index, 'nonsense');
    const queue = merging(work);
    const told = () => ['r1', 'r2'].map((id) => runOf(work, id).waits?.text ?? '');
    await expect.poll(() => told().every((text) => text.includes('index file'))).toBe(true);
    expect(['r1', 'r2'].map((id) => runOf(work, id).state)).toEqual(['approved', 'approved']);
    writeFileSync(index, before);
    await queue;
    expect(['r1', 'r2'].map((id) => runOf(work, id).state)).toEqual(['merged', 'merged']);
  },
);
