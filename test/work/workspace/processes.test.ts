import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive, processId } from '../../../src/work/processes/processes.ts';

test('only processes of this machine are checked: hosts share names, and copies of a machine share ids', () => {
  const own = processId()!;
  expect(isAlive(own)).toBe(true);
  const { machine: _, ...earlier } = own;
  expect(isAlive(earlier)).toBe(true);
  const rebooted = { ...own, boot: '00000000-0000-4000-8000-000000000000' };
  expect(isAlive(rebooted)).toBe(false);
  expect(isAlive({ ...rebooted, machine: 'another' })).toBeUndefined();
  expect(isAlive({ ...rebooted, host: 'another' })).toBeUndefined();
});

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
