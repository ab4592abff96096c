import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  commitsBesideHead,
  missingEntries,
  readGround,
  repairConfig,
  rescue,
  runPaths,
} from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { commitAll, onSide, stage } from './stage.ts';

/** How the agent's refs are destroyed, after they were packed, and whether its git then refuses every command. */
const DESTROYED: [what: string, act: (repo: string, tree: string) => void, refuses: boolean][] = [
  ['git refuses a line', (repo) => appendFileSync(join(repo, 'packed-refs'), '0'.repeat(20)), true],
  [
    'git refuses a line, with a detached HEAD',
    (repo, tree) => {
      git(tree, 'switch', '-q', '--detach');
      appendFileSync(join(repo, 'packed-refs'), '0'.repeat(20));
    },
    true,
  ],
  ['they are zeros', (repo) => writeFileSync(join(repo, 'packed-refs'), Buffer.alloc(300)), true],
  ['they are empty', (repo) => writeFileSync(join(repo, 'packed-refs'), ''), false],
  ['they are gone', (repo) => rmSync(join(repo, 'packed-refs')), false],
  [
    'they are a folder',
    (repo) => {
      rmSync(join(repo, 'packed-refs'));
      mkdirSync(join(repo, 'packed-refs'));
    },
    true,
  ],
  [
    "a branch's own file is empty",
    (repo, tree) => {
      git(tree, 'update-ref', 'refs/heads/side', git(tree, 'rev-parse', 'side'));
      rmSync(join(repo, 'packed-refs'));
      mkdirSync(join(repo, 'refs/heads'), { recursive: true });
      writeFileSync(join(repo, 'refs/heads/side'), '');
    },
    false,
  ],
  [
    "a branch's own file over them is empty",
    (repo) => {
      mkdirSync(join(repo, 'refs/heads'), { recursive: true });
      writeFileSync(join(repo, 'refs/heads/side'), '');
    },
    false,
  ],
];

test.each(everyNth(DESTROYED.length, DESTROYED))(
  'a branch in packed refs is seen, although %s',
  async (_, destroy, refuses) => {
    const on = stage();
    const tree = await on.start();
    onSide(tree, 'side', 'side.txt');
    writeFiles(tree, { 'own.txt': 'own\n' });
    commitAll(tree, 'own');
    const [side, own] = [git(tree, 'rev-parse', 'side'), git(tree, 'rev-parse', 'HEAD')];
    git(tree, 'pack-refs', '--all');
    const { repo } = runPaths(on.place());
    destroy(repo, tree);
    const { head, commit } = await on.snapshot();
    expect(head).toBe(own);
    const beside = await commitsBesideHead(on.place(), { base: on.base, head });
    const work = beside.commits.map((one) => ({ ...one, in: 'commits' as const }));
    const found = await missingEntries(on.place(), { base: on.base, result: commit, work, earlier: [] });
    expect(found.map(({ path }) => path)).toEqual(['side.txt']);
    const { refs, lost } = await rescue(on.place());
    expect(lost).toEqual([]);
    expect(refs.map((one) => one.commit)).toEqual(expect.arrayContaining([side, own]));
    // Without a repair, the agent's own git would refuse every command of its next round, or lack its branches.
    if (refuses) expect(() => git(tree, 'status')).toThrow(/packed-refs/);
    expect(await readGround(on.place(), { base: on.base, start: commit })).toMatchObject({ config: false });
    await repairConfig(on.place(), on.base);
    expect([git(tree, 'rev-parse', 'side'), git(tree, 'rev-parse', 'HEAD')]).toEqual([side, own]);
    expect((await readGround(on.place(), { base: on.base, start: commit })).config).toBe(true);
  },
);

/** How an agent makes tags whose commits no branch and no log of HEAD names, and what they have then. */
const TAGGED: Record<string, string> = {
  light: 'git tag light "$1"',
  annotated: 'git tag -am Full full "$1"',
  'of a tag': 'git tag -am Full full "$1"; git tag -am More more full; git tag -d full',
  moved: 'git tag moved HEAD; git tag -f moved "$1"',
};

/** How a tag's ref is lost: a crash leaves an empty file, or a cleaner removes it. */
const TAG_LOST: Record<string, (repo: string, tree: string) => void> = {
  'packed refs are gone': (repo, tree) => {
    git(tree, 'pack-refs', '--all');
    rmSync(join(repo, 'packed-refs'));
  },
  'their own files are empty': (repo) => {
    for (const name of readdirSync(join(repo, 'refs/tags'))) writeFileSync(join(repo, 'refs/tags', name), '');
  },
  'their folder is gone': (repo) => rmSync(join(repo, 'refs/tags'), { recursive: true }),
};

const TAG_ROWS = Object.entries(TAGGED).flatMap(([tag, line]) =>
  Object.entries(TAG_LOST).map(([how, lose]) => [tag, how, line, lose] as const),
);

soak.each(TAG_ROWS)(
  'a commit that only a tag named is seen, kept and named again: %s, %s',
  async (_, how, line, lose) => {
    const on = stage();
    const tree = await on.start();
    writeFiles(tree, { 'own.txt': 'own\n' });
    commitAll(tree, 'own');
    const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: tree, input: 'x\n' }).toString().trim();
    const side = execFileSync('git', ['mktree'], { cwd: tree, input: `100644 blob ${blob}\tside.txt\n` })
      .toString()
      .trim();
    const lone = git(tree, 'commit-tree', '-p', 'HEAD', '-m', 'Lone', side);
    execFileSync('sh', ['-ec', line, 'sh', lone], { cwd: tree });
    const refs = git(tree, 'for-each-ref');
    const { repo } = runPaths(on.place());
    lose(repo, tree);
    const { head, commit } = await on.snapshot();
    const beside = await commitsBesideHead(on.place(), { base: on.base, head });
    expect(
      beside.commits.map((one) => one.commit),
      how,
    ).toEqual([lone]);
    const work = beside.commits.map((one) => ({ ...one, in: 'commits' as const }));
    const found = await missingEntries(on.place(), { base: on.base, result: commit, work, earlier: [] });
    expect(found.map(({ path }) => path)).toContain('side.txt');
    const kept = await rescue(on.place());
    expect(kept.lost).toEqual([]);
    await repairConfig(on.place(), on.base);
    expect(git(tree, 'for-each-ref')).toBe(refs);
  },
);

/** Logs that no git left: their names below `refs`, and the length of their ids or another id. */
const FORGED: [what: string, name: string, id: (base: string) => string][] = [
  ['a name of two lines', 'heads/x\ny', (base) => base],
  ['a name with a space', 'heads/x y', (base) => base],
  ['a name with two dots', 'heads/x..y', (base) => base],
  ['a name that begins with a dot', 'heads/.x', (base) => base],
  ['an id that is too long', 'heads/x', (base) => `${base}0000000000`],
  ['an id of another kind', 'heads/x', (base) => `${base}${'0'.repeat(24)}`],
  ['a name below a branch', 'heads/side/x', (base) => base],
  ['a commit that does not exist', 'heads/x', () => 'ab'.repeat(20)],
  ['a name below the stash', 'stash/x', (base) => base],
  ['a name above a branch with its own file', 'heads/own', (base) => base],
];

test.each(everyNth(FORGED.length, FORGED))('a log that git did not write brings no ref: %s', async (_, name, id) => {
  const on = stage();
  const tree = await on.start();
  onSide(tree, 'side', 'side.txt');
  writeFiles(tree, { 'own.txt': 'own\n' });
  commitAll(tree, 'own');
  git(tree, 'update-ref', 'refs/stash', on.base);
  git(tree, 'pack-refs', '--all');
  git(tree, 'branch', 'own/file', on.base);
  const { repo } = runPaths(on.place());
  const refs = git(tree, 'for-each-ref');
  for (const log of ['heads/side', 'heads/own', 'stash'])
    rmSync(join(repo, 'logs/refs', log), { recursive: true, force: true });
  writeFiles(join(repo, 'logs/refs'), { [name]: `${'0'.repeat(40)} ${id(on.base)} a <a@b> 1 +0000\tx\n` });
  appendFileSync(join(repo, 'packed-refs'), '0'.repeat(20));
  await repairConfig(on.place(), on.base);
  expect(git(tree, 'for-each-ref')).toBe(refs);
  const { commit } = await on.snapshot();
  expect((await readGround(on.place(), { base: on.base, start: commit })).config).toBe(true);
});

/** What an agent removes on purpose. */
const REMOVED: [what: string, line: string][] = [
  ['a branch', 'git branch -qD side'],
  ['a tag', 'git tag side side; git tag -d side; git branch -qD side'],
  ['a packed tag', 'git tag -am Full full side; git pack-refs --all; git tag -d full; git branch -qD side'],
  ['a packed branch', 'git pack-refs --all; git branch -qD side'],
  ['a branch by its ref', 'git update-ref -d refs/heads/side'],
  ['a branch with another name', 'git branch -m side other; git branch -qD other'],
  ['a stash', 'echo x > a.txt; git stash -q; git stash drop -q; git branch -qD side'],
  ['all stashes', 'echo x > a.txt; git stash -q; git pack-refs --all; git stash clear; git branch -qD side'],
  ['notes', 'git notes add -m x; git update-ref -d refs/notes/commits'],
  ['a branch of a remote', 'git update-ref refs/remotes/o/x HEAD; git pack-refs --all; git branch -qdr o/x'],
];

test.each(everyNth(6, REMOVED))('what an agent removed on purpose stays so: %s', async (_, line) => {
  const on = stage();
  const tree = await on.start();
  onSide(tree, 'side', 'side.txt');
  execFileSync('sh', ['-ec', line], { cwd: tree });
  const refs = git(tree, 'for-each-ref');
  appendFileSync(join(runPaths(on.place()).repo, 'packed-refs'), '0'.repeat(20));
  await repairConfig(on.place(), on.base);
  expect(git(tree, 'for-each-ref')).toBe(refs);
});
