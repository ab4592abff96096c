import { expect, onTestFinished, test, vi } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { keepUp } from '../../src/scheduler/keep-up.ts';
import { causesFor, upkeep } from '../../src/scheduler/upkeep.ts';
import { serverFailed } from '../../src/store/backends/postgres/failure.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { gitProject, runIn, runWithResult } from '../support/runs.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

/** A server over a workspace: its calls do the upkeep that `keepUp` thinks due. */
async function server() {
  const workspace = await testWorkspace();
  const { opened } = workspace;
  const keeper = keepUp(
    () => opened,
    (error) => expect.fail(String(error)),
  );
  onTestFinished(keeper.stop);
  const call = async (name: string, input: object = {}) =>
    (await execute(opened, ADA, commandNamed(name), input, keeper)).output;
  const commits = async () => {
    const made: string[] = [];
    for await (const { command } of opened.store.history()) made.push(command);
    return made;
  };
  return { ...workspace, call, commits };
}

test('an answer counts what became due since the last upkeep: a task that expired, an instance of a recurring one', async () => {
  const { call, commits, pass } = await server();
  await call('task_add', { description: 'Until soon', until: '1h' });
  await call('task_add', { description: 'Water plants', due: '2h', recur: 'daily' });
  expect(await call('task_count')).toMatchObject({ count: 2 });
  pass(3_599_000);
  await call('task_count');
  expect(await commits()).not.toContain('expire');
  pass(2_000);
  expect(await call('task_count')).toMatchObject({ count: 1 });
  expect(await commits()).toContain('expire');
  pass(3_600_000);
  expect(await call('task_count')).toMatchObject({ count: 2 });
});

test('a task expires in the second after its date: a call within that second does not put it off', async () => {
  const { call, commits, pass } = await server();
  await call('task_add', { description: 'Until soon', until: '1h' });
  pass(3_600_500);
  expect(await call('task_count')).toMatchObject({ count: 1 });
  pass(500);
  expect(await call('task_count')).toMatchObject({ count: 0 });
  expect(await commits()).toContain('expire');
});

test('what another process makes that is due is done before the next answer', async () => {
  const { call, run } = await server();
  await call('task_count');
  await run('task_add', { description: 'Water plants', due: 'yesterday', recur: 'daily' });
  expect(await call('task_count')).toMatchObject({ count: 2 });
});

test('an outage is noted once, and the next one again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { opened } = await testWorkspace();
  await opened.make();
  let failure: Error | undefined = serverFailed('read', 'log', Object.assign(new Error(), { code: 'ECONNREFUSED' }));
  const ready = vi.spyOn(opened, 'ready').mockImplementation(async () => {
    if (failure) throw failure;
  });
  const noted: unknown[] = [];
  const keeper = keepUp(
    () => opened,
    (error) => noted.push(error),
  );
  onTestFinished(keeper.stop);
  const rounds = async (count: number) => {
    const before = ready.mock.settledResults.length;
    await vi.advanceTimersByTimeAsync(count * 60_000);
    await expect.poll(() => ready.mock.settledResults.length).toBeGreaterThanOrEqual(before + count);
  };
  await rounds(3);
  expect(noted).toEqual([failure]);
  failure = undefined;
  await keeper.round();
  failure = serverFailed('read', 'log', Object.assign(new Error(), { code: '57P01' }));
  await rounds(2);
  expect(noted).toHaveLength(2);
});

test('no call looks at the processes of runs: the timer does', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const workspace = await server();
  await workspace.call('task_add', { description: 'First' });
  await workspace.call('task_count');
  const gone = { ...processId()!, pid: 4_194_000 };
  await runIn(workspace, 'running', { number: 1, supervisor: gone });
  const state = () => workspace.opened.store.state.get('run', 'r1')?.state;
  await workspace.call('task_count');
  expect(state()).toBe('running');
  vi.advanceTimersByTime(5_000);
  await vi.waitFor(() => expect(state()).toBe('interrupted'), DEADLINE_MS);
});

test('a command that only reads continues a merge that was approved and has no process, and starts nothing else', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  for (const description of ['First', 'Ready']) await work.run('task_add', { description });
  await runWithResult(work, { '1.txt': 'x\n' }, { number: 1 });
  await work.run('run_approve', { run: 'r1' });
  await work.run('orchestrator_start');
  work.errands.length = 0;
  work.pass(5_000);
  await upkeep(work.opened.context(ADA), causesFor({ reads: true }));
  expect(work.errands).toEqual([{ merge: 'project' }]);
});
