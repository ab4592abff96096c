// npm test [-- ARGUMENTS OF VITEST]: runs all checks and all tests at the same time, because tests often wait for the
// programs that they start. A failed check ends the tests. The last line has the numbers of tests; the lines before it say
// what this machine can't run, and what a soak runs.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLines } from './last-lines.mjs';

const checking = spawn(process.execPath, ['scripts/check.mjs'], { stdio: ['ignore', 'pipe', 'pipe'] });
const checks = finished(checking);
execFileSync(process.execPath, ['scripts/clients.mjs'], { stdio: 'inherit' });
const folder = mkdtempSync(join(tmpdir(), 'backlog-test-'));
const summary = join(folder, 'summary.json');
const reporters = ['--reporter=default', '--reporter=./test/support/write-summary.ts'];
// The process that compiles all sources makes much garbage: with a small young generation, its collection took a fifth of
// the processor time of this process.
const program = ['--max-semi-space-size=128', 'node_modules/vitest/vitest.mjs'];
const running = spawn(process.execPath, [...program, 'run', ...reporters, ...process.argv.slice(2)], {
  stdio: 'inherit',
  // The checks build the plugin, too: the tests wait for that instead of a second build (tested-plugin.mjs).
  env: { ...process.env, BACKLOG_TEST_SUMMARY: summary, BACKLOG_CHECKS: checking.pid },
});
const tests = finished(running);

const { status, output } = await checks;
if (status !== 0) running.kill('SIGINT');
const passed = (await tests).status === 0;
// The output of the checks comes last, so that it doesn't mix with the tests' and a failure is seen.
process.stdout.write(`\n${output}`);
if (status !== 0) process.stdout.write('A check failed, so the tests were ended: npm run check\n');
if (existsSync(summary)) process.stdout.write(lastLines(JSON.parse(readFileSync(summary, 'utf8'))));
rmSync(folder, { recursive: true });
process.exitCode = status === 0 && passed ? 0 : 1;

/** Waits for a program. @returns its exit code, and its output as far as it goes through pipes */
function finished(child) {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (piece) => {
      output += piece;
    });
  return new Promise((resolve) => child.on('close', (code) => resolve({ status: code, output })));
}
