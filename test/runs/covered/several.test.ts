import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outputParts, plainOutput } from '../../../src/base/output/plain-output.ts';
import { readCovered } from '../../../src/runs/covered/covered-by.ts';
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

/** What programs print beside colours, with what Node's own function left of it. */
test.each([
  ['a link that ends with BEL', '\u001b]8;;https://a.org/b+c?d=(1)\u0007ok 1\u001b]8;;\u0007', 'ok 1'],
  ['a link that ends with ST', '\u001b]8;;file:///a b/ü.ts\u001b\\ok 1\u001b]8;;\u001b\\', 'ok 1'],
  ['a title', '\u001b]0;npm test (web)\u0007ok 1', 'ok 1'],
  ['forms of C1', '\u009d8;;http://a\u009cok\u009d8;;\u009c \u009b31m1\u009b0m', 'ok 1'],
  ['colours with colons', '\u001b[38:2:255:0:0mok\u001b[4:3m 1', 'ok 1'],
  ['forms of the cursor', '\u001b[2 q\u001b[sok\u001b[u\u001b7 1\u001b(B', 'ok 1'],
  ['questions to the terminal', '\u001bP+q544e\u001b\\ok\u001b_Gi=1;AA\u001b\\ 1', 'ok 1'],
  ['what is left of one that was cut', 'ok 1\u001b[3', 'ok 1'],
  ['a title without an end', '\u001b]\nnot ok 1', '\nnot ok 1'],
  ['an escape alone', 'ok 1\u001b', 'ok 1'],
])('%s is no part of an output', (_, output, plain) => {
  expect(plainOutput(output)).toBe(plain);
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
