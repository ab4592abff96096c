import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import type { ProcessId } from '../../src/base/process-id.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { LEASE_MS } from '../../src/domain/lease-lengths.ts';
import type { Claim, Run } from '../../src/domain/records.ts';
import { isLive, RUN_STATE_NAMES } from '../../src/domain/runs/run-states.ts';
import { BEGIN_MS, ROUSE_MS, reapRuns } from '../../src/runs/upkeep/reap-runs.ts';
import { isAlive, processId } from '../../src/work/processes/processes.ts';
import { runIn } from '../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const SELF = processId()!;
const DEAD: ProcessId = { ...SELF, pid: 2 ** 22 + 1, start: '1' };
const ELSEWHERE: ProcessId = { host: 'another', boot: 'other', pid: 1, start: '1' };
const AT_WORK = ['preparing', 'running', 'checking'] as const;

async function left(state: Run['state'], more: Partial<Run> = {}): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First', scope: 'src/**' });
  await runIn(work, state, { number: 1, ...more });
  return work;
}

const reap = (work: TestWorkspace) => reapRuns(work.opened.context(ADA));
const stored = (work: TestWorkspace) => work.opened.store.state.get('run', 'r1')!;

test.each(AT_WORK)(
  'a run that is %s without its supervisor is interrupted, and its task waits again',
  async (state) => {
    const stop = { at: '2026-07-30T14:00:00Z' as const, by: 'human:ada' };
    const work = await left(state, { supervisor: DEAD, process: DEAD, stop });
    await reap(work);
    expect(stored(work)).toMatchObject({ state: 'interrupted', reason: { code: 'supervisor_died' } });
    // Who wanted it stopped stays known: no agent resumes it.
    expect([stored(work).supervisor, stored(work).process, stored(work).stop]).toEqual([undefined, undefined, stop]);
    expect([...work.opened.store.state.all('claim')]).toEqual([]);
    expect([...work.opened.store.state.all('task')][0]![1].start).toBeUndefined();
  },
);

test.each(AT_WORK)(
  'a run that is %s with its supervisor is left alone as long as that renews its claim',
  async (state) => {
    const work = await left(state, { supervisor: await sleeper() });
    work.pass(LEASE_MS - 1_000);
    const { seq } = work.opened.store.state;
    await reap(work);
    expect([stored(work).state, work.opened.store.state.seq]).toEqual([state, seq]);
  },
);

/** A process that lives until the test ends. */
async function sleeper(): Promise<ProcessId> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  await once(child, 'spawn');
  onTestFinished(() => void child.kill('SIGKILL'));
  return processId(child.pid)!;
}

async function setClaim({ opened }: TestWorkspace, more: Partial<Claim>): Promise<void> {
  const [id, claim] = [...opened.store.state.all('claim')][0]!;
  await opened.context(ADA).write('given', (tx) => tx.put('claim', id, { ...claim, ...more }));
}

test('a supervisor that lives but let its claim lapse is asked for a sign; without one its run is interrupted, and others get in', async () => {
  const supervisor = await sleeper();
  const work = await left('running', { supervisor });
  await work.run('task_add', { description: 'Second', scope: 'src/**' });
  await setClaim(work, { renewer: supervisor });
  work.pass(LEASE_MS + 1_000);
  expect(await work.refused('task_start', { id: 2 })).toMatchObject({ code: 'claimed' });
  await reap(work);
  expect(stored(work)).toMatchObject({ state: 'running', roused: expect.any(String) });
  work.pass(ROUSE_MS);
  await reap(work);
  expect([stored(work).state, isAlive(supervisor)]).toEqual(['running', true]);
  work.pass(1_000);
  await reap(work);
  expect(stored(work)).toMatchObject({ state: 'interrupted', reason: { text: expect.stringContaining('hung') } });
  expect(stored(work).roused).toBeUndefined();
  expect(isAlive(supervisor)).toBe(false);
  await work.run('task_start', { id: 2 });
});

test('a supervisor that renews its claim when it is asked, as after the sleep of its machine, goes on', async () => {
  const work = await left('running', { supervisor: await sleeper() });
  work.pass(LEASE_MS + 1_000);
  await reap(work);
  await setClaim(work, { expires: toInstant(work.opened.context(ADA).clock.now + LEASE_MS) });
  work.pass(ROUSE_MS + 1_000);
  await reap(work);
  expect(stored(work).state).toBe('running');
});

test.each(RUN_STATE_NAMES.filter((state) => !isLive(state)))('a run that is %s needs no supervisor', async (state) => {
  const work = await left(state, { supervisor: DEAD });
  work.pass(10 * LEASE_MS);
  await reap(work);
  expect(stored(work).state).toBe(state);
});

test.each(['queued', 'changes_requested'] as const)(
  'a run that is %s has a minute for its supervisor to begin',
  async (state) => {
    const work = await left(state);
    work.pass(BEGIN_MS);
    await reap(work);
    expect(stored(work).state).toBe(state);
    work.pass(1_000);
    await reap(work);
    expect(stored(work)).toMatchObject({ state: 'interrupted', reason: { code: 'never_began' } });
  },
);

test('a supervisor on another host counts as alive as long as its claim is renewed, and a lease longer', async () => {
  const work = await left('running', { supervisor: ELSEWHERE });
  work.pass(LEASE_MS);
  await reap(work);
  expect(stored(work).state).toBe('running');
  work.pass(LEASE_MS + 1_000);
  await reap(work);
  expect(stored(work)).toMatchObject({ state: 'interrupted', reason: { text: expect.stringContaining('another') } });
});

test.each<[who: string, supervisor: ProcessId]>([
  ['in another pid namespace of this host', { ...SELF, namespace: '1' }],
  ['that an earlier build wrote down', { ...SELF, boot: '{ sec = 1 }', start: 'Sun Nov 22 00:32:59 2026' }],
])('of a supervisor %s only silence tells, and no process is ended for it', async (_, supervisor) => {
  const work = await left('running', { supervisor });
  const child = spawn('sleep', ['600'], {
    detached: true,
    env: { ...process.env, BACKLOG_RUN: 'r1', BACKLOG_DIR: work.opened.store.dir },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  work.pass(LEASE_MS);
  await reap(work);
  expect(stored(work).state).toBe('running');
  work.pass(LEASE_MS + 1_000);
  await reap(work);
  expect([stored(work).state, isAlive(processId(child.pid)!)]).toEqual(['interrupted', true]);
});

test('what is left of its processes is dead when it is interrupted', async () => {
  const work = await left('running', { supervisor: DEAD });
  const child = spawn('sleep', ['600'], {
    detached: true,
    env: { ...process.env, BACKLOG_RUN: 'r1', BACKLOG_DIR: work.opened.store.dir },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  await reap(work);
  expect((await ended)[1]).toBe('SIGKILL');
  expect(stored(work).state).toBe('interrupted');
});

test('two that notice at once interrupt it once', async () => {
  const work = await left('running', { supervisor: DEAD });
  const { seq } = work.opened.store.state;
  await Promise.all([reap(work), reap(work)]);
  expect(work.opened.store.state.seq).toBe(seq + 1);
});
