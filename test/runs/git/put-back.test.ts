import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { land, recoverLanding } from '../../../src/runs/git/index.ts';
import type { LandStep } from '../../../src/runs/git/landing/move-checkout.ts';
import { bundle } from '../../support/bundle.ts';
import { startChild } from '../../support/child.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { shell } from '../../support/mount.ts';
import { NEEDS_MOUNT } from '../../support/needs.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { type Approved, landing, merged, type Stage, stage } from './stage.ts';

interface Change {
  files: Record<string, string>;
  /** Changes the files in the worktree of the run. `outside` is a folder outside of the checkout. */
  act(tree: string, outside: string): void;
}

const CHANGES: Readonly<Record<string, Change>> = {
  'files with a filter, and the mode of one': {
    files: { '.gitattributes': '*.txt filter=rot\n', 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n', 'd/e.txt': 'e\n' },
    act: (tree) => {
      writeFiles(tree, { 'a.txt': 'by the run\n', 'n.txt': 'new\n', 'm/n.txt': 'new\n' });
      for (const gone of ['b.txt', 'd']) rmSync(join(tree, gone), { recursive: true });
      chmodSync(join(tree, 'c.txt'), 0o755);
    },
  },
  'a folder with a filter that becomes a link out of the checkout': {
    files: { '.gitattributes': 'a/** filter=rot\na filter=rot\n', 'a/f.txt': 'f\n', 'z.txt': 'z\n' },
    act: (tree, outside) => {
      rmSync(join(tree, 'a'), { recursive: true });
      symlinkSync(outside, join(tree, 'a'));
    },
  },
  'a folder that becomes a link out of the checkout': {
    files: { 'a/f.txt': 'f\n', 'a/b/g.txt': 'g\n' },
    act: (tree, outside) => {
      rmSync(join(tree, 'a'), { recursive: true });
      symlinkSync(outside, join(tree, 'a'));
    },
  },
  'attributes that come': {
    files: { 'a.txt': 'a\n' },
    act: (tree) =>
      writeFiles(tree, { '.gitattributes': '*.txt filter=rot eol=crlf\n', 'a.txt': 'by the run\n', 'n.txt': 'new\n' }),
  },
  'attributes that go': {
    files: { '.gitattributes': '*.txt filter=rot\n', 'a.txt': 'a\n' },
    act: (tree) => {
      rmSync(join(tree, '.gitattributes'));
      writeFiles(tree, { 'a.txt': 'by the run\n', 'n.txt': 'new\n' });
    },
  },
  'attributes without a filter that change': {
    files: { '.gitattributes': '*.txt text\n', 'a.txt': 'a\n', 'b.txt': 'b\n', 'd/c.txt': 'c\n' },
    act: (tree) => {
      writeFiles(tree, { '.gitattributes': '*.txt text eol=crlf\n', 'a.txt': 'by the run\n', 'n.txt': 'new\n' });
      rmSync(join(tree, 'd'), { recursive: true });
      chmodSync(join(tree, 'b.txt'), 0o755);
    },
  },
  'attributes that change, and the mode of a file': {
    files: { '.gitattributes': '*.txt filter=rot\n', 'a.txt': 'a\n', 'b.txt': 'b\n', 'd/e.dat': 'e\n' },
    act: (tree) => {
      writeFiles(tree, { '.gitattributes': '*.dat filter=rot eol=crlf\n', 'a.txt': 'by the run\n', 'n.dat': 'new\n' });
      writeFiles(tree, { 'd/e.dat': 'by the run\n' });
      chmodSync(join(tree, 'b.txt'), 0o755);
    },
  },
  'a file that becomes a folder, and a folder that becomes a file, with a filter': {
    files: { '.gitattributes': '*.txt filter=rot\nx filter=rot\n', x: 'x\n', 'y/k.txt': 'k\n' },
    act: swap,
  },
  'a file that becomes a folder, and a folder that becomes a file': {
    files: { x: 'x\n', 'y/k.txt': 'k\n' },
    act: swap,
  },
};

function swap(tree: string): void {
  for (const gone of ['x', 'y']) rmSync(join(tree, gone), { recursive: true });
  writeFiles(tree, { 'x/deep/in.txt': 'in\n', y: 'a file now\n' });
}

/**
 * A checkout with a dirty file, and an approved result, whose landing is killed at a step. `own` are files of the person
 * that git doesn't know, such as attributes.
 */
async function killed({ files, act }: Change, step: LandStep, own: Record<string, string> = {}) {
  const on = stage({ files: { other: 'o\n', ...files } });
  writeFiles(on.user, own);
  for (const way of ['clean', 'smudge']) git(on.user, 'config', `filter.rot.${way}`, 'tr a-z n-za-m');
  git(on.user, 'config', 'filter.rot.required', 'true');
  rmSync(join(on.user, '.git/index'));
  git(on.user, 'reset', '-q', '--hard');
  const outside = join(on.user, '../outside');
  mkdirSync(outside);
  act(await on.start(), outside);
  const approved = await merged(on, await on.snapshot());
  writeFiles(on.user, { other: 'dirty\n' });
  const before = picture(on.user);
  const order = {
    place: { runs: on.runs, repository: on.repository },
    landing: landing(approved),
    step,
    children: false,
  };
  await startChild(await bundle(new URL('./landing.child.ts', import.meta.url)), [JSON.stringify(order)]).ended;
  return { on, approved, before, outside };
}

const recovered = (on: Stage, { old, tip }: Approved) =>
  recoverLanding({ repository: on.repository, ref: 'refs/heads/main', old, new: tip, worktree: on.user });

/** Each file of a checkout with its mode and content. */
function picture(top: string, at = ''): string[] {
  return readdirSync(join(top, at)).flatMap((name) => {
    const path = join(at, name);
    const facts = lstatSync(join(top, path));
    if (path === '.git') return [];
    if (facts.isDirectory()) return picture(top, path);
    const content = facts.isSymbolicLink() ? readlinkSync(join(top, path)) : readFileSync(join(top, path), 'latin1');
    return [`${path} ${facts.mode.toString(8)} ${content}`];
  });
}

const ROWS = Object.keys(CHANGES).flatMap((name) =>
  (['moved', 'checked'] as const).map((step): [string, LandStep] => [name, step]),
);

test.each(everyNth(24, ROWS))('%s: a landing killed when %s goes back whole', async (name, step) => {
  const { on, approved, before, outside } = await killed(CHANGES[name]!, step);
  expect(await recovered(on, approved)).toBe('not');
  expect(picture(on.user)).toEqual(before);
  expect(readdirSync(outside)).toEqual([]);
});

/** Attributes that are in no commit: where the person has them, and what they are before and after the kill. */
const OWN_ATTRIBUTES: readonly [file: string, before: string, after: string | undefined][] = [
  ['.gitattributes', '*.txt filter=rot\n', undefined],
  ['.git/info/attributes', '*.txt text eol=crlf\n', ''],
  ['.gitattributes', '*.txt text eol=crlf\n', '*.txt filter=rot\n'],
  ['d/.gitattributes', '*.txt filter=rot\n', '*.txt -text\n'],
  ['.git/info/attributes', '*.txt filter=rot\n', undefined],
  ['.gitattributes', '*.txt filter=rot\n', '*.txt filter=rot\n'],
];

const OWN_ROWS = OWN_ATTRIBUTES.flatMap((row) =>
  (['moved', 'checked'] as const).map((step) => [...row, step] as const),
);

soak.each(OWN_ROWS)(
  'attributes that are in no commit, and change after the kill: %s, %j then %j; a landing killed when %s goes back whole',
  async (file, before, after, step) => {
    const change = {
      files: { 'a.txt': 'a\n', 'b.txt': 'b\n', 'd/c.txt': 'c\n', 'd/e.txt': 'e\n' },
      act(tree: string) {
        writeFiles(tree, { 'a.txt': 'by the run\n', 'n.txt': 'new\n', 'd/c.txt': 'by the run\n', 'd/m.txt': 'new\n' });
        for (const gone of ['b.txt', 'd/e.txt']) rmSync(join(tree, gone));
      },
    };
    const { on, approved, before: pictured } = await killed(change, step, { [file]: before });
    const changed = (lines: string[]) => lines.filter((line) => !line.includes('.gitattributes '));
    if (after === undefined) rmSync(join(on.user, file));
    else writeFiles(on.user, { [file]: after });
    expect(await recovered(on, approved)).toBe('not');
    expect(changed(picture(on.user))).toEqual(changed(pictured));
    expect(readdirSync(join(on.user, '.git')).filter((name) => /lock|backlog-/.test(name))).toEqual([]);
  },
);

soak('a filter of attributes that are in no commit can fail: everything goes back', async () => {
  const on = stage({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' } });
  writeFiles(await on.start(), { 'a.txt': 'by the run\n', 'b.txt': 'by the run\n', 'c.txt': 'by the run\n' });
  const approved = await merged(on, await on.snapshot());
  writeFiles(on.user, { '.gitattributes': '[bc].txt filter=bad\n' });
  for (const [name, value] of Object.entries({ required: 'true', clean: 'cat', smudge: 'false' }))
    git(on.user, 'config', `filter.bad.${name}`, value);
  const before = picture(on.user);
  expect(await land(on, landing(approved))).toMatchObject({ landed: false, why: { kind: 'refused' } });
  expect(picture(on.user)).toEqual(before);
});

/**
 * Recovers a landing in a process of its own, which is killed before or after its nth call of git.
 * @returns true if it ended before that call
 */
async function recoveredUntil(on: Stage, { old, tip }: Approved, nth: number, when: 'before' | 'after') {
  const [bin, count] = [join(on.user, '../bin'), join(on.user, '../calls')];
  rmSync(count, { force: true });
  const real = `'${execFileSync('which', ['git']).toString().trim()}' "$@"; code=$?`;
  const kill = `[ "$(sed -n ${nth}p '${count}')" = $$ ] && kill -9 $PPID && exit 1`;
  const both = when === 'before' ? [kill, real] : [real, kill];
  writeFiles(bin, { git: ['#!/bin/sh', `echo $$ >>'${count}'`, ...both, 'exit $code\n'].join('\n') });
  chmodSync(join(bin, 'git'), 0o755);
  const journal = { repository: on.repository, ref: 'refs/heads/main', old, new: tip, worktree: on.user };
  const script = await bundle(new URL('./recovery.child.ts', import.meta.url));
  const child = startChild(script, [JSON.stringify(journal)], undefined, { PATH: `${bin}:${process.env.PATH}` });
  await child.ended;
  return child.lines.length > 0;
}

const TWICE = ROWS.flatMap(([name, step]) =>
  (['before', 'after'] as const).map((when): [string, LandStep, 'before' | 'after'] => [name, step, when]),
);

soak.each(TWICE)(
  '%s: a landing killed when %s goes back whole, although its recovery is killed, too, %s each call of git',
  async (name, step, when) => {
    for (let nth = 1; nth < 40; nth++) {
      const { on, approved, before, outside } = await killed(CHANGES[name]!, step);
      if (await recoveredUntil(on, approved, nth, when)) return;
      expect([nth, await recovered(on, approved)]).toEqual([nth, 'not']);
      expect(picture(on.user)).toEqual(before);
      expect(readdirSync(outside)).toEqual([]);
    }
    expect.unreachable();
  },
);

test('a file that a person edited in the place of a former folder stays', async () => {
  const { on, approved } = await killed(
    {
      files: { 'y/k.txt': 'k\n' },
      act: (tree) => {
        rmSync(join(tree, 'y'), { recursive: true });
        writeFiles(tree, { y: 'a file now\n' });
      },
    },
    'moved',
  );
  writeFiles(on.user, { y: 'edited since\n' });
  expect(await recovered(on, approved)).toEqual({ damaged: expect.arrayContaining(['y']) });
  expect(readFileSync(join(on.user, 'y'), 'utf8')).toBe('edited since\n');
});

soak('copies of files that cannot be put back stay, and the recovery uses them', NEEDS_MOUNT, async () => {
  const files = { '.gitattributes': 'd/* filter=bad\n', 'd/a.txt': 'a\n', 'd/b.txt': 'b\n' };
  const on = stage({ files });
  const folder = join(on.user, 'd');
  writeFiles(await on.start(), { 'd/a.txt': 'by the run\n', 'd/b.txt': 'by the run\n' });
  const approved = await merged(on, await on.snapshot());
  shell(`mount -t tmpfs tmpfs '${folder}'`);
  onTestFinished(() => void shell(`umount -l '${folder}'`));
  writeFiles(folder, { 'a.txt': 'a\n', 'b.txt': 'b\n' });
  for (const [name, value] of Object.entries({ required: 'true', clean: 'cat' }))
    git(on.user, 'config', `filter.bad.${name}`, value);
  git(on.user, 'update-index', '-q', '--refresh');
  const second = join(on.user, '.git/second');
  git(
    on.user,
    'config',
    'filter.bad.smudge',
    `test ! -e '${second}' && touch '${second}' && cat || { mount -o remount,ro '${folder}'; exit 1; }`,
  );
  await expect(land(on, landing(approved))).rejects.toThrow(/EROFS|read-only/i);
  shell(`mount -o remount,rw '${folder}'`);
  git(on.user, 'config', 'filter.bad.smudge', 'cat');
  expect(await recovered(on, approved)).toBe('not');
  for (const name of ['a', 'b']) expect(readFileSync(join(folder, `${name}.txt`), 'utf8')).toBe(`${name}\n`);
  expect(git(on.user, 'status', '--porcelain')).toBe('');
  expect(readdirSync(join(on.user, '.git')).filter((name) => /lock|backlog-/.test(name))).toEqual([]);
});

soak.each(['no filter', 'a filter'])(
  'a landing whose branch cannot move, and whose way back fails, is recovered (%s)',
  NEEDS_MOUNT,
  async (kind) => {
    const filter = kind === 'a filter' ? { '.gitattributes': 'd/* filter=rot\n' } : {};
    const on = stage({ files: { 'd/a.txt': 'a\n', 'd/b.txt': 'b\n', ...filter } });
    for (const [name, value] of Object.entries({ clean: 'cat', smudge: 'cat', required: 'true' }))
      git(on.user, 'config', `filter.rot.${name}`, value);
    const [folder, heads] = [join(on.user, 'd'), join(on.user, '.git/refs/heads')];
    writeFiles(await on.start(), { 'd/a.txt': 'by the run\n', 'd/n.txt': 'new\n' });
    const approved = await merged(on, await on.snapshot());
    const remount = (how: 'ro' | 'rw') => {
      for (const disk of [folder, heads]) shell(`mount -o remount,${how} '${disk}'`);
    };
    for (const disk of [folder, heads]) {
      shell(`mount -t tmpfs tmpfs '${disk}'`);
      onTestFinished(() => void shell(`umount -l '${disk}'`));
    }
    writeFiles(folder, { 'a.txt': 'a\n', 'b.txt': 'b\n' });
    writeFiles(heads, { main: `${approved.old}\n` });
    git(on.user, 'update-index', '-q', '--refresh');
    const lands = land(on, landing(approved), (step) => {
      if (step === 'indexed') remount('ro');
    });
    await expect(lands).rejects.toThrow();
    expect(existsSync(join(on.user, '.git/index.lock'))).toBe(true);
    remount('rw');
    rmSync(join(heads, 'main.lock'), { force: true });
    expect(await recovered(on, approved)).toBe('not');
    expect(git(on.user, 'rev-parse', 'main')).toBe(approved.old);
    expect(git(on.user, 'status', '--porcelain')).toBe('');
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('a\n');
    expect(readdirSync(join(on.user, '.git')).filter((name) => /lock|backlog-/.test(name))).toEqual([]);
  },
);

soak.each(['cone', 'cone with a sparse index', 'patterns'])(
  'a sparse checkout (%s) whose index goes back has no files of before outside of its folders',
  async (kind) => {
    const files = { 'in/a.txt': 'a\n', 'out/f.txt': 'f\n', 'out/g.txt': 'g\n', 'top.txt': 't\n', 'd/x.txt': 'x\n' };
    const on = stage({ files });
    const how = { cone: ['--cone'], 'cone with a sparse index': ['--cone', '--sparse-index'], patterns: ['--no-cone'] };
    git(on.user, 'sparse-checkout', 'set', ...how[kind as keyof typeof how], kind === 'patterns' ? '/in/' : 'in');
    const tree = await on.start();
    writeFiles(tree, {
      'in/a.txt': 'by the run\n',
      'in/n.txt': 'new\n',
      'out/g.txt': 'by the run\n',
      'out/n.txt': 'new\n',
    });
    for (const gone of ['out/f.txt', 'd']) rmSync(join(tree, gone), { recursive: true });
    const approved = await merged(on, await on.snapshot());
    const [before, flags] = [picture(on.user), git(on.user, 'ls-files', '-t')];
    const order = { place: { runs: on.runs, repository: on.repository }, landing: landing(approved), step: 'indexed' };
    await startChild(await bundle(new URL('./landing.child.ts', import.meta.url)), [JSON.stringify(order)]).ended;
    const other = git(on.user, 'commit-tree', '-p', 'main', '-m', 'other', 'main^{tree}');
    git(on.user, 'update-ref', 'refs/heads/main', other);
    expect(await recovered(on, approved)).toBe('not');
    expect(picture(on.user)).toEqual(before);
    expect(git(on.user, 'status', '--porcelain')).toBe('');
    expect(git(on.user, 'ls-files', '-t')).toBe(flags);
  },
);
