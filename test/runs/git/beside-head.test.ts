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
  withoutBeside,
} from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { everyNth } from '../../support/soak-test.ts';
import { refusedCommit, type Stage, stage } from './stage.ts';

const commitAll = (tree: string, message: string) => git(tree, 'add', '-A') + git(tree, 'commit', '-qm', message);

/** Commits a file on another branch, and goes back. */
const onSide = (tree: string, branch: string, file: string) => {
  git(tree, 'switch', '-qc', branch);
  writeFiles(tree, { [file]: 'x\n' });
  commitAll(tree, branch);
  git(tree, 'switch', '-q', '-');
};

/** Makes a branch whose commit conflicts with the agent's own one, and stages a file. */
const toConflict = (tree: string) => {
  git(tree, 'switch', '-qc', 'up');
  writeFiles(tree, { 'a.txt': 'up\n' });
  commitAll(tree, 'up');
  git(tree, 'switch', '-q', '-');
  writeFiles(tree, { 'a.txt': 'own\n' });
  commitAll(tree, 'own');
  writeFiles(tree, { 'staged.txt': 'x\n' });
  git(tree, 'add', 'staged.txt');
};

/** What an agent leaves beside its HEAD, and what of it the result lacks. */
const ROWS: Record<string, [act: (tree: string, on: Stage) => void, lacks: string[]]> = {
  nothing: [(tree) => writeFiles(tree, { 'a.txt': 'x\n' }), []],
  'a branch without commits of its own': [(tree) => git(tree, 'branch', 'other'), []],
  'commits on another branch': [(tree) => onSide(tree, 'side', 'side.txt'), ['side.txt']],
  'commits on branches with odd names': [
    (tree) => {
      onSide(tree, 'a/b', 'one.txt');
      onSide(tree, 'odd(1)', 'two.txt');
    },
    ['one.txt', 'two.txt'],
  ],
  'commits on another branch, packed': [
    (tree) => {
      onSide(tree, 'side', 'side.txt');
      git(tree, 'gc', '-q', '--prune=now');
    },
    ['side.txt'],
  ],
  'commits on another branch that it has merged': [
    (tree) => {
      onSide(tree, 'side', 'side.txt');
      git(tree, 'merge', '-q', '--no-ff', '-m', 'Merge', 'side');
    },
    [],
  ],
  'commits on another branch whose changes it has copied': [
    (tree) => {
      onSide(tree, 'side', 'side.txt');
      git(tree, 'cherry-pick', 'side');
    },
    [],
  ],
  'the branch on which it began': [
    (tree) => {
      writeFiles(tree, { 'own.txt': 'x\n' });
      commitAll(tree, 'own');
      git(tree, 'switch', '-q', '--detach', 'HEAD~1');
    },
    ['own.txt'],
  ],
  'the commit of before it amended': [
    (tree) => {
      writeFiles(tree, { 'own.txt': 'x\n' });
      commitAll(tree, 'own');
      git(tree, 'rm', '-q', '--cached', 'own.txt');
      rmSync(join(tree, 'own.txt'));
      writeFiles(tree, { 'better.txt': 'x\n' });
      git(tree, 'add', '-A');
      git(tree, 'commit', '-q', '--amend', '-m', 'better');
    },
    [],
  ],
  'a stash': [
    (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'stash', '-q');
    },
    ['a.txt'],
  ],
  'a stash with untracked files': [
    (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n', 'new/n.txt': 'x\n' });
      git(tree, 'stash', '-q', '-u');
    },
    ['a.txt', 'new/n.txt'],
  ],
  'two stashes': [
    (tree) => {
      for (const name of ['one.txt', 'two.txt']) {
        writeFiles(tree, { [name]: 'x\n' });
        git(tree, 'stash', '-q', '-u');
      }
    },
    ['one.txt', 'two.txt'],
  ],
  'a stash that it has applied': [
    (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'stash', '-q');
      git(tree, 'stash', 'apply', '-q');
    },
    [],
  ],
  'a stash that it has applied, without a file that it deleted since': [
    (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'stash', '-q');
      git(tree, 'stash', 'apply', '-q');
      rmSync(join(tree, 'src/deep/c.txt'));
    },
    [],
  ],
  'a branch that it gave up, without a file that it deleted since': [
    (tree) => {
      onSide(tree, 'side', 'side.txt');
      rmSync(join(tree, 'src/deep/c.txt'));
    },
    ['side.txt'],
  ],
  'commits behind many old branches': [
    (tree) => {
      for (let i = 0; i < 22; i++) {
        git(tree, 'commit', '-q', '--allow-empty', '-m', String(i));
        git(tree, 'branch', `old-${i}`);
      }
      onSide(tree, 'side', 'side.txt');
    },
    ['side.txt'],
  ],
  'a stash that it has dropped': [
    (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'stash', '-q');
      git(tree, 'stash', 'drop', '-q');
    },
    [],
  ],
  'commits that only tags name': [
    (tree) => {
      for (const [name, more] of [
        ['light', []],
        ['full', ['-a', '-m', 'Full']],
      ] as const) {
        git(tree, 'switch', '-q', '--detach');
        writeFiles(tree, { [`${name}.txt`]: 'x\n' });
        commitAll(tree, name);
        git(tree, 'tag', ...more, name);
        git(tree, 'switch', '-q', '-');
      }
      git(tree, 'tag', 'blob', git(tree, 'rev-parse', 'HEAD:a.txt'));
      git(tree, 'tag', 'start');
    },
    ['full.txt', 'light.txt'],
  ],
  'commits on a detached HEAD that it left': [
    (tree) => {
      git(tree, 'switch', '-q', '--detach');
      writeFiles(tree, { 'own.txt': 'x\n' });
      commitAll(tree, 'own');
      git(tree, 'switch', '-q', '-');
    },
    ['own.txt'],
  ],
  'a detached HEAD that it left, and whose commits it has': [
    (tree) => {
      git(tree, 'switch', '-q', '--detach');
      writeFiles(tree, { 'own.txt': 'x\n' });
      commitAll(tree, 'own');
      const own = git(tree, 'rev-parse', 'HEAD');
      git(tree, 'switch', '-q', '-');
      git(tree, 'cherry-pick', own);
    },
    [],
  ],
  'a branch of another history': [
    (tree) => {
      const lone = git(tree, 'commit-tree', '-m', 'Lone', git(tree, 'rev-parse', 'HEAD^{tree}'));
      git(tree, 'branch', 'lone', lone);
    },
    [],
  ],
  'commits in a second worktree': [
    (tree) => {
      git(tree, 'worktree', 'add', '-q', '--detach', '../second');
      writeFiles(join(tree, '../second'), { 'second.txt': 'x\n' });
      commitAll(join(tree, '../second'), 'second');
    },
    ['second.txt'],
  ],
  'a second worktree that it left at another commit': [
    (tree) => {
      git(tree, 'worktree', 'add', '-q', '--detach', '../second');
      writeFiles(join(tree, '../second'), { 'second.txt': 'x\n' });
      commitAll(join(tree, '../second'), 'second');
      git(join(tree, '../second'), 'switch', '-qc', 'other', 'HEAD~1');
    },
    ['second.txt'],
  ],
  'changes that an unfinished rebase set aside': [
    (tree) => {
      toConflict(tree);
      expect(() => git(tree, 'rebase', '-q', '--autostash', 'up')).toThrow();
    },
    ['staged.txt'],
  ],
  'changes that an unfinished merge set aside': [
    (tree) => {
      toConflict(tree);
      expect(() => git(tree, 'merge', '-q', '--autostash', 'up')).toThrow();
    },
    ['staged.txt'],
  ],
  'a commit on another branch that git refuses': [
    (tree, on) => {
      writeFiles(tree, { 'side.txt': 'x\n' });
      git(tree, 'add', '-A');
      refusedCommit(tree, { of: git(tree, 'write-tree'), parent: on.base, ref: 'refs/heads/side' });
      git(tree, 'rm', '-qf', 'side.txt');
    },
    ['side.txt'],
  ],
  'a stash behind a commit that git refuses': [
    (tree, on) => {
      refusedCommit(tree, { of: git(tree, 'write-tree'), parent: on.base });
      writeFiles(tree, { 'a.txt': 'x\n', 'new/n.txt': 'x\n' });
      git(tree, 'stash', '-q', '-u');
    },
    ['a.txt', 'new/n.txt'],
  ],
  'a branch with a commit that git refuses, and that it has merged': [
    (tree, on) => {
      refusedCommit(tree, { of: git(tree, 'write-tree'), parent: on.base });
      git(tree, 'branch', 'side');
      writeFiles(tree, { 'own.txt': 'x\n' });
      commitAll(tree, 'own');
    },
    [],
  ],
  'a folder in place of its list of stashes': [
    (_, on) => void mkdirSync(join(runPaths(on.place()).repo, 'logs/refs/stash'), { recursive: true }),
    [],
  ],
  'a branch whose commit it deleted': [
    (_, on) => writeFileSync(join(runPaths(on.place()).repo, 'refs/heads/gone'), `${'1'.repeat(40)}\n`),
    [],
  ],
};

test.each(everyNth(3, Object.entries(ROWS)))('an agent leaves %s', async (_, [act, lacks]) => {
  const on = stage();
  const tree = await on.start();
  act(tree, on);
  appendFileSync(join(tree, 'src/b.txt'), 'more\n');
  const { head, commit } = await on.snapshot();
  const beside = await commitsBesideHead(on.place(), { base: on.base, head });
  const work = beside.commits.map((one) => ({ ...one, in: 'commits' as const }));
  const found = await missingEntries(on.place(), { base: on.base, result: commit, work, earlier: [] });
  expect(found.map(({ path }) => path)).toEqual(lacks);
  expect(found.every(({ how }) => how === 'reverted')).toBe(true);
  expect(beside.unread).toEqual([]);
});

test('a branch of which an earlier commit is lost is named as one that cannot be compared', async () => {
  const on = stage();
  const tree = await on.start();
  git(tree, 'switch', '-qc', 'side');
  const made = ['one', 'two'].map((text) => {
    writeFiles(tree, { 'side.txt': text });
    commitAll(tree, text);
    return git(tree, 'rev-parse', 'HEAD');
  });
  git(tree, 'switch', '-q', '-');
  rmSync(join(runPaths(on.place()).repo, 'objects', made[0]!.slice(0, 2), made[0]!.slice(2)));
  const { head } = await on.snapshot();
  expect(await commitsBesideHead(on.place(), { base: on.base, head })).toEqual({
    commits: [],
    unread: [{ name: 'refs/heads/side', commit: made[1] }],
  });
});

test('what a dropped stash had is missing no longer; what an amended commit had is', async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'own.txt': 'x\n' });
  commitAll(tree, 'own');
  const { head, commit } = await on.snapshot();
  writeFiles(tree, { 'a.txt': 'x\n' });
  git(tree, 'stash', '-q');
  const { commits } = await commitsBesideHead(on.place(), { base: on.base, head });
  const stashed = commits[0]?.commit;
  const entry = { how: 'reverted', in: 'commits' } as const;
  const earlier = [
    { ...entry, path: 'a.txt', commit: stashed! },
    { ...entry, path: 'own.txt', commit: head },
  ];
  const left = await withoutBeside(on.place(), earlier, [commit]);
  expect(left.map(({ path }) => path)).toEqual(['own.txt']);
});

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

test.each(everyNth(3, DESTROYED))('a branch in packed refs is seen, although %s', async (_, destroy, refuses) => {
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
});

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

test.each(everyNth(12, TAG_ROWS))(
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

/** Logs that no git left: their names below the branches, and the length of their ids or another id. */
const FORGED: [what: string, name: string, id: (base: string) => string][] = [
  ['a name of two lines', 'x\ny', (base) => base],
  ['a name with a space', 'x y', (base) => base],
  ['a name with two dots', 'x..y', (base) => base],
  ['a name that begins with a dot', '.x', (base) => base],
  ['an id that is too long', 'x', (base) => `${base}0000000000`],
  ['an id of another kind', 'x', (base) => `${base}${'0'.repeat(24)}`],
  ['a name below a branch', 'side/x', (base) => base],
  ['a commit that does not exist', 'x', () => 'ab'.repeat(20)],
];

test.each(everyNth(3, FORGED))('a log that git did not write brings no ref: %s', async (_, name, id) => {
  const on = stage();
  const tree = await on.start();
  onSide(tree, 'side', 'side.txt');
  writeFiles(tree, { 'own.txt': 'own\n' });
  commitAll(tree, 'own');
  git(tree, 'pack-refs', '--all');
  const { repo } = runPaths(on.place());
  const refs = git(tree, 'for-each-ref');
  rmSync(join(repo, 'logs/refs/heads/side'));
  writeFiles(join(repo, 'logs/refs/heads'), { [name]: `${'0'.repeat(40)} ${id(on.base)} a <a@b> 1 +0000\tx\n` });
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
];

test('what an agent removed on purpose stays so', async () => {
  for (const [what, line] of REMOVED) {
    const on = stage();
    const tree = await on.start();
    onSide(tree, 'side', 'side.txt');
    execFileSync('sh', ['-ec', line], { cwd: tree });
    const refs = git(tree, 'for-each-ref');
    appendFileSync(join(runPaths(on.place()).repo, 'packed-refs'), '0'.repeat(20));
    await repairConfig(on.place(), on.base);
    expect(git(tree, 'for-each-ref'), what).toBe(refs);
  }
});

/** Makes branches in one call of git: each contains the one before it, or has a file of its own on a commit. */
function manyBranches(tree: string, prefix: string, count: number, on: string): void {
  const isChain = prefix === 'old';
  const one = (i: number) =>
    [
      `commit refs/heads/${prefix}-${String(i).padStart(3, '0')}`,
      `mark :${i + 1}`,
      'committer a <a@example.invalid> 1700000000 +0000',
      'data 1\nx',
      `from ${isChain && i > 0 ? `:${i}` : on}`,
      ...(isChain ? [] : [`M 100644 inline ${prefix}-${i}.txt`, 'data 1\nx']),
    ].join('\n');
  execFileSync('git', ['fast-import', '--quiet'], {
    cwd: tree,
    input: `${Array.from({ length: count }, (_, i) => one(i)).join('\n\n')}\n`,
  });
}

test('of more branches than are read, those that HEAD contains count for nothing, and each other one is named', async () => {
  const on = stage();
  const tree = await on.start();
  manyBranches(tree, 'old', 230, on.base);
  git(tree, 'reset', '-q', '--soft', 'old-229');
  git(tree, 'tag', '-a', '-m', 'Full', 'full', 'old-100');
  manyBranches(tree, 'own', 22, on.base);
  const { head } = await on.snapshot();
  const { commits, unread } = await commitsBesideHead(on.place(), { base: on.base, head });
  expect(commits).toHaveLength(20);
  expect(unread).toEqual(
    ['own-020', 'own-021'].map((name) => ({ name: `refs/heads/${name}`, commit: git(tree, 'rev-parse', name) })),
  );
});
