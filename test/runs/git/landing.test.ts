import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { land, targetTip } from '../../../src/runs/git/index.ts';
import { deferralText } from '../../../src/runs/git/landing/deferral.ts';
import { secondName } from '../../../src/runs/git/landing/index-files.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { madeOnce } from '../../support/made-once.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { type Approved, landing, merged, type Stage, stage } from './stage.ts';

/** A run whose result changes a.txt, deletes src/b.txt, adds add/new.txt; the checkout has a second commit to play with. */
const begun = madeOnce(async (root) => {
  const on = stage({ root });
  writeFiles(on.user, { 'other.txt': 'other\n' });
  git(on.user, 'add', '.');
  git(on.user, 'commit', '-qm', 'second');
  on.base = git(on.user, 'rev-parse', 'HEAD');
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'by the run\n', 'add/new.txt': 'new\n' });
  rmSync(join(tree, 'src/b.txt'));
  return { on, approved: await merged(on, await on.snapshot()) };
});

async function approvedRun(): Promise<{ on: Stage; approved: Approved }> {
  const made = await begun();
  // Copies have other inodes than the index of git knows.
  git(made.on.user, 'update-index', '-q', '--refresh');
  return made;
}

const tip = (on: Stage) => git(on.user, 'rev-parse', 'HEAD');

/** A state of the checkout, and why nothing lands then. */
const DEFERRED: Record<string, [state: (on: Stage) => void, why: (on: Stage) => object]> = {
  'the branch moved on': [
    (on) => git(on.user, 'commit', '-q', '--allow-empty', '-m', 'more'),
    (on) => ({ kind: 'moved', at: tip(on) }),
  ],
  'the branch was rewound': [
    (on) => git(on.user, 'reset', '-q', '--hard', 'HEAD~1'),
    (on) => ({ kind: 'moved', at: tip(on) }),
  ],
  'the branch was deleted': [
    (on) => {
      git(on.user, 'switch', '-qc', 'elsewhere');
      git(on.user, 'branch', '-qD', 'main');
    },
    () => ({ kind: 'moved', at: undefined }),
  ],
  'history was rewritten and pruned': [
    (on) => {
      git(on.user, 'commit', '-q', '--amend', '-m', 'other words');
      git(on.user, 'reflog', 'expire', '--expire=now', '--all');
      git(on.user, 'gc', '-q', '--prune=now');
    },
    (on) => ({ kind: 'moved', at: tip(on) }),
  ],
  'a changed file is edited': [
    (on) => writeFiles(on.user, { 'a.txt': 'mine\n' }),
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['a.txt'] }),
  ],
  'a changed file is staged': [
    (on) => {
      writeFiles(on.user, { 'a.txt': 'mine\n' });
      git(on.user, 'add', 'a.txt');
    },
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['a.txt'] }),
  ],
  'a changed file is staged, and edited back': [
    (on) => {
      writeFiles(on.user, { 'a.txt': 'mine\n' });
      git(on.user, 'add', 'a.txt');
      writeFiles(on.user, { 'a.txt': 'one\ntwo\nthree\n' });
    },
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['a.txt'] }),
  ],
  'a changed file is deleted': [
    (on) => rmSync(join(on.user, 'a.txt')),
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['a.txt'] }),
  ],
  'a deleted file is edited': [
    (on) => writeFiles(on.user, { 'src/b.txt': 'mine\n' }),
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['src/b.txt'] }),
  ],
  'a changed file became a folder': [
    (on) => {
      rmSync(join(on.user, 'a.txt'));
      writeFiles(on.user, { 'a.txt/mine.txt': 'mine\n' });
    },
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['a.txt'] }),
  ],
  'the folder of a changed file became a link to an equal one': [
    (on) => {
      renameSync(join(on.user, 'src'), join(on.user, '../src'));
      symlinkSync('../src', join(on.user, 'src'));
    },
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['src/b.txt'] }),
  ],
  'an edit is hidden by assume-unchanged': [
    (on) => {
      git(on.user, 'update-index', '--assume-unchanged', 'a.txt');
      writeFiles(on.user, { 'a.txt': 'mine\n' });
    },
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['a.txt'] }),
  ],
  'assume-unchanged hides that a link leads nowhere in place of a file': [
    (on) => {
      git(on.user, 'update-index', '--assume-unchanged', 'a.txt');
      rmSync(join(on.user, 'a.txt'));
      symlinkSync('nowhere', join(on.user, 'a.txt'));
    },
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['a.txt'] }),
  ],
  'assume-unchanged hides that a folder is in place of a file': [
    (on) => {
      git(on.user, 'update-index', '--assume-unchanged', 'a.txt');
      rmSync(join(on.user, 'a.txt'));
      writeFiles(on.user, { 'a.txt/mine': 'mine\n' });
    },
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['a.txt'] }),
  ],
  'an edit is hidden by skip-worktree': [
    (on) => {
      git(on.user, 'update-index', '--skip-worktree', 'a.txt');
      writeFiles(on.user, { 'a.txt': 'mine\n' });
    },
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['a.txt'] }),
  ],
  'the added file was added by the person, staged': [
    (on) => {
      writeFiles(on.user, { 'add/new.txt': 'mine\n' });
      git(on.user, 'add', '.');
    },
    (on) => ({ kind: 'dirty', worktree: on.user, paths: ['add/new.txt'] }),
  ],
  'an untracked file is where one is added': [
    (on) => writeFiles(on.user, { 'add/new.txt': 'mine\n' }),
    (on) => ({ kind: 'in-the-way', worktree: on.user, paths: ['add/new.txt'] }),
  ],
  'an equal untracked file is where one is added': [
    (on) => writeFiles(on.user, { 'add/new.txt': 'new\n' }),
    (on) => ({ kind: 'in-the-way', worktree: on.user, paths: ['add/new.txt'] }),
  ],
  'an ignored file is where one is added': [
    (on) => writeFiles(on.user, { 'add/new.txt': 'mine\n', '.git/info/exclude': 'new.txt\n' }),
    (on) => ({ kind: 'in-the-way', worktree: on.user, paths: ['add/new.txt'] }),
  ],
  'a file is where a folder is added': [
    (on) => writeFiles(on.user, { add: 'mine\n', '.git/info/exclude': 'add\n' }),
    (on) => ({ kind: 'in-the-way', worktree: on.user, paths: ['add'] }),
  ],
  'a link is where a folder is added': [
    (on) => {
      mkdirSync(join(on.user, '../outside'));
      symlinkSync('../outside', join(on.user, 'add'));
    },
    (on) => ({ kind: 'in-the-way', worktree: on.user, paths: ['add'] }),
  ],
  'a dangling link is where a file is added': [
    (on) => {
      mkdirSync(join(on.user, 'add'));
      symlinkSync('nowhere', join(on.user, 'add/new.txt'));
    },
    (on) => ({ kind: 'in-the-way', worktree: on.user, paths: ['add/new.txt'] }),
  ],
  'a folder with a file is where a file is added': [
    (on) => writeFiles(on.user, { 'add/new.txt/x.log': 'mine\n' }),
    (on) => ({ kind: 'in-the-way', worktree: on.user, paths: ['add/new.txt'] }),
  ],
  'a rebase goes on': [
    (on) => {
      conflictingBranch(on);
      expect(() => git(on.user, 'rebase', '-q', 'theirs')).toThrow();
    },
    (on) => ({ kind: 'in-progress', worktree: on.user, what: 'rebase' }),
  ],
  'a merge goes on': [
    (on) => {
      git(on.user, 'branch', 'theirs', 'HEAD~1');
      git(on.user, 'merge', '-q', '--no-ff', '--no-commit', sideCommit(on));
    },
    (on) => ({ kind: 'in-progress', worktree: on.user, what: 'merge' }),
  ],
  'a cherry-pick goes on': [
    (on) => expect(() => git(on.user, 'cherry-pick', sideCommit(on, 'a.txt'), sideCommit(on, 'a.txt', '2'))).toThrow(),
    (on) => ({ kind: 'in-progress', worktree: on.user, what: 'cherry-pick' }),
  ],
  'a revert goes on': [
    (on) => git(on.user, 'revert', '-n', 'HEAD'),
    (on) => ({ kind: 'in-progress', worktree: on.user, what: 'revert' }),
  ],
  'a bisection goes on': [
    (on) => {
      git(on.user, 'bisect', 'start');
      git(on.user, 'bisect', 'bad', 'HEAD');
      git(on.user, 'bisect', 'good', 'HEAD~1');
    },
    (on) => ({ kind: 'in-progress', worktree: on.user, what: 'bisect' }),
  ],
  'a patch of a mail goes on': [
    (on) => {
      const side = sideCommit(on, 'a.txt');
      writeFiles(on.user, {
        '../mail': `${git(on.user, 'format-patch', '-1', '--stdout', side)}\n`,
        'a.txt': 'mine\n',
      });
      git(on.user, 'commit', '-qam', 'mine');
      expect(() => git(on.user, 'am', '-q', '../mail')).toThrow();
    },
    (on) => ({ kind: 'in-progress', worktree: on.user, what: 'am' }),
  ],
  'a rebase of the branch goes on in another worktree': [
    (on) => {
      conflictingBranch(on);
      git(on.user, 'switch', '-qc', 'elsewhere');
      git(on.user, 'worktree', 'add', '-q', '../linked', 'main');
      expect(() => git(join(on.user, '../linked'), 'rebase', '-q', 'theirs')).toThrow();
    },
    (on) => ({ kind: 'in-progress', worktree: join(on.user, '../linked'), what: 'rebase' }),
  ],
  'two worktrees have the branch': [
    (on) => git(on.user, 'worktree', 'add', '-q', '-f', '../linked', 'main'),
    (on) => ({ kind: 'two-worktrees', worktrees: [on.user, join(on.user, '../linked')] }),
  ],
  'a worktree on the branch was deleted or moved by hand': [
    (on) => {
      git(on.user, 'worktree', 'add', '-q', '-f', '../linked', 'main');
      rmSync(join(on.user, '../linked'), { recursive: true });
    },
    (on) => ({
      ...{ kind: 'lost-worktree', worktree: join(on.user, '../linked'), why: 'no worktree exists there' },
      mend: expect.stringMatching(/worktree repair NEW-FOLDER.*worktree prune/),
    }),
  ],
  'another worktree has the branch by another name': [
    (on) => {
      git(on.user, 'symbolic-ref', 'refs/heads/master', 'refs/heads/main');
      git(on.user, 'worktree', 'add', '-q', '-f', '../linked', 'master');
    },
    (on) => ({ kind: 'two-worktrees', worktrees: [on.user, join(on.user, '../linked')] }),
  ],
  'the index is locked': [
    (on) => writeFileSync(join(on.user, '.git/index.lock'), ''),
    (on) => ({ kind: 'locked', file: join(on.user, '.git/index.lock') }),
  ],
  'the branch is locked': [
    (on) => writeFileSync(join(on.user, '.git/refs/heads/main.lock'), ''),
    (on) => ({ kind: 'locked', file: join(on.user, '.git/refs/heads/main.lock') }),
  ],
  'HEAD is locked': [
    (on) => writeFileSync(join(on.user, '.git/HEAD.lock'), ''),
    (on) => ({ kind: 'locked', file: join(on.user, '.git/HEAD.lock') }),
  ],
};

test('a landing starts git 16 times', async () => {
  const { on, approved } = await approvedRun();
  const calls = join(on.user, '../calls');
  const script = `#!/bin/sh\necho x >>${calls}\nPATH="\${PATH#*:}" exec git "$@"\n`;
  writeFiles(join(on.user, '../bin'), { git: script });
  chmodSync(join(on.user, '../bin/git'), 0o755);
  vi.stubEnv('PATH', `${join(on.user, '../bin')}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await land(on, landing(approved))).toMatchObject({ landed: true });
  expect(readFileSync(calls, 'utf8').split('\n')).toHaveLength(16 + 1);
});

/** A commit that is on no branch: the second commit with one more file, or another content. */
function sideCommit(on: Stage, path = 'side.txt', content = 'side'): string {
  const at = git(on.user, 'rev-parse', 'HEAD');
  writeFiles(on.user, { [path]: content });
  git(on.user, 'add', '.');
  git(on.user, 'commit', '-qm', `side ${content}`);
  const side = git(on.user, 'rev-parse', 'HEAD');
  git(on.user, 'reset', '-q', '--hard', at);
  return side;
}

/** `theirs` differs from main where the second commit was made. */
function conflictingBranch(on: Stage): void {
  git(on.user, 'switch', '-qc', 'theirs', 'HEAD~1');
  writeFiles(on.user, { 'other.txt': 'theirs\n' });
  git(on.user, 'add', '.');
  git(on.user, 'commit', '-qm', 'theirs');
  git(on.user, 'switch', '-q', 'main');
}

/** What landing fetched stays until git collects it; empty folders of refs are git's, too. */
const REMAINS = /\/objects\/|refs\/backlog\//;

test.each(everyNth(12, Object.entries(DEFERRED)))('%s: nothing lands, nothing is changed', async (_, [state, why]) => {
  const { on, approved } = await approvedRun();
  state(on);
  const expected = why(on);
  await untouched(
    on.user,
    async () => {
      const told = await land(on, landing(approved));
      expect(told).toEqual({ landed: false, why: expected });
      if (!told.landed) expect(deferralText(told.why, 'refs/heads/main')).toMatch(/\w{5}/);
    },
    { except: REMAINS },
  );
  expect(git(on.user, 'for-each-ref', 'refs/backlog')).toBe('');
});

/** A state of the checkout that is no obstacle, and what is checked afterwards. */
const LANDS: Record<string, [state: (on: Stage) => void, after: (on: Stage, approved: Approved) => void]> = {
  'all is clean': [() => undefined, (on) => expect(git(on.user, 'status', '--porcelain')).toBe('')],
  'other files are dirty, staged, untracked, ignored, deleted': [
    (on) => {
      writeFiles(on.user, {
        'other.txt': 'mine\n',
        'untracked.txt': 'mine\n',
        'x.log': 'mine\n',
        'staged.txt': 'mine\n',
      });
      git(on.user, 'add', 'staged.txt');
      rmSync(join(on.user, 'src/deep/c.txt'));
    },
    (on) => {
      expect(git(on.user, 'status', '--porcelain', '--ignored')).toBe(
        ' M other.txt\n D src/deep/c.txt\nA  staged.txt\n?? untracked.txt\n!! x.log',
      );
      expect(readFileSync(join(on.user, 'other.txt'), 'utf8')).toBe('mine\n');
    },
  ],
  'something is stashed': [
    (on) => {
      writeFiles(on.user, { 'a.txt': 'mine\n' });
      git(on.user, 'stash', '-q');
    },
    (on) => expect(git(on.user, 'stash', 'list')).toContain('stash@{0}'),
  ],
  'files were touched only': [
    (on) => writeFiles(on.user, { 'a.txt': 'one\ntwo\nthree\n' }),
    (on) => expect(git(on.user, 'status', '--porcelain')).toBe(''),
  ],
  'HEAD is detached: the branch moves, the checkout does not': [
    (on) => git(on.user, 'checkout', '-q', '--detach'),
    (on, { old }) => {
      expect(git(on.user, 'rev-parse', 'HEAD')).toBe(old);
      expect(existsSync(join(on.user, 'add'))).toBe(false);
    },
  ],
  'the checkout is on another branch': [
    (on) => git(on.user, 'switch', '-qc', 'elsewhere'),
    (on) => expect(existsSync(join(on.user, 'add'))).toBe(false),
  ],
  'the checkout has the branch by another name': [
    (on) => {
      git(on.user, 'symbolic-ref', 'refs/heads/master', 'refs/heads/main');
      git(on.user, 'symbolic-ref', 'HEAD', 'refs/heads/master');
    },
    expectFollowed,
  ],
  'HEAD is a link to the branch': [
    (on) => {
      rmSync(join(on.user, '.git/HEAD'));
      symlinkSync('refs/heads/main', join(on.user, '.git/HEAD'));
    },
    expectFollowed,
  ],
  'another branch is merged in another worktree': [
    (on) => {
      git(on.user, 'worktree', 'add', '-q', '-b', 'elsewhere', '../linked', 'HEAD~1');
      git(join(on.user, '../linked'), 'commit', '-q', '--allow-empty', '-m', 'x');
      git(join(on.user, '../linked'), 'merge', '-q', '--no-ff', '--no-commit', 'main');
    },
    (on) => expect(git(join(on.user, '../linked'), 'rev-parse', 'MERGE_HEAD')).not.toBe(''),
  ],
  'the branch is in a linked worktree': [
    (on) => {
      git(on.user, 'switch', '-qc', 'elsewhere');
      git(on.user, 'worktree', 'add', '-q', '../linked', 'main');
    },
    (on) => {
      expect(git(join(on.user, '../linked'), 'status', '--porcelain')).toBe('');
      expect(existsSync(join(on.user, '../linked/add/new.txt'))).toBe(true);
      expect(existsSync(join(on.user, 'add'))).toBe(false);
    },
  ],
  'hooks that refuse everything are there': [
    (on) => {
      for (const hook of ['reference-transaction', 'post-checkout', 'post-index-change', 'pre-commit', 'update']) {
        writeFiles(on.user, { [`.git/hooks/${hook}`]: '#!/bin/sh\nexit 1\n' });
        chmodSync(join(on.user, '.git/hooks', hook), 0o755);
      }
    },
    (on) => expect(git(on.user, '-c', 'core.hooksPath=/dev/null', 'status', '--porcelain')).toBe(''),
  ],
  'filters of the person are at work': [
    (on) => {
      git(on.user, 'config', 'filter.up.smudge', 'tr a-z A-Z');
      git(on.user, 'config', 'filter.up.clean', 'tr A-Z a-z');
      writeFiles(on.user, { '.git/info/attributes': '*.txt filter=up\n' });
    },
    (on) => expect(readFileSync(join(on.user, 'a.txt'), 'utf8')).toBe('BY THE RUN\n'),
  ],
};

/** The checkout has the new files, and no former ones as staged changes that a commit would bring back. */
function expectFollowed(on: Stage): void {
  expect(git(on.user, 'status', '--porcelain')).toBe('');
  expect(existsSync(join(on.user, 'add/new.txt'))).toBe(true);
}

test.each(everyNth(15, Object.entries(LANDS)))('%s: it lands', async (_, [state, after]) => {
  const { on, approved } = await approvedRun();
  state(on);
  expect(await land(on, landing(approved))).toMatchObject({ landed: true });
  expect(git(on.user, 'rev-parse', 'main')).toBe(approved.tip);
  expect(git(on.user, 'for-each-ref', 'refs/backlog')).toBe('');
  expect(existsSync(join(on.user, '.git/index.lock'))).toBe(false);
  expect(git(on.user, 'ls-files', '--others', '.git')).toBe('');
  after(on, approved);
});

/** Flags that a person gives files of the index, and how `git ls-files -v` shows them. */
const FLAGS: readonly (readonly [tag: string, ...flags: string[]])[] = [
  ['h', '--assume-unchanged'],
  ['S', '--skip-worktree'],
  ['s', '--assume-unchanged', '--skip-worktree'],
];

test.each(FLAGS)('landed files keep the flag %s of the person, as other files do', async (tag, ...flags) => {
  const { on, approved } = await approvedRun();
  for (const flag of flags) git(on.user, 'update-index', flag, 'a.txt', 'src/b.txt', 'other.txt');
  expect(await land(on, landing(approved))).toEqual({ landed: true, worktree: on.user });
  expect(readFileSync(join(on.user, 'a.txt'), 'utf8')).toBe('by the run\n');
  expect(git(on.user, 'ls-files', '-v', 'a.txt', 'src/b.txt', 'other.txt', 'add/new.txt').split('\n')).toEqual([
    `${tag} a.txt`,
    'H add/new.txt',
    `${tag} other.txt`,
  ]);
  for (const no of ['--no-assume-unchanged', '--no-skip-worktree'])
    git(on.user, 'update-index', no, 'a.txt', 'other.txt');
  expectFollowed(on);
});

test('a result that swaps folders, files and links lands as it is', async () => {
  const on = stage({ files: { f: 'file', 'd/x': 'x', 'd/y': 'y', 'l/z': 'z', k: 'keep' } });
  const tree = await on.start();
  rmSync(join(tree, 'f'));
  rmSync(join(tree, 'd'), { recursive: true });
  rmSync(join(tree, 'l'), { recursive: true });
  writeFiles(tree, { 'f/inner': 'i', d: 'now a file' });
  symlinkSync('k', join(tree, 'l'));
  const approved = await merged(on, await on.snapshot());
  writeFiles(on.user, { 'd/mine.log': 'mine' });
  expect(await land(on, landing(approved))).toEqual({
    landed: false,
    why: { kind: 'in-the-way', worktree: on.user, paths: ['d'] },
  });
  rmSync(join(on.user, 'd/mine.log'));
  expect(await land(on, landing(approved))).toMatchObject({ landed: true });
  expect(git(on.user, 'status', '--porcelain')).toBe('');
  expect(readFileSync(join(on.user, 'l'), 'utf8')).toBe('keep');
});

test('while a landing holds the branch, the person can neither commit nor switch; afterwards all is theirs again', async () => {
  const { on, approved } = await approvedRun();
  const tried: string[] = [];
  const told = await land(on, landing(approved), (step) => {
    if (step !== 'checked') return;
    for (const act of [
      ['commit', '-q', '--allow-empty', '-m', 'x'],
      ['switch', '-qc', 'y'],
      ['branch', '-f', 'main', 'HEAD~1'],
      ['update-ref', 'refs/heads/main', 'HEAD~1'],
    ]) {
      try {
        git(on.user, ...act);
        tried.push(`${act[0]} worked`);
      } catch {
        tried.push(`${act[0]} refused`);
      }
    }
  });
  expect(tried).toEqual(['commit refused', 'switch refused', 'branch refused', 'update-ref refused']);
  expect(told).toMatchObject({ landed: true });
  git(on.user, 'commit', '-q', '--allow-empty', '-m', 'x');
});

soak(
  'a reference-transaction hook that hangs is ended with what it started, and the branch is free again; it holds nothing back once the branch has moved',
  async () => {
    const { on, approved } = await approvedRun();
    const pids = join(on.runs, 'pids');
    const hook = (phase: string) =>
      writeFileSync(
        join(on.user, '.git/hooks/reference-transaction'),
        `#!/bin/sh\n[ $1 = ${phase} ] && grep -q refs/heads/main || exit 0\nsleep 1000 & echo $$ $! > ${pids}; wait\n`,
        { mode: 0o755 },
      );
    const gone = () =>
      readFileSync(pids, 'utf8')
        .trim()
        .split(' ')
        .every((pid) => !existsSync(`/proc/${pid}/fd/0`));
    hook('prepared');
    const landed = await land(on, { ...landing(approved), hooksMs: 500 });
    expect(landed).toMatchObject({ landed: false, why: { kind: 'refused', said: expect.stringContaining('0.5 s') } });
    await expect.poll(gone).toBe(true);
    expect(git(on.user, 'ls-files', '--others', '.git')).toBe('');
    hook('committed');
    expect(await land(on, { ...landing(approved), hooksMs: 500 })).toMatchObject({ landed: true });
    expect(git(on.user, 'rev-parse', 'main')).toBe(approved.tip);
    await expect.poll(gone).toBe(true);
  },
);

test('two landings of one result at once: one lands', async () => {
  const { on, approved } = await approvedRun();
  const both = await Promise.all([land(on, landing(approved)), land(on, { ...landing(approved), id: 'r2' })]);
  expect(both.filter(({ landed }) => landed)).toHaveLength(1);
  expect((await targetTip(on.repository)).commit).toBe(approved.tip);
  expect(git(on.user, 'status', '--porcelain')).toBe('');
});

test.each(['EPERM', 'ENOTSUP'])(
  'where the disk knows no second names (%s) the index is copied, not younger than it was',
  async (code) => {
    const folder = tempFolder();
    const [file, name] = [join(folder, 'index'), join(folder, 'other')];
    writeFileSync(file, 'index');
    utimesSync(file, 1_700_000_000, 1_700_000_000.123456);
    await secondName(file, name, () => Promise.reject(Object.assign(new Error(code), { code })));
    const [was, is] = [statSync(file), statSync(name)];
    expect(readFileSync(name, 'utf8')).toBe('index');
    expect(was.mtimeMs - is.mtimeMs).toBeGreaterThanOrEqual(0);
    expect(was.mtimeMs - is.mtimeMs).toBeLessThan(1);
  },
);
