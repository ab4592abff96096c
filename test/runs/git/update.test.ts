import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  applyUpdate,
  commitsBesideHead,
  makeUpdate,
  markersLeft,
  missingEntries,
  runPaths,
  takeSnapshot,
} from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { type Stage, stage } from './stage.ts';

const BRANCH = 'backlog/r1-x-1';

/** Takes what the run made, and brings the tip of main to it. */
async function updated(on: Stage) {
  const { commit: result } = await on.snapshot();
  const target = { name: 'main', commit: git(on.user, 'rev-parse', 'main') };
  const made = await makeUpdate(on.place(), { base: on.base, result, target });
  await applyUpdate(on.place(), BRANCH, made);
  return { ...made, result };
}

function commits(user: string, files: Record<string, string>): void {
  writeFiles(user, files);
  git(user, 'add', '-A');
  git(user, 'commit', '-q', '-m', 'Of the person');
}

test("the worktree, the agent's branch and its index are at the merge; done again, as after a kill, they still are", async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'ONE\ntwo\nthree\n', 'new.txt': 'n\n', 'x.log': 'ignored\n' });
  git(tree, 'add', 'a.txt');
  git(tree, 'commit', '-q', '-m', 'Of the agent');
  git(tree, 'checkout', '-q', '--detach');
  commits(on.user, { 'a.txt': 'eins\ntwo\nthree\n', 'src/b.txt': 'B\n' });
  const { base, commit, conflicts, result } = await updated(on);
  await applyUpdate(on.place(), BRANCH, { base, commit });
  expect(conflicts).toEqual([{ path: 'a.txt', kind: 'contents' }]);
  expect(readFileSync(join(tree, 'a.txt'), 'utf8')).toMatch(/<<<<<<<.*\nONE\n=======\neins\n>>>>>>>/);
  expect(['src/b.txt', 'new.txt', 'x.log'].map((file) => readFileSync(join(tree, file), 'utf8'))).toEqual([
    'B\n',
    'n\n',
    'ignored\n',
  ]);
  expect(git(tree, 'rev-parse', 'HEAD', '--symbolic-full-name', 'HEAD').split('\n')).toEqual([
    commit,
    `refs/heads/${BRANCH}`,
  ]);
  expect(git(tree, 'status', '--porcelain')).toBe('');
  expect(git(tree, 'log', '-1', '--format=%P')).toBe(`${result} ${base}`);
  const again = await takeSnapshot(on.place(), { base, message: 'Result' });
  expect(again.changed.map(({ path }) => path)).toEqual(['a.txt', 'new.txt']);
  const update = { base, commit, conflicts: [...conflicts, { path: 'src/b.txt', kind: 'contents' }] };
  expect(await markersLeft(on.place(), again.commit, update)).toEqual(['a.txt']);
});

test('work below the start commit leaves the worktree and the result if the new start commit lacks it', async () => {
  const on = stage();
  commits(on.user, { 'below.txt': 'of a result below that never lands\n', 'a.txt': 'of that, too\n' });
  const start = git(on.user, 'rev-parse', 'main');
  const tree = await on.start();
  writeFiles(tree, { 'own.txt': 'own\n' });
  git(on.user, 'reset', '-q', '--hard', 'HEAD~1');
  const { base, conflicts } = await updated({ ...on, base: start });
  expect([base, conflicts]).toEqual([git(on.user, 'rev-parse', 'main'), []]);
  expect([existsSync(join(tree, 'below.txt')), readFileSync(join(tree, 'a.txt'), 'utf8')]).toEqual([
    false,
    'one\ntwo\nthree\n',
  ]);
  const again = await takeSnapshot(on.place(), { base, message: 'Result' });
  expect(again.changed.map(({ path }) => path)).toEqual(['own.txt']);
});

test('branches from before an update are still compared, the one that the agent had left too; changes of the target are not', async () => {
  const on = stage();
  const tree = await on.start();
  for (const [branch, from] of [
    ['side', 'HEAD'],
    [BRANCH, BRANCH],
    ['other', 'HEAD~1'],
  ] as const) {
    git(tree, 'switch', '-q', ...(branch === from ? [branch] : ['-c', branch, from]));
    commits(tree, { [`${branch.at(-1)}.txt`]: `${branch}\n` });
  }
  commits(on.user, { 'src/b.txt': 'B\n', 'src/new.txt': 'n\n' });
  const { base, result } = await updated(on);
  expect(git(tree, 'symbolic-ref', '--short', 'HEAD')).toBe(BRANCH);
  const { head, commit } = await takeSnapshot(on.place(), { base, message: 'Result' });
  const beside = await commitsBesideHead(on.place(), { base, head, results: [result] });
  const work = beside.commits.map((one) => ({ ...one, in: 'commits' as const }));
  const missing = await missingEntries(on.place(), { base, result: commit, work, earlier: [] });
  expect(missing.map(({ path }) => path)).toEqual(['1.txt', 'e.txt']);
});

test('an ignored file of the agent where the target brings one is kept under rescue refs', async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'ONE\n', 'x.log': 'of the agent\n' });
  writeFiles(on.user, { 'x.log': 'of the person\n' });
  git(on.user, 'add', '-f', 'x.log');
  git(on.user, 'commit', '-q', '-m', 'A log');
  await updated(on);
  expect(readFileSync(join(tree, 'x.log'), 'utf8')).toBe('of the person\n');
  const store = join(on.runs, 'repositories/user/store.git');
  expect(git(store, 'show', 'refs/runs/r1/rescue/1/files:x.log')).toBe('of the agent');
});

test('an agent that put a link in the place of its refs makes nothing be written behind it', async () => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'a.txt': 'ONE\n' });
  commits(on.user, { 'src/b.txt': 'B\n' });
  const { repo } = runPaths(on.place());
  const { commit: result } = await on.snapshot();
  const target = { name: 'main', commit: git(on.user, 'rev-parse', 'main') };
  const made = await makeUpdate(on.place(), { base: on.base, result, target });
  git(repo, 'pack-refs', '--all');
  mkdirSync(join(on.runs, 'elsewhere'));
  rmSync(join(repo, 'refs'), { recursive: true });
  symlinkSync(join(on.runs, 'elsewhere'), join(repo, 'refs'));
  await expect(applyUpdate(on.place(), BRANCH, made)).rejects.toMatchObject({ code: 'conflict' });
  expect(existsSync(join(on.runs, 'elsewhere/heads'))).toBe(false);
});
