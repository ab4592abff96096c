import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { writeFiles } from './files.ts';
import { tempFolder } from './folder.ts';
import type { Summary } from './write-summary.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { lastLines } = await import(join(root, 'scripts/last-lines.mjs'));
const linesOf = (summary: Summary): string[] => lastLines(summary).split('\n');

test('the last line has the numbers, and the line before the soak what this machine lacks, most tests first', () => {
  const counts = { passed: 12, failed: 0, skipped: 5, soakFiles: 3 };
  const soak = '`npm run soak` also runs the skipped tests, and 3 more files.';
  expect(linesOf({ ...counts, leftOut: {} })).toEqual([soak, '12 passed, 0 failed, 5 skipped', '']);
  expect(linesOf({ ...counts, leftOut: { 'fish is not installed': 1, 'tmux is not installed': 3 } })).toEqual([
    "This machine can't run 4 of the skipped tests (tmux is not installed: 3, fish is not installed: 1). On Debian, .ci/run installs missing programs.",
    soak,
    '12 passed, 0 failed, 5 skipped',
    '',
  ]);
});

test('each test is counted: what the machine lacks by its reason, a soak without one, and a file that can not be loaded as failed', () => {
  const folder = tempFolder('summary');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const needs = JSON.stringify(join(root, 'test/support/needs.ts'));
  writeFiles(folder, {
    'vitest.config.ts': '',
    'a.test.ts': `import { expect, test } from 'vitest';
      import { unless } from ${needs};
      test('a', () => {});
      test('b', () => expect(1).toBe(2));
      test('c', unless('x is not installed'), () => {});
      test('d', { skip: true }, () => {});`,
    'b.test.ts': "throw new Error('not loaded');",
  });
  const file = join(folder, 'summary.json');
  const words = ['run', '--root', folder, `--reporter=${join(root, 'test/support/write-summary.ts')}`];
  const { BACKLOG_SOAK, ...env } = process.env;
  spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...words], {
    env: { ...env, BACKLOG_TEST_SUMMARY: file },
  });
  const { soakFiles, ...counts } = JSON.parse(readFileSync(file, 'utf8')) as Summary;
  expect(counts).toEqual({ passed: 1, failed: 2, skipped: 2, leftOut: { 'x is not installed': 1 } });
  expect(soakFiles).toBeGreaterThan(0);
});
