import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitsBesideHead, missingEntries, runPaths, withoutBeside } from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { commitAll, newRepository, onSide, refusedCommit, type Stage, stage } from './stage.ts';

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

/** Makes a commit that only one ref names, without a trace in the logs of HEAD. */
function onlyAt(tree: string, ref: string): string {
  writeFiles(tree, { 'own.txt': 'x\n' });
  git(tree, 'add', 'own.txt');
  const side = git(tree, 'commit-tree', '-m', 'Own', '-p', 'HEAD', git(tree, 'write-tree'));
  git(tree, 'rm', '-qf', 'own.txt');
  git(tree, 'update-ref', ref, side);
  return side;
}

type Row = [act: (tree: string, on: Stage) => void, lacks: string[]];

/** What an agent leaves beside its HEAD, and what of it the result lacks. */
const ROWS: Record<string, Row> = {
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
  ...Object.fromEntries(
    [
      'refs/custom/x',
      'refs/notes/work',
      'refs/remotes/origin/work',
      'refs/pull/1/head',
      'refs/bisect/bad',
      'refs/x',
    ].map((ref): [string, Row] => [
      `a commit that only ${ref} names`,
      [
        (tree) => {
          const side = onlyAt(tree, ref);
          git(tree, 'update-ref', `${ref}-packed`, side);
          git(tree, 'pack-refs', '--all');
        },
        ['own.txt'],
      ],
    ]),
  ),
  'notes on its commits': [
    (tree) => {
      writeFiles(tree, { 'own.txt': 'x\n' });
      commitAll(tree, 'own');
      git(tree, 'notes', 'add', '-m', 'A note');
    },
    [],
  ],
  'commits that it fetched from others': [
    (tree, on) => {
      const other = join(tree, '../other');
      git(tree, 'clone', '-q', join(runPaths(on.place()).repo), other);
      writeFiles(other, { 'theirs.txt': 'x\n' });
      commitAll(other, 'theirs');
      git(tree, 'fetch', '-q', other, '+HEAD:refs/remotes/other/work', '+HEAD:refs/pull/1/head');
    },
    [],
  ],
  'commits that a filter of its history replaced': [
    (tree) => {
      onlyAt(tree, 'refs/original/refs/heads/x');
    },
    [],
  ],
  'a file that it staged and then deleted': [
    (tree) => {
      writeFiles(tree, { 'new/n.txt': 'x\n', 'other.txt': 'y\n' });
      git(tree, 'add', '-A');
      rmSync(join(tree, 'new'), { recursive: true });
    },
    ['new/n.txt'],
  ],
  'a change that it staged, of a file that it then deleted': [
    (tree) => {
      writeFiles(tree, { 'a.txt': 'x\n' });
      git(tree, 'add', '-A');
      rmSync(join(tree, 'a.txt'));
    },
    [],
  ],
  'files that it staged and took back, changed since, or only meant to add': [
    (tree) => {
      writeFiles(tree, { 'one.txt': 'x\n', 'two.txt': 'x\n', 'three.txt': 'x\n', 'four.txt': 'x\n' });
      git(tree, 'add', 'one.txt', 'two.txt', 'three.txt');
      git(tree, 'add', '-N', 'four.txt');
      git(tree, 'rm', '-q', '--cached', 'one.txt');
      git(tree, 'rm', '-qf', 'two.txt');
      writeFiles(tree, { 'three.txt': 'y\n' });
      rmSync(join(tree, 'four.txt'));
    },
    [],
  ],
  'a file that it staged and then renamed': [
    (tree) => {
      writeFiles(tree, { 'old.txt': 'a long enough text\n' });
      git(tree, 'add', 'old.txt');
      renameSync(join(tree, 'old.txt'), join(tree, 'new.txt'));
    },
    [],
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
  'a branch of another history with a file of its own, and a stash there': [
    (tree) => {
      const own = git(tree, 'branch', '--show-current');
      git(tree, 'switch', '-q', '--orphan', 'pages');
      writeFiles(tree, { 'page.txt': 'x\n' });
      commitAll(tree, 'page');
      writeFiles(tree, { 'new.txt': 'y\n' });
      git(tree, 'stash', '-q', '-u');
      git(tree, 'switch', '-q', own);
    },
    ['new.txt', 'page.txt'],
  ],
  'a detached HEAD of another history': [
    (tree) => {
      const own = git(tree, 'branch', '--show-current');
      git(tree, 'switch', '-q', '--orphan', 'lone');
      writeFiles(tree, { 'lone.txt': 'x\n' });
      commitAll(tree, 'lone');
      git(tree, 'checkout', '-q', '--detach');
      git(tree, 'branch', '-qD', 'lone');
      git(tree, 'switch', '-q', own);
    },
    ['lone.txt'],
  ],
  'another history that it fetched, with its tags': [
    (tree) => {
      const other = newRepository(join(tree, '../other'), { 'theirs.txt': 'x\n' });
      git(other, 'tag', 'v1');
      git(tree, 'fetch', '-q', other, '+HEAD:refs/remotes/other/work', '+refs/tags/v1:refs/tags/v1');
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

test.each(everyNth(24, Object.entries(ROWS)))('an agent leaves %s', async (_, [act, lacks]) => {
  const on = stage();
  const tree = await on.start();
  act(tree, on);
  appendFileSync(join(tree, 'src/b.txt'), 'more\n');
  const { head, commit } = await on.snapshot();
  const beside = await commitsBesideHead(on.place(), { base: on.base, head, result: commit });
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

soak(
  'of more branches than are read, those that HEAD contains count for nothing, and each other one is named',
  async () => {
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
  },
);
