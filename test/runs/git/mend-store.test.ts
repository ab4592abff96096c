import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mendPrivateStore, repositoryPaths } from '../../../src/runs/git/index.ts';
import { git } from '../../support/git.ts';
import { stage } from './stage.ts';

test('old locks of a killed git in the private copy are removed, and those of a git at work stay', async () => {
  const on = stage();
  await on.start();
  const { store } = repositoryPaths(on.place());
  mkdirSync(join(store, 'refs/targets'), { recursive: true });
  const locks = ['packed-refs.lock', 'config.lock', 'HEAD.lock', 'refs/targets/last.lock'];
  for (const name of [...locks, 'shallow.lock']) writeFileSync(join(store, name), '');
  for (const name of locks) utimesSync(join(store, name), 1e9, 1e9);
  expect(await mendPrivateStore(on.place(), on.base, [])).toEqual([]);
  expect(locks.filter((name) => existsSync(join(store, name)))).toEqual([]);
  expect(existsSync(join(store, 'shallow.lock'))).toBe(true);
  git(store, 'update-ref', 'refs/targets/last', on.base);
  git(store, 'update-ref', '-d', 'refs/targets/last');
});
