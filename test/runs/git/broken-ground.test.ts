import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  clearLocks,
  readGround,
  repairConfig,
  repairGitFolder,
  repairIndex,
  repositoryPaths,
  resetWorktree,
  runPaths,
} from '../../../src/runs/git/index.ts';
import { type BrokenPart, decideGround } from '../../../src/runs/ground/decide-ground.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { stage } from './stage.ts';

/** A run whose agent committed a file. */
async function withResult() {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'new.txt': 'n\n' });
  git(tree, 'add', '-A');
  git(tree, 'commit', '-qm', 'work');
  const { commit: start } = await on.snapshot();
  const { repo } = runPaths(on.place());
  return { on, tree, repo, start };
}

function pipe(file: string): void {
  rmSync(file, { force: true });
  execFileSync('mkfifo', [file]);
}

type Act = (repo: string, tree: string) => void;
const setting =
  (...args: string[]): Act =>
  (_, tree) =>
    void git(tree, 'config', ...args);

/** What breaks the agent's git, or only seems to, and the parts that need a repair. */
const ROWS: readonly [what: string, act: Act, repair: BrokenPart[]][] = [
  ['an index that is cut off', (repo) => truncateSync(join(repo, 'index'), 120), ['index']],
  [
    'an index with other bytes',
    (repo) => {
      const bytes = readFileSync(join(repo, 'index'));
      writeFileSync(join(repo, 'index'), bytes.fill(0x41, 40));
    },
    ['index'],
  ],
  [
    'a folder in place of the index',
    (repo) => {
      rmSync(join(repo, 'index'));
      mkdirSync(join(repo, 'index'));
    },
    ['index'],
  ],
  ['a split index', (_, tree) => void git(tree, 'update-index', '--split-index'), []],
  [
    'a split index without its shared file',
    (repo, tree) => {
      git(tree, 'update-index', '--split-index');
      for (const name of readdirSync(repo)) if (name.startsWith('sharedindex.')) rmSync(join(repo, name));
    },
    ['index'],
  ],
  ['an index of version 4', (_, tree) => void git(tree, 'update-index', '--index-version', '4'), []],
  [
    'an index without a checksum',
    (repo) => {
      const bytes = readFileSync(join(repo, 'index'));
      writeFileSync(join(repo, 'index'), bytes.fill(0, bytes.length - 20));
    },
    [],
  ],
  ['a bare repository by its settings', setting('core.bare', 'true'), ['config']],
  ['a version that git does not know', setting('core.repositoryformatversion', '999'), ['config']],
  [
    'an extension that git does not know',
    (repo) =>
      appendFileSync(join(repo, 'config'), '\n[core]\n\trepositoryformatversion = 1\n[extensions]\n\twonder = true\n'),
    ['config'],
  ],
  [
    'another kind of object ids',
    (repo) =>
      appendFileSync(
        join(repo, 'config'),
        '\n[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n',
      ),
    ['config'],
  ],
  ['a pipe that git reads', (repo) => void pipe(join(repo, 'info/exclude')), ['config']],
  ['a pipe in place of a log', (repo) => void pipe(join(repo, 'logs/HEAD')), ['config']],
  ['settings of its worktree', setting('extensions.worktreeConfig', 'true'), []],
];

test.each(everyNth(ROWS.length, ROWS))('%s: the next round has a git that works', async (_, act, repair) => {
  const { on, tree, repo, start } = await withResult();
  act(repo, tree);
  const ground = await readGround(on.place(), { base: on.base, start });
  expect(decideGround(ground, 'result', false)).toEqual({ repair, files: 'keep' });
  if (repair.includes('config')) await repairConfig(on.place(), start);
  if (repair.includes('index')) await repairIndex(on.place(), start);
  expect(git(tree, 'status', '--porcelain')).toBe('');
});

test('objects that a git folder borrows from elsewhere are found before the agent commits, whose commits would be lost', async () => {
  const on = stage();
  const tree = await on.start();
  const sides = { base: on.base, start: on.base };
  const { repo } = runPaths(on.place());
  appendFileSync(join(repo, 'objects/info/alternates'), `${join(tree, '../elsewhere')}\n`);
  expect(await readGround(on.place(), sides)).toMatchObject({ pointer: 'present', lost: 'damaged' });
  await repairGitFolder(on.place(), { ...sides, branch: 'backlog/r1-x-1', target: 'main' });
  expect(await readGround(on.place(), sides)).not.toHaveProperty('lost');
  writeFiles(tree, { 'new.txt': 'n\n' });
  git(tree, 'add', '-A');
  git(tree, 'commit', '-qm', 'work');
  expect((await on.snapshot()).changed).toMatchObject([{ path: 'new.txt' }]);
});

test('locks that a killed git left in the private copy do not prevent the next round', async () => {
  const { on, tree } = await withResult();
  const { store } = repositoryPaths(on.place());
  for (const name of ['head', 'result']) writeFileSync(join(store, 'refs/runs/r1', `${name}.lock`), '');
  writeFiles(tree, { 'more.txt': 'm\n' });
  git(tree, 'add', '-A');
  git(tree, 'commit', '-qm', 'more');
  await expect(on.snapshot()).rejects.toThrow();
  await clearLocks(on.place());
  expect((await on.snapshot()).changed.map(({ path }) => path)).toEqual(['more.txt', 'new.txt']);
});

/** Branches in the way of the agent's own one. */
const BRANCHES: readonly [what: string, act: (tree: string, branch: string) => void][] = [
  ['below its name', (tree, branch) => void git(tree, 'update-ref', `${branch}/more`, 'HEAD')],
  ['above its name', (tree, branch) => void git(tree, 'update-ref', branch.slice(0, branch.lastIndexOf('/')), 'HEAD')],
  [
    'below its name, packed',
    (tree, branch) => {
      git(tree, 'update-ref', `${branch}/more`, 'HEAD');
      git(tree, 'pack-refs', '--all');
    },
  ],
];

soak.each(BRANCHES)('a branch %s does not prevent the next round', async (_, act) => {
  const { on, tree, start } = await withResult();
  const branch = git(tree, 'symbolic-ref', 'HEAD');
  git(tree, 'checkout', '-q', '--detach');
  git(tree, 'update-ref', '-d', branch);
  act(tree, branch);
  rmSync(join(tree, 'new.txt'));
  const how = { base: on.base, branch: branch.slice('refs/heads/'.length), target: 'main', start };
  await resetWorktree(on.place(), how, await readGround(on.place(), { base: on.base, start }));
  expect(git(tree, 'symbolic-ref', 'HEAD')).toBe(branch);
  expect(git(tree, 'status', '--porcelain')).toBe('');
  writeFiles(tree, { 'more.txt': 'm\n' });
  git(tree, 'add', '-A');
  git(tree, 'commit', '-qm', 'more');
  expect((await on.snapshot()).changed.map(({ path }) => path)).toEqual(['more.txt', 'new.txt']);
});
