import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { provide } from '../../src/runs/supervisor/result/provide.ts';
import { changedProvided, exceptSetup, recordProvided } from '../../src/runs/supervisor/result/provided-files.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { shellAgent } from './support/acting.ts';
import { field } from './support/field.ts';

const plugin = builtPlugin();

/** A worktree with copies of a checkout's files. */
async function worktree() {
  const root = tempFolder('provided');
  const [checkout, tree] = [join(root, 'checkout'), join(root, 'tree')];
  writeFiles(checkout, { '.env': 'A=1\n', 'lib/a/run.js': 'run\n', 'lib/b.js': 'b\n', 'lib/.cache/x': 'x\n' });
  writeFiles(root, { 'mine/run.js': 'mine\n', 'mine/.git/index': '1', 'tool.js': 'tool\n', 'turbo/x': 'x\n' });
  symlinkSync('b.js', join(checkout, 'lib/c.js'));
  symlinkSync(join(root, 'mine'), join(checkout, 'lib/mine'));
  symlinkSync(join(root, 'turbo'), join(checkout, 'lib/.turbo'));
  symlinkSync('../../tool.js', join(checkout, 'lib/tool.js'));
  symlinkSync(root, join(checkout, 'lib/above'));
  symlinkSync('nowhere', join(checkout, 'lib/dangling'));
  mkdirSync(tree);
  const given = await provide(checkout, tree, { copy: ['.env'], link: ['lib'] });
  const place = { tree, checkout, record: join(root, 'provided.json') };
  await recordProvided(place, given);
  return { place, tree, checkout, changed: () => changedProvided(place) };
}

const ACTS: [what: string, act: (tree: string) => void, changed: string[]][] = [
  ['nothing', () => {}, []],
  ['a written file', (tree) => writeFileSync(join(tree, 'lib/a/run.js'), 'true\n'), ['lib/a/run.js']],
  [
    'a file of the same size with the old time',
    (tree) => {
      writeFileSync(join(tree, 'lib/a/run.js'), 'nur\n');
      utimesSync(join(tree, 'lib/a/run.js'), 1, 1);
    },
    ['lib/a/run.js'],
  ],
  ['rights', (tree) => chmodSync(join(tree, 'lib/a/run.js'), 0o755), ['lib/a/run.js']],
  ['a deleted file', (tree) => rmSync(join(tree, 'lib/b.js')), ['lib/b.js (deleted)']],
  ['a single file', (tree) => writeFileSync(join(tree, '.env'), 'A=2\n'), ['.env']],
  ['a deleted single file', (tree) => rmSync(join(tree, '.env')), ['.env (deleted)']],
  ['a deleted folder', (tree) => rmSync(join(tree, 'lib'), { recursive: true }), ['lib (deleted)']],
  [
    'a link instead of the folder',
    (tree) => {
      rmSync(join(tree, 'lib'), { recursive: true });
      symlinkSync('/tmp', join(tree, 'lib'));
    },
    ['lib (replaced)'],
  ],
  [
    'another link',
    (tree) => {
      rmSync(join(tree, 'lib/c.js'));
      symlinkSync('a/run.js', join(tree, 'lib/c.js'));
    },
    ['lib/c.js'],
  ],
  ['the same content again', (tree) => writeFileSync(join(tree, 'lib/b.js'), 'b\n'), []],
  ['new files', (tree) => writeFiles(tree, { 'lib/new.js': 'n', 'lib/d/e.js': 'e' }), []],
  [
    'a file in a folder outside, to which a link leads',
    (tree) => writeFileSync(join(tree, 'lib/mine/run.js'), 'true\n'),
    ['lib/mine/run.js (outside the worktree)'],
  ],
  [
    'a file outside, to which a link leads',
    (tree) => writeFileSync(join(tree, 'lib/tool.js'), 'true\n'),
    ['lib/tool.js (outside the worktree)'],
  ],
  [
    'a deleted file outside',
    (tree) => rmSync(join(tree, 'lib/mine/run.js')),
    ['lib/mine/run.js (deleted) (outside the worktree)'],
  ],
  ['the git folder of a repository outside', (tree) => writeFileSync(join(tree, 'lib/mine/.git/index'), '2'), []],
  ['a cache', (tree) => writeFileSync(join(tree, 'lib/.cache/x'), 'y'), []],
  ['a cache outside, to which a link leads', (tree) => writeFileSync(join(tree, 'lib/.turbo/x'), 'y'), []],
];

test.each(ACTS)('of provided files, changes are named: %s', async (_, act, changed) => {
  const at = await worktree();
  act(at.tree);
  expect(await at.changed()).toEqual(changed);
});

test('a link out of the worktree to more files than are compared is named, and all other changes are', async () => {
  const at = await worktree();
  const place = { ...at.place, mostOutside: 1 };
  const unread = (path: string) => `${path} (not compared: links lead to more than 1 file outside the worktree)`;
  await recordProvided(place, [{ path: 'lib', given: 'copy' }]);
  expect(await changedProvided(place)).toEqual([unread('lib/mine')]);
  writeFileSync(join(at.tree, 'lib/a/run.js'), 'true\n');
  writeFileSync(join(at.tree, 'lib/tool.js'), 'true\n');
  writeFileSync(join(at.tree, 'lib/mine/run.js'), 'true\n');
  expect(await changedProvided(place)).toEqual([
    'lib/a/run.js',
    unread('lib/mine'),
    'lib/tool.js (outside the worktree)',
  ]);
});

test('a later setup changes provided files without being named, and hides no change from before', async () => {
  const at = await worktree();
  writeFileSync(join(at.tree, '.env'), 'A=2\n');
  await exceptSetup(at.place, async () => {
    writeFileSync(join(at.tree, 'lib/b.js'), 'by the setup\n');
    return [];
  });
  expect(await at.changed()).toEqual(['.env']);
  writeFileSync(join(at.tree, 'lib/a/run.js'), 'true\n');
  expect(await at.changed()).toEqual(['.env', 'lib/a/run.js']);
});

test('an agent that overwrites the test runner changes neither the checkout nor the checks; the change blocks the approval', async () => {
  const place = await field({ ...plugin, files: { 'src/a.txt': 'a\n', '.gitignore': 'node_modules/\n' } });
  const { run, user, tree } = place;
  const runner = 'node_modules/runner/run.sh';
  writeFiles(user, { [runner]: 'grep -q good src/a.txt\n' });
  await run('setting_set', { name: 'runs.link', value: 'node_modules' });
  await run('setting_set', { name: 'checks.unit', value: `sh ${runner}` });
  await run('setting_set', { name: 'runs.checkRounds', value: '0' });
  await shellAgent(place, 'cheat', `echo bad > src/a.txt; echo true > ${runner}; sh ${runner}`);
  const id = await place.start(await place.task({ description: 'Cheat' }), 'cheat');
  const { checks, result } = await place.becomes(id, 'review');
  expect(readFileSync(join(user, runner), 'utf8')).toContain('grep');
  expect(readFileSync(join(tree(id), runner), 'utf8')).toBe('true\n');
  expect(checks).toMatchObject([{ name: 'unit', ok: false }]);
  expect(result?.provided).toEqual([runner]);
  expect(await place.text('run_show', { run: id })).toContain(runner);
  expect(await place.refused('run_approve', { run: id, override: 'all is well' })).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(runner),
    hint: expect.stringContaining('approve with provided'),
  });
  await run('run_approve', { run: id, override: 'all is well', provided: true });
  const merged = await place.settled(id);
  expect(merged.verdict).toMatchObject({ provided: true });
  expect(git(user, 'ls-files')).toBe('.gitignore\nsrc/a.txt');
});

test('a check tests the result, although PATH has a program of the checkout that tests the checkout', async () => {
  const place = await field({ ...plugin, files: { 'src/a.txt': 'good\n', '.gitignore': 'venv/\n' } });
  const { run, user } = place;
  writeFiles(user, { 'venv/bin/probe': `#!/bin/sh\ngrep good '${user}/src/a.txt'\n` });
  chmodSync(join(user, 'venv/bin/probe'), 0o755);
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('PATH', `${join(user, 'venv/bin')}:${process.env.PATH}`);
  await run('setting_set', { name: 'runs.link', value: 'venv' });
  await run('setting_set', { name: 'checks.unit', value: 'probe' });
  await run('setting_set', { name: 'runs.checkRounds', value: '0' });
  await shellAgent(place, 'breaks', 'echo bad > src/a.txt');
  const id = await place.start(await place.task({ description: 'Break' }), 'breaks');
  expect((await place.becomes(id, 'review')).checks).toMatchObject([{ name: 'unit', ok: false }]);
});
