import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pathText, readGround, runPaths } from '../../../src/runs/git/index.ts';
import { decideGround, type GroundPlan } from '../../../src/runs/ground/decide-ground.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { everyNth } from '../../support/soak-test.ts';
import { commitAll, stage } from './stage.ts';

interface Plan {
  /** Paths about which a person is asked. */
  asks: string[];
  /** What happens to the files after a result, and after a round without one. */
  files: [afterResult: GroundPlan['files'], inRound: GroundPlan['files']];
}

type Row = [act: (tree: string) => void, plan: Plan];

const asks = (path: string, inRound: GroundPlan['files'] = 'keep'): Plan => ({ asks: [path], files: ['ask', inRound] });
const REBUILT: Plan = { asks: [], files: ['reset', 'put back'] };

/** What somebody does in a worktree after its result: a commit with `new.txt` and an uncommitted edit of `a.txt`. */
const ROWS: Readonly<Record<string, Row>> = {
  'commits a new file': [
    (tree) => {
      writeFiles(tree, { 'more.txt': 'x\n' });
      commitAll(tree, 'more');
    },
    asks('more.txt'),
  ],
  'stages an ignored file': [
    (tree) => {
      writeFiles(tree, { 'x.log': 'x\n' });
      git(tree, 'add', '-f', 'x.log');
    },
    asks('x.log'),
  ],
  'commits an edit of a file of the result': [
    (tree) => {
      writeFiles(tree, { 'new.txt': 'other\n' });
      git(tree, 'commit', '-qm', 'edit', '--', 'new.txt');
    },
    asks('new.txt'),
  ],
  'commits a mode': [
    (tree) => {
      git(tree, 'update-index', '--chmod=+x', 'new.txt');
      git(tree, 'commit', '-qm', 'mode');
      git(tree, 'checkout-index', '-f', 'new.txt');
    },
    asks('new.txt'),
  ],
  'commits a new file and deletes it': [
    (tree) => {
      writeFiles(tree, { 'more.txt': 'x\n' });
      commitAll(tree, 'more');
      rmSync(join(tree, 'more.txt'));
    },
    asks('more.txt', 'put back'),
  ],
  'amends the commit with another content': [
    (tree) => {
      writeFiles(tree, { 'new.txt': 'other\n' });
      git(tree, 'commit', '-q', '--amend', '-m', 'amended', '--', 'new.txt');
    },
    asks('new.txt'),
  ],
  'commits a file on another branch and stays there': [
    (tree) => {
      git(tree, 'switch', '-qc', 'side');
      writeFiles(tree, { 'more.txt': 'x\n' });
      git(tree, 'add', 'more.txt');
      git(tree, 'commit', '-qm', 'more');
    },
    asks('more.txt'),
  ],
  'commits a deletion': [
    (tree) => void gitEach(tree, ['rm', '-q', 'new.txt'], ['commit', '-qm', 'less']),
    asks('new.txt'),
  ],
  'takes a commit back': [(tree) => void git(tree, 'revert', '--no-edit', 'HEAD'), asks('new.txt')],
  'commits a move': [
    (tree) => void gitEach(tree, ['mv', 'new.txt', 'moved.txt'], ['commit', '-qm', 'move']),
    { asks: ['new.txt', 'moved.txt'], files: ['ask', 'keep'] },
  ],
  'switches to a branch without the work': [
    (tree) => void gitEach(tree, ['switch', '-qc', 'side', 'HEAD~1'], ['commit', '-q', '--allow-empty', '-m', 'side']),
    REBUILT,
  ],
  'commits what the result has': [(tree) => commitAll(tree, 'same'), { asks: [], files: ['keep', 'keep'] }],
  'stashes an edit of the result': [(tree) => void git(tree, 'stash', '-q'), REBUILT],
  'resets to the start': [(tree) => void git(tree, 'reset', '-q', '--hard', 'HEAD~1'), REBUILT],
};

function gitEach(tree: string, ...calls: string[][]): void {
  for (const call of calls) git(tree, ...call);
}

const [first, ...others] = Object.entries(ROWS);

test.each([first!, ...everyNth(3, others)])('somebody %s between two rounds', async (_, [act, plan]) => {
  const on = stage();
  const tree = await on.start();
  writeFiles(tree, { 'new.txt': 'n\n' });
  commitAll(tree, 'work');
  writeFiles(tree, { 'a.txt': 'edited\n' });
  const { commit: start } = await on.snapshot();
  act(tree);
  const ground = await readGround(on.place(), { base: on.base, start });
  expect(ground.changed.map(pathText)).toEqual(plan.asks);
  const files = (['result', 'work'] as const).map((holds) => decideGround(ground, holds, false).files);
  expect(files).toEqual(plan.files);
});

test.each(['branch', 'git folder'])('behind a .git of another repository, a broken %s is found', async (part) => {
  const on = stage();
  const tree = await on.start();
  const { repo } = runPaths(on.place());
  if (part === 'branch') git(tree, 'update-ref', '-d', git(tree, 'symbolic-ref', 'HEAD'));
  else {
    rmSync(repo, { recursive: true });
    symlinkSync(join(on.user, '.git'), repo);
  }
  writeFileSync(join(tree, '.git'), `gitdir: ${on.user}/.git\n`);
  const ground = await readGround(on.place(), { base: on.base, start: on.base });
  expect(decideGround(ground, 'result', false).repair).toEqual(['pointer', 'git folder']);
});
