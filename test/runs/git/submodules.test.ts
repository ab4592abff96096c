import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  applyUpdate,
  bringSubmodules,
  cleanRun,
  diffText,
  land,
  makeUpdate,
  pushForward,
  putModuleFilesBack,
  recoverLanding,
  runPaths,
  takeSnapshot,
  workLeft,
} from '../../../src/runs/git/index.ts';
import { moduleStore } from '../../../src/runs/git/submodules/module-store.ts';
import { approvedHere } from '../../support/approved.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { landing, landRun, merged, newRepository } from './stage.ts';
import { fill, linkAt, marksOf, textIn, type WithLib, withLib } from './with-lib.ts';

/** Sets the commit of a submodule in the agent's index, as an agent does that has no files of the submodule. */
function pointTo(tree: string, path: string, commit: string): void {
  git(tree, 'update-index', '--add', '--cacheinfo', `160000,${commit},${path}`);
}

/** What an agent does with submodules, and what follows from it. */
interface Act {
  does(tree: string, on: WithLib): void;
  /** The changed entries of the result. */
  changed: string[];
  /** Lines of `git status` in the person's checkout after the landing. Default: none. */
  status?: string;
  /** Files of the checkout after the landing, by path. */
  files?: Record<string, string>;
  /** Paths and marks of `git submodule status --recursive`. Default: both submodules, at their commits. */
  submodules?: string[];
  nested?: string[];
  /** True if the landing waits, because a folder with files is in the way. */
  refused?: true;
}

const ACTS: Record<string, Act> = {
  'nothing with submodules': {
    does: (tree) => writeFiles(tree, { 'a.txt': 'new\n' }),
    changed: ['M a.txt'],
    files: { 'a.txt': 'new\n', 'lib/x.txt': 'x1\n' },
  },
  'checks out another commit': {
    does: (tree, on) => git(join(tree, 'lib'), 'checkout', '-q', on.v2),
    changed: ['M lib'],
    files: { 'lib/x.txt': 'x2\n' },
  },
  'commits in a submodule': {
    does(tree) {
      writeFiles(join(tree, 'lib'), { 'x.txt': 'agent\n', 'new.txt': 'n\n' });
      git(join(tree, 'lib'), 'add', '-A');
      git(join(tree, 'lib'), 'commit', '-qm', 'by the agent');
    },
    changed: ['M lib'],
    files: { 'lib/x.txt': 'agent\n', 'lib/new.txt': 'n\n' },
  },
  'commits in a submodule and stages it': {
    does(tree) {
      writeFiles(join(tree, 'lib'), { 'x.txt': 'agent\n' });
      git(join(tree, 'lib'), 'commit', '-qam', 'by the agent');
      git(tree, 'add', 'lib');
    },
    changed: ['M lib'],
    files: { 'lib/x.txt': 'agent\n' },
  },
  'commits in a submodule, and commits that': {
    does(tree) {
      git(join(tree, 'lib'), 'switch', '-qc', 'work');
      writeFiles(join(tree, 'lib'), { 'x.txt': 'agent\n' });
      git(join(tree, 'lib'), 'commit', '-qam', 'by the agent');
      git(tree, 'commit', '-qam', 'bump');
    },
    changed: ['M lib'],
    files: { 'lib/x.txt': 'agent\n' },
  },
  'edits files in a submodule': {
    does(tree) {
      writeFiles(tree, { 'lib/x.txt': 'edited\n', 'lib/y.txt': 'y\n' });
      rmSync(join(tree, 'lib/deep/d.txt'));
    },
    changed: ['M lib'],
    files: { 'lib/x.txt': 'edited\n', 'lib/y.txt': 'y\n', 'lib/deep/d.txt': 'gone' },
  },
  'commits in a submodule of a submodule': {
    does(tree) {
      writeFiles(tree, { 'lib/deep/d.txt': 'deeper\n' });
      git(join(tree, 'lib/deep'), 'commit', '-qam', 'by the agent');
      git(join(tree, 'lib'), 'commit', '-qam', 'bump deep');
    },
    changed: ['M lib'],
    files: { 'lib/deep/d.txt': 'deeper\n' },
  },
  'adds a submodule': {
    does(tree, on) {
      git(tree, 'submodule', '--quiet', 'add', join(on.user, '../deep'), 'more/deep');
      git(tree, 'commit', '-qm', 'add');
    },
    changed: ['M .gitmodules', 'A more/deep'],
    submodules: [' lib', ' lib/deep', '-more/deep'],
  },
  'adds a submodule with a commit of its own': {
    does(tree, on) {
      git(tree, 'submodule', '--quiet', 'add', join(on.user, '../deep'), 'more/deep');
      writeFiles(tree, { 'more/deep/d.txt': 'mine\n' });
      git(join(tree, 'more/deep'), 'commit', '-qam', 'mine');
    },
    changed: ['M .gitmodules', 'A more/deep'],
    submodules: [' lib', ' lib/deep', '-more/deep'],
  },
  'removes a submodule': {
    does: (tree) => git(tree, 'rm', '-q', 'lib'),
    changed: ['M .gitmodules', 'D lib'],
    status: '?? lib/',
    submodules: [],
  },
  'deletes the folder of a submodule': {
    does: (tree) => rmSync(join(tree, 'lib'), { recursive: true }),
    changed: ['D lib'],
    status: '?? lib/',
    submodules: [],
  },
  'moves a submodule': {
    does(tree) {
      mkdirSync(join(tree, 'src/libs'));
      git(tree, 'mv', 'lib', 'src/libs/lib');
      writeFiles(tree, { 'src/libs/lib/x.txt': 'moved\n' });
    },
    changed: ['M .gitmodules', 'D lib', 'A src/libs/lib'],
    status: '?? lib/',
    submodules: ['-src/libs/lib'],
  },
  'puts files in the place of a submodule': {
    does(tree) {
      git(tree, 'rm', '-q', 'lib');
      writeFiles(tree, { 'lib/own.txt': 'o\n' });
    },
    changed: ['M .gitmodules', 'D lib', 'A lib/own.txt'],
    refused: true,
  },
  'puts a submodule in the place of files': {
    does(tree, on) {
      git(tree, 'rm', '-rq', 'src');
      git(tree, 'submodule', '--quiet', 'add', join(on.user, '../deep'), 'src');
    },
    changed: ['M .gitmodules', 'A src', 'D src/b.txt'],
    submodules: [' lib', ' lib/deep', '-src'],
  },
  'puts a file in the place of a submodule': {
    does(tree) {
      git(tree, 'rm', '-q', 'a.txt');
      rmSync(join(tree, 'lib'), { recursive: true });
      writeFiles(tree, { lib: 'a file\n' });
    },
    changed: ['D a.txt', 'T lib'],
    refused: true,
  },
  'deinitializes a submodule': {
    does(tree) {
      git(tree, 'submodule', '--quiet', 'deinit', '-f', 'lib');
      writeFiles(tree, { 'a.txt': 'new\n' });
    },
    changed: ['M a.txt'],
  },
  'deletes the .git file of a submodule, and edits it': {
    does(tree) {
      rmSync(join(tree, 'lib/.git'));
      writeFiles(tree, { 'lib/x.txt': 'edited\n' });
    },
    changed: ['M lib'],
    files: { 'lib/x.txt': 'edited\n' },
  },
  'changes the address of a submodule': {
    does: (tree) => git(tree, 'config', '-f', '.gitmodules', 'submodule.lib.branch', 'next'),
    changed: ['M .gitmodules'],
  },
  'stages one commit and checks out another': {
    does(tree, on) {
      writeFiles(tree, { 'lib/x.txt': 'staged\n' });
      git(join(tree, 'lib'), 'commit', '-qam', 'staged');
      git(tree, 'add', 'lib');
      git(join(tree, 'lib'), 'checkout', '-q', on.v2);
    },
    changed: ['M lib'],
    nested: [expect.stringMatching(/^lib\/\.git\/[0-9a-f]{40}$/)],
    files: { 'lib/x.txt': 'x2\n' },
  },
  'makes a branch with a bump, and leaves it': {
    does(tree, on) {
      const branch = git(tree, 'symbolic-ref', '--short', 'HEAD');
      git(tree, 'switch', '-qc', 'aside');
      pointTo(tree, 'lib', on.v2);
      git(tree, 'commit', '-qm', 'bump');
      git(tree, 'switch', '-q', branch);
      writeFiles(tree, { 'a.txt': 'new\n' });
    },
    changed: ['M a.txt'],
  },
  'breaks the git folder of a submodule': {
    does(tree) {
      const gitDir = git(join(tree, 'lib'), 'rev-parse', '--absolute-git-dir');
      writeFiles(gitDir, { HEAD: 'nonsense\n' });
      writeFiles(tree, { 'a.txt': 'new\n', 'lib/x.txt': 'edited\n' });
    },
    changed: ['M a.txt'],
    nested: ['lib/'],
  },
  'makes a repository without .gitmodules': {
    does(tree) {
      newRepository(join(tree, 'own'), { 'o.txt': 'o\n' });
      git(tree, 'add', 'own');
      git(tree, 'commit', '-qm', 'embedded');
      writeFiles(tree, { 'a.txt': 'new\n' });
    },
    changed: ['M a.txt'],
    nested: ['own/'],
  },
};

describe('the submodules of a result', () => {
  soak.each(['staged', 'committed'])('a %s commit of a submodule is a line of the diff, and lands', async (how) => {
    const on = await withLib();
    const tree = await on.start();
    pointTo(tree, 'lib', on.v2);
    if (how === 'committed') git(tree, 'commit', '-qm', 'bump');
    const snapshot = await on.snapshot();
    expect(snapshot.changed).toMatchObject([{ path: 'lib', status: 'M', added: 1, deleted: 1 }]);
    expect(snapshot).toMatchObject({ unreachable: [], nested: [], empty: false });
    expect(await diffText(on, { from: on.base, to: snapshot.commit })).toContain(
      `-Subproject commit ${on.v1}\n+Subproject commit ${on.v2}`,
    );
    expect(await landRun(on)).toMatchObject({ landed: true });
    expect(linkAt(on.user, 'main')).toBe(on.v2);
    expect(git(on.user, 'status', '--porcelain')).toBe('');
    expect(git(on.user, 'submodule', 'status')).toMatch(new RegExp(`^ ?${on.v2} lib`));
    expect(readFileSync(join(on.user, 'lib/x.txt'), 'utf8')).toBe('x2\n');
  });

  soak.each(['committed', 'staged'])('a %s removal lands together with .gitmodules', async (how) => {
    const on = await withLib();
    const tree = await on.start();
    git(tree, 'rm', '-q', 'lib');
    if (how === 'committed') git(tree, 'commit', '-qm', 'remove');
    const snapshot = await on.snapshot();
    expect(snapshot.changed.map(({ path, status }) => [path, status])).toEqual([
      ['.gitmodules', 'M'],
      ['lib', 'D'],
    ]);
    expect(await landRun(on)).toMatchObject({ landed: true });
    expect(git(on.user, 'ls-tree', 'main', 'lib')).toBe('');
    expect(git(on.user, 'submodule', 'status')).toBe('');
  });
});

test('commits of a submodule that its checkout lacks are named: of a branch, of any other ref, and of the stash', async () => {
  const on = await withLib();
  const tree = await on.start();
  const lib = join(tree, 'lib');
  git(lib, 'switch', '-qc', 'work');
  writeFiles(lib, { 'new.txt': 'n\n' });
  git(lib, 'add', '-A');
  git(lib, 'commit', '-qm', 'work');
  git(lib, 'switch', '-q', '--detach', 'HEAD~1');
  writeFiles(lib, { 'x.txt': 'stashed\n' });
  git(lib, 'stash', '-q');
  expect((await on.snapshot()).nested).toEqual(['lib/.git/refs/heads/work', 'lib/.git/refs/stash']);
  git(lib, 'merge', '-q', '--ff-only', 'work');
  git(lib, 'stash', 'drop', '-q');
  expect((await on.snapshot()).nested).toEqual([]);
});

soak('commits of a submodule are named at any ref, but not its notes and those that were fetched', async () => {
  const on = await withLib();
  git(join(on.user, 'lib'), 'update-ref', 'refs/custom/of-person', 'HEAD');
  const tree = await on.start();
  const lib = join(tree, 'lib');
  git(lib, 'notes', 'add', '-m', 'A note');
  for (const name of ['x', 'y']) {
    const made = git(lib, 'commit-tree', '-m', name, '-p', 'HEAD', git(lib, 'write-tree'));
    git(lib, 'update-ref', name === 'x' ? 'refs/custom/x' : 'refs/bisect/bad', made);
  }
  const other = join(on.user, '../lib');
  writeFiles(other, { 'theirs.txt': 'x\n' });
  git(other, 'add', '-A');
  git(other, 'commit', '-qm', 'theirs');
  git(lib, 'fetch', '-q', other, '+HEAD:refs/pull/1/head');
  expect((await on.snapshot()).nested).toEqual(['lib/.git/refs/bisect/bad', 'lib/.git/refs/custom/x']);
});

soak.each<[what: string, act: (gitDir: string, commits: string[]) => void]>([
  [
    'an earlier commit of it is lost',
    (gitDir, [one = '']) => rmSync(join(gitDir, 'objects', one.slice(0, 2), one.slice(2))),
  ],
  ['its packed refs are zeros', (gitDir) => writeFiles(gitDir, { 'packed-refs': '\0'.repeat(300) })],
])('a branch of a submodule is named although %s', async (what, act) => {
  const on = await withLib();
  const tree = await on.start();
  const lib = join(tree, 'lib');
  git(lib, 'switch', '-qc', 'work');
  const commits = ['one', 'two'].map((text) => {
    writeFiles(lib, { 'new.txt': text });
    git(lib, 'add', '-A');
    git(lib, 'commit', '-qm', text);
    return git(lib, 'rev-parse', 'HEAD');
  });
  git(lib, 'switch', '-q', '--detach', 'HEAD~2');
  git(lib, 'pack-refs', '--all');
  act(git(lib, 'rev-parse', '--absolute-git-dir'), commits);
  expect((await on.snapshot()).nested).toEqual(['lib/.git/refs/heads/work']);
  // Before the next round, the git of the submodule works again.
  const { remade } = await putModuleFilesBack(on.place(), on.base);
  expect(remade).toEqual(what.includes('zeros') ? ['lib'] : []);
  expect(git(lib, 'rev-parse', 'work')).toBe(commits[1]);
});

test('work of a result that is in no commit of its agent comes back into a submodule; what the agent committed or wrote since stays', async () => {
  const on = await withLib();
  const tree = await on.start();
  const lib = join(tree, 'lib');
  writeFiles(lib, { 'x.txt': 'agent\n', 'new.txt': 'n\n', 'deep/d.txt': 'agent\n' });
  const { commit } = await on.snapshot();
  const back = async () => (await putModuleFilesBack(on.place(), commit)).files.sort();
  expect(await back()).toEqual([]);
  for (const name of ['x.txt', 'new.txt', 'deep/d.txt']) rmSync(join(lib, name));
  expect(await back()).toEqual(['lib/deep/d.txt', 'lib/new.txt', 'lib/x.txt']);
  git(lib, 'checkout', '-q', 'x.txt');
  expect(await back()).toEqual(['lib/x.txt']);
  writeFiles(lib, { 'x.txt': 'later\n', 'kept.txt': 'later\n' });
  git(lib, 'rm', '-q', '--cached', 'kept.txt');
  git(lib, 'commit', '-qm', 'by the agent');
  rmSync(join(lib, 'kept.txt'));
  rmSync(join(lib, 'new.txt'));
  expect(await back()).toEqual(['lib/new.txt']);
  const names = ['x.txt', 'new.txt', 'deep/d.txt', 'kept.txt'];
  expect(names.map((name) => textIn(lib, name))).toEqual(['later\n', 'n\n', 'agent\n', 'gone']);
});

soak(
  'a commit of a submodule that its detached HEAD left is named, as after git submodule update; one of an earlier result is not',
  async () => {
    const on = await withLib();
    const tree = await on.start();
    const lib = join(tree, 'lib');
    for (const name of ['one', 'two']) {
      writeFiles(lib, { [`${name}.txt`]: 'x\n' });
      git(lib, 'add', '-A');
      git(lib, 'commit', '-qm', name);
      if (name === 'one') expect((await on.snapshot()).nested).toEqual([]);
    }
    const two = git(lib, 'rev-parse', 'HEAD');
    git(tree, 'submodule', '--quiet', 'update');
    expect((await on.snapshot()).nested).toEqual([`lib/.git/${two}`]);
    git(lib, 'switch', '-q', '--detach', two);
    expect((await on.snapshot()).nested).toEqual([]);
  },
);

soak('a commit that no repository has can be neither merged nor landed; the words name path and commit', async () => {
  const on = await withLib();
  const nowhere = '1234567'.padEnd(40, '0');
  pointTo(await on.start(), 'lib', nowhere);
  const snapshot = await on.snapshot();
  expect(snapshot.unreachable).toEqual([{ path: 'lib', commit: nowhere }]);
  await expect(landRun(on)).rejects.toMatchObject({
    code: 'conflict',
    message: `the result of r1 has submodule lib at commit ${nowhere}, which no repository on this machine has`,
    data: { id: 'r1' },
  });
});

/** Shapes of the person's repository. Each makes the checkout from a clone whose submodules have no files yet. */
const SHAPES: Record<string, ((user: string) => string) | undefined> = {
  plain: undefined,
  linked(user) {
    git(user, 'switch', '-qc', 'elsewhere');
    git(user, 'worktree', 'add', '-q', join(user, '../linked'), 'main');
    fill(join(user, '../linked'));
    return join(user, '../linked');
  },
  sparse(user) {
    git(user, 'sparse-checkout', 'set', 'src');
    fill(user);
    return user;
  },
  'ignoring submodules'(user) {
    git(user, 'config', '-f', '.gitmodules', 'submodule.lib.ignore', 'all');
    git(user, 'commit', '-qam', 'ignore');
    git(user, 'config', 'diff.ignoreSubmodules', 'all');
    fill(user);
    return user;
  },
  'with git folders in the submodules'(user) {
    git(user, 'clone', '-q', join(user, '../lib'), 'lib');
    git(join(user, 'lib'), 'checkout', '-q', git(user, 'rev-parse', 'HEAD:lib'));
    fill(user);
    return user;
  },
};

const CASES = Object.keys(SHAPES).flatMap((shape) => Object.keys(ACTS).map((act) => ({ shape, act })));

describe('an agent', () => {
  soak.each(CASES)('$act ($shape)', async ({ shape, act }) => {
    const { does, changed, status = '', files = {}, ...rest } = ACTS[act]!;
    const on = await withLib(SHAPES[shape]);
    const tree = await on.start();
    expect(git(tree, 'status', '--porcelain')).toBe('');
    expect(marksOf(tree)).toEqual([' lib', ' lib/deep']);
    does(tree, on);
    const snapshot = await on.snapshot();
    expect(snapshot.changed.map((one) => `${one.status} ${one.path}`)).toEqual(changed);
    expect(snapshot).toMatchObject({ unreachable: [], nested: rest.nested ?? [] });
    expect((await on.snapshot()).commit).toBe(snapshot.commit);
    const inTheWay = { landed: false, why: { kind: 'in-the-way', paths: ['lib'] } };
    expect(await landRun(on)).toMatchObject(rest.refused ? inTheWay : { landed: true });
    expect(git(on.user, 'status', '--porcelain')).toBe(status);
    expect(marksOf(on.user)).toEqual(rest.submodules ?? [' lib', ' lib/deep']);
    for (const [path, text] of Object.entries(files)) expect(textIn(on.user, path)).toBe(text);
    git(on.user, 'submodule', '--quiet', 'update', '--init', '--recursive');
    expect(git(on.user, 'status', '--porcelain')).toBe(status);
  });
});

describe('the target branch moves on', () => {
  /** Brings the tip of main to the run, as for a result that the merge queue returned. */
  async function updated(on: WithLib) {
    const { commit: result } = await on.snapshot();
    const target = { name: 'main', commit: git(on.user, 'rev-parse', 'main') };
    const made = await makeUpdate(on.place(), { base: on.base, result, target });
    await applyUpdate(on.place(), 'backlog/r1-x-1', made);
    await applyUpdate(on.place(), 'backlog/r1-x-1', made);
    return takeSnapshot(on.place(), { base: made.base, message: 'Again' });
  }

  soak('a submodule that the person bumped is moved in the worktree, and the result does not undo it', async () => {
    const on = await withLib();
    const tree = await on.start();
    writeFiles(tree, { 'a.txt': 'new\n' });
    git(join(on.user, 'lib'), 'checkout', '-q', on.v2);
    git(on.user, 'commit', '-qam', 'bump');
    const { changed } = await updated(on);
    expect(changed.map(({ path }) => path)).toEqual(['a.txt']);
    expect(textIn(tree, 'lib/x.txt')).toBe('x2\n');
    expect(git(tree, 'status', '--porcelain')).toBe('');
    expect(marksOf(tree)).toEqual([' lib', ' lib/deep']);
  });

  soak('what the agent did in a submodule stays, and is in its checkout', async () => {
    const on = await withLib();
    const tree = await on.start();
    writeFiles(tree, { 'lib/x.txt': 'agent\n', 'lib/deep/more.txt': 'm\n' });
    writeFiles(on.user, { 'a.txt': 'person\n' });
    git(on.user, 'commit', '-qam', 'of the person');
    const { changed } = await updated(on);
    expect(changed.map(({ path }) => path)).toEqual(['lib']);
    expect(git(tree, 'status', '--porcelain')).toBe('');
    expect(textIn(tree, 'lib/deep/more.txt')).toBe('m\n');
  });

  test.each(everyNth(2, ['modules', 'config']))(
    'nothing is written behind a link that the agent put in the place of its %s',
    async (name) => {
      const on = await withLib();
      const tree = await on.start();
      const { repo } = runPaths(on.place());
      const elsewhere = join(on.runs, '../../elsewhere');
      writeFiles(elsewhere, { 'other/kept.txt': 'kept\n', file: '[core]\n' });
      writeFiles(tree, { 'a.txt': 'new\n' });
      rmSync(join(repo, name), { recursive: true });
      symlinkSync(name === 'config' ? join(elsewhere, 'file') : elsewhere, join(repo, name));
      git(on.user, 'submodule', '--quiet', 'add', join(on.user, '../deep'), 'other');
      git(on.user, 'commit', '-qm', 'other');
      await updated(on);
      expect(readdirSync(elsewhere, { recursive: true }).sort()).toEqual(['file', 'other', 'other/kept.txt']);
      expect(textIn(elsewhere, 'file')).toBe('[core]\n');
    },
  );

  soak('a submodule that the person removed goes from the worktree, and one that they added is filled', async () => {
    const on = await withLib();
    const tree = await on.start();
    writeFiles(tree, { 'a.txt': 'new\n' });
    git(on.user, 'submodule', '--quiet', 'add', join(on.user, '../deep'), 'other');
    git(on.user, 'rm', '-q', 'lib');
    git(on.user, 'commit', '-qm', 'others');
    const snapshot = await updated(on);
    expect(snapshot.changed.map(({ path }) => path)).toEqual(['a.txt']);
    expect(snapshot.nested).toEqual([]);
    expect(existsSync(join(tree, 'lib'))).toBe(false);
    expect(textIn(tree, 'other/d.txt')).toBe('deep\n');
    expect(git(tree, 'status', '--porcelain')).toBe('');
  });
});

soak('a landing that was killed after it moved the branch is completed with its submodules', async () => {
  const on = await withLib();
  writeFiles(await on.start(), { 'lib/x.txt': 'agent\n' });
  const { tip, old } = await merged(on, await on.snapshot());
  const atCommitted = (step: string) => {
    if (step === 'committed') throw new Error('killed');
  };
  await expect(land(on, landing({ tip, old }), atCommitted)).rejects.toThrow('killed');
  expect(textIn(on.user, 'lib/x.txt')).toBe('x1\n');
  const journal = {
    repository: on.repository,
    ref: 'refs/heads/main',
    old,
    new: tip,
    worktree: on.user,
    runs: on.runs,
  };
  expect(await recoverLanding(journal)).toBe('landed');
  expect(textIn(on.user, 'lib/x.txt')).toBe('agent\n');
  expect(git(on.user, 'status', '--porcelain')).toBe('');
});

describe('when a worktree goes', () => {
  soak('work in submodules is kept under rescue refs', async () => {
    const on = await withLib();
    const tree = await on.start();
    const lib = join(tree, 'lib');
    git(lib, 'switch', '-qc', 'aside');
    writeFiles(lib, { 'x.txt': 'aside\n' });
    git(lib, 'commit', '-qam', 'aside');
    git(lib, 'switch', '-q', '--detach', on.v1);
    writeFiles(lib, { 'x.txt': 'uncommitted\n' });
    expect(await workLeft(on.place(), false)).toMatchObject({ unsaved: ['lib'] });
    const { rescued } = await cleanRun(on.place(), { done: false, force: true });
    const [files] = rescued!.refs.filter(({ name }) => name.endsWith('/files'));
    const store = moduleStore(on, { names: ['lib'] });
    const kept = linkAt(join(on.runs, 'repositories/user/store.git'), files!.commit)!;
    expect(git(store, 'show', `${kept}:x.txt`)).toBe('uncommitted');
    expect(git(store, 'show', 'refs/runs/r1/rescue/1/refs/heads/aside:x.txt')).toBe('aside');
  });

  soak('a second rescue leaves what the first one kept of a submodule', async () => {
    const on = await withLib();
    for (const text of ['first', 'second']) {
      const lib = join(await on.start(), 'lib');
      git(lib, 'switch', '-qc', 'aside');
      writeFiles(lib, { 'x.txt': `${text}\n` });
      git(lib, 'commit', '-qam', text);
      git(lib, 'switch', '-q', '--detach', on.v1);
      // The main copy needs no refs of it.
      expect((await cleanRun(on.place(), { done: false, force: true })).rescued).toMatchObject({ refs: [], lost: [] });
    }
    const store = moduleStore(on, { names: ['lib'] });
    const kept = git(store, 'for-each-ref', '--format=%(refname) %(subject)', 'refs/runs/*/rescue/*/refs/heads/aside');
    expect(kept.split('\n')).toEqual([
      'refs/runs/r1/rescue/1/refs/heads/aside first',
      'refs/runs/r1/rescue/2/refs/heads/aside second',
    ]);
  });

  soak('nothing is kept of one whose result has all', async () => {
    const on = await withLib();
    writeFiles(await on.start(), { 'lib/x.txt': 'agent\n', 'lib/deep/d.txt': 'agent\n' });
    await landRun(on);
    expect(await workLeft(on.place(), true)).toMatchObject({ unsaved: [], nested: [], unmerged: false });
    expect((await cleanRun(on.place(), { done: true })).rescued).toMatchObject({ refs: [], left: [], lost: [] });
  });
});

soak('two results that bump one submodule conflict, unless one bump contains the other', async () => {
  const on = await withLib();
  for (const id of ['r1', 'r2', 'r3']) await on.start(id);
  git(join(runPaths(on.place('r1')).tree, 'lib'), 'checkout', '-q', on.v2);
  await landRun(on, 'r1');
  writeFiles(runPaths(on.place('r2')).tree, { 'lib/x.txt': 'other\n' });
  await expect(landRun(on, 'r2')).rejects.toThrow('conflicts: [{"path":"lib"');
  const third = join(runPaths(on.place('r3')).tree, 'lib');
  git(third, 'checkout', '-q', on.v2);
  writeFiles(third, { 'x.txt': 'after v2\n' });
  expect(await landRun(on, 'r3')).toMatchObject({ landed: true });
  expect(textIn(on.user, 'lib/x.txt')).toBe('after v2\n');
  expect(git(on.user, 'status', '--porcelain')).toBe('');
});

soak('a push of a merged bump is refused while no remote has the commit; the words name the submodule', async () => {
  const on = await withLib();
  writeFiles(await on.start(), { 'lib/x.txt': 'agent\n' });
  await landRun(on);
  const call = { repository: on.repository, remote: approvedHere<string>('origin'), limitMs: 60_000 };
  const push = () => pushForward(call, git(on.user, 'rev-parse', 'main'), 'next');
  await expect(push()).rejects.toThrow('no remote has the commits of these submodules: lib. Push them');
  git(join(on.user, 'lib'), 'push', '-q', 'origin', 'HEAD:refs/heads/next');
  await push();
  expect(linkAt(join(on.user, '../origin'), 'next')).toBe(linkAt(on.user, 'main'));
});

soak("a proposed result brings its commits of submodules into the person's git folders", async () => {
  const on = await withLib();
  writeFiles(await on.start(), { 'lib/x.txt': 'agent\n' });
  const { commit } = await on.snapshot();
  expect(await bringSubmodules(on, { id: 'r1', from: on.base, to: commit })).toBeUndefined();
  expect(git(join(on.user, 'lib'), 'show', 'refs/backlog/landed/r1:x.txt')).toBe('agent');
});

soak('a shallow submodule is filled, and a commit in it lands', async () => {
  const on = await withLib((user) => {
    git(user, 'submodule', '--quiet', 'init', 'lib');
    git(user, 'config', 'submodule.lib.url', `file://${join(user, '../lib')}`);
    git(user, 'submodule', '--quiet', 'update', '--depth=1', 'lib');
    return user;
  });
  const tree = await on.start();
  expect(git(join(tree, 'lib'), 'rev-list', '--count', 'HEAD')).toBe('1');
  writeFiles(tree, { 'lib/x.txt': 'agent\n' });
  expect(await landRun(on)).toMatchObject({ landed: true });
  expect(textIn(on.user, 'lib/x.txt')).toBe('agent\n');
  expect(git(on.user, 'status', '--porcelain')).toBe('');
});
