import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readGround, runPaths } from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { type Stage, stage } from './stage.ts';

/** Indexes of the agent that only git can read. */
const KINDS: Record<string, (tree: string) => void> = {
  split: (tree) => void git(tree, 'update-index', '--split-index'),
  'of version 4': (tree) => void git(tree, 'update-index', '--index-version', '4'),
};

/** A repository with tracked files that git ignores. */
function withIgnored(): Stage {
  const on = stage({ files: { 'dist/out.js': 'a\n', 'dist/old.js': 'a\n', 'far/f.txt': 'f\n' } });
  writeFiles(on.user, { '.gitignore': 'dist/\n' });
  git(on.user, 'add', '.gitignore');
  git(on.user, 'commit', '-qm', 'Ignore');
  return on;
}

const changes = async (on: Stage) => (await on.snapshot()).changed.map(({ path, status }) => `${status} ${path}`);

test.each(Object.entries(KINDS))(
  'an index that is %s loses no tracked file that git ignores, and shows what was staged and hidden',
  async (_, make) => {
    const on = withIgnored();
    const tree = await on.start();
    make(tree);
    git(tree, 'sparse-checkout', 'set', '--no-cone', '/*', '!/far/');
    git(tree, 'rm', '-q', '--cached', 'dist/old.js');
    writeFiles(tree, { 'dist/out.js': 'edited\n', 'dist/new.js': 'x\n' });
    git(tree, 'add', '-f', 'dist/new.js');
    expect(await changes(on)).toEqual(['A dist/new.js', 'D dist/old.js', 'M dist/out.js']);
  },
);

test('a split index that lacks its shared file shows no intention', async () => {
  const on = withIgnored();
  const tree = await on.start();
  git(tree, 'update-index', '--split-index');
  const { repo } = runPaths(on.place());
  for (const name of readdirSync(repo)) if (name.startsWith('sharedindex.')) rmSync(join(repo, name));
  writeFiles(tree, { 'dist/out.js': 'edited\n' });
  expect(await changes(on)).toEqual(['M dist/out.js']);
});

soak(
  'a sparse checkout of the agent is no loss before its next round, unless it hides what no commit of the agent has',
  async () => {
    const on = stage();
    const tree = await on.start();
    writeFiles(tree, { 'a.txt': 'x\n', 'src/b.txt': 'committed\n' });
    git(tree, 'commit', '-qam', 'work');
    git(tree, 'sparse-checkout', 'set', '--cone', 'nowhere');
    const { commit: start } = await on.snapshot();
    const nothing = { left: [], reverted: [], changed: [] };
    expect(await readGround(on.place(), { base: on.base, start })).toMatchObject(nothing);
    writeFiles(tree, { 'a.txt': 'not committed\n' });
    const { commit } = await on.snapshot();
    git(tree, 'update-index', '--skip-worktree', 'a.txt');
    rmSync(join(tree, 'a.txt'));
    expect(await readGround(on.place(), { base: on.base, start: commit })).toMatchObject({
      ...nothing,
      reverted: [{ path: 'a.txt', commit, stays: false }],
    });
  },
);
