import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { LEASE_MS } from '../../src/domain/lease-lengths.ts';
import { processId } from '../../src/work/processes/processes.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { ADA, agent, testWorkspace } from '../support/workspace.ts';

/** A terminal of a person: the shell that keeps the person's claims. */
function terminal(person = ADA): { caller: Caller; close(): Promise<void> } {
  const shell: ChildProcess = spawn('sleep', ['600'], { stdio: 'ignore' });
  const close = async () => {
    if (!shell.kill('SIGKILL')) return;
    await once(shell, 'exit');
  };
  onTestFinished(close);
  return { caller: { ...person, renewer: processId(shell.pid) }, close };
}

const OTHER = agent('s1');

test('a claim that a person repeats in a second terminal lives while one of the terminals does', async () => {
  const { run, refused, pass } = await testWorkspace();
  await run('task_add', { description: 'Fix login', scope: ['src/login/**'] });
  const [first, second, third] = [terminal(), terminal(), terminal()];
  await run('task_start', { id: '1' }, first.caller);
  for (const { caller } of [second, third, second]) await run('task_start', { id: '1' }, caller);
  await second.close();
  pass(2 * LEASE_MS);
  expect(await refused('task_start', { id: '1' }, OTHER)).toMatchObject({ code: 'claimed' });
  await first.close();
  expect(await refused('task_start', { id: '1' }, OTHER)).toMatchObject({ code: 'claimed' });
  await third.close();
  await run('task_start', { id: '1' }, OTHER);
});

test('a new scope from a second terminal keeps the claim of the first', async () => {
  const { run, refused, pass } = await testWorkspace();
  await run('task_add', { description: 'Fix login', scope: ['src/login/**'] });
  const [first, second] = [terminal(), terminal()];
  await run('task_start', { id: '1' }, first.caller);
  await run('task_modify', { filter: '1', scope: ['src/**'] }, second.caller);
  await second.close();
  pass(2 * LEASE_MS);
  expect(await refused('claim_acquire', { scope: ['src/a.ts'] }, OTHER)).toMatchObject({ code: 'claimed' });
});
