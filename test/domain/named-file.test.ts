import { expect, test } from 'vitest';
import { namedFile, withoutWorktrees } from '../../src/domain/runs/named-file.ts';

const PATHS = ['a.ts', 'src/a.ts', 'lib/src/a.ts'];

test.each([
  ['a.ts', 'a.ts'],
  ['./src/a.ts', 'src/a.ts'],
  ['other/a.ts', undefined],
  ['other/src/a.ts', undefined],
  ['/store/runs/r7/tree/src/a.ts', 'src/a.ts'],
  ['/store/runs/r7/tree/other/a.ts', undefined],
  ['/store/runs/repositories/shop/scratch/tree/lib/src/a.ts', 'lib/src/a.ts'],
  ['/home/ada/Application Support/runs/r7/tree/src/a.ts', 'src/a.ts'],
  ['/app/lib/src/a.ts', 'lib/src/a.ts'],
  ['/app/src/a.ts', 'src/a.ts'],
  ['/app/b.ts', undefined],
])('%s names %s', (name, path) => {
  expect(namedFile(name, PATHS)).toBe(path);
});

test.each([
  ["location: '/store/runs/r7/tree/src/a.ts:3:1'", "location: 'src/a.ts:3:1'"],
  ['at run (file:///s/runs/r7/tree/a.ts:1:2) and /s/runs/x/scratch/tree/b.ts', 'at run (a.ts:1:2) and b.ts'],
  ['/home/ada/tree/a.ts', '/home/ada/tree/a.ts'],
])('%s is told as %s', (text, told) => {
  expect(withoutWorktrees(text)).toBe(told);
});

test.each(['a', 'a/', '/r1', '/r1/tre'])(
  'a name of a million characters, as %s again and again, is read in one pass, not in hours',
  (part) => {
    const long = part.repeat(1_000_000 / part.length);
    expect(namedFile(long, PATHS)).toBeUndefined();
    expect(withoutWorktrees(long)).toBe(long);
  },
);
