import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ProcessId } from '../../src/base/process-id.ts';
import { cleanUp } from '../../src/runs/upkeep/clean-up.ts';
import { worktreeFindings, worktreesOf } from '../../src/runs/upkeep/worktrees.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { IS_SOAK } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';
import { chattr, mayProtect } from './support/may-protect.ts';

test('worktrees are listed with their runs; doctor tells of one without a run, and of a run whose worktree is gone', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  for (const n of [1, 2, 3, 4]) await work.run('task_add', { description: `Task ${n}` });
  await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
  const context = work.opened.context(ADA);
  expect(await worktreesOf(context, false)).toMatchObject([
    { id: 'r1', state: 'review', branch: 'backlog/r1', measured: false },
  ]);
  expect((await worktreesOf(context, true))[0]).toMatchObject({ measured: true, bytes: expect.any(Number) });
  expect(await worktreeFindings(context)).toEqual([]);
  expect(await work.text('doctor')).not.toContain('worktree');

  const folder = (id: string) => join(context.store.dir, 'runs', id);
  cpSync(folder('r1'), folder('r9'), { recursive: true });
  expect(await worktreeFindings(context)).toMatchObject([{ problem: expect.stringContaining('does not contain') }]);
  renameSync(folder('r1'), join(work.folder, 'moved'));
  const told = await work.text('doctor');
  expect(told).toMatch(/r9, which this queue does not contain/);
  expect(told).toMatch(/the worktree of run r1 no longer exists\. Its last result [0-9a-f]{7} is kept/);
});

test.each(['file', 'link to its own name'])('doctor tells of a %s in place of the worktrees', async (what) => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Task 1' });
  const runs = join(work.opened.where.dir, 'runs');
  if (what === 'file') writeFileSync(runs, '');
  else symlinkSync('runs', runs);
  expect(await work.text('doctor')).toContain(`mv ${runs} ${runs}.away`);
});

test('doctor tells of each folder that was moved aside, with the line that deletes it', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Task 1' });
  const runs = join(work.opened.where.dir, 'runs');
  const [top, ofQueue] = ['aside-node_modules-01234567', 'repositories/user/aside-scratch-01234567'];
  for (const name of [top, ofQueue]) mkdirSync(join(runs, name), { recursive: true });
  // Repositories can have such names, too.
  for (const name of ['aside-tools', 'aside-tools-01234567'])
    mkdirSync(join(runs, 'repositories', name, 'store.git'), { recursive: true });
  const told = await work.text('doctor');
  expect(told).not.toContain('aside-tools');
  for (const name of [top, ofQueue]) {
    expect(told).toContain(`${name} is no longer used: Backlog moved it aside`);
    const line = told.split('`').find((one) => one.startsWith('rm -rf ') && one.endsWith(name))!;
    execFileSync('sh', ['-c', line]);
  }
  expect(await work.text('doctor')).not.toContain('aside-');
});

test('doctor tells of a deleted worktree of which a part is left, unless a process deletes it now', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Task 1' });
  const { id } = await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
  const left = join(work.opened.where.dir, 'runs', `.gone-${id}-01234567`);
  mkdirSync(join(left, 'tree'), { recursive: true });
  const told = await work.text('doctor');
  expect(told).toContain(`${left} is a part of the deleted worktree of run r1 that could not be deleted`);
  const lines = told.split('`').filter((one) => one.endsWith(left));
  expect(lines).toEqual([`chattr -R -i -a ${left}`, `rm -rf ${left}`]);
  await work.opened
    .context(ADA)
    .write('clean', (tx) => tx.put('run', id, { ...tx.get('run', id)!, cleaner: processId() }));
  expect(await work.text('doctor')).not.toContain(left);
});

for (const protects of IS_SOAK && mayProtect()
  ? ['tree/src/a.txt +i', 'tree/src +i', 'tree/src/a.txt +a', 'tree/src +a']
  : [])
  soak(`a worktree with ${protects} is refused to be cleaned before anything is deleted`, async () => {
    const work = await testWorkspace();
    onTestFinished(() => void chattr(work.folder, '-i', '-a'));
    await gitProject(work);
    await work.run('task_add', { description: 'Task 1' });
    const { id } = await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
    await work.run('run_discard', { run: id });
    const folder = join(work.opened.where.dir, 'runs', id);
    const [path = '', flag = ''] = protects.split(' ');
    spawnSync('chattr', [flag, join(folder, path)]);
    const before = readdirSync(join(folder, 'tree'), { recursive: true });
    const text = `can't delete the worktree of run ${id}: the system refuses to delete ${join(folder, path)}`;
    expect(await work.run('worktree_show', { run: id })).toMatchObject({ keeps: { text, forced: false } });
    expect(await work.text('worktree_clean', { runs: [id] })).toContain(text);
    for (const force of [false, true])
      expect(await work.refused('run_clean', { run: id, force })).toMatchObject({
        message: text,
        hint: expect.stringContaining(`\`chattr -R -i -a ${folder}\`. Then repeat: run_clean ${id}.`),
      });
    expect(readdirSync(join(folder, 'tree'), { recursive: true })).toEqual(before);
    expect(work.opened.store.state.get('run', id)).not.toHaveProperty('cleaned');
    chattr(folder, '-i', '-a');
    await work.run('run_clean', { run: id });
    expect(existsSync(folder)).toBe(false);
  });

soak('before a worktree is cleaned up it is told what of it is in no result, and what keeps it', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Task 1' });
  const { id } = await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
  const preview = () => work.run('worktree_show', { run: id });
  expect(await preview()).toMatchObject({
    ...{ id, unsaved: [], total: 0, nested: [] },
    keeps: { text: `can't delete the worktree of run ${id}: it is in review`, forced: true },
  });
  await work.run('run_discard', { run: id });
  expect(await preview()).not.toHaveProperty('keeps');
  const tree = join(work.opened.where.dir, 'runs', id, 'tree');
  writeFileSync(join(tree, 'src/a.txt'), 'c\n');
  writeFileSync(join(tree, 'new\nfile.txt'), 'd\n');
  expect(await preview()).toMatchObject({
    ...{ unsaved: ['new\nfile.txt', 'src/a.txt'], total: 2 },
    keeps: { text: `${id} has changes that its result doesn't contain`, forced: true },
  });
  expect(await work.text('worktree_show', { run: id })).toContain("The result doesn't have 2 files:\n");
  expect(await work.refused('run_clean', { run: id })).toMatchObject({
    message: `${id} has changes that its result doesn't contain`,
  });
  await work.run('run_clean', { run: id, force: true });
  expect(await work.refused('worktree_show', { run: id })).toMatchObject({ code: 'nothing-to-do' });
});

soak('a worktree that several clean up at once is gone once, and its run says so', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Task 1' });
  const { id } = await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
  await work.run('run_discard', { run: id });
  const context = work.opened.context(ADA);
  const clean = () => cleanUp(context, (fn) => context.write('run_clean', fn), id, true);
  const ends = await Promise.allSettled([clean(), clean(), clean(), clean()]);
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(existsSync(join(context.store.dir, 'runs', id))).toBe(false);
  expect(readdirSync(join(context.store.dir, 'runs')).filter((name) => name.startsWith('.gone'))).toEqual([]);
  expect(context.store.state.get('run', id)?.cleaned).toBeDefined();
});

soak('a cleaner that was killed keeps no other from going on', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Task 1' });
  const { id } = await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
  await work.run('run_discard', { run: id });
  const context = work.opened.context(ADA);
  const mark = (cleaner: ProcessId) =>
    context.write('run_clean', (tx) => tx.put('run', id, { ...tx.get('run', id)!, cleaned: tx.at, cleaner }));
  await mark(processId()!);
  await expect(work.run('run_clean', { run: id })).rejects.toThrow(
    `process ${process.pid} is deleting the worktree of run ${id}`,
  );
  await mark({ ...processId()!, start: 'earlier' });
  await work.run('run_clean', { run: id });
  expect(existsSync(join(context.store.dir, 'runs', id))).toBe(false);
  expect(context.store.state.get('run', id)?.cleaner).toEqual(processId());
});
