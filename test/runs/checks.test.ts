import { describe, expect, test } from 'vitest';
import { allGreen, checksFor, ranNothing } from '../../src/runs/checks.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { testWorkspace } from '../support/workspace.ts';

/** The state of a store with these settings. */
function settings(values: Record<string, string>): Parameters<typeof checksFor>[0] {
  const records = new Map(Object.entries(values).map(([name, value]) => [name, { value, actor: 'human:ada' }]));
  return {
    get: (kind: string, id: string) => (kind === 'setting' ? records.get(id) : undefined),
    all: (kind: string) => (kind === 'setting' ? records : new Map()),
  } as never;
}

describe('the checks of a result', () => {
  const state = settings({
    'checks.unit': 'npm test',
    'checks.lint': 'npm run lint',
    'runs.checks.web': 'lint',
    'runs.checks.api/src/': 'lint, contract',
    'runs.checks..': 'unit',
  });
  const names = (changed: string[], checks?: string[]) =>
    checksFor(state, checks ? { checks } : {}, changed, {}).map(({ name }) => name);

  test.each([
    ['web/a.ts', ['lint', 'unit']],
    ['web', ['lint', 'unit']],
    ['webs/a.ts', ['unit']],
    ['old/web/a.ts', ['unit']],
    ['api/src/deep/a.ts', ['lint', 'contract', 'unit']],
    ['api/a.ts', ['unit']],
  ])('a change of %s asks for %j', (path, wanted) => {
    expect(names([path]).sort()).toEqual([...wanted].sort());
  });

  test('are those of the task first, each once, with what a person defined', () => {
    expect(checksFor(state, { checks: ['contract', 'lint'] }, ['web/a', 'api/src/b'], {})).toEqual([
      { name: 'contract', command: undefined },
      { name: 'lint', command: 'npm run lint' },
      { name: 'unit', command: 'npm test' },
    ]);
  });

  test('without changes are those of the task', () => {
    expect(names([], ['lint'])).toEqual(['lint']);
    expect(names([])).toEqual([]);
  });
});

describe('a defined check that no path names', () => {
  const CHECKS = { 'checks.unit': 'npm test', 'checks.lint': 'npm run lint', 'runs.checks.web': 'lint' };
  const names = (more: Record<string, string>, changed = ['a.ts']) =>
    checksFor(settings({ ...CHECKS, ...more }), undefined, changed, {}).map(({ name }) => name);

  test('is required for every result, without a further setting', () => {
    expect(names({})).toEqual(['unit']);
    expect(names({}, ['web/a.ts'])).toEqual(['unit', 'lint']);
    expect(names({}, [])).toEqual([]);
  });

  test.each([
    ['none', []],
    ['lint', ['lint']],
    ['unit, lint', ['unit', 'lint']],
    ['all', ['unit']],
  ])('with runs.checks %s: %j', (value, expected) => {
    expect(names({ 'runs.checks': value })).toEqual(expected);
  });

  test('with runs.checks none, a path still has its own', () => {
    expect(names({ 'runs.checks': 'none' }, ['web/a.ts'])).toEqual(['lint']);
  });
});

test('all are green when none is red, also when there are none', () => {
  expect(allGreen([])).toBe(true);
  expect(allGreen([{ ok: true }, { ok: true }])).toBe(true);
  expect(allGreen([{ ok: true }, { ok: false }])).toBe(false);
});

describe('a check that ended well ran nothing when it says so', () => {
  test.each([
    ['vitest', 'No test files found, exiting with code 0'],
    ['jest', 'No tests found, exiting with code 0'],
    ['jest of no suite', 'Test Suites: 0 of 0 total\nTests:       0 total\nTime: 0.1 s'],
    ['mocha', '\n  0 passing (1ms)\n'],
    ['node --test', 'TAP version 13\n1..0\n# tests 0\n# suites 0\n# pass 0'],
    ['node --test, spec', 'ℹ tests 0\nℹ suites 0\nℹ pass 0'],
    ['pytest', 'collected 0 items\n\n=== no tests ran in 0.01s ==='],
    ['unittest', '\n----\nRan 0 tests in 0.000s\n\nOK\n'],
    ['go test', '?   \texample.com/a\t[no test files]'],
    ['cargo test', 'running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored'],
    ['phpunit', 'No tests executed!'],
    ['rspec', 'Finished in 0.0 seconds\n0 examples, 0 failures'],
    ['bun test', ' 0 pass\n 0 fail\nRan 0 tests across 1 files. [5.00ms]'],
    ['in colours', '\u001b[32m\u001b[1m  0 passing\u001b[22m\u001b[39m (1ms)'],
  ])('%s', (_, output) => {
    expect(ranNothing(output)).toBe(true);
  });

  test.each([
    ['vitest', ' Test Files  1 passed (1)\n      Tests  3 passed (3)'],
    [
      'vitest, coloured, beside a folder without tests',
      'No test files found, exiting with code 0\n\u001b[2m      Tests \u001b[22m \u001b[1m\u001b[32m12 passed\u001b[39m\u001b[22m',
    ],
    ['jest', 'Tests:       10 passed, 10 total'],
    ['mocha', '  20 passing (1ms)'],
    ['node --test', '# tests 10\n# pass 10'],
    ['pytest', 'collected 10 items\n\n=== 10 passed in 0.01s ==='],
    ['unittest', 'Ran 10 tests in 0.000s\n\nOK'],
    ['unittest of one', 'Ran 0 tests in 0.000s\n\nOK\nRan 1 test in 0.000s\n\nOK'],
    ['go test, some packages without', '?   \texample.com/a\t[no test files]\nok  \texample.com/b\t0.003s'],
    [
      'cargo test, no doc-tests',
      'running 5 tests\ntest result: ok. 5 passed; 0 failed\n   Doc-tests a\n\nrunning 0 tests\n\ntest result: ok. 0 passed',
    ],
    ['phpunit', 'OK (10 tests, 20 assertions)'],
    ['rspec', '10 examples, 0 failures'],
    ['bun test', 'No tests found in a\n 3 pass\n 0 fail\nRan 3 tests across 1 files.'],
    ['a linter', 'no problems found'],
    ['nothing printed', ''],
  ])('and not otherwise: %s', (_, output) => {
    expect(ranNothing(output)).toBe(false);
  });
});

test('the review of a result names a check that was defined after it, and that no check is required', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Work' });
  await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1, checks: [] });
  expect(await work.text('run_show', { run: 'r1' })).toContain('checks: none (neither the task nor the settings');
  await work.run('setting_set', { name: 'checks.unit', value: 'npm test' });
  expect(await work.run('run_show', { run: 'r1' })).toMatchObject({ unchecked: ['unit'] });
  const text = await work.text('run_show', { run: 'r1' });
  expect(text).toContain('check unit: did not run yet, runs before the merge');
  expect(text).not.toContain('checks: none');
});
