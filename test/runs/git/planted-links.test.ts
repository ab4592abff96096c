import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearLocks, runPaths } from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { stage } from './stage.ts';

test('locks are removed in the git folder only: no link leads to those of a person', async () => {
  const on = stage();
  await on.start();
  const { repo } = runPaths(on.place());
  const theirs = join(on.user, '../theirs');
  writeFiles(theirs, { 'yarn.lock': 'x\n', 'deep/flake.lock': 'x\n' });
  symlinkSync(theirs, join(repo, 'x'));
  symlinkSync(theirs, join(repo, 'refs', 'y'));
  symlinkSync(theirs, join(repo, 'modules'));
  writeFiles(repo, { 'index.lock': '', 'HEAD.lock': '', 'refs/heads/a.lock': '' });
  mkdirSync(join(repo, 'refs/heads/folder.lock'));
  await clearLocks(on.place());
  expect(['yarn.lock', 'deep/flake.lock'].filter((name) => existsSync(join(theirs, name)))).toHaveLength(2);
  expect(['index.lock', 'HEAD.lock', 'refs/heads/a.lock'].filter((name) => existsSync(join(repo, name)))).toEqual([]);
});

test('locks in the git folders of submodules are removed, too', async () => {
  const on = stage();
  await on.start();
  const { repo } = runPaths(on.place());
  writeFiles(repo, { 'modules/a/b/index.lock': '', 'modules/a/b/refs/heads/x.lock': '' });
  await clearLocks(on.place());
  expect(existsSync(join(repo, 'modules/a/b/index.lock'))).toBe(false);
  expect(existsSync(join(repo, 'modules/a/b/refs/heads/x.lock'))).toBe(false);
});
