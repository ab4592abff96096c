import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commitsBesideHead, repositoryPaths } from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { refusedCommit, stage } from './stage.ts';

/** Author lines that git's check refuses in objects of others. */
const REFUSED: Readonly<Record<string, string>> = {
  'a date with leading zeros': 'a <a@example.invalid> 0000 +0000',
  'a date beyond all bounds': 'a <a@example.invalid> 99999999999999999999999 +0000',
  'no email': 'a 1700000000 +0000',
  'no time zone': 'a <a@example.invalid> 1700000000',
};

for (const [n, [what, line]] of Object.entries(REFUSED).entries())
  (n === 0 ? test : soak)(`of commits with ${what}, which git refuses, the result has the files`, async () => {
    const on = stage();
    const tree = await on.start();
    writeFiles(tree, { 'new.txt': 'n\n' });
    git(tree, 'add', '-A');
    refusedCommit(tree, { of: git(tree, 'write-tree'), parent: on.base, line });
    writeFiles(tree, { 'more.txt': 'm\n' });
    const { commit, changed } = await on.snapshot();
    expect(changed.map(({ path }) => path)).toEqual(['more.txt', 'new.txt']);
    const { store } = repositoryPaths(on.place());
    expect(git(store, 'log', '-1', '--format=%B', `${commit}^`)).toMatch(/Git refuses a commit of the agent: \w+: /);
    expect((await on.snapshot()).commit).toBe(commit);
    git(store, 'fsck', '--strict');
  });

/** Makes a commit with a file whose name git refuses. */
function badCommit(tree: string, parent: string): string {
  const blob = git(tree, 'rev-parse', 'HEAD:a.txt');
  const entry = Buffer.concat([Buffer.from('100644 .git\0'), Buffer.from(blob, 'hex')]);
  const args = ['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'];
  const bad = execFileSync('git', args, { cwd: tree, input: entry, encoding: 'utf8' }).trim();
  return git(tree, 'commit-tree', '-p', parent, '-m', 'Bad', bad);
}

test('a HEAD whose files git refuses gives no result, and says so', async () => {
  const on = stage();
  const tree = await on.start();
  git(tree, 'update-ref', 'HEAD', badCommit(tree, on.base));
  await expect(on.snapshot()).rejects.toThrow("git refuses files of the agent's commits");
});

test('a branch whose files git refuses is named, because nothing can compare it', async () => {
  const on = stage();
  const tree = await on.start();
  git(tree, 'update-ref', 'refs/heads/side', badCommit(tree, on.base));
  const { head } = await on.snapshot();
  const { commits, unread } = await commitsBesideHead(on.place(), { base: on.base, head });
  expect({ commits, unread }).toEqual({
    commits: [],
    unread: [{ name: 'refs/heads/side', commit: git(tree, 'rev-parse', 'side') }],
  });
});
