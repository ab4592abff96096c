import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareWorktree, repositoryPaths, runPaths } from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { stage } from './stage.ts';

test('runs that are the first ones at once share one copy of the repository', async () => {
  const on = stage();
  const trees = await Promise.all(['r1', 'r2', 'r3', 'r4'].map((id) => on.start(id)));
  for (const tree of trees) expect(git(tree, 'status', '--porcelain')).toBe('');
  expect(git(repositoryPaths(on).store, 'fsck')).toBe('');
});

test('after a kill at any step it begins anew; once it was finished it touches nothing', async () => {
  const on = stage();
  const wanted = { base: on.base, branch: 'backlog/r1', target: 'main' };
  const run = runPaths(on.place());
  const half: (() => void)[] = [
    () => mkdirSync(run.tree, { recursive: true }),
    () => writeFiles(run.tree, { 'a.txt': 'half', 'src/b.txt': '' }),
    () => writeFiles(run.folder, { index: 'half', 'index.lock': '', 'repo.git/HEAD': 'half' }),
  ];
  for (const leave of half) {
    rmSync(run.folder, { recursive: true, force: true });
    leave();
    await prepareWorktree(on.place(), wanted);
    expect(git(run.tree, 'status', '--porcelain')).toBe('');
  }
  writeFiles(run.tree, { 'a.txt': 'work' });
  await prepareWorktree(on.place(), wanted);
  expect(readFileSync(join(run.tree, 'a.txt'), 'utf8')).toBe('work');
  await expect(prepareWorktree(on.place(), { ...wanted, branch: 'other' })).rejects.toMatchObject({ code: 'conflict' });
});

test('branches of the person that are called like those of runs are no obstacle', async () => {
  const on = stage();
  git(on.user, 'branch', 'backlog');
  git(on.user, 'branch', 'other');
  expect(git(await on.start(), 'branch', '--show-current')).toBe('backlog/r1-x-1');
});

test('runs see nothing of each other, nor of the person: refs, stash, config, remotes', async () => {
  const on = stage();
  writeFiles(on.user, { 'a.txt': 'mine\n' });
  git(on.user, 'stash', '-q');
  git(on.user, 'remote', 'add', 'origin', '/nowhere');
  git(on.user, 'config', 'user.name', 'The Person');
  const one = await on.start('r1');
  const two = await on.start('r2');
  writeFiles(one, { 'a.txt': 'one\n' });
  git(one, 'stash', '-q');
  expect(git(two, 'stash', 'list')).toBe('');
  expect(git(two, 'remote')).toBe('');
  expect(git(two, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/backlog/r2-x-1');
  expect(git(two, 'config', 'user.name')).toBe('Backlog run r2');
  expect(existsSync(join(two, '.git/hooks'))).toBe(false);
});

test('a store that was moved is still one: worktrees name their git folders from where they are', async () => {
  const on = stage();
  await on.start();
  const { renameSync } = await import('node:fs');
  const moved = join(on.runs, '../../moved');
  renameSync(join(on.runs, '..'), moved);
  const tree = join(moved, 'runs/r1/tree');
  expect(git(tree, 'status', '--porcelain')).toBe('');
  writeFileSync(join(tree, 'a.txt'), 'x');
  git(tree, 'commit', '-qam', 'x');
});

soak(
  'a result that is taken again unchanged is the same commit, at any time; after a change it is another',
  async () => {
    const on = stage();
    const tree = await on.start();
    writeFiles(tree, { 'a.txt': 'work\n' });
    const first = await on.snapshot();
    const second = Math.floor(Date.now() / 1000);
    await expect.poll(() => Math.floor(Date.now() / 1000)).toBeGreaterThan(second);
    expect((await on.snapshot()).commit).toBe(first.commit);
    writeFiles(tree, { 'a.txt': 'more\n' });
    expect((await on.snapshot()).commit).not.toBe(first.commit);
  },
);

test('an id that is none, or leads elsewhere, is refused', () => {
  for (const id of ['', '../r1', 'r1/..', 'repositories', 'R1'])
    expect(() => runPaths({ runs: '/x', id })).toThrow(/is not a run id/);
});
