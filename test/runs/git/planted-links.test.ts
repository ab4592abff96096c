import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diffFiles } from '../../../src/runs/git/diff/diff-files.ts';
import {
  clearLocks,
  markReadied,
  readGround,
  repairConfig,
  repairGitFolder,
  repairIndex,
  replaceHardLinks,
  repositoryPaths,
  rescue,
  runPaths,
} from '../../../src/runs/git/index.ts';
import { entriesIn } from '../../../src/runs/git/worktree/tree-state.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { newRepository, type Stage, stage } from './stage.ts';

test('locks are removed in the git folder only: no link leads to those of a person', async () => {
  const on = stage();
  await on.start();
  const { repo } = runPaths(on.place());
  const theirs = join(on.user, '../theirs');
  writeFiles(theirs, { 'yarn.lock': 'x\n', 'deep/flake.lock': 'x\n' });
  symlinkSync(theirs, join(repo, 'x'));
  symlinkSync(theirs, join(repo, 'refs', 'y'));
  symlinkSync(theirs, join(repo, 'modules'));
  writeFiles(repo, { 'index.lock': '', 'HEAD.lock': '', 'refs/heads/a.lock': '' });
  mkdirSync(join(repo, 'refs/heads/folder.lock'));
  await clearLocks(on.place());
  expect(['yarn.lock', 'deep/flake.lock'].filter((name) => existsSync(join(theirs, name)))).toHaveLength(2);
  expect(['index.lock', 'HEAD.lock', 'refs/heads/a.lock'].filter((name) => existsSync(join(repo, name)))).toEqual([]);
});

soak('locks in the git folders of submodules are removed, too', async () => {
  const on = stage();
  await on.start();
  const { repo } = runPaths(on.place());
  writeFiles(repo, { 'modules/a/b/index.lock': '', 'modules/a/b/refs/heads/x.lock': '' });
  await clearLocks(on.place());
  expect(existsSync(join(repo, 'modules/a/b/index.lock'))).toBe(false);
  expect(existsSync(join(repo, 'modules/a/b/refs/heads/x.lock'))).toBe(false);
});

/** Another repository of the person, which a run must never read. */
function foreign(on: Stage): { common: string; commit: string } {
  const folder = newRepository(join(on.user, '../foreign'), { 'secret.txt': 'secret\n' }, []);
  return { common: join(folder, '.git'), commit: git(folder, 'rev-parse', 'HEAD') };
}

type Plant = (repo: string, of: ReturnType<typeof foreign>) => void;

const borrow: Plant = (repo, { common }) =>
  appendFileSync(join(repo, 'objects/info/alternates'), `${common}/objects\n`);
const detach: Plant = (repo, { commit }) => writeFileSync(join(repo, 'HEAD'), `${commit}\n`);
const linkTo = (from: string, at: string): void => {
  rmSync(at, { recursive: true, force: true });
  symlinkSync(from, at);
};

const PLANTS: Record<string, Plant> = {
  'refs that are a link, with foreign alternates': (repo, of) => {
    linkTo(`${of.common}/refs`, join(repo, 'refs'));
    writeFileSync(join(repo, 'HEAD'), 'ref: refs/heads/main\n');
    borrow(repo, of);
  },
  'a folder of refs that is a link': (repo, of) => {
    linkTo(`${of.common}/refs/heads`, join(repo, 'refs/heads'));
    writeFileSync(join(repo, 'HEAD'), 'ref: refs/heads/main\n');
    cpSync(`${of.common}/objects`, join(repo, 'objects'), { recursive: true });
  },
  'foreign alternates': (repo, of) => {
    borrow(repo, of);
    detach(repo, of);
  },
  'alternates that are a link': (repo, of) => {
    const own = join(repo, '../own');
    writeFileSync(own, `${of.common}/objects\n`);
    linkTo(own, join(repo, 'objects/info/alternates'));
    detach(repo, of);
  },
  'objects that are a link': (repo, of) => {
    linkTo(`${of.common}/objects`, join(repo, 'objects'));
    detach(repo, of);
  },
  'folders of objects that are links': (repo, of) => {
    for (const name of readdirSync(`${of.common}/objects`).filter((one) => one.length === 2))
      linkTo(`${of.common}/objects/${name}`, join(repo, 'objects', name));
    detach(repo, of);
  },
  'packed refs that are a link': (repo, of) => {
    git(join(of.common, '..'), 'pack-refs', '--all');
    linkTo(`${of.common}/packed-refs`, join(repo, 'packed-refs'));
    writeFileSync(join(repo, 'HEAD'), 'ref: refs/heads/main\n');
    cpSync(`${of.common}/objects`, join(repo, 'objects'), { recursive: true });
  },
};

test.each(everyNth(3, Object.entries(PLANTS)))(
  'a git folder with %s is damaged, and nothing of it is brought',
  async (_, plant) => {
    const on = stage();
    await on.start();
    const of = foreign(on);
    plant(runPaths(on.place()).repo, of);
    await expect(on.snapshot()).rejects.toMatchObject({ lost: 'damaged' });
    await rescue(on.place());
    expect(() => git(repositoryPaths(on).store, 'cat-file', '-e', of.commit)).toThrow();
  },
);

test("a link to a person's git folder in place of the agent's is damage, and no repair writes through it", async () => {
  const on = stage();
  await on.start();
  const { repo } = runPaths(on.place());
  const theirs = join(on.user, '../theirs');
  cpSync(repo, theirs, { recursive: true });
  linkTo(theirs, repo);
  const read = () => ['config', 'index', 'HEAD'].map((name) => readFileSync(join(theirs, name), 'latin1'));
  const before = read();
  expect(await readGround(on.place(), { base: on.base, start: on.base })).toMatchObject({ lost: 'damaged' });
  for (const repair of [repairConfig, repairIndex])
    await expect(repair(on.place(), on.base)).rejects.toMatchObject({ code: 'conflict' });
  await repairGitFolder(on.place(), { base: on.base, start: on.base, branch: 'backlog/r1-x-1', target: 'main' });
  expect(lstatSync(repo).isDirectory()).toBe(true);
  expect(read()).toEqual(before);
});

test('a named pipe as an included file of the git settings blocks no comparison', async () => {
  const on = stage();
  const tree = await on.start();
  const pipe = join(runPaths(on.place()).repo, 'pipe');
  git(tree, 'config', 'include.path', 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(await readGround(on.place(), { base: on.base, start: on.base })).toMatchObject({ config: true });
});

test("a named pipe in place of Backlog's index is refused, and blocks no comparison", async () => {
  const on = stage();
  await on.start();
  const { index } = runPaths(on.place());
  rmSync(index);
  execFileSync('mkfifo', [index]);
  await expect(diffFiles(on.place(), on.base)).rejects.toThrow('is no plain file');
  expect(await entriesIn(index, on.base)).toEqual([]);
});

soak('a submodule with foreign alternates brings nothing', async () => {
  const on = stage();
  const inner = newRepository(join(on.user, '../inner'), { 'in.txt': 'x\n' });
  git(on.user, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub');
  git(on.user, 'commit', '-qm', 'submodule');
  const tree = await on.start();
  const of = foreign(on);
  const repo = join(runPaths(on.place()).repo, 'modules/sub');
  borrow(repo, of);
  detach(repo, of);
  await on.snapshot().catch(() => undefined);
  await rescue(on.place());
  const stores = repositoryPaths(on).modules;
  const found = readdirSync(stores, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('HEAD'));
  expect([found.length > 0, readFileSync(join(tree, 'sub/in.txt'), 'utf8')]).toEqual([true, 'x\n']);
  for (const head of found) expect(() => git(join(stores, head, '..'), 'cat-file', '-e', of.commit)).toThrow();
});

soak('a git folder that the agent packed and cleaned is no damage', async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'x\n' });
  git(tree, 'commit', '-qam', 'work');
  git(tree, 'gc', '-q', '--prune=now');
  expect((await on.snapshot()).changed).toHaveLength(1);
});

test.each([['info/exclude'], ['info']])(
  'a link at %s is refused: the setup can plant it, and nothing is written behind it',
  async (at) => {
    const on = stage();
    const tree = await on.start();
    const theirs = join(on.user, '../theirs');
    writeFiles(theirs, { exclude: 'theirs\n' });
    linkTo(at === 'info' ? theirs : join(theirs, 'exclude'), join(runPaths(on.place()).repo, at));
    writeFiles(tree, { 'made.txt': 'x\n' });
    await expect(markReadied(on.place(), on.base)).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(join(theirs, 'exclude'), 'utf8')).toBe('theirs\n');
  },
);

test('a copy in place of a hard link never is among the files of a worktree, where a killed process would leave it', async () => {
  const on = stage();
  const tree = await on.start();
  rmSync(join(tree, 'a.txt'));
  linkSync(join(on.user, 'a.txt'), join(tree, 'a.txt'));
  const seen = new Set<string | null>();
  const ended = new Promise<void>((resolve) => {
    const watching = watch(tree, (_, name) => {
      seen.add(name);
      if (name !== 'end.txt') return;
      watching.close();
      resolve();
    });
  });
  expect(await replaceHardLinks(on.place(), on.base)).toEqual(['a.txt']);
  writeFileSync(join(tree, 'end.txt'), '');
  await ended;
  expect([...seen].sort()).toEqual(['a.txt', 'end.txt']);
  expect(lstatSync(join(on.user, 'a.txt')).nlink).toBe(1);
});

test('no hard link is replaced behind a link to a checkout, nor a file that is no more there', async () => {
  const on = stage();
  const tree = await on.start();
  const theirs = join(on.user, 'src/b.txt');
  linkSync(theirs, join(on.user, '../other.txt'));
  const { ino } = lstatSync(theirs);
  rmSync(join(tree, 'src'), { recursive: true });
  symlinkSync(join(on.user, 'src'), join(tree, 'src'));
  rmSync(join(tree, 'a.txt'));
  expect(await replaceHardLinks(on.place(), on.base)).toEqual([]);
  expect(lstatSync(theirs).ino).toBe(ino);
});
