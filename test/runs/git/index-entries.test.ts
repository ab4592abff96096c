import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runPaths, workLeft } from '../../../src/runs/git/index.ts';
import { resultIndex } from '../../../src/runs/git/store/paths.ts';
import { indexEntries, indexListing } from '../../../src/runs/git/worktree/index-entries.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { newRepository, stage } from './stage.ts';

const FILES = { 'a.txt': 'a', 'ä/b c.txt': 'b', 'c\nd': 'c', 'e.txt': 'e', 'run.sh': '#!/bin/sh\n', 'z.txt': 'z' };

const listings = (folder: string) => ({
  ours: indexListing(readFileSync(join(folder, '.git/index'))),
  gits: `${git(folder, '-c', 'core.quotePath=false', 'ls-files', '-z', '-s', '-v')}`,
});

test.each([[[]], [['--object-format=sha256']]])('an index is listed as git lists it, with every flag: %s', (init) => {
  const folder = newRepository(join(tempFolder('index'), 'x'), FILES, init);
  git(folder, 'update-index', '--assume-unchanged', 'a.txt');
  git(folder, 'update-index', '--skip-worktree', 'e.txt');
  git(folder, 'update-index', '--chmod=+x', 'run.sh');
  writeFiles(folder, { 'new.txt': 'new' });
  git(folder, 'add', '-N', 'new.txt');
  const blob = git(folder, 'rev-parse', ':a.txt');
  const stages = [1, 2, 3].map((stage) => `100644 ${blob} ${stage}\tz.txt\n`).join('');
  git(folder, 'update-index', '--force-remove', 'z.txt');
  execFileSync('git', ['update-index', '--index-info'], { cwd: folder, input: stages });
  const { ours, gits } = listings(folder);
  expect(Buffer.from(ours ?? '', 'latin1').toString()).toBe(gits);
  expect(gits).toMatch(/h 100644.*S 100644.*M 100644/s);
});

test('an index that only git can read is left to git', () => {
  const folder = newRepository(join(tempFolder('index'), 'x'), FILES);
  const file = join(folder, '.git/index');
  git(folder, 'update-index', '--index-version', '4');
  expect(indexListing(readFileSync(file))).toBe(undefined);
  git(folder, 'update-index', '--index-version', '2');
  expect(indexListing(readFileSync(file))).toBeTypeOf('string');
  git(folder, 'update-index', '--split-index');
  expect(indexListing(readFileSync(file))).toBe(undefined);
  expect(indexListing(readFileSync(file).subarray(0, 40))).toBe(undefined);
  expect(indexListing(Buffer.alloc(0))).toBe(undefined);
});

/** As a file system without nanoseconds leaves an index. */
function withoutNanoseconds(file: string): void {
  const index = readFileSync(file);
  for (const { at } of indexEntries(index, 20)) for (const offset of [4, 12]) index.writeUInt32BE(0, at + offset);
  const body = index.subarray(0, -20);
  writeFileSync(file, Buffer.concat([body, createHash('sha1').update(body).digest()]));
}

test('without nanoseconds git compares the files', async () => {
  const on = stage();
  const tree = await on.start();
  withoutNanoseconds(runPaths(on.place()).index);
  writeFiles(tree, { 'a.txt': 'ONE\ntwo\nthree\n' });
  const { changed } = await on.snapshot();
  expect(changed.map(({ path }) => path)).toEqual(['a.txt']);
  writeFiles(tree, { 'src/b.txt': 'B\n' });
  expect((await workLeft(on.place(), true)).unsaved).toEqual(['src/b.txt']);
});

test('what is written after the result is left, in the same second and of the same size, too', async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'ONE\ntwo\nthree\n' });
  await on.snapshot();
  const none = { unsaved: [], nested: [], unmerged: false };
  expect(await workLeft(on.place(), true)).toEqual({ ...none, untouched: true });
  writeFiles(tree, { 'a.txt': 'ONE\nTWO\nthree\n', 'src/b.txt': 'B\n' });
  expect((await workLeft(on.place(), true)).unsaved).toEqual(['a.txt', 'src/b.txt']);
  writeFiles(tree, { 'a.txt': 'ONE\ntwo\nthree\n', 'src/b.txt': 'b\n' });
  expect(await workLeft(on.place(), true)).toEqual({ ...none, untouched: false });
});

test('a file written in the same tick as the look at it may differ from the result without a new time', async () => {
  const on = stage();
  writeFiles(await on.start(), { 'a.txt': 'work\n' });
  const { commit } = await on.snapshot();
  expect(await workLeft(on.place(), true)).toMatchObject({ unsaved: [], untouched: true });
  const { mtimeMs } = statSync(join(runPaths(on.place()).tree, 'a.txt'));
  utimesSync(resultIndex(runPaths(on.place()), commit), Math.floor(mtimeMs) / 1000, Math.floor(mtimeMs) / 1000);
  expect(await workLeft(on.place(), true)).toMatchObject({ unsaved: [], untouched: false });
});

test('our index in a version that is not read here is made again', async () => {
  const on = stage();
  const tree = await on.start();
  git(tree, `--git-dir=${join(tree, '../repo.git')}`, 'update-index', '--index-version', '4');
  copyFileSync(join(tree, '../repo.git/index'), runPaths(on.place()).index);
  writeFiles(tree, { 'a.txt': 'work\n' });
  expect((await on.snapshot()).changed.map(({ path }) => path)).toEqual(['a.txt']);
});
