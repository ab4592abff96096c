import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { provide } from '../../../src/runs/supervisor/result/provide.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';

/** A checkout with ignored files, an empty worktree, and a folder outside of both. */
function site() {
  const root = tempFolder('provide');
  const [checkout, tree, outside] = ['checkout', 'tree', 'outside'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  writeFiles(checkout, { '.env': 'A=1\n', 'config/local.json': '{}\n', 'node_modules/a/index.js': 'a\n' });
  writeFiles(outside, { 'secret.txt': 'secret\n' });
  mkdirSync(tree);
  const give = (what: { copy?: string[]; link?: string[] }) =>
    untouched(checkout, async () =>
      (await provide(checkout, tree, { copy: [], link: [], ...what })).map(({ text }) => text),
    );
  return { checkout, tree, outside, give };
}

test('listed files and folders are copied, also those of runs.link, and each is said', async () => {
  const { checkout, tree, give } = site();
  expect(await give({ copy: ['.env', './config'], link: ['node_modules'] })).toEqual([
    '.env: copied',
    './config: copied',
    'node_modules: copied',
  ]);
  expect(readFileSync(join(tree, '.env'), 'utf8')).toBe('A=1\n');
  expect(lstatSync(join(tree, 'config')).isSymbolicLink()).toBe(false);
  writeFiles(tree, { 'node_modules/a/index.js': 'by the agent\n' });
  expect(readFileSync(join(checkout, 'node_modules/a/index.js'), 'utf8')).toBe('a\n');
});

test('a copied file keeps its time and rights', async () => {
  const { checkout, tree, give } = site();
  const file = join(checkout, 'node_modules/a/index.js');
  chmodSync(file, 0o755);
  utimesSync(file, 1_000_000, 1_000_000);
  await give({ link: ['node_modules'] });
  const [one, other] = [statSync(file), statSync(join(tree, 'node_modules/a/index.js'))];
  expect([other.mode, other.mtimeMs]).toEqual([one.mode, one.mtimeMs]);
});

test('a folder that would be linked keeps its links to programs, and those into the checkout lead into the worktree', async () => {
  const { checkout, tree, outside, give } = site();
  symlinkSync('/bin/sh', join(checkout, 'node_modules/python'));
  symlinkSync('a/index.js', join(checkout, 'node_modules/inside'));
  symlinkSync(join(checkout, 'config/local.json'), join(checkout, 'node_modules/absolute'));
  symlinkSync('../config', join(checkout, 'node_modules/up'));
  symlinkSync('../../outside', join(checkout, 'node_modules/out'));
  await give({ link: ['node_modules'] });
  const leads = (name: string) => readlinkSync(join(tree, 'node_modules', name));
  expect(['python', 'inside', 'absolute', 'up', 'out'].map(leads)).toEqual([
    '/bin/sh',
    'a/index.js',
    join(tree, 'config/local.json'),
    '../config',
    outside,
  ]);
});

test('programs and packages installed in place in a copied environment lead into the worktree; other files stay as they are', async () => {
  const { checkout, tree, give } = site();
  const of = (folder: string) => ({
    'venv/bin/tool': `#!${folder}/venv/bin/python\n'${folder}/src' ${folder}-other/x /x${folder}/y \xff\n`,
    'venv/lib/site-packages/__editable__.pkg.pth': `${folder}/src\n`,
    'venv/lib/site-packages/__editable___pkg_finder.py': `MAPPING = {'pkg': '${folder}/src/pkg'}\n`,
    'venv/lib/site-packages/pkg.egg-link': folder,
  });
  const unlike = (text: string) =>
    text.replace(`${tree}-other`, `${checkout}-other`).replace(`/x${tree}`, `/x${checkout}`);
  const same = { 'venv/bin/binary': `\0${checkout}/x`, 'venv/lib/notes.txt': `${checkout}/src\n` };
  writeFiles(checkout, { ...of(checkout), ...same });
  chmodSync(join(checkout, 'venv/bin/tool'), 0o555);
  await give({ link: ['venv'] });
  for (const [path, text] of Object.entries({ ...of(tree), ...same }))
    expect(readFileSync(join(tree, path), 'utf8'), path).toBe(path in same ? text : unlike(text));
  expect(statSync(join(tree, 'venv/bin/tool')).mode & 0o777).toBe(0o555);
  const file = 'venv/lib/site-packages/pkg.egg-link';
  expect(statSync(join(tree, file)).mtimeMs).toBeCloseTo(statSync(join(checkout, file)).mtimeMs, 1);
});

test('what is not there, or is in the worktree already, is left out', async () => {
  const { tree, give } = site();
  writeFiles(tree, { '.env': 'B=2\n' });
  symlinkSync('nowhere', join(tree, 'node_modules'));
  expect(await give({ copy: ['.env', 'none'], link: ['node_modules', '.'] })).toEqual([
    '.env: not copied, it is already in the worktree',
    'none: not copied, it is not in the checkout',
    'node_modules: not copied, it is already in the worktree',
    '.: not copied, it is already in the worktree',
  ]);
  expect(readFileSync(join(tree, '.env'), 'utf8')).toBe('B=2\n');
});

test.each(['../outside/secret.txt', 'config/../../outside', '/etc/passwd'])(
  'a path that leaves the checkout is left out: %s',
  async (path) => {
    const { tree, give } = site();
    for (const what of ['copy', 'link'])
      expect(await give({ [what]: [path] })).toEqual([expect.stringContaining('it is not inside the checkout')]);
    expect(readdirSync(tree)).toEqual([]);
  },
);

test('a link that leads out of the checkout is left out', async () => {
  const { checkout, tree, outside, give } = site();
  symlinkSync(join(outside, 'secret.txt'), join(checkout, 'secret'));
  symlinkSync(outside, join(checkout, 'out'));
  for (const what of ['copy', 'link'])
    expect(await give({ [what]: ['secret', 'out/secret.txt'] })).toEqual([
      expect.stringContaining('it links to a place outside the checkout'),
      expect.stringContaining('it links to a place outside the checkout'),
    ]);
  expect(readdirSync(tree)).toEqual([]);
});

test('of a link inside the checkout the copy is what it leads to', async () => {
  const { checkout, tree, give } = site();
  symlinkSync('.env', join(checkout, '.env.local'));
  symlinkSync(join(checkout, 'config'), join(checkout, 'settings'));
  expect(await give({ copy: ['.env.local', 'settings'] })).toEqual(['.env.local: copied', 'settings: copied']);
  expect(readdirSync(join(tree, 'settings'))).toEqual(['local.json']);
  expect(lstatSync(join(tree, '.env.local')).isFile()).toBe(true);
});

test('in a copied folder links stay as they are, but for those that lead out of the worktree: nothing in a copy leads back', async () => {
  const { checkout, tree, outside, give } = site();
  symlinkSync('local.json', join(checkout, 'config/inside'));
  symlinkSync('../.env', join(checkout, 'config/up'));
  symlinkSync(join(outside, 'secret.txt'), join(checkout, 'config/secret'));
  symlinkSync(join(checkout, 'config/local.json'), join(checkout, 'config/back'));
  symlinkSync('../../outside', join(checkout, 'config/out'));
  await give({ copy: ['config'] });
  expect(readdirSync(join(tree, 'config')).sort()).toEqual(['inside', 'local.json', 'up']);
  expect(readlinkSync(join(tree, 'config/inside'))).toBe('local.json');
});

test('a folder of the worktree that leads out of it gets nothing, not even a folder', async () => {
  const { tree, outside, give } = site();
  symlinkSync(outside, join(tree, 'config'));
  expect(await give({ copy: ['config/local.json'] })).toEqual([
    expect.stringContaining('links to a place outside the worktree'),
  ]);
  const { checkout, ...other } = site();
  writeFiles(checkout, { 'config/deep/er/local.json': '{}' });
  symlinkSync(other.outside, join(other.tree, 'config'));
  expect(await other.give({ link: ['config/deep/er/local.json'] })).toEqual([
    expect.stringContaining('links to a place outside the worktree'),
  ]);
  expect([readdirSync(outside), readdirSync(other.outside)]).toEqual([['secret.txt'], ['secret.txt']]);
});

test('what cannot be copied is said, and the rest is', async () => {
  const { checkout, tree, give } = site();
  execFileSync('mkfifo', [join(checkout, 'pipe')]);
  writeFiles(tree, { file: 'no folder' });
  writeFiles(checkout, { 'file/a': 'a' });
  const said = await give({ copy: ['pipe', 'file/a', '.env'] });
  expect(said).toEqual([
    expect.stringMatching(/^pipe: not copied, /),
    expect.stringMatching(/^file\/a: not copied, /),
    '.env: copied',
  ]);
  expect(existsSync(join(tree, 'pipe'))).toBe(false);
});
