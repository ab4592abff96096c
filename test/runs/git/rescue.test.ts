import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  cleanRun,
  listWorktrees,
  markReadied,
  measureRun,
  repositoryPaths,
  rescue,
  restoreFiles,
  runPaths,
} from '../../../src/runs/git/index.ts';
import { packStore } from '../../../src/runs/git/store/pack.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { newRepository, type Stage, stage } from './stage.ts';

const store = (on: Stage) => repositoryPaths(on).store;

test('commits that only a reflog knows, branches, tags and stashes are kept', async () => {
  const on = stage();
  const tree = await on.start();
  const made: string[] = [];
  const commit = (text: string, ...more: string[]) => {
    writeFiles(tree, { 'a.txt': text });
    git(tree, 'commit', '-qam', text, ...more);
    made.push(git(tree, 'rev-parse', 'HEAD'));
  };
  commit('first');
  commit('amended', '--amend');
  git(tree, 'tag', 'v1');
  git(tree, 'switch', '-qc', 'side');
  commit('on a deleted branch');
  git(tree, 'switch', '-q', '-');
  git(tree, 'branch', '-qD', 'side');
  commit('reset away');
  git(tree, 'reset', '-q', '--hard', 'HEAD~1');
  for (const text of ['stash one', 'stash two']) {
    writeFiles(tree, { 'a.txt': text });
    git(tree, 'stash', '-q');
    made.push(git(tree, 'rev-parse', 'stash'));
  }
  const { n, refs, lost, left } = await rescue(on.place());
  expect({ n, lost, left }).toEqual({ n: 1, lost: [], left: [] });
  const names = refs.map(({ name }) => name.replace('refs/runs/r1/rescue/1/', ''));
  expect(names).toEqual(
    expect.arrayContaining(['HEAD', 'files', 'refs/heads/backlog/r1-x-1', 'refs/stash', 'refs/tags/v1']),
  );
  rmSync(runPaths(on.place()).folder, { recursive: true });
  for (const commit of made) {
    expect(git(store(on), 'for-each-ref', '--contains', commit), commit).not.toBe('');
  }
  git(store(on), 'fsck', '--strict');
});

test('files come back byte for byte: encodings, line ends, links, modes, odd names, ignored and nested ones, as they are', async () => {
  const on = stage({
    files: {
      'crlf.txt': 'a\n',
      '.gitattributes': '*.txt text eol=crlf ident\n*.u16 working-tree-encoding=UTF-16\n',
      '.gitignore': '*.log\n',
    },
  });
  const tree = await on.start();
  writeFiles(tree, {
    'mixed.txt': 'a\r\nb\nc $Id$\n',
    'kept.log': 'ignored',
    'logs/deep/x.log': 'ignored',
    'new\nline': 'x',
    '.GIT/config': 'x',
    'git/x': 'x',
  });
  writeFileSync(join(tree, 'x.u16'), Buffer.from('\ufeffabc', 'utf16le'));
  writeFileSync(Buffer.from(`${tree}/bad-\xff`, 'latin1'), 'x');
  writeFiles(tree, { 'run.sh': '#!/bin/sh\n' });
  chmodSync(join(tree, 'run.sh'), 0o755);
  symlinkSync('/etc/passwd', join(tree, 'link'));
  symlinkSync('nowhere', join(tree, 'dangling'));
  const nested = newRepository(join(tree, 'nested'), { 'n.txt': 'n\n' });
  writeFiles(nested, { 'dirty.txt': 'd\n' });
  await untouched(on.user, () => rescue(on.place()));
  const folder = join(on.user, '../restored');
  await restoreFiles(on, 'refs/runs/r1/rescue/1/files', folder);
  const message = git(store(on), 'log', '-1', '--format=%B', 'refs/runs/r1/rescue/1/files');
  expect(message).toContain('".GIT/config" is "saved.GIT/config"');
  execFileSync('bash', ['-c', 'mv saved.GIT .GIT && mv nested/saved.git nested/.git'], { cwd: folder });
  rmSync(join(tree, '.git'));
  // Folders without a file are not kept, as .git/refs/tags.
  execFileSync('bash', ['-c', 'find . -type d -empty -delete'], { cwd: tree });
  execFileSync('diff', ['-r', '--no-dereference', tree, folder]);
  expect(
    execFileSync('stat', ['-c', '%a', join(folder, 'run.sh')])
      .toString()
      .trim(),
  ).toBe('755');
});

soak('what is ignored and large is left out, and named', async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, Object.fromEntries(Array.from({ length: 2100 }, (_, n) => [`build/${n}.js`, ''])));
  writeFiles(tree, { 'small.log': 'x' });
  const { left } = await rescue(on.place());
  expect(left).toEqual(['build/']);
  expect(git(store(on), 'ls-tree', '-r', '--name-only', 'refs/runs/r1/rescue/1/files')).toContain('small.log');
});

soak('rescues are counted, and one broken ref does not stop the others', async () => {
  const on = stage();
  const tree = await on.start();
  git(tree, 'commit', '-q', '--allow-empty', '-m', 'kept');
  expect((await rescue(on.place())).n).toBe(1);
  writeFiles(runPaths(on.place()).repo, { 'refs/heads/broken': `${'1'.repeat(40)}\n` });
  const second = await rescue(on.place());
  expect(second.n).toBe(2);
  expect(second.lost.map(({ what }) => what)).toContain('refs/heads/broken');
  expect(second.refs.map(({ name }) => name)).toContain('refs/runs/r1/rescue/2/refs/heads/backlog/r1-x-1');
});

test('a run is cleaned when its work is in its result and done with; otherwise it needs force; the work is kept in any case', async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'work\n' });
  const refused = (message: string) => ({ code: 'conflict', message: expect.stringContaining(message) });
  await expect(cleanRun(on.place(), { done: true })).rejects.toMatchObject(
    refused("has changes that its result doesn't contain"),
  );
  await on.snapshot();
  await expect(cleanRun(on.place(), { done: false })).rejects.toMatchObject(refused('not merged'));
  writeFiles(tree, { 'more.txt': 'more\n' });
  await expect(cleanRun(on.place(), { done: true })).rejects.toMatchObject(
    refused("has changes that its result doesn't contain"),
  );
  expect(existsSync(join(tree, 'more.txt'))).toBe(true);
  const { rescued, freed } = await cleanRun(on.place(), { done: true, force: true });
  expect(freed).toBeGreaterThan(10_000);
  expect(existsSync(runPaths(on.place()).folder)).toBe(false);
  const folder = join(on.user, '../restored');
  await restoreFiles(on, rescued?.refs.find(({ name }) => name.endsWith('/files'))?.name ?? '', folder);
  expect(readdirSync(folder).sort()).toEqual(['.gitignore', 'a.txt', 'more.txt', 'src']);
  await expect(cleanRun(on.place(), { done: true })).rejects.toMatchObject({ code: 'nothing-to-do' });
});

soak('a file written after the first look of a clean-up is kept', async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'work\n' });
  await on.snapshot();
  const begin = async () => writeFiles(tree, { 'a.txt': 'late\n' });
  const { rescued } = await cleanRun(on.place(), { done: true, begin });
  expect(rescued?.refs.map(({ name }) => name)).toEqual(['refs/runs/r1/rescue/1/files']);
  expect(git(store(on), 'cat-file', 'blob', 'refs/runs/r1/rescue/1/files:a.txt')).toBe('late');
});

soak(
  'of a run whose result has all, a clean-up names nothing more; a tag, a commit besides and an ignored file stay named',
  async () => {
    const on = stage();
    const named = () => git(store(on), 'for-each-ref', '--format=%(refname)', 'refs/runs/*/rescue/**').split('\n');
    const ended = async (id: string, besides: (tree: string) => void) => {
      const tree = await on.start(id);
      writeFiles(tree, { 'a.txt': `${id}\n` });
      git(tree, 'commit', '-qam', id);
      writeFiles(tree, { 'new.txt': 'not committed' });
      besides(tree);
      await on.snapshot(id);
      return cleanRun(on.place(id), { done: true });
    };
    expect(await ended('r1', () => undefined)).toMatchObject({ rescued: { refs: [], lost: [], left: [] } });
    expect(named()).toEqual(['']);
    expect(git(store(on), 'show', 'refs/runs/r1/result:new.txt')).toBe('not committed');
    await ended('r2', (tree) => {
      git(tree, 'tag', '-am', 'words', 'said');
      git(tree, 'commit', '-q', '--allow-empty', '-m', 'amended away');
      git(tree, 'reset', '-q', '--hard', 'HEAD~1');
      writeFiles(tree, { 'kept.log': 'ignored' });
    });
    expect(named().map((name) => name.replace('refs/runs/r2/rescue/1/', ''))).toEqual([
      'files',
      'refs/tags/said',
      'tips/1',
    ]);
  },
);

soak('what runs left is packed once it is much: all refs and commits are there, and what no ref names', async () => {
  const on = stage();
  for (const id of ['r1', 'r2']) {
    writeFiles(await on.start(id), { 'a.txt': `${id}\n` });
    await on.snapshot(id);
    await cleanRun(on.place(id), { done: true });
  }
  const unnamed = git(store(on), 'hash-object', '-w', join(on.user, '.gitignore'));
  const loose = () => git(store(on), 'count-objects').split(' ')[0];
  const before = { refs: git(store(on), 'show-ref'), loose: loose() };
  await packStore(on.place(), { runs: 3, objects: 100_000 });
  expect({ refs: git(store(on), 'show-ref'), loose: loose() }).toEqual(before);
  expect(readdirSync(join(store(on), 'refs', 'runs'))).toEqual(['r1', 'r2']);
  await packStore(on.place(), { runs: 2, objects: 0 });
  expect(readdirSync(join(store(on), 'refs', 'runs'))).toEqual([]);
  expect(git(store(on), 'show-ref')).toBe(before.refs);
  expect(loose()).toBe('0');
  expect(git(store(on), 'cat-file', '-t', unnamed)).toBe('blob');
  git(store(on), 'fsck', '--strict');
  await on.start('r3');
});

soak('a run whose folder lost what we wrote there is no empty one: its work needs force, and is kept', async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'work\n' });
  const { prepared, index } = runPaths(on.place());
  for (const file of [prepared, index]) rmSync(file);
  await expect(cleanRun(on.place(), { done: true })).rejects.toMatchObject({ code: 'conflict' });
  await on.start();
  expect(readFileSync(join(tree, 'a.txt'), 'utf8')).toBe('work\n');
  await cleanRun(on.place(), { done: true, force: true });
  expect(git(store(on), 'show', 'refs/runs/r1/rescue/1/files:a.txt')).toBe('work');
});

test('what was never prepared is removed without ado', async () => {
  const on = stage();
  writeFiles(on.runs, { 'r1/tree/half.txt': 'x' });
  expect(await cleanRun(on.place(), { done: false })).toMatchObject({ rescued: undefined });
  await expect(rescue(on.place())).rejects.toMatchObject({ code: 'not-found' });
});

soak('a run that only has a nested repository needs force, too', async () => {
  const on = stage();
  newRepository(join(await on.start(), 'nested'), { 'n.txt': 'n' });
  await on.snapshot();
  await expect(cleanRun(on.place(), { done: true })).rejects.toMatchObject({ code: 'conflict' });
});

soak(
  'files in the folder of a submodule are told, and kept when the worktree goes; what the setup made there is not told',
  async () => {
    const on = stage();
    for (const name of ['mine', 'made'])
      git(on.user, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${name}`);
    git(on.user, 'commit', '-qm', 'submodules');
    const base = git(on.user, 'rev-parse', 'HEAD');
    const tree = await on.start();
    writeFiles(tree, { 'made/by-setup.txt': 's\n', 'made/deep/by-setup.txt': 's\n' });
    await markReadied(on.place(), base);
    expect(await on.snapshot()).toMatchObject({ nested: [] });
    writeFiles(tree, { 'mine/new.txt': 'work\n', 'made/deep/by-setup.txt': 'work\n' });
    expect(await on.snapshot()).toMatchObject({ nested: ['made/deep/by-setup.txt', 'mine/new.txt'], changed: [] });
    await expect(cleanRun(on.place(), { done: true })).rejects.toMatchObject({ code: 'conflict' });
    await cleanRun(on.place(), { done: true, force: true });
    expect(git(store(on), 'show', 'refs/runs/r1/rescue/1/files:mine/new.txt')).toBe('work');
  },
);

test('worktrees are listed with what they take on disk', async () => {
  const on = stage();
  for (const id of ['r2', 'r10', 'r1']) await on.start(id);
  expect(await listWorktrees(on.runs)).toMatchObject([
    { id: 'r1', branch: 'backlog/r1-x-1', base: on.base, bytes: 4 * 4096, measured: undefined },
    { id: 'r2' },
    { id: 'r10' },
  ]);
  const bytes = await measureRun(on.place('r2'), 1234);
  expect((await listWorktrees(on.runs))[1]).toMatchObject({ bytes, measured: 1234 });
  expect(bytes).toBeGreaterThan(4 * 4096);
  expect(await listWorktrees(join(on.runs, 'nowhere'))).toEqual([]);
});

soak("uncommitted files of a further worktree in the run's folder are named, and keep the run", async () => {
  const on = stage({ files: { 'a.txt': 'one\n', '.gitignore': '*.log\n', '.gitattributes': '*.txt text eol=crlf\n' } });
  const tree = await on.start();
  const second = join(runPaths(on.place()).folder, 'second');
  const outside = join(on.user, '../outside');
  git(tree, 'worktree', 'add', '-q', '--detach', second);
  git(tree, 'worktree', 'add', '-q', '--detach', outside);
  writeFiles(outside, { 'mine.txt': 'x\n' });
  expect((await on.snapshot()).nested).toEqual([]);
  writeFiles(second, { 'new.txt': 'a\nb\r\n', 'x.log': 'x' });
  rmSync(join(second, 'a.txt'));
  expect((await on.snapshot()).nested).toEqual(['../second/new.txt']);
  await expect(cleanRun(on.place(), { done: true })).rejects.toMatchObject({
    code: 'conflict',
    message: 'r1 has nested repositories, files in submodules, or uncommitted files in a further worktree',
  });
  writeFiles(second, { 'deep/inner.txt': 'x\n' });
  git(join(second, 'deep'), 'init', '-q');
  const cleaned = await cleanRun(on.place(), { done: true, force: true });
  expect(cleaned.rescued).toMatchObject({ left: [], lost: [] });
  const kept = 'refs/runs/r1/rescue/1/worktrees/1';
  expect(execFileSync('git', ['cat-file', 'blob', `${kept}:new.txt`], { cwd: store(on) }).toString()).toBe('a\nb\r\n');
  expect(git(store(on), 'show', `${kept}:deep/inner.txt`)).toBe('x');
  expect(git(store(on), 'ls-tree', '-r', '--name-only', kept)).toContain('a.txt');
  expect(existsSync(join(outside, 'mine.txt'))).toBe(true);
});

test('a further worktree whose files are committed keeps no run', async () => {
  const on = stage();
  const tree = await on.start();
  const second = join(runPaths(on.place()).folder, 'second');
  git(tree, 'worktree', 'add', '-q', '-b', 'second', second);
  writeFiles(second, { 'new.txt': 'x\n' });
  git(second, 'add', '-A');
  git(second, 'commit', '-qm', 'second');
  const { rescued } = await cleanRun(on.place(), { done: true });
  expect(rescued?.refs.map(({ name }) => name)).toContain('refs/runs/r1/rescue/1/refs/heads/second');
});
