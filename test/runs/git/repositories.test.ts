import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type GitRepository, prepareWorktree, targetTip } from '../../../src/runs/git/index.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { unless, WITHOUT_ROOT } from '../../support/needs.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { FILES, landRun, newRepository, repositoryAt, type StageWish, stage } from './stage.ts';

/** A history of three commits to clone from. */
function origin(root: string): string {
  const folder = newRepository(join(root, 'origin'), FILES);
  for (const n of [1, 2]) {
    writeFiles(folder, { 'a.txt': `version ${n}\n` });
    git(folder, 'commit', '-qam', `more ${n}`);
  }
  git(folder, 'config', 'uploadpack.allowFilter', 'true');
  git(folder, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  return folder;
}

const SHAPES: Record<string, StageWish> = {
  plain: {},
  sha256: { init: ['--object-format=sha256'] },
  shallow: {
    make(root) {
      git(root, 'clone', '-q', '--depth=1', `file://${origin(root)}`, 'user');
      return join(root, 'user');
    },
  },
  'a linked worktree': {
    make(root) {
      const main = newRepository(join(root, 'main'), FILES);
      git(main, 'switch', '-qc', 'elsewhere');
      git(main, 'worktree', 'add', '-q', join(root, 'user'), 'main');
      return join(root, 'user');
    },
  },
  'a submodule': {
    make(root) {
      const outer = newRepository(join(root, 'outer'), { 'x.txt': 'x' });
      git(outer, 'submodule', '--quiet', 'add', origin(root), 'inner');
      return join(outer, 'inner');
    },
  },
  'a repository with a submodule': {
    make(root) {
      const user = newRepository(join(root, 'user'), FILES);
      git(user, 'submodule', '--quiet', 'add', origin(root), 'inner');
      git(user, 'commit', '-qm', 'submodule');
      return user;
    },
  },
  'with borrowed objects': {
    make(root) {
      git(root, 'clone', '-q', '--shared', origin(root), 'user');
      return join(root, 'user');
    },
  },
  'objects behind a link': {
    make(root) {
      const user = newRepository(join(root, 'user'), FILES);
      renameSync(join(user, '.git', 'objects'), join(root, 'objects'));
      symlinkSync(join(root, 'objects'), join(user, '.git', 'objects'));
      return user;
    },
  },
  'packed refs and objects': {
    make(root) {
      const user = newRepository(join(root, 'user'), FILES);
      git(user, 'gc', '-q');
      return user;
    },
  },
  'a split index': {
    make(root) {
      const user = newRepository(join(root, 'user'), FILES);
      git(user, 'config', 'core.splitIndex', 'true');
      git(user, 'update-index', '--split-index');
      return user;
    },
  },
  'an index of version 4': {
    make(root) {
      const user = newRepository(join(root, 'user'), FILES);
      git(user, 'update-index', '--index-version', '4');
      return user;
    },
  },
  'odd configuration of fetches and refs': {
    make(root) {
      const user = newRepository(join(root, 'user'), FILES);
      for (const [key, value] of [
        ['fetch.prune', 'true'],
        ['fetch.fsckObjects', 'true'],
        ['protocol.version', '0'],
        ['core.logAllRefUpdates', 'false'],
        ['core.quotePath', 'false'],
        ['diff.renames', 'false'],
        ['diff.external', 'false'],
        ['submodule.recurse', 'true'],
        ['status.showUntrackedFiles', 'no'],
      ] as const) {
        git(user, 'config', key, value);
      }
      return user;
    },
  },
};

test.each(everyNth(16, Object.entries(SHAPES)))('%s: a run is made, and lands in the checkout', async (_, wish) => {
  const on = stage(wish);
  await untouched(on.user, async () => {
    const tree = await on.start();
    expect(git(tree, 'status', '--porcelain')).toBe('');
    writeFiles(tree, { 'a.txt': 'by the run\n', 'added/new.txt': 'new\n' });
    git(tree, 'add', 'a.txt');
    git(tree, 'commit', '-qm', 'by the agent');
    expect((await on.snapshot()).changed.map(({ path }) => path)).toEqual(['a.txt', 'added/new.txt']);
  });
  expect(await landRun(on)).toEqual({ landed: true, worktree: on.user });
  expect(git(on.user, 'status', '--porcelain')).toBe('');
  expect(readFileSync(join(on.user, 'a.txt'), 'utf8')).toBe('by the run\n');
  expect(readFileSync(join(on.user, 'added/new.txt'), 'utf8')).toBe('new\n');
  git(on.user, 'fsck', '--strict');
});

test('bare: a run lands on the branch, there is no checkout to follow', async () => {
  const on = stage({
    make(root) {
      git(root, 'clone', '-q', '--bare', origin(root), 'user');
      return join(root, 'user');
    },
  });
  writeFiles(await on.start(), { 'a.txt': 'by the run\n' });
  expect(await landRun(on)).toEqual({ landed: true });
  expect(git(on.user, 'show', 'main:a.txt')).toBe('by the run');
});

soak('sparse: what is outside of the cone stays outside of the checkout, the run has all', async () => {
  const on = stage();
  git(on.user, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'src');
  expect(existsSync(join(on.user, 'src/deep/c.txt'))).toBe(true);
  git(on.user, 'sparse-checkout', 'set', '--cone', 'other');
  expect(existsSync(join(on.user, 'src'))).toBe(false);
  const tree = await on.start();
  writeFiles(tree, { 'src/b.txt': 'by the run\n', 'a.txt': 'by the run\n', 'src/new.txt': 'n' });
  expect(await landRun(on)).toMatchObject({ landed: true });
  expect(existsSync(join(on.user, 'src'))).toBe(false);
  expect(git(on.user, 'status', '--porcelain')).toBe('');
  expect(git(on.user, 'show', 'HEAD:src/b.txt')).toBe('by the run');
});

soak('autocrlf: files of the run are as in the checkout, commits have LF', async () => {
  const on = stage();
  git(on.user, 'config', 'core.autocrlf', 'true');
  rmSync(join(on.user, 'a.txt'));
  git(on.user, 'checkout', '-q', 'a.txt');
  expect(readFileSync(join(on.user, 'a.txt'), 'utf8')).toBe('one\r\ntwo\r\nthree\r\n');
  const tree = await on.start();
  expect(readFileSync(join(tree, 'a.txt'), 'utf8')).toBe('one\r\ntwo\r\nthree\r\n');
  expect(git(tree, 'status', '--porcelain')).toBe('');
  writeFiles(tree, { 'a.txt': 'one\r\n2\r\nthree\r\n' });
  const { changed } = await on.snapshot();
  expect(changed).toMatchObject([{ path: 'a.txt', status: 'M', added: 1, deleted: 1, binary: false }]);
  expect(await landRun(on)).toMatchObject({ landed: true });
  expect(readFileSync(join(on.user, 'a.txt'), 'utf8')).toBe('one\r\n2\r\nthree\r\n');
  expect(git(on.user, 'show', 'HEAD:a.txt')).toBe('one\n2\nthree');
  expect(git(on.user, 'status', '--porcelain')).toBe('');
});

test('partial: what is missing comes from where the clone came from; when that is away, it is said', async () => {
  const on = stage({
    make(root) {
      git(root, 'clone', '-q', '--filter=blob:none', `file://${origin(root)}`, 'user');
      return join(root, 'user');
    },
  });
  writeFiles(await on.start(), { 'src/b.txt': 'by the run\n' });
  expect(await landRun(on)).toMatchObject({ landed: true });
  const away = (path: string) =>
    renameSync(join(on.user, '..', path), join(on.user, '..', path === 'away' ? 'origin' : 'away'));
  git(on.user, 'branch', 'old', git(on.user, 'rev-parse', 'HEAD~3'));
  away('origin');
  await expect(on.start('r2', 'old')).rejects.toMatchObject({ code: 'git', hint: expect.stringContaining('refetch') });
  away('away');
  expect(readFileSync(join(await on.start('r2', 'old'), 'a.txt'), 'utf8')).toBe(FILES['a.txt']);
});

soak('a shallow clone is made whole, and a whole one shallow, while the store lives', async () => {
  const on = stage({
    make(root) {
      git(root, 'clone', '-q', '--depth=1', `file://${origin(root)}`, 'user');
      return join(root, 'user');
    },
  });
  for (const [id, convert] of [
    ['r1', () => undefined],
    ['r2', () => git(on.user, 'fetch', '-q', '--unshallow')],
    ['r3', () => git(on.user, 'fetch', '-q', '--depth=1') + git(on.user, 'gc', '-q', '--prune=now')],
  ] as const) {
    convert();
    on.base = git(on.user, 'rev-parse', 'HEAD');
    const tree = await on.start(id);
    writeFiles(tree, { 'a.txt': `by ${id}\n` });
    git(tree, 'commit', '-qam', 'by the agent');
    expect(git(tree, 'log', '--format=%s')).toContain('by the agent');
    expect(await landRun(on, id)).toMatchObject({ landed: true });
    expect(git(on.user, 'status', '--porcelain')).toBe('');
  }
  git(on.user, 'fsck');
});

soak('personal ignore patterns count in runs as in the checkout', async () => {
  const on = stage();
  writeFiles(on.user, { '.git/info/exclude': '*.mine\n', '../ignore': '*.global\n' });
  git(on.user, 'config', 'core.excludesFile', join(on.user, '../ignore'));
  const tree = await on.start();
  writeFiles(tree, { 'x.mine': '1', 'x.global': '2', 'x.txt': '3' });
  const { changed, ignored } = await on.snapshot();
  expect(changed.map(({ path }) => path)).toEqual(['x.txt']);
  expect(ignored).toEqual(['x.global', 'x.mine']);
  expect(git(tree, 'status', '--porcelain')).toBe('?? x.txt');
});

const REFUSALS: [string, (folder: string) => void, string | undefined, object][] = [
  [
    'no commits',
    (folder) => git('/', 'init', '-q', '-b', 'main', folder),
    undefined,
    { code: 'conflict', message: 'user has no commits yet' },
  ],
  [
    'no such branch',
    (folder) => newRepository(folder, FILES),
    'develop',
    { code: 'not-found', message: 'user has no branch develop', hint: 'Local branches: main.' },
  ],
  [
    'a detached HEAD',
    (folder) => git(newRepository(folder, FILES), 'checkout', '-q', '--detach'),
    undefined,
    { code: 'conflict', message: expect.stringContaining('on no branch') },
  ],
  [
    'a branch without commits',
    (folder) => {
      newRepository(folder, FILES);
      git(folder, 'branch', '-m', 'trunk');
      git(folder, 'switch', '-q', '--orphan', 'fresh');
    },
    undefined,
    { code: 'not-found', message: 'user has no branch fresh', hint: 'Local branches: trunk.' },
  ],
  [
    'a repository that is gone',
    (folder) => rmSync(join(newRepository(folder, FILES), '.git'), { recursive: true }),
    undefined,
    { code: 'not-found', message: expect.stringContaining('is no longer at') },
  ],
];

test.each(everyNth(2, REFUSALS))('%s: refused with what to do', async (_, make, wanted, error) => {
  const folder = join(tempFolder('runs'), 'user');
  mkdirSync(folder);
  make(folder);
  const repository: GitRepository = { name: 'user', folder, common: join(folder, '.git') };
  await expect(targetTip(repository, wanted)).rejects.toMatchObject(error);
});

test('a folder without git is refused', async () => {
  await expect(targetTip({ name: 'user', folder: '/tmp' })).rejects.toMatchObject({ code: 'usage' });
});

test('the wanted branch comes before that of the checkout, that before main; a detached HEAD is no matter then', async () => {
  const user = newRepository(join(tempFolder('runs'), 'user'), FILES);
  const repository = repositoryAt(user);
  git(user, 'switch', '-qc', 'work');
  expect((await targetTip(repository)).branch).toBe('work');
  git(user, 'checkout', '-q', '--detach');
  expect(await targetTip(repository, 'refs/heads/main')).toMatchObject({ branch: 'main', ref: 'refs/heads/main' });
  git(user, 'switch', '-q', '--orphan', 'fresh');
  expect((await targetTip(repository)).branch).toBe('main');
});

test('a commit that the repository does not have is no base', async () => {
  const on = stage();
  const gone = '1'.repeat(40);
  await expect(prepareWorktree(on.place(), { base: gone, branch: 'x', target: 'main' })).rejects.toMatchObject({
    code: 'not-found',
    message: `user has no commit ${gone}`,
  });
  for (const branch of ['a..b', '-x', 'a b', '']) {
    await expect(prepareWorktree(on.place(), { base: on.base, branch, target: 'main' })).rejects.toMatchObject({
      code: 'invalid',
    });
  }
});

test(
  'a repository of another owner is worked with where the person has git trust it, and refused with what to do where not',
  unless(WITHOUT_ROOT),
  async () => {
    const on = stage();
    const config = join(on.runs, '..', '..', 'person.config');
    execFileSync('chown', ['-R', '12345:12345', on.user]);
    vi.stubEnv('GIT_CONFIG_GLOBAL', config);
    onTestFinished(() => void vi.unstubAllEnvs());
    writeFileSync(config, '');
    await expect(on.start()).rejects.toMatchObject({ hint: expect.stringContaining('safe.directory') });
    // As git itself says it: the worktree, not its git folder.
    writeFileSync(config, `[safe]\n\tdirectory = ${on.user}\n`);
    writeFiles(await on.start(), { 'a.txt': 'changed\n' });
    expect(await landRun(on)).toMatchObject({ landed: true });
  },
);

test('a checkout without a branch of its own, as servers that build have it, names the branches of its remote and what makes one', async () => {
  const root = tempFolder('detached');
  git(root, 'clone', '-q', origin(root), 'ci');
  const folder = join(root, 'ci');
  git(folder, 'checkout', '-q', '--detach');
  git(folder, 'branch', '-q', '-D', 'main');
  const repository = { name: 'ci', folder, common: join(folder, '.git') };
  await expect(targetTip(repository)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('has no local branch'),
    hint: expect.stringContaining('`git branch main origin/main`'),
  });
  git(folder, 'branch', 'other');
  await expect(targetTip(repository, 'origin/main')).rejects.toMatchObject({
    hint: expect.stringContaining('`git branch main origin/main`'),
  });
  git(folder, 'branch', 'main', 'origin/main');
  expect((await targetTip(repository, 'main')).commit).toBe(git(folder, 'rev-parse', 'HEAD'));
});
