import { expect, test } from 'vitest';
import { findingsIn } from '../../src/web/app/views/review/diff/findings.ts';

const TREE = '/home/ada/.backlog/workspaces/w/runs/r5/tree';

/** The findings of a failed check with this output, as `line text`. */
function told(...output: string[]): string[] {
  const checks = [{ name: 'unit', ok: false, output: output.join('\n') }];
  return findingsIn(checks, ['src/a.ts', 'test/a.test.mjs']).map(({ path, line, text }) => `${path} ${line}: ${text}`);
}

test('what a test runner says of one place is shown once, with the path in the repository', () => {
  expect(
    told(
      `# Error: asynchronous activity at ${TREE}/test/a.test.mjs:3:1`,
      `    location: '${TREE}/test/a.test.mjs:3:1'`,
      `      TestContext.<anonymous> (file://${TREE}/test/a.test.mjs:4:10)`,
      `    at TestContext.<anonymous> (file://${TREE}/test/a.test.mjs:4:10)`,
      `# ${TREE}/test/a.test.mjs:3:1`,
    ),
  ).toEqual([
    'test/a.test.mjs 3: # Error: asynchronous activity at test/a.test.mjs:3:1',
    'test/a.test.mjs 4: TestContext.<anonymous> (test/a.test.mjs:4:10)',
  ]);
});

test('two messages about one place, and about two columns of a line, are both shown', () => {
  const lines = ['src/a.ts:2:1: say what for', 'src/a.ts:2:1: too long', 'src/a.ts(2,9): error TS1: no'];
  expect(told(...lines, './src/a.ts:5:1')).toEqual(
    [...lines, './src/a.ts:5:1'].map((text, i) => `src/a.ts ${i < 3 ? 2 : 5}: ${text}`),
  );
});
