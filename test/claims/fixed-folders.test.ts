import { expect, test } from 'vitest';
import { inScope } from '../../src/claims/index.ts';

/** A glob, and paths in it. Each row begins with folders, by which most claims are told apart before their globs are read. */
const COVERED: readonly [glob: string, paths: string[], outside: string[]][] = [
  ['src/login/**', ['src/login', 'src/login/a', 'src/./login/a'], ['src', 'src/loginx', 'src/log']],
  ['a/../b/c/**', ['b/c', 'b/c/d'], ['a/x']],
  ['a/{b/c,d/e}/**', ['a/b/c/f', 'a/d/e/f'], ['a/b/f']],
  ['a/b/unreadable[', ['a/b', 'a/b/c/d'], ['a', 'a/bc']],
  ['a b/unreadable[', ['x'], []],
  ['**', ['a', 'a/b'], []],
];

test('a path is in a scope by the rule of its glob, whatever folders the glob begins with', () => {
  for (const [glob, paths, outside] of COVERED)
    for (const caseInsensitive of [false, true])
      for (const [all, isIn] of [
        [paths, true],
        [outside, false],
      ] as const)
        for (const path of all)
          expect([glob, path, inScope(path, [{ glob }], { caseInsensitive })]).toEqual([glob, path, isIn]);
  expect(inScope('SRC/Login/A', [{ glob: 'src/LOGIN/**' }], { caseInsensitive: true })).toBe(true);
  expect(inScope('SRC/Login/A', [{ glob: 'src/LOGIN/**' }])).toBe(false);
});
