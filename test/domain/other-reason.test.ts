import { expect, test } from 'vitest';
import { type FailedThere, otherReason } from '../../src/domain/task/other-reason.ts';

const TESTS = { passed: 3, failed: 0 };
const BEFORE_TESTS = 'it ended there before a test ran';

test.each<[string, Partial<FailedThere>, string | undefined]>([
  ['a linter after passed tests', { before: TESTS, now: TESTS }, 'its 3 tests passed there'],
  ['a linter before tests', { output: '✖ 3 problems', now: TESTS }, BEFORE_TESTS],
  ['a tool that is missing', { output: 'make: golangci-lint: not found', now: TESTS }, BEFORE_TESTS],
  ['a test of a person that fails', { before: { passed: 2, failed: 1 }, now: TESTS }, undefined],
  ['the same, with names', { before: { passed: 2, failed: 1 }, now: TESTS, cured: 1 }, undefined],
  [
    'failed tests that were deleted',
    { before: { passed: 2, failed: 1 }, now: TESTS, cured: 0 },
    'the tests that failed there are gone or skipped',
  ],
  [
    'vitest that cannot load a file',
    { output: ' Test Files  1 failed (1)\n      Tests  no tests', now: TESTS },
    undefined,
  ],
  ['jest that cannot load a file', { output: '● Test suite failed to run', now: TESTS }, undefined],
  ['go that cannot build a test', { output: 'FAIL\texample.com/a [build failed]', now: TESTS }, undefined],
  ['cargo that cannot build a test', { output: 'error: could not compile `a` (test "b")', now: TESTS }, undefined],
  ['a type that is missing', { output: "a.ts(1,10): error TS2305: no exported member 'b'", now: TESTS }, undefined],
  ['a module that is missing', { output: "E   ModuleNotFoundError: No module named 'a'", now: TESTS }, undefined],
  ['a command without tests', { output: '' }, undefined],
])('a command that failed there: %s', (_, facts, says) => {
  expect(otherReason({ output: '', ...facts })).toBe(says);
});
