import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { land, recoverLanding } from '../../../src/runs/git/index.ts';
import type { LandStep } from '../../../src/runs/git/landing/move-checkout.ts';
import { bundle } from '../../support/bundle.ts';
import { startChild } from '../../support/child.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { type Approved, landing, merged, type Stage, stage } from './stage.ts';

const DIRTY = { 'other.txt': 'dirty\n', 'x.log': 'ignored\n', 'staged.txt': 'staged\n' };

/** A result over a few files, and a checkout in which the person has changes elsewhere. */
async function ready(): Promise<{ on: Stage; approved: Approved }> {
  const files = {
    'a.txt': 'a\n',
    'b.txt': 'b\n',
    'c.txt': 'c\n',
    'd/e.txt': 'e\n',
    'other.txt': 'o\n',
    '.gitignore': '*.log\n',
  };
  const on = stage({ files });
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'a by the run\n', 'c.txt': 'c by the run\n', 'f/new.txt': 'new\n', 'g.txt': 'new\n' });
  rmSync(join(tree, 'b.txt'));
  rmSync(join(tree, 'd'), { recursive: true });
  const approved = await merged(on, await on.snapshot());
  writeFiles(on.user, DIRTY);
  git(on.user, 'add', 'staged.txt');
  return { on, approved };
}

/** Runs a landing in a process of its own, which is killed at a step. */
async function killedAt(on: Stage, approved: Approved, step: LandStep | 'never', children = false): Promise<string[]> {
  const order = { place: { runs: on.runs, repository: on.repository }, landing: landing(approved), step, children };
  const child = startChild(await bundle(new URL('./landing.child.ts', import.meta.url)), [JSON.stringify(order)]);
  await child.ended;
  return child.lines;
}

const journal = (on: Stage, { tip, old }: Approved) => ({
  repository: on.repository,
  ref: 'refs/heads/main',
  old,
  new: tip,
  worktree: on.user,
});

/** Branch, index, files and what the person had in them: all old, or all new. */
function expectWhole(on: Stage, { tip, old }: Approved, outcome: unknown): void {
  expect(git(on.user, 'rev-parse', 'main')).toBe(outcome === 'landed' ? tip : old);
  expect(git(on.user, 'status', '--porcelain')).toBe(' M other.txt\nA  staged.txt');
  for (const [path, content] of Object.entries(DIRTY)) expect(readFileSync(join(on.user, path), 'utf8')).toBe(content);
  expect(git(on.user, 'for-each-ref', 'refs/backlog')).toBe('');
  const left = readdirSync(join(on.user, '.git'), { recursive: true }).filter((name) =>
    /\.lock$|backlog-/.test(String(name)),
  );
  expect(left).toEqual([]);
}

const STEPS: [LandStep, boolean, string][] = [
  ['fetched', false, 'not'],
  ['held', false, 'not'],
  ['held', true, 'not'],
  ['locked', false, 'not'],
  ['checked', false, 'not'],
  ['checked', true, 'not'],
  ['moved', false, 'not'],
  ['moved', true, 'not'],
  ['indexed', false, 'landed'],
  ['indexed', true, 'landed'],
  ['committed', false, 'landed'],
  ['unlocked', false, 'landed'],
  ['done', false, 'landed'],
];

test.each(everyNth(14, STEPS))(
  'killed when %s (its git too: %s): afterwards the branch and its checkout are %s',
  async (step, children, expected) => {
    const { on, approved } = await ready();
    expect(await killedAt(on, approved, step, children)).toEqual([]);
    expect(await recoverLanding(journal(on, approved))).toBe(expected);
    expectWhole(on, approved, expected);
    expect(await recoverLanding(journal(on, approved))).toBe(expected);
    if (expected === 'landed') return;
    expect(await land(on, landing(approved))).toMatchObject({ landed: true });
    expectWhole(on, approved, 'landed');
  },
);

/** The person's own filter, which every file is written through, kills the git that writes: after the nth file. */
function killWriterAt(on: Stage, nth: number, parent: boolean): void {
  const script = join(on.user, '../killer.sh');
  const count = join(on.user, '../count');
  const victim = parent ? 'kill -9 $(ps -o ppid= -p $PPID) ; kill -9 $PPID' : 'kill -9 $PPID';
  writeFileSync(
    script,
    `#!/bin/sh\necho x >>${count}\nif [ $(wc -l <${count}) -eq ${nth} ]; then ${victim}; fi\nexec cat\n`,
  );
  chmodSync(script, 0o755);
  git(on.user, 'config', 'filter.killer.smudge', `exec ${script}`);
  git(on.user, 'config', 'filter.killer.clean', 'cat');
  writeFileSync(join(on.user, '.git/info/attributes'), '*.txt filter=killer\n');
}

const disarm = (on: Stage) => git(on.user, 'config', '--unset', 'filter.killer.smudge');

/** Git writes the four files twice, first as copies for the way back: the attributes with the filter are in no commit. */
test.each(IS_SOAK ? [1, 2, 3, 4, 5, 6, 7, 8] : [2])(
  'git killed while it writes file %s, and we with it: all goes back',
  async (nth) => {
    const { on, approved } = await ready();
    killWriterAt(on, nth, true);
    expect(await killedAt(on, approved, 'never')).toEqual([]);
    expect(existsSync(join(on.user, '.git/index.lock'))).toBe(true);
    disarm(on);
    expect(await recoverLanding(journal(on, approved))).toBe('not');
    expectWhole(on, approved, 'not');
    expect(existsSync(join(on.user, 'g.txt'))).toBe(false);
  },
);

soak('git killed while it writes a file: the landing itself puts all back', async () => {
  const { on, approved } = await ready();
  killWriterAt(on, 7, false);
  const told = JSON.parse((await killedAt(on, approved, 'never')).join('\n') || '{}');
  expect(told).toMatchObject({ landed: false, why: { kind: 'refused' } });
  disarm(on);
  expectWhole(on, approved, 'not');
});

soak('a git that outlived its landing ends first, then its files go back', async () => {
  const { on, approved } = await ready();
  const [began, go] = [join(on.user, '../began'), join(on.user, '../go')];
  git(on.user, 'config', 'filter.slow.smudge', `touch ${began}; while [ ! -e ${go} ]; do sleep 0.02; done; cat`);
  git(on.user, 'config', 'filter.slow.clean', 'cat');
  writeFileSync(join(on.user, '.git/info/attributes'), 'c.txt filter=slow\n');
  const order = { place: { runs: on.runs, repository: on.repository }, landing: landing(approved), step: 'never' };
  const child = startChild(await bundle(new URL('./landing.child.ts', import.meta.url)), [JSON.stringify(order)]);
  await expect.poll(() => existsSync(began)).toBe(true);
  child.process.kill('SIGKILL');
  const recovering = recoverLanding(journal(on, approved));
  writeFileSync(go, '');
  expect(await recovering).toBe('not');
  expectWhole(on, approved, 'not');
});

test('what the person edited after the crash is left as it is, and named', async () => {
  const { on, approved } = await ready();
  await killedAt(on, approved, 'moved');
  writeFiles(on.user, { 'c.txt': 'edited since\n', 'g.txt': 'edited since\n' });
  expect(await recoverLanding(journal(on, approved))).toEqual({ damaged: ['c.txt', 'g.txt'] });
  expect(readFileSync(join(on.user, 'c.txt'), 'utf8')).toBe('edited since\n');
  expect(readFileSync(join(on.user, 'g.txt'), 'utf8')).toBe('edited since\n');
  expect(git(on.user, 'status', '--porcelain')).toBe(' M c.txt\n M other.txt\nA  staged.txt\n?? g.txt');
});

test('after the crash of a landing that was complete, a file that is the old one again is named', async () => {
  const { on, approved } = await ready();
  await killedAt(on, approved, 'committed');
  writeFiles(on.user, { 'c.txt': 'c\n' });
  expect(await recoverLanding(journal(on, approved))).toEqual({ unproved: [{ worktree: on.user, paths: ['c.txt'] }] });
  git(on.user, 'restore', '--source=HEAD', '--staged', '--worktree', '--', 'c.txt');
  expect(await recoverLanding(journal(on, approved))).toBe('landed');
});

soak('a beginning of a file that was being written is ours, too', async () => {
  const { on, approved } = await ready();
  await killedAt(on, approved, 'moved');
  writeFiles(on.user, { 'c.txt': 'c by', 'g.txt': '' });
  expect(await recoverLanding(journal(on, approved))).toBe('not');
  expectWhole(on, approved, 'not');
});

soak('the branch moved elsewhere after the crash: the checkout goes back, the branch stays', async () => {
  const { on, approved } = await ready();
  await killedAt(on, approved, 'indexed');
  const other = git(on.user, 'commit-tree', '-p', 'main', '-m', 'other', 'main^{tree}');
  git(on.user, 'update-ref', 'refs/heads/main', other);
  expect(await recoverLanding(journal(on, approved))).toBe('not');
  expectWhole(on, { ...approved, old: other }, 'not');
});

soak('the lock of another git is left alone', async () => {
  const { on, approved } = await ready();
  await killedAt(on, approved, 'held');
  writeFileSync(join(on.user, '.git/index.lock'), 'of somebody else');
  expect(await recoverLanding(journal(on, approved))).toBe('not');
  expect(readFileSync(join(on.user, '.git/index.lock'), 'utf8')).toBe('of somebody else');
});
