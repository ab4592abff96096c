// npm test [-- ARGUMENTS OF VITEST]: runs all checks and all tests at the same time, because tests often wait for the
// programs that they start. A failed check ends the tests.
import { execFileSync, spawn } from 'node:child_process';

const checks = finished(spawn(process.execPath, ['scripts/check.mjs'], { stdio: ['ignore', 'pipe', 'pipe'] }));
execFileSync(process.execPath, ['scripts/clients.mjs'], { stdio: 'inherit' });
const running = spawn('vitest', ['run', ...process.argv.slice(2)], { stdio: 'inherit' });
const tests = finished(running);

const { status, output } = await checks;
if (status !== 0) running.kill('SIGINT');
const passed = (await tests).status === 0;
// The output of the checks comes last, so that it doesn't mix with the tests' and a failure is seen.
process.stdout.write(`\n${output}`);
if (status !== 0) process.stdout.write('A check failed, so the tests were ended: npm run check\n');
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
