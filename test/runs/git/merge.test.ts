import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mergeResults, type RunSnapshot } from '../../../src/runs/git/index.ts';
import { unionProblems } from '../../../src/runs/git/merge/approved-changes.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { type Stage, stage } from './stage.ts';

async function resultOf(on: Stage, id: string, act: (tree: string) => void): Promise<RunSnapshot> {
  act(await on.start(id));
  return on.snapshot(id);
}

function commitInUser(on: Stage, files: Record<string, string>): string {
  writeFiles(on.user, files);
  git(on.user, 'add', '-A');
  git(on.user, 'commit', '-qm', 'by the person');
  return git(on.user, 'rev-parse', 'HEAD');
}

const wish = (on: Stage, id: string, { commit, changed }: RunSnapshot) => ({
  id,
  base: on.base,
  commit,
  message: `Merge ${id}\n`,
  author: { name: 'A Person', email: 'person@example.invalid' },
  approved: changed,
});

test('results are merged one after the other, onto a target that moved', async () => {
  const on = stage();
  const one = await resultOf(on, 'r1', (tree) => writeFiles(tree, { 'a.txt': 'ONE\ntwo\nthree\n' }));
  const two = await resultOf(on, 'r2', (tree) => writeFiles(tree, { 'a.txt': 'one\ntwo\nTHREE\n', 'n.txt': 'n' }));
  const target = commitInUser(on, { 'other.txt': 'other' });
  const results = [wish(on, 'r1', one), wish(on, 'r2', two)];
  for (const how of ['squash', 'merge'] as const) {
    const told = await untouched(on.user, () => mergeResults(on, { target, results, how }));
    if (!told.ok) throw new Error('conflict');
    expect(told.steps.map(({ id, contained }) => [id, contained])).toEqual([
      ['r1', false],
      ['r2', false],
    ]);
    expect(told.tip).toBe(told.steps[1]!.commit);
    const scratch = await on.scratch(told.tip);
    expect(readFileSync(join(scratch, 'a.txt'), 'utf8')).toBe('ONE\ntwo\nTHREE\n');
    expect(git(scratch, 'log', '--first-parent', '--format=%an %s', `${target}..${told.tip}`)).toBe(
      'A Person Merge r2\nA Person Merge r1',
    );
    expect(git(scratch, 'rev-list', '--count', `${target}..${told.tip}`)).toBe(how === 'squash' ? '2' : '4');
  }
});

test('what the target has already is no commit more, and said', async () => {
  const on = stage();
  const one = await resultOf(on, 'r1', (tree) => writeFiles(tree, { 'a.txt': 'new\n' }));
  const target = commitInUser(on, { 'a.txt': 'new\n' });
  expect(await mergeResults(on, { target, how: 'squash', results: [wish(on, 'r1', one)] })).toMatchObject({
    ok: true,
    tip: target,
    steps: [{ id: 'r1', commit: target, contained: true }],
  });
});

const CONFLICTS: [string, Record<string, string>, (tree: string) => void, object[]][] = [
  [
    'both changed a line',
    { 'a.txt': 'mine\n' },
    (tree) => writeFiles(tree, { 'a.txt': 'theirs\n' }),
    [{ path: 'a.txt', kind: 'contents' }],
  ],
  [
    'both added a file',
    { 'n.txt': 'mine\n' },
    (tree) => writeFiles(tree, { 'n.txt': 'theirs\n' }),
    [{ path: 'n.txt', kind: 'contents' }],
  ],
  [
    'one changed, one deleted',
    { 'a.txt': 'mine\n' },
    (tree) => rmSync(join(tree, 'a.txt')),
    [{ path: 'a.txt', kind: 'modify/delete' }],
  ],
  [
    'both changed a binary file',
    { 'a.txt': 'm\0' },
    (tree) => writeFiles(tree, { 'a.txt': 't\0' }),
    [{ path: 'a.txt', kind: 'binary' }],
  ],
];

test.each(everyNth(6, CONFLICTS))('%s: the conflict is told, with the run', async (_, mine, act, conflicts) => {
  const on = stage();
  const one = await resultOf(on, 'r1', act);
  const fine = await resultOf(on, 'r2', (tree) => writeFiles(tree, { 'fine.txt': 'fine' }));
  const target = commitInUser(on, mine);
  const results = [wish(on, 'r2', fine), wish(on, 'r1', one)];
  expect(await mergeResults(on, { target, how: 'squash', results })).toEqual({ ok: false, id: 'r1', conflicts });
});

soak('a target without common history is a conflict', async () => {
  const on = stage();
  const one = await resultOf(on, 'r1', (tree) => writeFiles(tree, { 'a.txt': 'theirs\n' }));
  git(on.user, 'checkout', '-q', '--orphan', 'fresh');
  git(on.user, 'commit', '-qm', 'fresh');
  git(on.user, 'branch', '-M', 'main');
  expect(
    await mergeResults(on, {
      target: git(on.user, 'rev-parse', 'HEAD'),
      how: 'squash',
      results: [wish(on, 'r1', one)],
    }),
  ).toMatchObject({
    ok: false,
    conflicts: [{ kind: 'unrelated' }],
  });
});

soak('a change under the name that the target gave to the file since is approved', async () => {
  const on = stage({ files: { 'old/a.txt': '1\n2\n3\n4\n5\n', 'old/b.txt': 'b\nb\nb\n' } });
  const one = await resultOf(on, 'r1', (tree) =>
    writeFiles(tree, { 'old/a.txt': '1\n2\n3\n4\nFIVE\n', 'old/new.txt': 'new' }),
  );
  git(on.user, 'mv', 'old', 'fresh');
  const target = commitInUser(on, {});
  const told = await mergeResults(on, { target, how: 'squash', results: [wish(on, 'r1', one)] });
  if (!told.ok) throw new Error('conflict');
  const scratch = await on.scratch(told.tip);
  expect(git(scratch, 'ls-files')).toBe('fresh/a.txt\nfresh/b.txt\nold/new.txt');
  expect(readFileSync(join(scratch, 'fresh/a.txt'), 'utf8')).toContain('FIVE');
});

test('a file that is not in the approved diff stops the merge before anything moved', async () => {
  const on = stage();
  const one = await resultOf(on, 'r1', (tree) => writeFiles(tree, { 'a.txt': 'x\n', 'smuggled.txt': 'x\n' }));
  const approved = one.changed.filter(({ path }) => path === 'a.txt');
  const results = [{ ...wish(on, 'r1', one), approved }];
  await expect(mergeResults(on, { target: on.base, how: 'squash', results })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('smuggled.txt is in the result but not in the approved diff'),
  });
});

test.each(
  everyNth(2, [
    ['in another file', { 'secret.txt': 'taken back\n' }],
    ['in a file that the result changes, too', { 'a.txt': 'SECRET\nb\nc\nd\ne\n' }],
  ]),
)('what a person took out of the target since stays out, %s', async (_, secret) => {
  const on = stage({ files: { 'a.txt': 'a\nb\nc\nd\ne\n' } });
  on.base = commitInUser(on, secret);
  const one = await resultOf(on, 'r1', (tree) => appendFileSync(join(tree, 'a.txt'), 'by the agent\n'));
  git(on.user, 'reset', '-q', '--hard', 'HEAD~1');
  const target = git(on.user, 'rev-parse', 'HEAD');
  for (const how of ['squash', 'merge'] as const) {
    const told = await mergeResults(on, { target, how, results: [wish(on, 'r1', one)] });
    if (!told.ok) throw new Error('conflict');
    const scratch = await on.scratch(told.tip);
    expect(git(scratch, 'ls-files')).toBe('a.txt');
    expect(readFileSync(join(scratch, 'a.txt'), 'utf8')).toBe('a\nb\nc\nd\ne\nby the agent\n');
    expect(git(scratch, 'rev-list', `${target}..${told.tip}`)).toBe(told.tip);
  }
});

soak('the person prunes, moves and deletes meanwhile: the result is whole, and lands on what is there', async () => {
  const on = stage();
  git(on.user, 'branch', 'feature');
  const one = await resultOf(on, 'r1', (tree) => writeFiles(tree, { 'a.txt': 'x\n' }));
  git(on.user, 'commit', '-q', '--amend', '-m', 'other words');
  git(on.user, 'branch', '-qD', 'feature');
  git(on.user, 'reflog', 'expire', '--expire=now', '--all');
  git(on.user, 'gc', '-q', '--prune=now');
  expect(() => git(on.user, 'cat-file', '-e', on.base)).toThrow();
  const target = git(on.user, 'rev-parse', 'HEAD');
  expect(await mergeResults(on, { target, how: 'squash', results: [wish(on, 'r1', one)] })).toMatchObject({
    ok: false,
    conflicts: [{ kind: 'unrelated' }],
  });
  expect(await on.snapshot()).toMatchObject({ commit: one.commit });
});

test('union: what the merge lost or altered is found, where the target left the path alone', () => {
  const entry = (object: string) => ({ mode: object === '0' ? '000000' : '100644', object });
  const change = (path: string, old: string, to: string, from?: string) => ({
    path,
    status: 'M',
    old: entry(old),
    new: entry(to),
    ...(from ? { from } : {}),
  });
  const whole = {
    approved: [{ path: 'a' }, { path: 'b' }],
    result: [change('a', '1', '2'), change('b', '1', '2')],
    target: [],
    merged: [change('a', '1', '2'), change('b', '1', '2')],
    renames: [],
  };
  expect(unionProblems(whole)).toEqual([]);
  expect(unionProblems({ ...whole, merged: [change('a', '1', '2')] })).toEqual([
    'b differs between the merge and the approved diff',
  ]);
  expect(unionProblems({ ...whole, merged: [change('a', '1', '2'), change('b', '1', '3')] })).toHaveLength(1);
  expect(unionProblems({ ...whole, merged: [...whole.merged, change('c', '1', '2')] })).toEqual([
    'c is changed by the merge but not by the approved diff',
  ]);
  expect(unionProblems({ ...whole, target: [change('b', '1', '3')], merged: [change('a', '1', '2')] })).toEqual([]);
});

soak('a file of the same size that a check wrote in the second of the checkout is written again', async () => {
  const on = stage();
  const one = await resultOf(on, 'r1', (tree) => writeFiles(tree, { 'a.txt': 'x\n' }));
  await nextSecond();
  const scratch = await on.scratch(one.commit);
  writeFiles(scratch, { 'a.txt': 'o\n' });
  await nextSecond();
  await on.scratch(one.commit);
  expect(readFileSync(join(scratch, 'a.txt'), 'utf8')).toBe('x\n');
});

const nextSecond = () => wait(1_000 - (Date.now() % 1_000));

test('scratch has exactly the files of the commit, whatever a check left there', async () => {
  const on = stage();
  const one = await resultOf(on, 'r1', (tree) => writeFiles(tree, { 'a.txt': 'x\n' }));
  const scratch = await on.scratch(one.commit);
  writeFiles(scratch, {
    'a.txt': 'o\n',
    'left.txt': 'l',
    'x.log': 'l',
    'build/out/o.js': 'l',
    'nested/.git/HEAD': 'ref: refs/heads/x',
  });
  git(scratch, 'init', '-q', 'inner');
  rmSync(join(scratch, 'src'), { recursive: true });
  writeFileSync(join(scratch, '..', 'index.lock'), '');
  expect(await on.scratch(one.commit)).toBe(scratch);
  expect(git(scratch, 'status', '--porcelain', '--ignored')).toBe('');
  expect(readFileSync(join(scratch, 'a.txt'), 'utf8')).toBe('x\n');
  expect(existsSync(join(scratch, 'build'))).toBe(false);
  expect(git(scratch, 'rev-parse', 'HEAD')).toBe(one.commit);
  git(on.user, 'submodule', '--quiet', 'add', on.user, 'sub');
  git(on.user, 'commit', '-qm', 'submodule');
  on.base = git(on.user, 'rev-parse', 'HEAD');
  await on.start('r3');
  writeFiles(await on.scratch(on.base), { 'sub/left.txt': 'l' });
  await on.scratch(on.base);
  expect(readdirSync(join(scratch, 'sub'))).toEqual(readdirSync(join(on.user, 'sub')));
  expect(readFileSync(join(scratch, 'a.txt'), 'utf8')).toBe('one\ntwo\nthree\n');
});
