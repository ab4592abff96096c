import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findWorkspace, openStore, type Workspace } from '../../src/store/index.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';

/** A home folder and a place for projects beside it. */
function place() {
  const root = tempFolder();
  const home = join(root, 'home');
  mkdirSync(home);
  const find = (cwd: string, env: Record<string, string> = {}) => findWorkspace({ cwd, env, home });
  const init = async (cwd: string, env: Record<string, string> = {}): Promise<Workspace> => {
    const workspace = await find(cwd, env).create();
    await openStore({ dir: workspace.dir, create: true });
    return workspace;
  };
  return { root, home, find, init };
}

function repository(folder: string): string {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '-q');
  writeFileSync(join(folder, 'a.txt'), 'a');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'first');
  return folder;
}

describe('in a repository', () => {
  test('subfolders, worktrees, symlinks, the git folder and folders yet to be made share one store', async () => {
    const { root, find, init } = place();
    const repo = repository(join(root, 'repo'));
    mkdirSync(join(repo, 'src/deep'), { recursive: true });
    git(repo, 'worktree', 'add', '-q', join(root, 'tree'));
    symlinkSync(repo, join(root, 'link'));
    symlinkSync(join(repo, 'src'), join(root, 'inner'));
    const { dir } = await init(join(repo, 'src'));
    const tree = join(root, 'tree');
    const expected: [string, string][] = [
      [repo, repo],
      [join(repo, 'src/deep'), repo],
      [join(repo, 'not/yet/there'), repo],
      [tree, tree],
      [join(root, 'link'), repo],
      [join(root, 'inner/deep'), repo],
    ];
    for (const [cwd, top] of expected)
      expect(find(cwd)).toMatchObject({ dir, root: top, common: join(repo, '.git'), exists: true });
    expect(find(join(repo, '.git/refs')).dir).toBe(dir);
  });

  test('before the first write there is no store, nothing is made, and nobody is named', () => {
    const { root, find, home } = place();
    const repo = repository(join(root, 'repo'));
    expect(find(repo)).toMatchObject({ root: repo, exists: false });
    expect(existsSync(join(repo, '.git/backlog'))).toBe(false);
    expect(existsSync(join(home, '.backlog'))).toBe(false);
  });

  test('of many first writers all end in one store', async () => {
    const { root, find } = place();
    const repo = repository(join(root, 'repo'));
    const found = Array.from({ length: 10 }, () => find(repo));
    const made = await Promise.all(found.map((workspace) => workspace.create()));
    expect(new Set(made.map(({ dir }) => dir)).size).toBe(1);
    expect(find(repo).dir).toBe(made[0]!.dir);
  });

  test('git does not see the marker', async () => {
    const { root, init } = place();
    const repo = repository(join(root, 'repo'));
    await init(repo);
    expect(git(repo, 'status', '--porcelain')).toBe('');
    git(repo, 'gc', '-q');
    expect(existsSync(join(repo, '.git/backlog'))).toBe(true);
  });

  test('moved, it keeps its store, and so do its worktrees; a copy made after that has its own', async () => {
    const { root, find, init } = place();
    const repo = repository(join(root, 'repo'));
    const { dir } = await init(repo);
    const moved = join(root, 'elsewhere');
    renameSync(repo, moved);
    expect(find(moved)).toMatchObject({ dir, root: moved, exists: true });
    cpSync(moved, join(root, 'copy'), { recursive: true });
    expect(find(moved).dir).toBe(dir);
    expect(find(join(root, 'copy'))).toMatchObject({ exists: false });
  });

  test('copied, the copy gets its own, the same for all who ask, and the original keeps its own', async () => {
    const { root, find, init } = place();
    const repo = repository(join(root, 'repo'));
    const { dir } = await init(repo);
    const copy = join(root, 'copy');
    cpSync(repo, copy, { recursive: true });
    const [one, two] = [find(copy), find(copy)];
    expect([one.exists, one.dir === dir, one.dir]).toEqual([false, false, two.dir]);
    const made = await Promise.all([one.create(), two.create()]);
    expect(made.map((workspace) => workspace.dir)).toEqual([one.dir, one.dir]);
    await openStore({ dir: one.dir, create: true });
    rmSync(repo, { recursive: true });
    expect(find(copy)).toMatchObject({ dir: one.dir, exists: true });
  });

  test('a folder that was moved and is linked to from its old place is no copy', async () => {
    const { root, find, init } = place();
    const repo = repository(join(root, 'repo'));
    const { dir } = await init(repo);
    renameSync(repo, join(root, 'real'));
    symlinkSync(join(root, 'real'), repo);
    expect(find(repo).dir).toBe(dir);
    expect(find(join(root, 'real')).dir).toBe(dir);
  });

  test('a clone, a submodule and a repository inside another have their own', async () => {
    const { root, find, init } = place();
    const repo = repository(join(root, 'repo'));
    const library = repository(join(root, 'library'));
    git(root, 'clone', '-q', repo, 'clone');
    git(repo, 'submodule', 'add', '-q', library, 'lib');
    const nested = repository(join(repo, 'nested'));
    const folders = [repo, library, join(root, 'clone'), join(repo, 'lib'), nested];
    const dirs: string[] = [];
    for (const folder of folders) dirs.push((await init(folder)).dir);
    expect(new Set(dirs).size).toBe(5);
    expect(folders.map((folder) => find(folder).dir)).toEqual(dirs);
    expect(find(join(repo, 'lib')).root).toBe(join(repo, 'lib'));
  });

  test('a worktree of a submodule shares the store of the submodule', async () => {
    const { root, find, init } = place();
    const repo = repository(join(root, 'repo'));
    git(repo, 'submodule', 'add', '-q', repository(join(root, 'library')), 'lib');
    git(join(repo, 'lib'), 'worktree', 'add', '-q', join(root, 'libtree'));
    const { dir } = await init(join(repo, 'lib'));
    expect(find(join(root, 'libtree'))).toMatchObject({ dir, root: join(root, 'libtree') });
  });

  test('a bare repository and its worktrees share a store', async () => {
    const { root, find, init } = place();
    const repo = repository(join(root, 'repo'));
    git(root, 'clone', '-q', '--bare', repo, 'bare.git');
    git(join(root, 'bare.git'), 'worktree', 'add', '-q', join(root, 'tree'));
    expect((await init(join(root, 'tree'))).dir).toBe(find(join(root, 'bare.git')).dir);
  });

  test('a damaged marker is an error that names it', async () => {
    const { root, find, init } = place();
    const repo = repository(join(root, 'repo'));
    await init(repo);
    const file = join(repo, '.git/backlog');
    const marker = JSON.parse(readFileSync(file, 'utf8'));
    expect(marker).toMatchObject({ folder: join(repo, '.git') });
    const badName = JSON.stringify({ ...marker, repository: '../api' });
    for (const content of ['', '{}', '{"workspace":"../../etc","folder":"/"}', badName]) {
      writeFileSync(file, content);
      expect(() => find(repo)).toThrow(file);
    }
  });

  test.each([
    ['a pipe', (file: string) => execFileSync('mkfifo', [file])],
    ['a device', (file: string) => symlinkSync('/dev/zero', file)],
    ['a folder', (file: string) => mkdirSync(file)],
  ])('%s in the place of the marker is an error that names it, at once', (_, put) => {
    const { root, find } = place();
    const file = join(repository(join(root, 'repo')), '.git/backlog');
    put(file);
    expect(() => find(join(root, 'repo'))).toThrow(`${file} is damaged`);
  });

  test('a folder that had a store before it became a repository keeps it', async () => {
    const { root, find, init } = place();
    const folder = join(root, 'project');
    mkdirSync(folder);
    const { dir } = await init(folder);
    repository(folder);
    expect(find(folder)).toMatchObject({ dir, exists: true });
    expect((await init(folder)).dir).toBe(dir);
    renameSync(folder, join(root, 'moved'));
    expect(find(join(root, 'moved')).dir).toBe(dir);
  });
});

describe("a run's tree", () => {
  /** What looks like a store with the tree of a run in it. */
  const lookalike = (dir: string) => {
    writeFiles(dir, {
      'format.json': '{}',
      'runs/r1/repository.json': JSON.stringify({ name: 'web', common: '/code/web/.git' }),
      'runs/r1/tree/a.txt': '',
    });
    return join(dir, 'runs/r1/tree');
  };

  test('counts where BACKLOG_DIR or BACKLOG_HOME names its store, through links, too', () => {
    const { root, home, find } = place();
    const uuid = '8f1c7c1e-1111-4222-8333-444455556666';
    const usual = lookalike(join(home, '.backlog/workspaces', uuid));
    expect(find(usual)).toMatchObject({ foundBy: 'run', root: usual, repository: 'web' });
    const own = lookalike(join(root, 'queue'));
    symlinkSync(join(root, 'queue'), join(root, 'linked'));
    for (const name of ['queue', 'linked'])
      expect(find(own, { BACKLOG_DIR: join(root, name) })).toMatchObject({ foundBy: 'run', dir: join(root, name) });
    expect(find(usual, { BACKLOG_DIR: join(root, 'queue') }).foundBy).toBe('BACKLOG_DIR');
    const elsewhere = lookalike(join(root, 'elsewhere/workspaces', uuid));
    expect(find(elsewhere).foundBy).toBe('folder');
    expect(find(elsewhere, { BACKLOG_HOME: join(root, 'elsewhere') }).foundBy).toBe('run');
  });

  test('that came with a clone is a folder of the clone', () => {
    const { root, find } = place();
    const repo = repository(join(root, 'repo'));
    const tree = lookalike(join(repo, 'pkg'));
    expect(find(tree)).toMatchObject({ foundBy: 'git', root: repo, exists: false });
    expect(find(lookalike(join(root, 'plain')))).toMatchObject({ foundBy: 'folder', exists: false });
  });
});

describe('what git would not take for a repository is none', () => {
  const OID = '0123456789abcdef0123456789abcdef01234567';
  test.each<[string, Record<string, string>, string]>([
    ['a .git that has HEAD alone', { 'src/.git/HEAD': 'ref: refs/heads/main\n' }, 'src'],
    ['a .git whose HEAD is neither ref nor commit', dotGit('src/.git', 'hello\n'), 'src'],
    ['a .git whose HEAD names no ref', dotGit('src/.git', 'ref: /etc/passwd\n'), 'src'],
    ['a .git whose objects are a file', { ...dotGit('src/.git', OID), 'src/.git/objects': '' }, 'src'],
    ['a .git file that leads nowhere', { 'src/.git': 'gitdir: ../nowhere\n' }, 'src'],
    ['a .git file of something else', { 'src/.git': 'hello\n' }, 'src'],
    ['data with HEAD, objects and refs', { 'src/HEAD': 'x', 'src/objects/k': '', 'src/refs/k': '' }, 'src'],
    ['a bare repository in the worktree', dotGit('src/data', `${OID}\n`), 'src/data'],
  ])('%s', (_, files, folder) => {
    const { root, find } = place();
    const repo = repository(join(root, 'repo'));
    if (files['src/.git/objects'] === '') delete files['src/.git/objects/.keep'];
    writeFiles(repo, files);
    expect(find(join(repo, folder))).toMatchObject({ root: repo, common: join(repo, '.git') });
  });

  test.each([
    ['refs/heads/main as a link', (head: string) => symlinkSync('refs/heads/main', head)],
    ['a commit', (head: string) => writeFileSync(head, `${OID}\n`)],
    ['ref: without a blank', (head: string) => writeFileSync(head, 'ref:refs/heads/main\n')],
  ])('what it would take is one: HEAD is %s', (_, put) => {
    const { root, find } = place();
    const repo = repository(join(root, 'repo'));
    const head = join(repo, '.git/HEAD');
    rmSync(head);
    put(head);
    expect(git(repo, 'rev-parse', '--show-toplevel')).toBe(repo);
    expect(find(repo)).toMatchObject({ root: repo, foundBy: 'git' });
  });
});

describe('a .git that leads to the git folder of another worktree', () => {
  test.each<[string, (src: string) => void]>([
    ['as a file', (src) => writeFileSync(join(src, '.git'), 'gitdir: ../.git\n')],
    [
      'of another repository',
      (src) => writeFileSync(join(src, '.git'), `gitdir: ${join(repository(join(src, '../../other')), '.git')}\n`),
    ],
    ['as a link', (src) => symlinkSync('../.git', join(src, '.git'))],
    [
      'by a folder with a commondir',
      (src) => writeFiles(src, { '.git/HEAD': 'ref: refs/heads/x', '.git/commondir': '../../.git' }),
    ],
    [
      'by the git folder of another worktree',
      (src) => writeFileSync(join(src, '.git'), 'gitdir: ../.git/worktrees/linked\n'),
    ],
  ])('makes no worktree: %s', (_, put) => {
    const { root, find } = place();
    const repo = repository(join(root, 'repo'));
    git(repo, 'worktree', 'add', '-q', '../linked');
    mkdirSync(join(repo, 'src'));
    put(join(repo, 'src'));
    expect(find(join(repo, 'src'))).toMatchObject({ root: repo, common: join(repo, '.git') });
  });

  test('makes one where git linked it, also after it was moved', () => {
    const { root, find } = place();
    const repo = repository(join(root, 'repo'));
    git(repo, 'worktree', 'add', '-q', 'trees/one');
    expect(find(join(repo, 'trees/one'))).toMatchObject({ root: join(repo, 'trees/one'), common: join(repo, '.git') });
    renameSync(join(repo, 'trees/one'), join(repo, 'trees/two'));
    expect(find(join(repo, 'trees/two'))).toMatchObject({ root: join(repo, 'trees/two'), common: join(repo, '.git') });
  });
});

/** The files of a git folder with this HEAD. */
function dotGit(folder: string, head: string): Record<string, string> {
  return { [`${folder}/HEAD`]: head, [`${folder}/objects/.keep`]: '', [`${folder}/refs/.keep`]: '' };
}

describe('without git', () => {
  test('a folder has its own store, and nothing is left behind in it', async () => {
    const { root, home, find, init } = place();
    const [one, two] = [join(root, 'one'), join(root, 'two')];
    mkdirSync(join(one, 'sub'), { recursive: true });
    mkdirSync(two);
    const { dir } = await init(one);
    expect(dir.startsWith(join(home, '.backlog/workspaces/'))).toBe(true);
    expect(find(one)).toMatchObject({ dir, root: one, exists: true });
    expect(find(two)).toMatchObject({ root: two, exists: false });
    expect(find(two).dir).not.toBe(dir);
    expect(existsSync(join(one, '.backlog'))).toBe(false);
  });

  test('the nearest folder above that was initialised counts, through symlinks too', async () => {
    const { root, find, init } = place();
    const [outer, inner] = [join(root, 'outer'), join(root, 'outer/a/inner')];
    mkdirSync(join(inner, 'b'), { recursive: true });
    symlinkSync(inner, join(root, 'link'));
    const first = await init(outer);
    expect(find(join(inner, 'b'))).toMatchObject({ dir: first.dir, root: outer });
    expect((await find(inner).create()).dir).toBe(first.dir);
    rmSync(first.dir, { recursive: true });
    const second = await init(inner);
    await openStore({ dir: first.dir, create: true });
    expect(find(join(root, 'link/b'))).toMatchObject({ dir: second.dir, root: inner });
    expect(find(join(outer, 'a'))).toMatchObject({ dir: first.dir, root: outer });
  });

  test('the home folder is never a workspace, not even for what is below it', async () => {
    const { home, find } = place();
    await expect(find(home).create()).rejects.toMatchObject({ code: 'store' });
    await openStore({ dir: find(home).dir, create: true });
    expect(find(home)).toMatchObject({ exists: false, never: true });
    const below = join(home, 'project');
    mkdirSync(below);
    expect(find(below)).toMatchObject({ root: below, exists: false });
    expect((await find(below).create()).root).toBe(below);
  });
});

describe('by environment', () => {
  test('BACKLOG_DIR wins; the root is still that of the repository', async () => {
    const { root, find, init } = place();
    const repo = repository(join(root, 'repo'));
    mkdirSync(join(repo, 'src'));
    const env = { BACKLOG_DIR: join(root, 'queue') };
    expect(await init(join(repo, 'src'), env)).toMatchObject({ dir: join(root, 'queue'), root: repo });
    expect(find(join(repo, 'src'), env).exists).toBe(true);
    expect(find(repo).exists).toBe(false);
  });

  test.each(['BACKLOG_DIR', 'BACKLOG_HOME'])(
    'a relative %s, which would mean another store in each folder, is refused',
    (name) => {
      const { root, find } = place();
      for (const path of ['queue', '../queue', '~/queue']) {
        expect(() => find(root, { [name]: path })).toThrow(`${name}: expected an absolute path, received "${path}"`);
      }
      expect(find(root, { [name]: '' }).exists).toBe(false);
    },
  );

  test('BACKLOG_HOME is where stores are kept', async () => {
    const { root, init } = place();
    const repo = repository(join(root, 'repo'));
    const { dir } = await init(repo, { BACKLOG_HOME: join(root, 'elsewhere') });
    expect(dir.startsWith(join(root, 'elsewhere/workspaces/'))).toBe(true);
  });
});

test('where no store can be made, finding works, and making one names BACKLOG_DIR', async () => {
  const { root, find } = place();
  const repo = repository(join(root, 'repo'));
  writeFileSync(join(root, 'file'), '');
  const env = { BACKLOG_HOME: join(root, 'file/below') };
  expect(find(repo, env).exists).toBe(false);
  const { dir } = await find(repo, env).create();
  const hint = expect.stringContaining('BACKLOG_DIR');
  expect((await openStore({ dir })).exists).toBe(false);
  await expect(openStore({ dir, create: true })).rejects.toMatchObject({ code: 'store', hint });
});
