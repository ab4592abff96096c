import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
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
    untouched(checkout, () => Promise.resolve(provide(checkout, tree, { copy: [], link: [], ...what })));
  return { checkout, tree, outside, give };
}

test('listed files and folders are copied or linked, and each is said', async () => {
  const { checkout, tree, give } = site();
  expect(await give({ copy: ['.env', './config'], link: ['node_modules'] })).toEqual([
    '.env: copied',
    './config: copied',
    'node_modules: linked',
  ]);
  expect(readFileSync(join(tree, '.env'), 'utf8')).toBe('A=1\n');
  expect(lstatSync(join(tree, 'config')).isSymbolicLink()).toBe(false);
  expect(readlinkSync(join(tree, 'node_modules'))).toBe(join(checkout, 'node_modules'));
});

test('what is not there, or is in the worktree already, is left out', async () => {
  const { tree, give } = site();
  writeFiles(tree, { '.env': 'B=2\n' });
  symlinkSync('nowhere', join(tree, 'node_modules'));
  expect(await give({ copy: ['.env', 'none'], link: ['node_modules', '.'] })).toEqual([
    '.env: not copied, it is already in the worktree',
    'none: not copied, it is not in the checkout',
    'node_modules: not linked, it is already in the worktree',
    '.: not linked, it is already in the worktree',
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
