// npm run test:stalls [-- ARGUMENTS OF VITEST]: runs the tests of `npm test`, while processes that they started are
// paused, each for up to three seconds. So it finds tests that assume how long something takes. It needs Linux.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Listed, listedProcesses, signalled } from '../test/support/process-table.ts';

/** Milliseconds of a pause, and between two pauses of one loop. */
const PAUSE_MS = { least: 200, most: 3_000 };
const BETWEEN_MS = { least: 20, most: 200 };
/** Number of processes that are paused at the same time. */
const LOOPS = 2;
/** Programs that are not paused: all tests wait for the compiler, and others only wait for what they start. */
const SPARED = ['esbuild', 'npm', 'sh', 'bash'];

const between = ({ least, most }: { least: number; most: number }) => randomInt(least, most + 1);

/** Returns the processes that a process started, and those that they started. */
function descendantsOf(pid: number): Listed[] {
  const all = listedProcesses();
  const of = (parent: number): Listed[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...of(one.pid)]);
  return of(pid);
}

/** Pauses a process of the tests, then another one, until they are over. @returns how many it paused */
async function pauseOneAfterAnother(tests: number, over: AbortSignal): Promise<number> {
  let pauses = 0;
  while (!over.aborted) {
    const may = descendantsOf(tests).filter(({ name, state }) => 'RSD'.includes(state) && !SPARED.includes(name));
    const one = may.length > 0 ? may[randomInt(may.length)] : undefined;
    if (one && signalled(one.pid, 'SIGSTOP')) {
      await wait(between(PAUSE_MS));
      signalled(one.pid, 'SIGCONT');
      pauses++;
    }
    await wait(between(BETWEEN_MS));
  }
  return pauses;
}

const words = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)];
const tests = spawn(process.execPath, words, {
  stdio: 'inherit',
  // A whole run leaves out the files of a soak (vitest.config.ts).
  env: { ...process.env, BACKLOG_TEST_SUMMARY: join(tmpdir(), `backlog-stalls-${process.pid}.json`) },
});
const over = new AbortController();
const ended = new Promise<number>((resolve) => {
  tests.once('exit', (code) => {
    over.abort();
    resolve(code ?? 1);
  });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => over.abort());
const pauses = Array.from({ length: LOOPS }, () => pauseOneAfterAnother(tests.pid!, over.signal));
process.exitCode = await ended;
const count = (await Promise.all(pauses)).reduce((sum, one) => sum + one, 0);
console.log(`${count} processes were paused, each for up to ${PAUSE_MS.most / 1_000} s.`);
