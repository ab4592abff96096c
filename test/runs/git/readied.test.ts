import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanRun, markReadied, missingEntries, type RunSnapshot, runPaths } from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { FILES, stage } from './stage.ts';

/** A worktree after a setup that nobody ignores what it makes of. */
async function readied() {
  const on = stage({ files: { ...FILES, 'lock.json': '1\n', 'old.txt': 'o\n', '.gitignore': 'node_modules/\n' } });
  const tree = await on.start();
  writeFiles(tree, { 'venv/bin/python': '#!\n', 'odd #[*]! name': 'x\n', '#comment': 'x\n', 'lock.json': '2\n' });
  rmSync(join(tree, 'old.txt'));
  symlinkSync('/elsewhere', join(tree, 'node_modules'));
  await markReadied(on.place(), on.base);
  return { on, tree };
}

const changes = ({ changed }: RunSnapshot) => changed.map(({ status, path }) => `${status} ${path}`);

test('what the setup made or changed is no part of a result, and no reason to keep the worktree', async () => {
  const { on, tree } = await readied();
  expect(await on.snapshot()).toMatchObject({ changed: [], empty: true, commit: on.base });
  writeFiles(tree, { 'a.txt': 'x\n' });
  expect(changes(await on.snapshot())).toEqual(['M a.txt']);
  await cleanRun(on.place(), { done: true });
});

test('git add -A of the agent leaves out what the setup added, and what it commits of the rest is left as it was', async () => {
  const { on, tree } = await readied();
  writeFiles(tree, { 'a.txt': 'x\n' });
  git(tree, 'add', '-A');
  git(tree, 'commit', '-qm', 'work');
  expect(git(tree, 'show', '--name-only', '--format=').split('\n').sort()).toEqual(['a.txt', 'lock.json', 'old.txt']);
  const snapshot = await on.snapshot();
  expect(changes(snapshot)).toEqual(['M a.txt']);
  const work = [{ commit: snapshot.head, in: 'commits' }] as const;
  const missing = () => missingEntries(on.place(), { base: on.base, result: snapshot.commit, work, earlier: [] });
  expect(await missing(), 'work that the result lacks').toEqual([]);
  writeFiles(tree, { 'lock.json': '3\n' });
  expect(await missing()).toMatchObject([{ path: 'lock.json', how: 'reverted' }]);
});

soak('a file that the agent adds to a folder of the setup is its work, committed or not', async () => {
  const { on, tree } = await readied();
  writeFiles(tree, { 'venv/mine.txt': 'x\n' });
  git(tree, 'add', '-A');
  expect(changes(await on.snapshot())).toEqual(['A venv/mine.txt']);
});

test('what the agent changed of it, removed, or committed by name is its work', async () => {
  const { on, tree } = await readied();
  writeFiles(tree, { 'venv/bin/python': '#!/usr/bin/python\n', 'lock.json': '3\n', 'old.txt': 'new\n' });
  rmSync(join(tree, 'node_modules'));
  git(tree, 'add', '-f', '#comment');
  git(tree, 'commit', '-qm', 'work');
  expect(changes(await on.snapshot()).sort()).toEqual(['A #comment', 'A venv/bin/python', 'M lock.json', 'M old.txt']);
});

soak('a note of it that somebody spoiled hides nothing', async () => {
  const { on, tree } = await readied();
  writeFiles(tree, { 'a.txt': 'x\n' });
  expect(changes(await on.snapshot())).not.toContain('M lock.json');
  for (const text of ['null', '[]', '{"a.t', '']) {
    writeFileSync(runPaths(on.place()).readied, text);
    expect(changes(await on.snapshot()), text).toEqual(expect.arrayContaining(['M a.txt', 'M lock.json']));
  }
});

test('a name with a line break in it hides no other file', async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'made\nb.txt': 'by the setup\n' });
  await markReadied(on.place(), on.base);
  writeFiles(tree, { 'b.txt': 'by the agent\n' });
  git(tree, 'add', '-A');
  git(tree, 'commit', '-qm', 'work');
  expect(git(tree, 'show', '--name-only', '--format=')).toBe('b.txt');
  expect(changes(await on.snapshot())).toEqual(['A b.txt']);
});
