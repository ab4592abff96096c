import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refInFiles, refsInFiles } from '../../../src/runs/git/store/ref-files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { runByShell } from '../../support/shell.ts';
import { FILES, newRepository } from './stage.ts';

/** What is done to a repository with the branches `main` and `team/a`, and whether only git can read its refs then. */
const CASES: [what: string, script: string, byGit: boolean][] = [
  ['packed', 'git pack-refs --all', false],
  ['a new commit over packed', 'git pack-refs --all; git update-ref refs/heads/main "$NEXT"', false],
  ['an empty folder over packed', 'git pack-refs --all; mkdir -p .git/refs/heads/team/a/b', false],
  ['names with dots and letters', 'git branch v1.2-x+y; git branch "ä/ö.ü"', false],
  ['a lock', 'touch .git/refs/heads/main.lock', false],
  ['a symbolic ref', 'git symbolic-ref refs/heads/alias refs/heads/main', false],
  ['all refs behind a link', 'mv .git/refs ../refs; ln -s ../../refs .git/refs', false],
  [
    'a symbolic ref of old git over packed',
    'git pack-refs --all; git update-ref refs/heads/main "$NEXT"; mkdir -p .git/refs/heads/team; ln -s refs/heads/main .git/refs/heads/team/a',
    true,
  ],
  ['a folder behind a link', 'mv .git/refs/heads/team ../team; ln -s ../../../../team .git/refs/heads/team', true],
  [
    'packed behind a link',
    'git pack-refs --all; mv .git/packed-refs ../packed; ln -s ../../packed .git/packed-refs',
    true,
  ],
  ['a name that is no branch', 'cp .git/refs/heads/main ".git/refs/heads/main (copy)"', true],
  ['a name with two dots', 'cp .git/refs/heads/main .git/refs/heads/a..b', true],
  ['a name that is not UTF-8', 'git branch "$(printf "l\\344")"', true],
  ['a commit of zeros', 'printf "%040d\\n" 0 > .git/refs/heads/zero', true],
];

test.each(CASES)('refs are read as git reads them: %s', async (_, script, byGit) => {
  const folder = newRepository(join(tempFolder('refs'), 'x'), FILES);
  git(folder, 'branch', 'team/a');
  const next = git(folder, 'commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'next');
  runByShell(['sh', '-ec', script], { cwd: folder, env: { ...process.env, NEXT: next } });
  const common = join(folder, '.git');
  const rows = git(folder, 'for-each-ref', '--format=%(refname) %(objectname)').split('\n');
  const refs = Object.fromEntries(rows.map((row) => row.split(' ') as [string, string]));
  expect(await refsInFiles(common)).toEqual(byGit ? undefined : refs);
  for (const ref of ['refs/heads/main', 'refs/heads/team/a', 'refs/heads/none', 'refs/heads'])
    expect([refs[ref], 'unclear']).toContain(refInFiles(common, ref));
});
