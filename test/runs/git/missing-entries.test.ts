import { expect, test } from 'vitest';
import { distinctWork, lostChanges } from '../../../src/runs/git/snapshot/missing-entries.ts';

const FILE = '100644';
const PROGRAM = '100755';
const GONE = '000000';
const row = (status: string, path: string, old: string, now: string, from?: string) => ({
  status,
  path,
  ...(from ? { from } : {}),
  old: { mode: old, object: 'o' },
  new: { mode: now, object: 'n' },
});
const added = (path: string) => row('A', path, GONE, FILE);
const deleted = (path: string, mode = FILE) => row('D', path, mode, GONE);
const edited = (path: string) => row('M', path, FILE, FILE);
const made = (path: string) => row('M', path, FILE, PROGRAM);

type Side = ReturnType<typeof row>[];

const ROWS: readonly [string, { made: Side; now: Side; since: Side }, string[]][] = [
  ['nothing changed since', { made: [added('a')], now: [added('a')], since: [] }, []],
  ['an added file is gone', { made: [added('a')], now: [], since: [deleted('a')] }, ['a reverted']],
  [
    'an added link or submodule is gone',
    { made: [row('A', 'a', GONE, '160000')], now: [], since: [deleted('a', '160000')] },
    ['a reverted'],
  ],
  [
    'an added link is gone, an equal one is new',
    {
      made: [row('A', 'a', GONE, '120000')],
      now: [row('A', 'b', GONE, '120000')],
      since: [row('R100', 'b', '120000', '120000', 'a')],
    },
    ['a reverted'],
  ],
  ['an edit is gone', { made: [edited('a')], now: [], since: [edited('a')] }, ['a reverted']],
  ['a deletion is gone', { made: [deleted('a')], now: [], since: [added('a')] }, ['a reverted']],
  ['a file of the start is gone', { made: [], now: [deleted('b')], since: [deleted('b')] }, ['b deleted']],
  [
    'a link is in place of a submodule of the start',
    { made: [], now: [row('T', 'a', '160000', '120000')], since: [row('T', 'a', '160000', '120000')] },
    ['a deleted'],
  ],
  [
    'a link is still in place of a submodule',
    { made: [row('T', 'a', '160000', '120000')], now: [row('T', 'a', '160000', '120000')], since: [] },
    [],
  ],
  ['a file is still deleted', { made: [deleted('b')], now: [deleted('b')], since: [] }, []],
  [
    'an added file was renamed',
    { made: [added('a')], now: [added('b')], since: [row('R100', 'b', FILE, FILE, 'a')] },
    [],
  ],
  [
    'a file of the start was renamed',
    { made: [], now: [deleted('a'), added('A')], since: [row('R100', 'A', FILE, FILE, 'a')] },
    [],
  ],
  [
    'a mode is gone, the content changed again',
    { made: [made('a')], now: [edited('a')], since: [row('M', 'a', PROGRAM, FILE)] },
    ['a mode'],
  ],
];

for (const [what, sides, lost] of ROWS)
  test(`${what}: ${lost.join(', ') || 'no loss'}`, () => {
    expect(lostChanges(sides).map(({ path, how }) => `${path} ${how}`)).toEqual(lost);
  });

test('a stash that an earlier list names, too, is still a stash: only what it changed can be missing', () => {
  const stash = { commit: 'b', in: 'commits', from: 'stash' } as const;
  const [head, listed, round] = [
    { commit: 'a', in: 'commits' },
    { commit: 'b', in: 'commits' },
    { commit: 'b', in: 'round' },
  ] as const;
  expect(distinctWork([head, stash, listed, head])).toEqual([head, stash]);
  expect(distinctWork([listed, stash, round])).toEqual([stash, round]);
});
