import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outputParts, plainOutput } from '../../../src/base/output/plain-output.ts';
import { readCovered } from '../../../src/runs/covered/covered.ts';
import { fromCache } from '../../../src/runs/covered/from-cache.ts';
import { provesNothing } from '../../../src/runs/covered/ran.ts';
import { problemsIn } from '../../../src/runs/passes/problem-lines.ts';

const FOLDER = new URL('../../fixtures/test-output', import.meta.url).pathname;
const recorded = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

/** What CI systems and terminals add to each line. */
const AROUND: Readonly<Record<string, (line: string) => string>> = {
  'as printed': (line) => line,
  'in a log of GitHub Actions': (line) => `2026-11-27T20:15:00.1234567Z ${line}`,
  'in gh run view --log': (line) => `test\tnpm test\t2026-11-27T20:15:00.1234567Z ${line}`,
  'in a log of GitLab': (line) => `2026-11-27T20:15:00.123456Z 01O ${line}`,
  'in colours': (line) =>
    line.replace(/^([^\s:]+:)/, '\u001b[35m$1\u001b[0m').replace(/ok /, '\u001b[32mok \u001b[39m'),
};

/** Outputs of turbo 2.11, Nx 24, lerna 9 and pnpm 10, which ran two programs at once. One hides that a test fails. */
describe.each([
  ['several-turbo.txt', '@scope/app:test', 'lib:test'],
  ['several-nx.txt', '@scope/app', 'lib'],
  ['several-lerna.txt', '@scope/app', 'lib'],
  ['several-pnpm.txt', 'packages/app test', 'packages/lib test'],
])('%s', (file, app, lib) => {
  test.each(Object.entries(AROUND))('is read by its programs, %s', (_, around) => {
    const output = recorded(file).split('\n').map(around).join('\n');
    expect(readCovered(output)).toEqual({
      ...{ format: 'tap', passed: 3, failed: 1, skipped: 0 },
      names: new Map([
        [`${app} > adds`, 'failed'],
        [`${app} > subtracts`, 'passed'],
        [`${lib} > reads`, 'passed'],
        [`${lib} > writes`, 'passed'],
      ]),
    });
    expect(provesNothing(output)).toEqual({ text: 'its output reports a failed test', isHidden: true });
  });
});

test('a failure of one program is not hidden by another one that ends later', () => {
  const output =
    'web:test: Tests  1 failed | 2 passed (3)\nlib:test: > lib\nweb:test: end\nlib:test: Tests  3 passed (3)\n';
  expect(provesNothing(output)).toMatchObject({ isHidden: true });
});

test('a cache of turbo is recognised in a log with times', () => {
  const line = '2026-11-27T20:15:00.1234567Z \u001b[36mweb:test: \u001b[0mcache hit, replaying logs ae90';
  expect(fromCache(line)).toContain('the cache of turbo');
});

/** Lines that look like prefixes. */
test.each([
  ['Test Suites: 1 failed\nTest Suites: 2 passed\nTests: 1 failed, 2 passed\nTests: 3 passed'],
  ['error: a\nerror: b\nsrc/a.ts:3:5: no\nsrc/a.ts:3:5: no'],
  ['ok | 3 passed | 0 failed\nok | 1 passed | 0 failed'],
  ['thread main: x\nthread main: y\n[INFO] a\n[INFO] b'],
])('%j is the output of one program', (output) => {
  expect(outputParts(plainOutput(output))).toEqual([{ of: '', text: output }]);
});

test('a path behind a prefix counts only if the folder is known', () => {
  const paths = (output: string) => problemsIn('lint', output, '/tree').map(({ found }) => found?.path);
  const problem = 'src/a.ts(3,5): error TS1: no';
  expect(paths(`packages/app lint$ tsc\npackages/app lint: ${problem}`)).toEqual(['packages/app/src/a.ts']);
  expect(paths(`app:lint: > app@1.0.0 lint\napp:lint: ${problem}`)).toEqual([]);
  expect(paths(`app:lint: > app@1.0.0 lint\napp:lint: /tree/apps/app/${problem}`)).toEqual(['apps/app/src/a.ts']);
});
