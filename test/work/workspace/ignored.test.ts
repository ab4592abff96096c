import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isIgnored } from '../../../src/work/paths/locate.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';

const root = () => {
  const folder = tempFolder('ignored');
  git(folder, 'init', '-q');
  return folder;
};

const FOLDERS = [
  'vendor',
  'vendor/x',
  'a/vendor',
  'a/b/c',
  'deep/er/build',
  'a{b}',
  'we ird',
  '#hash',
  'Vendor',
  'x1',
  'a',
];

// `a/**` of ours also means `a`, `**` beside other characters is `*`: what is in such a folder is ignored all the same.
test.each([
  ['vendor'],
  ['vendor/'],
  ['/vendor'],
  ['vendor/*'],
  ['**/vendor'],
  ['a/**/c'],
  ['a/b'],
  ['/a/b/c/'],
  ['*'],
  ['*/'],
  ['x?'],
  ['x[0-9]'],
  ['[!v]endor'],
  ['a{b}'],
  ['we\\ ird'],
  ['we ird   '],
  ['\\#hash'],
  ['# vendor'],
  [''],
  ['*\n!vendor/'],
  ['vendor\n!vendor'],
  ['vendor/*\n!vendor/x'],
  ['vendor\n!vendor/x'],
  ['build'],
  ['vendor\r\nbuild\r'],
  ['ven*or'],
  ['*e*d*r*'],
])('.gitignore %j ignores what git says', (text) => {
  const folder = root();
  writeFiles(folder, { '.gitignore': text });
  for (const path of FOLDERS) mkdirSync(join(folder, path), { recursive: true });
  const byGit = spawnSync('git', ['check-ignore', '--stdin', '-z'], {
    cwd: folder,
    input: FOLDERS.join('\0'),
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
  const expected = byGit.stdout.toString().split('\0').filter(Boolean);
  expect(FOLDERS.filter((path) => isIgnored(path, { root: folder, common: join(folder, '.git') }))).toEqual(expected);
});

test('a file nearer by decides, info/exclude is asked first, and what cannot be read ignores nothing', () => {
  const folder = root();
  const around = { root: folder, common: join(folder, '.git') };
  writeFiles(folder, {
    '.git/info/exclude': 'vendor\nbuild\n',
    '.gitignore': '!build\n',
    'a/.gitignore': '/vendor\n!build',
  });
  expect(['vendor', 'build', 'a/vendor', 'a/build'].map((path) => isIgnored(path, around))).toEqual([
    true,
    false,
    true,
    false,
  ]);
  writeFiles(folder, { '.gitignore': 'x[\n[[:alpha:]]endor/..\n' });
  expect(isIgnored('x', around)).toBe(false);
  writeFiles(folder, { '.gitignore': `vendor\n${'#'.repeat(70_000)}\n`, '.git/info/exclude': '' });
  expect(isIgnored('vendor', around)).toBe(false);
  mkdirSync(join(folder, 'b/.gitignore'), { recursive: true });
  expect(isIgnored('b/vendor', around)).toBe(false);
});
