import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BacklogError } from '../../../src/domain/errors.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { git } from '../../support/git.ts';
import { shell } from '../../support/mount.ts';
import { FOR_SOAK, unless, WITHOUT_MOUNT } from '../../support/needs.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { reviewed, shellAgent } from '../support/acting.ts';
import { type Field, field } from '../support/field.ts';
import { isHeldUp } from '../support/held-up.ts';

const plugin = builtPlugin();

/** States of a repository from which no run can begin: what it is told, and nothing is made of it. */
const REFUSED: [state: string, make: (place: Field) => void, code: BacklogError['code'], words: RegExp][] = [
  [
    'without a commit',
    ({ user }) => {
      rmSync(join(user, '.git'), { recursive: true });
      git(user, 'init', '-q', '-b', 'main');
    },
    'conflict',
    /no commits yet/,
  ],
  ['with a detached HEAD', ({ user }) => git(user, 'checkout', '-q', '--detach'), 'conflict', /on no branch/],
  ['without git', ({ user }) => rmSync(join(user, '.git'), { recursive: true }), 'conflict', /is not a git repository/],
  [
    'whose target is not there',
    ({ user }) => git(user, 'symbolic-ref', 'HEAD', 'refs/heads/nowhere'),
    'not-found',
    /no branch/,
  ],
];

test('a repository from which no run can begin is told, with what to do; no run is made and the task stays free', async () => {
  for (const [state, make, code, words] of REFUSED) {
    const place = await field(plugin);
    await shellAgent(place, 'sh', 'echo x > src/x.txt');
    const task = await place.task({ description: state });
    make(place);
    // One of two branches that are there by name is taken where HEAD is on none of them.
    if (state === 'whose target is not there') git(place.user, 'branch', '-m', 'main', 'trunk');
    await untouched(place.user, async () => {
      const error = await place.refused('run_start', { filter: String(task), agent: 'sh' });
      expect({ state, code: error.code, message: error.message }).toEqual({
        state,
        code,
        message: expect.stringMatching(words),
      });
      expect(error.hint).toBeTruthy();
    });
    expect(await place.all()).toEqual([]);
    expect([...place.opened.store.state.all('claim')]).toEqual([]);
  }
});

test('no git, or one that is too old, is refused at the start with what to install', async () => {
  const place = await field(plugin);
  await shellAgent(place, 'sh', 'echo x > src/x.txt');
  const task = String(await place.task({ description: 'No git' }));
  const path = process.env.PATH;
  const bin = join(place.root, 'bin');
  mkdirSync(bin);
  try {
    process.env.PATH = bin;
    expect((await place.refused('run_start', { filter: task, agent: 'sh' })).message).toContain('git is not installed');
    writeFileSync(join(bin, 'git'), '#!/bin/sh\necho git version 2.30.1\n');
    chmodSync(join(bin, 'git'), 0o755);
    expect((await place.refused('run_start', { filter: task, agent: 'sh' })).message).toContain('git 2.38 or newer');
  } finally {
    process.env.PATH = path;
  }
  expect(await place.all()).toEqual([]);
});

/** States that are no obstacle: a run goes to its merge, and what is the person's stays. */
const FINE: [state: string, make: (place: Field) => void][] = [
  ['dirty', ({ user }) => writeFileSync(join(user, 'docs/b.txt'), 'mine\n')],
  ['with a branch named backlog', ({ user }) => git(user, 'branch', 'backlog')],
  ['with the branch of the run taken', ({ user }) => git(user, 'branch', 'backlog/1-work-1')],
  ['with autocrlf and line ends to convert', ({ user }) => git(user, 'config', 'core.autocrlf', 'input')],
  [
    'with hooks that fail',
    ({ user }) => {
      for (const name of ['pre-commit', 'commit-msg', 'post-checkout', 'post-merge', 'reference-transaction'])
        writeFileSync(join(user, '.git/hooks', name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    },
  ],
  ['with a link that leads nowhere', ({ user }) => symlinkSync('/nowhere', join(user, 'src/link'))],
];

soak("a repository that is dirty, or odd, is no obstacle: the run lands, and what is the person's stays", async () => {
  await Promise.all(
    FINE.map(async ([state, make]) => {
      const place = await field(plugin);
      make(place);
      const before = git(place.user, '-c', 'core.hooksPath=/dev/null', 'status', '--porcelain');
      const run = await reviewed(place, 'echo work > src/work.txt', { description: 'Work' });
      await place.run('run_approve', { run: run.id });
      await place.becomes(run.id, 'merged');
      expect({ state, status: git(place.user, 'status', '--porcelain') }).toEqual({ state, status: before });
      expect(git(place.user, 'show', 'main:src/work.txt')).toBe('work');
    }),
  );
});

/** What is in the way of a landing, and how it goes away. */
const WAITS: [what: string, block: (place: Field) => void, words: RegExp, clear: (place: Field) => void][] = [
  [
    'an edit of the same file',
    ({ user }) => writeFileSync(join(user, 'src/a.txt'), 'mine\n'),
    /uncommitted changes/,
    ({ user }) => git(user, 'checkout', '-q', 'src/a.txt'),
  ],
  [
    'an untracked file',
    ({ user }) => writeFileSync(join(user, 'src/new.txt'), 'mine\n'),
    /that the result would overwrite/,
    ({ user }) => rmSync(join(user, 'src/new.txt')),
  ],
  [
    'an ignored file',
    ({ user }) => writeFileSync(join(user, 'src/new.log'), 'mine\n'),
    /that the result would overwrite/,
    ({ user }) => rmSync(join(user, 'src/new.log')),
  ],
  [
    'a locked index',
    ({ user }) => writeFileSync(join(user, '.git/index.lock'), ''),
    /index\.lock/,
    ({ user }) => rmSync(join(user, '.git/index.lock')),
  ],
  [
    'a second worktree on the target',
    ({ user, root }) => git(user, 'worktree', 'add', '-q', '-f', join(root, 'second'), 'main'),
    /two worktrees/,
    ({ user, root }) => git(user, 'worktree', 'remove', '-f', join(root, 'second')),
  ],
];

test('what is in the way of a merge is said and waited for; nothing of it is touched, and then it lands', async () => {
  await Promise.all(
    everyNth(9, WAITS).map(async ([what, block, words, clear]) => {
      const place = await field(plugin);
      const run = await reviewed(
        place,
        'echo work >> src/a.txt; echo new > src/new.txt; echo new > src/new.log; git add -f src/new.log; git commit -qm forced',
      );
      block(place);
      const waiting = await untouched(
        place.user,
        async () => {
          await place.run('run_approve', { run: run.id });
          return place.until(run.id, isHeldUp).catch((error) => Promise.reject(new Error(`${what}: ${error}`)));
        },
        { except: /\.git\/(objects|(logs\/)?refs\/(backlog)?|$)/ },
      );
      expect({ what, state: waiting.state, says: waiting.waits?.text }).toEqual({
        what,
        state: 'approved',
        says: expect.stringMatching(words),
      });
      clear(place);
      await place.becomes(run.id, 'merged');
      expect(git(place.user, 'status', '--porcelain')).toBe('');
    }),
  );
});

test(
  'a full disk ends the run with that reason; what the agent made is still there when there is room again',
  unless(FOR_SOAK ?? WITHOUT_MOUNT),
  async () => {
    const place = await field(plugin);
    await shellAgent(place, 'sh', 'echo work > src/work.txt; head -c 30000000 /dev/zero > src/big.bin; exit 0');
    const task = String(await place.task({ description: 'Fill it' }));
    const runs = join(place.store, 'runs');
    mkdirSync(runs, { recursive: true });
    shell(`mount -t tmpfs -o size=4m tmpfs '${runs}'`);
    try {
      await untouched(place.user, async () => {
        const { runs: started } = await place.run<{ runs: { run: { id: string } }[] }>('run_start', {
          filter: task,
          agent: 'sh',
        });
        const { id } = started[0]!.run;
        const ended = await place.settled(id);
        expect(ended.state).toBe('failed');
        expect(ended.reason?.text).toMatch(/space/i);
        shell(`mount -o remount,size=200m '${runs}'`);
        expect(git(place.tree(id), 'status', '--porcelain')).toContain('src/');
        await place.run('run_resume', { run: id });
        expect((await place.becomes(id, 'review')).result?.paths).toContain('src/work.txt');
      });
    } finally {
      await expect.poll(() => place.processes()).toEqual([]);
      shell(`umount -l '${runs}'`);
    }
  },
);
