import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { comparedWith, readCovered } from '../../../src/runs/covered/covered-by.ts';
import { soak } from '../../support/soak-test.ts';

const FOLDER = new URL('../../fixtures/test-output', import.meta.url).pathname;
const recorded = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

/** Recorded outputs of test programs; only the folder in them was replaced. `names` is absent if the output lacks some. */
const OUTPUTS: [file: string, format: string, counts: [number, number, number], names?: Record<string, string>][] = [
  ['vitest.txt', 'vitest', [3, 1, 2]],
  [
    'vitest-verbose.txt',
    'vitest',
    [3, 1, 2],
    {
      'sum.test.ts > sum > adds': 'passed',
      'sum.test.ts > sum > adds zero': 'passed',
      'sum.test.ts > sum > subtracts': 'failed',
      'sum.test.ts > sum > divides': 'skipped',
      'sum.test.ts > sum > multiplies': 'skipped',
      'other.test.ts > is another file': 'passed',
    },
  ],
  [
    'vitest-json.txt',
    'vitest-json',
    [3, 1, 2],
    {
      'sum.test.ts > sum adds': 'passed',
      'sum.test.ts > sum adds zero': 'passed',
      'sum.test.ts > sum subtracts': 'failed',
      'sum.test.ts > sum divides': 'skipped',
      'sum.test.ts > sum multiplies': 'skipped',
      'other.test.ts > is another file': 'passed',
    },
  ],
  [
    'junit-vitest.xml',
    'junit',
    [3, 1, 2],
    {
      'sum.test.ts > sum > adds': 'passed',
      'sum.test.ts > sum > adds zero': 'passed',
      'sum.test.ts > sum > subtracts': 'failed',
      'sum.test.ts > sum > divides': 'skipped',
      'sum.test.ts > sum > multiplies': 'skipped',
      'other.test.ts > is another file': 'passed',
    },
  ],
  [
    'tap-node.txt',
    'tap',
    [2, 1, 2],
    {
      'sum > adds': 'passed',
      'sum > subtracts': 'failed',
      'sum > divides': 'skipped',
      'has # in its name': 'passed',
      'is to do': 'skipped',
    },
  ],
  ['pytest.txt', 'pytest', [3, 1, 2]],
  ['pytest-q.txt', 'pytest', [3, 1, 2]],
  [
    'pytest-v.txt',
    'pytest',
    [3, 1, 2],
    {
      'test_sum.py::test_adds': 'passed',
      'test_sum.py::test_adds_zero[0]': 'passed',
      'test_sum.py::test_adds_zero[1]': 'passed',
      'test_sum.py::test_subtracts': 'failed',
      'test_sum.py::test_divides': 'skipped',
      'test_sum.py::test_multiplies': 'skipped',
    },
  ],
  [
    'junit-pytest.xml',
    'junit',
    [3, 1, 2],
    {
      'test_sum > test_adds': 'passed',
      'test_sum > test_adds_zero[0]': 'passed',
      'test_sum > test_adds_zero[1]': 'passed',
      'test_sum > test_subtracts': 'failed',
      'test_sum > test_divides': 'skipped',
      'test_sum > test_multiplies': 'skipped',
    },
  ],
  ['go.txt', 'go', [0, 1, 0]],
  [
    'go-v.txt',
    'go',
    [4, 1, 1],
    {
      'example.com/sum > TestAdds': 'passed',
      'example.com/sum > TestSubtracts': 'failed',
      'example.com/sum > TestDivides': 'skipped',
      'example.com/sum > TestTable/zero': 'passed',
      'example.com/sum > TestTable/one': 'passed',
      'example.com/sum/deep > TestAdds': 'passed',
    },
  ],
  [
    'go-json.txt',
    'go-json',
    [4, 1, 1],
    {
      'example.com/sum > TestAdds': 'passed',
      'example.com/sum > TestSubtracts': 'failed',
      'example.com/sum > TestDivides': 'skipped',
      'example.com/sum > TestTable/zero': 'passed',
      'example.com/sum > TestTable/one': 'passed',
      'example.com/sum/deep > TestAdds': 'passed',
    },
  ],
  [
    'cargo.txt',
    'cargo',
    [4, 1, 1],
    {
      'src/lib.rs > tests::adds': 'passed',
      'src/lib.rs > tests::divides': 'skipped',
      'src/lib.rs > tests::subtracts': 'failed',
      'src/lib.rs > tests::panics - should panic': 'passed',
      'tests/outer.rs > adds': 'passed',
      'sum > src/lib.rs - add': 'passed',
    },
  ],
];

test.each(OUTPUTS)(
  '%s is read as %s: its tests, each with its outcome',
  (file, format, [passed, failed, skipped], names = {}) => {
    const { names: found, ...rest } = readCovered(recorded(file))!;
    expect(rest).toEqual({ format, passed, failed, skipped });
    expect(Object.fromEntries(found)).toEqual(names);
  },
);

/** Outputs that say nothing about tests. */
const SILENT: [what: string, output: string][] = [
  ['nothing', ''],
  ['a build', 'vite v5 building for production\n✓ 34 modules transformed.\ndist/index.js 12 kB\n'],
  ['go without -v, whose passed tests have no names and no number', recorded('go-passed.txt')],
  ['a plan without tests', 'TAP version 13\n1..0\n'],
  ['broken JSON of a report', '{"numTotalTests": 3, "testResults": ['],
  ['another XML', '<?xml version="1.0"?><project><testcase name="a"/></project>'],
];

test.each(SILENT)('%s has no tests', (_, output) => {
  expect(readCovered(output)).toBeUndefined();
});

soak('a report with many open tags is read in linear time, and none of its texts is a tag', () => {
  const open = '<testcase name="a">'.repeat(200_000);
  expect(readCovered(`<testsuite>${open}`), 'nobody knows how these ended').toBeUndefined();
  const cases = '<testcase name="a"></testcase>'.repeat(200_000);
  expect(readCovered(`<testsuite>${cases}</testsuite>`)).toMatchObject({ passed: 200_000 });
  const text =
    '<testsuite><testcase name="a &lt;b&gt; &#65;"><system-out><![CDATA[<failure>]]></system-out></testcase></testsuite>';
  expect([...readCovered(text)!.names]).toEqual([['a <b> A', 'passed']]);
});

test('tests of two commits are compared by name', () => {
  const base = new Map([['a', 'failed'] as const, ['b', 'passed'] as const, ['gone', 'passed'] as const]);
  const now = new Map([['a', 'passed'] as const, ['b', 'passed'] as const, ['c', 'passed'] as const]);
  expect(comparedWith(base, now)).toEqual({ added: 1, cured: 1 });
});
