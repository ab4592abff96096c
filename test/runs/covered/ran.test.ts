import { expect, test } from 'vitest';
import { readCovered } from '../../../src/runs/covered/covered-by.ts';
import { fromCache } from '../../../src/runs/covered/from-cache.ts';
import { provesNothing } from '../../../src/runs/covered/ran.ts';
import { processorMs } from '../../support/processor-time.ts';

const NO_TEST = 'its output reports no test';

/** Outputs of test programs that exited with 0: in which no test ran, and in which tests ran. */
test.each([
  ['vitest', 'No test files found, exiting with code 0'],
  ['vitest -t of nothing', ' Test Files  1 skipped (1)\n      Tests  3 skipped (3)\n'],
  ['vitest of a file without tests', ' Test Files  1 passed (1)\n      Tests  no tests\n'],
  ['jest', 'No tests found, exiting with code 0'],
  ['jest of no suite', 'Test Suites: 0 of 0 total\nTests:       0 total\nTime: 0.1 s'],
  ['jest -t of nothing', 'Test Suites: 1 skipped, 0 of 1 total\nTests:       3 skipped, 3 total\nTime: 0.1 s'],
  ['mocha', '\n  0 passing (1ms)\n'],
  ['mocha, all pending', '\n  0 passing (1ms)\n  3 pending\n'],
  ['node --test', 'TAP version 13\n1..0\n# tests 0\n# suites 0\n# pass 0'],
  ['node --test, spec', 'ℹ tests 0\nℹ suites 0\nℹ pass 0'],
  [
    'node --test-name-pattern of nothing',
    'TAP version 13\nok 1 - adds # SKIP test name does not match pattern\n1..1\n# tests 1\n# pass 0\n# fail 0\n# skipped 1',
  ],
  ['pytest', 'collected 0 items\n\n=== no tests ran in 0.01s ==='],
  ['pytest -k of nothing', 'collected 3 items / 3 deselected / 0 selected\n\n=== 3 deselected in 0.01s ==='],
  ['pytest, all skipped', 'sss   [100%]\n3 skipped in 0.01s'],
  ['pytest, all expected to fail', '=== 2 xfailed in 0.02s ==='],
  ['unittest', '\n----\nRan 0 tests in 0.000s\n\nOK\n'],
  ['unittest, all skipped', '\n----\nRan 3 tests in 0.000s\n\nOK (skipped=3)\n'],
  ['go test', '?   \texample.com/a\t[no test files]'],
  ['go test -run of nothing', 'testing: warning: no tests to run\nPASS\nok  \texample.com/a\t0.002s [no tests to run]'],
  ['go test -run of nothing, cached', 'ok  \texample.com/a\t(cached) [no tests to run]'],
  ['go test -v, all skipped', '=== RUN   TestA\n--- SKIP: TestA (0.00s)\nPASS\nok  \texample.com/a\t0.002s'],
  ['cargo test', 'running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored'],
  [
    'cargo test of nothing',
    'running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out',
  ],
  ['cargo test, all ignored', 'running 1 test\ntest a ... ignored\n\ntest result: ok. 0 passed; 0 failed; 1 ignored'],
  ['phpunit', 'No tests executed!'],
  ['phpunit, all skipped', 'OK, but some tests were skipped!\nTests: 3, Assertions: 0, Skipped: 3.'],
  ['rspec', 'Finished in 0.0 seconds\n0 examples, 0 failures'],
  ['rspec, all pending', '3 examples, 0 failures, 3 pending'],
  ['minitest, all skipped', '2 runs, 0 assertions, 0 failures, 0 errors, 2 skips'],
  ['bun test', ' 0 pass\n 0 fail\nRan 0 tests across 1 files. [5.00ms]'],
  ['bun test, all skipped', ' 0 pass\n 3 skip\n 0 fail\nRan 3 tests across 1 file. [5.00ms]'],
  ['deno test --filter', 'running 0 tests from ./a_test.ts\n\nok | 0 passed | 0 failed | 3 filtered out (2ms)'],
  ['Maven', '[INFO] No tests to run.\n[INFO] BUILD SUCCESS'],
  ['Maven, all skipped', '[WARNING] Tests run: 3, Failures: 0, Errors: 0, Skipped: 3'],
  ['Gradle', '> Task :compileTestJava NO-SOURCE\n> Task :test NO-SOURCE\n\nBUILD SUCCESSFUL in 1s'],
  ['dotnet test --filter', 'No test matches the given testcase filter `x` in /a/Tests.dll'],
  ['dotnet test, all skipped', 'Skipped! - Failed:     0, Passed:     0, Skipped:     2, Total:     2, Duration: 1 ms'],
  ['ctest', 'No tests were found!!!'],
  ['XCTest', 'Executed 0 tests, with 0 failures (0 unexpected) in 0.000 (0.001) seconds'],
  ['prove', 'Files=0, Tests=0,  0 wallclock secs'],
  ['bats', '1..0'],
  ['Playwright', 'Running 3 tests using 1 worker\n\n  3 skipped\n'],
  ['in colours', '\u001b[32m\u001b[1m  0 passing\u001b[22m\u001b[39m (1ms)'],
])('proves nothing: %s', (_, output) => {
  expect(provesNothing(output)).toEqual({ text: NO_TEST, isHidden: false });
});

test.each([
  ['vitest', ' Test Files  1 passed (1)\n      Tests  3 passed (3)'],
  ['vitest, some skipped', ' Test Files  1 passed (1)\n      Tests  1 passed | 2 skipped (3)'],
  [
    'vitest, coloured, beside a folder without tests',
    'No test files found, exiting with code 0\n\u001b[2m      Tests \u001b[22m \u001b[1m\u001b[32m12 passed\u001b[39m\u001b[22m',
  ],
  ['vitest again after a failure', ' Tests  1 failed | 2 passed (3)\n\n Tests  3 passed (3)\n'],
  ['jest', 'Tests:       10 passed, 10 total'],
  ['mocha', '  20 passing (1ms)'],
  ['mocha again after a failure', '  2 passing (1ms)\n  1 failing\n\n  3 passing (1ms)\n'],
  ['node --test', '# tests 10\n# pass 10\n# fail 0'],
  ['pytest', 'collected 10 items\n\n=== 10 passed in 0.01s ==='],
  ['pytest -k', '=== 1 passed, 9 deselected in 0.01s ==='],
  ['unittest', 'Ran 10 tests in 0.000s\n\nOK'],
  ['unittest, some skipped', 'Ran 3 tests in 0.000s\n\nOK (skipped=2)'],
  ['unittest of one', 'Ran 0 tests in 0.000s\n\nOK\nRan 1 test in 0.000s\n\nOK'],
  ['go test, some packages without', '?   \texample.com/a\t[no test files]\nok  \texample.com/b\t0.003s'],
  ['go test -run', 'ok  \texample.com/a\t0.002s [no tests to run]\nok  \texample.com/b\t(cached)'],
  ['go test, again after a failure', 'FAIL\texample.com/b\t0.003s\nok  \texample.com/b\t0.003s'],
  [
    'cargo test, no doc-tests',
    'running 5 tests\ntest result: ok. 5 passed; 0 failed\n   Doc-tests a\n\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed',
  ],
  ['phpunit', 'OK (10 tests, 20 assertions)'],
  ['rspec', '10 examples, 0 failures'],
  ['minitest', '2 runs, 3 assertions, 0 failures, 0 errors, 1 skips'],
  ['bun test', 'No tests found in a\n 3 pass\n 0 fail\nRan 3 tests across 1 files.'],
  [
    'Maven, a test that passed when it ran again',
    '[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.1 s <<< FAILURE! -- in ATest\n[WARNING] Flakes:\n[WARNING] ATest.a\n[ERROR]   Run 1: ATest.a:5\n[INFO]   Run 2: PASS\n[WARNING] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Flakes: 1\n[INFO] BUILD SUCCESS',
  ],
  ['Maven, one module without', '[INFO] No tests to run.\n[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0'],
  ['Gradle, one module without', '> Task :a:test NO-SOURCE\n> Task :b:test\n\nBUILD SUCCESSFUL in 1s'],
  ['dotnet test', 'Passed!  - Failed:     0, Passed:     2, Skipped:     0, Total:     2, Duration: 1 ms'],
  ['TAP of todos', 'TAP version 13\nok 1 - a\nnot ok 2 - b # TODO later\n1..2'],
  ['Playwright', '  1 skipped\n  3 passed (1.2s)\n'],
  ['a linter', 'no problems found'],
  ['nothing printed', ''],
])('proves something, or does not speak of tests: %s', (_, output) => {
  expect(provesNothing(output)).toBeUndefined();
});

/** Outputs of programs whose failures a wrapper hides: `npm test || true`, `make -i`, a pipe. */
test.each([
  ['vitest', ' Test Files  1 failed (1)\n      Tests  2 failed | 1 passed (3)', '2 failed tests'],
  ['jest', 'Tests:       1 failed, 2 passed, 3 total', 'a failed test'],
  ['mocha', '  2 passing (5ms)\n  1 failing\n', 'a failed test'],
  ['node --test', 'not ok 1 - a\n1..1\n# tests 1\n# pass 0\n# fail 1', 'a failed test'],
  ['pytest', '=== 1 failed, 3 passed in 0.03s ===', 'a failed test'],
  ['pytest, an error', '3 passed, 1 error in 0.03s', 'a failed test'],
  ['unittest', 'Ran 3 tests in 0.000s\n\nFAILED (failures=1, errors=1)', '2 failed tests'],
  ['go test', 'ok  \texample.com/a\t0.002s\nFAIL\texample.com/b\t0.003s', 'a failed test'],
  [
    'cargo test',
    'test result: FAILED. 2 passed; 1 failed; 0 ignored\ntest result: ok. 0 passed; 0 failed; 0 ignored',
    'a failed test',
  ],
  ['rspec', '3 examples, 1 failure', 'a failed test'],
  ['Maven with ignored failures', '[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0', 'a failed test'],
])('proves nothing, because failures are hidden: %s', (_, output, what) => {
  expect(provesNothing(output)).toEqual({ text: `its output reports ${what}`, isHidden: true });
});

/** Long lines of which patterns could take the square. */
test.each([
  ['pytest', '1 passed, '.repeat(10_000)],
  ['TAP', `TAP version 13\nok 1 - a${' '.repeat(100_000)}b`],
  ['vitest', ` Test Files  1 passed (1)\n Tests  1 passed (1)\n ✓ a > b${' '.repeat(100_000)}c`],
  ['turbo', `a${':test'.repeat(20_000)}`],
])('a long output of %s is read in no time', (_, output) => {
  const ms = processorMs(() => {
    readCovered(output);
    provesNothing(output);
    fromCache(output);
  });
  expect(ms).toBeLessThan(3_000);
});

test('a subtest with more points than a call has arguments is read', () => {
  const output = `TAP version 13\nok 1\n${'    ok 1 - a\n'.repeat(150_000)}ok 2`;
  expect(readCovered(output)).toMatchObject({ passed: 150_001, failed: 0 });
  expect([provesNothing(output), fromCache(output)]).toEqual([undefined, undefined]);
});

test.each([['\u009d'], ['\u001b]'], ['\u001b[1'], ['\n'], [' \n'], ['\r\n'], ['1 passed '], ['> Task :a']])(
  'a long output of %j is read in no time',
  (unit) => {
    const output = unit.repeat(100_000);
    const ms = processorMs(() => {
      readCovered(output);
      provesNothing(output);
    });
    expect(ms).toBeLessThan(3_000);
  },
);
