import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive, processId } from '../../../src/work/processes/processes.ts';

test('a process that has ended lives no more, also when nobody asks how it ended', async () => {
  const parent = spawn('/bin/sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line] = await new Promise<string[]>((done) =>
    createInterface({ input: parent.stdout }).once('line', (text) => done([text])),
  );
  const pid = Number(line);
  const known = processId(pid);
  expect(isAlive(known!)).toBe(true);
  // A shell would ask how its child ended: what it becomes never does.
  while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8') !== 'sleep\n')
    await new Promise((next) => setTimeout(next, 5));
  process.kill(pid, 'SIGKILL');
  while (!/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await new Promise((next) => setTimeout(next, 5));
  expect(isAlive(known!)).toBe(false);
});
