import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { deferralText, type Landed, land, moduleLines } from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { madeOnce } from '../../support/made-once.ts';
import { soak } from '../../support/soak-test.ts';
import { type Approved, landing, merged, newRepository, stage } from './stage.ts';
import { cloneAt, fill, linkAt, marksOf, textIn, type WithLib } from './with-lib.ts';

/** Makes an approved result once. `does` is what its agent does in its worktree. */
const resultOf = (does: (tree: string, on: WithLib) => void) =>
  madeOnce(async (root): Promise<{ on: WithLib; approved: Approved }> => {
    const { v1, v2 } = await cloneAt(root);
    fill(join(root, 'user'));
    const on = { ...stage({ root, make: () => join(root, 'user') }), v1, v2 };
    does(await on.start(), on);
    return { on, approved: await merged(on, await on.snapshot()) };
  });

/** Results that change submodules, each with the state of `lib` in a checkout that nobody touched, after the landing. */
const RESULTS = {
  bumped: resultOf((tree) => {
    writeFiles(tree, { 'lib/x.txt': 'agent\n', 'lib/new.txt': 'agent\n', 'lib/deep/d.txt': 'agent\n' });
  }),
  added: resultOf((tree, on) => {
    git(tree, 'submodule', '--quiet', 'add', join(on.user, '../deep'), 'more/deep');
  }),
  removed: resultOf((tree) => git(tree, 'rm', '-q', 'lib')),
};

/** A state of the person's checkout before the landing. `lib` is the folder of its submodule. */
type Make = (lib: string, on: WithLib) => unknown;
/** `whole`: all lands. Otherwise: what the landing says, beside the name of the submodule, and whether it waits. */
type Outcome = 'whole' | { waits: RegExp } | { stays: RegExp };

const gitDirOf = (lib: string) => git(lib, 'rev-parse', '--absolute-git-dir');

const BUMPED: Readonly<Record<string, [make: Make, outcome: Outcome]>> = {
  'a file that the result changes is missing': [
    (lib) => rmSync(join(lib, 'x.txt')),
    { waits: /\/lib to files of the result: x\.txt\. Stash them: `git -C \S+\/lib stash`/ },
  ],
  'a file that the result changes is edited': [
    (lib) => writeFiles(lib, { 'x.txt': 'mine\n' }),
    { waits: /files of the result: x\.txt\. Stash them/ },
  ],
  'it is on a branch': [(lib) => git(lib, 'switch', '-qc', 'mine'), { waits: /on branch mine.*switch --detach/ }],
  'all is clean': [() => undefined, 'whole'],
  'a setting keeps it': [
    (lib) => git(join(lib, '..'), 'config', 'submodule.lib.update', 'none'),
    { stays: /its setting `submodule\.lib\.update` is `none`/ },
  ],
  'a file that the result leaves is missing': [(lib) => rmSync(join(lib, 'kept.txt')), 'whole'],
  'a file that the result leaves is edited': [(lib) => writeFiles(lib, { 'kept.txt': 'mine\n' }), 'whole'],
  'an untracked file is beside': [(lib) => writeFiles(lib, { 'own.txt': 'mine\n' }), 'whole'],
  'a file is staged': [
    (lib) => {
      writeFiles(lib, { 'x.txt': 'mine\n' });
      git(lib, 'add', '-A');
    },
    { waits: /files of the result: x\.txt/ },
  ],
  'an edit is hidden by assume-unchanged': [
    (lib) => {
      git(lib, 'update-index', '--assume-unchanged', 'x.txt');
      writeFiles(lib, { 'x.txt': 'mine\n' });
    },
    { waits: /files of the result: x\.txt/ },
  ],
  'an untracked file is in the way': [
    (lib) => writeFiles(lib, { 'new.txt': 'mine\n' }),
    { waits: /\/lib that the result would overwrite: new\.txt\. Move them away/ },
  ],
  'an ignored file is in the way': [
    (lib) => {
      writeFiles(lib, { 'new.txt': 'mine\n' });
      writeFiles(gitDirOf(lib), { 'info/exclude': 'new.txt\n' });
    },
    { waits: /\/lib that the result would overwrite: new\.txt/ },
  ],
  'another commit is checked out': [
    (lib, on) => git(lib, 'checkout', '-q', on.v2),
    { waits: /lib\. .*`git submodule update lib`$/ },
  ],
  'another commit is checked out, and git ignores submodules': [
    (lib, on) => {
      git(on.user, 'config', 'submodule.lib.ignore', 'all');
      git(on.user, 'config', 'diff.ignoreSubmodules', 'all');
      git(lib, 'checkout', '-q', on.v2);
    },
    { waits: /lib\. .*`git submodule update lib`$/ },
  ],
  'it is on a branch at another commit': [
    (lib) => {
      git(lib, 'switch', '-qc', 'mine');
      git(lib, 'commit', '-q', '--allow-empty', '-m', 'mine');
    },
    { waits: /lib\. .*`git submodule update lib`$/ },
  ],
  'a file in its own submodule is edited': [
    (lib) => writeFiles(lib, { 'deep/d.txt': 'mine\n' }),
    { waits: /submodule lib\/deep.* files of the result: d\.txt/ },
  ],
  'its own submodule is at another commit': [
    (lib) => git(join(lib, 'deep'), 'commit', '-q', '--allow-empty', '-m', 'mine'),
    { waits: /lib.*deep.*`git -C \S+\/lib submodule update deep`/ },
  ],
  'its own submodule is not initialized': [(lib) => git(lib, 'submodule', '--quiet', 'deinit', '-f', 'deep'), 'whole'],
  'a merge is in progress': [
    (lib, on) => git(lib, 'merge', '-q', '--no-ff', '--no-commit', on.v2),
    { waits: /a merge is in progress in \S+\/lib\. Finish or abort it/ },
  ],
  'its index is locked': [
    (lib) => writeFileSync(join(gitDirOf(lib), 'index.lock'), ''),
    { waits: /index\.lock exists/ },
  ],
  'it is not initialized': [(_lib, on) => git(on.user, 'submodule', '--quiet', 'deinit', '-f', 'lib'), 'whole'],
  'its folder is missing': [
    (lib) => rmSync(lib, { recursive: true }),
    { waits: /lib\. .*`git submodule update lib`$/ },
  ],
  'a file is in its place': [
    (lib, on) => {
      rmSync(lib, { recursive: true });
      writeFiles(on.user, { lib: 'mine\n' });
    },
    { waits: /uncommitted changes .*: lib/ },
  ],
  'a link to it is in its place': [
    (lib, on) => {
      renameSync(lib, join(on.user, '../elsewhere'));
      symlinkSync('../elsewhere', lib);
    },
    { waits: /uncommitted changes .*: lib/ },
  ],
  'its .git file is missing': [
    (lib) => rmSync(join(lib, '.git')),
    { waits: /\/lib that the result would overwrite: .*x\.txt/ },
  ],
  'its git folder is broken': [
    (lib) => writeFiles(gitDirOf(lib), { HEAD: 'nonsense\n' }),
    { waits: /submodule lib at \w{40}: not a git repository/ },
  ],
};

/** What a checkout and its submodules look like, to see that a landing that waits changes nothing. */
function picture(on: WithLib) {
  const tell = (folder: string, ...args: string[]) => {
    try {
      return git(folder, ...args);
    } catch {
      return 'fails';
    }
  };
  const folders = ['', 'lib', 'lib/deep'].map((name) => join(on.user, name));
  return [
    ...folders.flatMap((folder) => [tell(folder, 'status', '--porcelain', '-b'), tell(folder, 'rev-parse', 'HEAD')]),
    ...['lib/x.txt', 'lib/new.txt', 'lib/deep/d.txt'].map((path) => textIn(on.user, path)),
  ];
}

/** Checks that a result landed whole, waits, or landed with words about what stays. */
function expectOutcome(outcome: Outcome, landed: Landed, same: boolean, name: string): void {
  const words = landed.landed ? moduleLines(landed.behind ?? []) : deferralText(landed.why, 'main');
  if (outcome === 'whole') {
    expect([landed.landed, words]).toEqual([true, '']);
    return;
  }
  expect(words).toContain(name);
  if ('waits' in outcome) {
    expect(words).toMatch(outcome.waits);
    expect([landed.landed, same]).toEqual([false, true]);
  } else {
    expect(words).toMatch(outcome.stays);
    expect(landed.landed).toBe(true);
  }
}

soak.each(Object.keys(BUMPED))('a bumped submodule: %s', async (state) => {
  const { on, approved } = await RESULTS.bumped();
  const [make, outcome] = BUMPED[state]!;
  const lib = join(on.user, 'lib');
  make(lib, on);
  const before = picture(on);
  const landed = await land(on, landing(approved));
  expectOutcome(outcome, landed, JSON.stringify(picture(on)) === JSON.stringify(before), 'lib');
  if (!landed.landed) return;
  // Git keeps the new commit in any case.
  git(on.user, 'submodule', '--quiet', 'init');
  git(join(on.user, '.git/modules/lib'), 'gc', '-q', '--prune=now');
  expect(git(join(on.user, '.git/modules/lib'), 'cat-file', '-t', linkAt(on.user, 'main')!)).toBe('commit');
  if (outcome !== 'whole') return;
  expect(marksOf(on.user)[0]).toMatch(/^[ -]lib$/);
  if (marksOf(on.user)[0] === ' lib') expect(textIn(on.user, 'lib/x.txt')).toBe('agent\n');
  if (marksOf(on.user)[1] === ' lib/deep') expect(textIn(on.user, 'lib/deep/d.txt')).toBe('agent\n');
  expect(marksOf(on.user)).not.toContain('+lib/deep');
});

const ADDED: Readonly<Record<string, [make: Make, outcome: Outcome]>> = {
  'nothing is there': [() => undefined, 'whole'],
  'an empty folder is at its path': [(_, on) => mkdirSync(join(on.user, 'more/deep'), { recursive: true }), 'whole'],
  'a file is at its path': [
    (_, on) => writeFiles(on.user, { 'more/deep': 'mine\n' }),
    { waits: /would overwrite: more\/deep/ },
  ],
  'files are in its folder': [
    (_, on) => writeFiles(on.user, { 'more/deep/own.txt': 'mine\n' }),
    { waits: /would overwrite: more\/deep/ },
  ],
  'a repository is at its path': [
    (_, on) => newRepository(join(on.user, 'more/deep'), { 'o.txt': 'mine\n' }),
    { waits: /would overwrite: more\/deep/ },
  ],
  'a file is above its path': [(_, on) => writeFiles(on.user, { more: 'mine\n' }), { waits: /would overwrite: more/ }],
};

soak.each(Object.keys(ADDED))('an added submodule: %s', async (state) => {
  const { on, approved } = await RESULTS.added();
  const [make, outcome] = ADDED[state]!;
  make(join(on.user, 'lib'), on);
  const before = picture(on);
  const landed = await land(on, landing(approved));
  expectOutcome(outcome, landed, JSON.stringify(picture(on)) === JSON.stringify(before), 'more');
  if (!landed.landed) return;
  expect(git(on.user, 'status', '--porcelain')).toBe('');
  expect(marksOf(on.user)).toEqual([' lib', ' lib/deep', '-more/deep']);
});

const STAYS = { stays: /its folder stays/ };
const REMOVED: Readonly<Record<string, [make: Make, outcome: Outcome]>> = {
  'all is clean': [() => undefined, STAYS],
  'a file is edited': [(lib) => writeFiles(lib, { 'x.txt': 'mine\n', 'own.txt': 'mine\n' }), STAYS],
  'a file is missing': [(lib) => rmSync(join(lib, 'x.txt')), STAYS],
  'it is on a branch': [(lib) => git(lib, 'switch', '-qc', 'mine'), STAYS],
  'another commit is checked out': [(lib, on) => git(lib, 'checkout', '-q', on.v2), { waits: /of the result: lib/ }],
  'it is not initialized': [(_lib, on) => git(on.user, 'submodule', '--quiet', 'deinit', '-f', 'lib'), 'whole'],
  'its folder is missing': [(lib) => rmSync(lib, { recursive: true }), { waits: /of the result: lib/ }],
};

soak.each(Object.keys(REMOVED))('a removed submodule: %s', async (state) => {
  const { on, approved } = await RESULTS.removed();
  const [make, outcome] = REMOVED[state]!;
  make(join(on.user, 'lib'), on);
  const before = picture(on);
  const files = ['lib/x.txt', 'lib/own.txt'].map((path) => textIn(on.user, path));
  const landed = await land(on, landing(approved));
  expectOutcome(outcome, landed, JSON.stringify(picture(on)) === JSON.stringify(before), 'lib');
  if (!landed.landed) return;
  expect(git(on.user, 'ls-tree', 'main', 'lib')).toBe('');
  if (outcome !== 'whole') expect(['lib/x.txt', 'lib/own.txt'].map((path) => textIn(on.user, path))).toEqual(files);
});
