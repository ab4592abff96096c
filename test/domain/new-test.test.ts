import { expect, test } from 'vitest';
import { type FailedBefore, newPaths, newTest } from '../../src/domain/task/new-test.ts';

const ADDED = [
  'test/new.test.js',
  'src/new.js',
  'tests/test_new.py',
  'check.sh',
  'pkg/check.mjs',
  'scripts/verify.mjs',
];

/** A command, how it ended on the start commit, and what is said of its test. */
const ROWS: [command: string, before: Partial<FailedBefore>, says: string | undefined][] = [
  ['node --test test/new.test.js', {}, 'test/new.test.js is new'],
  ['node --test ./test/new.test.js', {}, 'test/new.test.js is new'],
  ['npx vitest run "test/new.test.js" -t login', {}, 'test/new.test.js is new'],
  ['pytest tests/test_new.py::test_login', {}, 'tests/test_new.py is new'],
  ['sh check.sh', {}, 'check.sh is new'],
  ['./check.sh --fast', {}, 'check.sh is new'],
  ['cd . && node src/new.js', {}, 'src/new.js is new'],
  ['timeout 60 node scripts/verify.mjs', {}, 'scripts/verify.mjs is new'],
  ['timeout -k 5 1m nice -n 5 node scripts/verify.mjs', {}, 'scripts/verify.mjs is new'],
  ['CI=1 node scripts/verify.mjs', {}, 'scripts/verify.mjs is new'],
  ['env CI=1 LANG=C ./check.sh', {}, 'check.sh is new'],
  ['cd pkg && node check.mjs', {}, 'check.mjs is new'],
  ['make verify', { output: "make: *** No rule to make target 'verify'.  Stop." }, 'its script is new'],
  ['CI=1 grep -q login src/new.js', {}, undefined],
  ['timeout 5 test -f src/new.js', {}, undefined],
  // Looks at a file that the task asks for.
  ['grep -q login src/new.js', {}, undefined],
  ['test -f src/new.js', {}, undefined],
  // A test that a person wrote first, of a file that the result adds.
  ['node --test test/old.test.js', { output: "Error: Cannot find module '/x/tree/src/new.js'" }, undefined],
  ['npm test', { output: '1 failing' }, undefined],
  ['npm test -- new', { output: "Could not find '/x/tree/test/new.test.js'" }, 'test/new.test.js is new'],
  ['npm test -- new', { output: 'No test files found, exiting with code 1' }, 'no test ran there'],
  ['npx jest login', { output: 'No tests found, exiting with code 1' }, 'no test ran there'],
  ['pytest -k login', { output: '=== 3 deselected, no tests ran in 0.01s ===' }, 'no test ran there'],
  ['x', { why: 'it exited with 0, but its output reports no test' }, 'no test ran there'],
  ['npm run login', { output: 'npm error Missing script: "login"' }, 'its script is new'],
  ['cargo test --test new', { output: 'error: no test target named `new`' }, 'its script is new'],
  ['./bin/login-check', { why: 'it exited with 127' }, 'its command is new'],
  ['npm test', { why: 'it exited with 1', output: 'sh: 1: cat: No such file or directory' }, undefined],
  // Names of tests on both sides decide before all else.
  ['node --test test/new.test.js', { tests: { added: 2, cured: 1 } }, undefined],
  ['npm test', { tests: { added: 2, cured: 0 } }, '2 tests new'],
  ['npm test', { tests: { added: 0, cured: 0 } }, undefined],
];

test.each(ROWS)('%s, which failed before with %j: %s', (command, before, says) => {
  expect(newTest({ command, why: 'it exited with 1', output: '', added: ADDED, ...before })).toBe(says);
});

test('a renamed file is new', () => {
  const changed = ['A', 'M', 'R', 'D', 'T'].map((status) => ({ status, path: `${status}.js` }));
  expect(newPaths(changed)).toEqual(['A.js', 'R.js']);
});
