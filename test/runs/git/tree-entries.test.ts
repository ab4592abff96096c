import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFileMode, treeEntries } from '../../../src/runs/git/diff/tree-entries.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { initRepository } from '../../support/repository.ts';

test('a tree is read with tabs and line ends in its paths, and without an entry that is cut off', () => {
  const folder = tempFolder('tree');
  initRepository(folder);
  const names = ['a\tb\tc', 'line\nend', 'plain', 'ä'];
  for (const name of names) writeFileSync(join(folder, name), name);
  symlinkSync('plain', join(folder, 'to'));
  git(folder, 'add', '-A');
  git(folder, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'all');
  const out = execFileSync('git', ['ls-tree', '-z', 'HEAD'], { cwd: folder });
  const entries = treeEntries(out, 'utf8');
  expect(entries.filter(({ mode }) => isFileMode(mode)).map(({ path }) => path)).toEqual(names);
  expect(entries.find(({ mode }) => !isFileMode(mode))).toMatchObject({ mode: '120000', path: 'to' });
  expect(treeEntries(out).map(({ path }) => Buffer.from(path, 'latin1').toString())).toContain('ä');
  expect(treeEntries(out.subarray(0, -2), 'utf8')).toHaveLength(entries.length - 1);
});
