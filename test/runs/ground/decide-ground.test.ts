import { expect, test } from 'vitest';
import type { Ground } from '../../../src/runs/git/index.ts';
import { decideGround } from '../../../src/runs/ground/decide-ground.ts';

const SOUND: Ground = {
  ...{ folder: 'present', pointer: 'present', config: true, index: true },
  ...{ left: [], reverted: [], changed: [] },
};
const entry = (stays: boolean) => [{ path: 'a', commit: 'c', stays }];
const left = (stays: boolean) => ({ left: entry(stays) });
const reverted = (stays: boolean) => ({ reverted: entry(stays) });

const ROWS: readonly [
  string,
  Partial<Ground>,
  'result' | 'work' | 'person',
  ReturnType<typeof decideGround>['files'],
][] = [
  ['the files of the last result', {}, 'result', 'keep'],
  ['a missing file of the result', left(false), 'result', 'reset'],
  ['a file of the result that a later commit deleted', left(true), 'result', 'reset'],
  ['an older version of a file', reverted(false), 'result', 'reset'],
  ['an older version of a file after a kill', reverted(false), 'work', 'put back'],
  ['an older version of a file that the agent committed', reverted(true), 'work', 'keep'],
  ['a changed file', { changed: ['a'] }, 'result', 'ask'],
  ['a changed file beside a missing one', { changed: ['b'], ...left(false) }, 'result', 'ask'],
  ['no folder', { folder: 'missing', pointer: 'missing' }, 'result', 'reset'],
  ['a link in place of the folder', { folder: 'replaced', pointer: 'missing' }, 'work', 'reset'],
  ['work of a round without a result', { changed: ['a'] }, 'work', 'keep'],
  ['a missing file in such work', { changed: ['a'], ...left(false) }, 'work', 'put back'],
  [
    'a missing file beside one that the agent deleted by a commit',
    { left: [...entry(true), ...entry(false)] },
    'work',
    'put back',
  ],
  ['a missing file beside an older version of another one', { ...left(false), ...reverted(false) }, 'result', 'reset'],
  ['the files of a branch without a commit', { lost: 'no-commit', changed: ['a'] }, 'work', 'reset'],
  ['a file that the agent deleted by a commit', left(true), 'work', 'keep'],
  ['the files of another history', { lost: 'not-descended', changed: ['a'] }, 'work', 'reset'],
  ['a lost git folder beside work', { lost: 'damaged', changed: ['a'] }, 'work', 'keep'],
  ["a person's changes", { changed: ['b'], ...left(false) }, 'person', 'keep'],
  ['a file of a later commit that is gone', { changed: ['a'], ...left(false) }, 'person', 'put back'],
  ["no folder for a person's changes", { folder: 'missing', pointer: 'missing' }, 'person', 'reset'],
];

for (const [what, ground, holds, files] of ROWS)
  test(`${what} (${holds}): ${files}`, () => {
    expect(decideGround({ ...SOUND, ...ground }, holds, false).files).toBe(files);
  });

test('changes are set aside only if a person says so', () => {
  expect(decideGround({ ...SOUND, changed: ['a'] }, 'result', true).files).toBe('reset');
});

test('broken parts are repaired, whatever happens to the files', () => {
  const repair = (ground: Partial<Ground>) => decideGround({ ...SOUND, ...ground }, 'person', false).repair;
  expect(repair({})).toEqual([]);
  expect(repair({ pointer: 'foreign' })).toEqual(['pointer']);
  expect(repair({ index: false })).toEqual(['index']);
  expect(repair({ config: false, index: false })).toEqual(['config', 'index']);
  expect(repair({ lost: 'no-tree', config: false })).toEqual(['config']);
  expect(repair({ lost: 'damaged', config: false })).toEqual(['git folder']);
  expect(repair({ lost: 'damaged', index: false })).toEqual(['git folder']);
  expect(repair({ lost: 'damaged', pointer: 'foreign' })).toEqual(['pointer', 'git folder']);
  expect(repair({ folder: 'missing', pointer: 'missing', lost: 'damaged' })).toEqual(['git folder']);
});
