import { describe, expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import type { OrchestratorStatus } from '../../src/scheduler/answers.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { gitProject, inRun, runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

async function yard(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'First', scope: 'src/**' });
  await work.run('task_add', { description: 'Second', scope: 'src/a.txt', depends: 1 });
  await work.run('task_add', { description: 'Third', agent: 'ada' });
  await work.run('agent_update', { name: 'claude', binary: process.execPath });
  return work;
}

const LOOP = { schedule: 'loop' };

describe('the wish', () => {
  test('starts a loop; a command that writes starts another one when it does not lead after some seconds, one that reads never', async () => {
    const { run, errands, pass } = await yard();
    const change = () => run('task_annotate', { id: 1, text: 'a change' });
    await run('orchestrator_start');
    await run('orchestrator_start');
    expect(errands).toEqual([LOOP, LOOP]);
    pass(3_000);
    for (const name of ['task_list', 'orchestrator_status', 'orchestrator_explain', 'run_list']) await run(name);
    expect(errands).toEqual([LOOP, LOOP]);
    await change();
    await change();
    expect(errands).toEqual([LOOP, LOOP, LOOP]);
    pass(3_000);
    await change();
    expect(errands).toEqual([LOOP, LOOP, LOOP, LOOP]);
    await run('orchestrator_pause');
    await change();
    await run('orchestrator_stop');
    await change();
    expect(errands.slice(4).filter((job) => 'schedule' in job).length).toBeLessThanOrEqual(2);
  });

  test.each([
    ['budget', { budget: -1 }],
    ['backoff', { backoff: -1 }],
  ])('refuses a limit by its name (%s)', async (name, input) => {
    const work = await testWorkspace();
    expect((await work.refused('orchestrator_start', input)).message).toBe(
      `${name}: expected a number from 0 on, received -1`,
    );
  });

  test('keeps limits that are not named, and counts a budget from when it was given', async () => {
    const { run, pass } = await yard();
    const limits = async (input: object) => (await run<OrchestratorStatus>('orchestrator_start', input)).limits;
    expect(await limits({})).toEqual({ agents: 3, failures: 5, attempts: 3, backoffMs: 60_000 });
    expect(await limits({ agents: 2, providers: 'claude:1', budget: 5, per: 'all', backoff: 0 })).toEqual({
      agents: 2,
      providers: { claude: 1 },
      budget: { usd: 5, per: 'all', since: '2026-07-30T14:30:00Z' },
      failures: 5,
      attempts: 3,
      backoffMs: 0,
    });
    pass(60_000);
    expect(await limits({ providers: 'codex:2' })).toMatchObject({
      agents: 2,
      providers: { claude: 1, codex: 2 },
      budget: { since: '2026-07-30T14:30:00Z' },
    });
    const without = await limits({ providers: '', budget: 0 });
    expect(without).not.toHaveProperty('providers');
    expect(without).not.toHaveProperty('budget');
  });

  test('keeps its filter until another one is given', async () => {
    const { run } = await yard();
    const filter = async (input: object) => (await run<OrchestratorStatus>('orchestrator_start', input)).filter;
    expect(await filter({ filter: 'project:web' })).toBe('project:web');
    expect(await filter({})).toBe('project:web');
    expect(await filter({ filter: '' })).toBe(undefined);
  });

  test('is for nobody inside a run', async () => {
    const work = await yard();
    await runIn(work, 'running', { number: 1 });
    expect(await work.refused('orchestrator', { verb: 'start' }, inRun('r1'))).toMatchObject({ code: 'forbidden' });
    expect(await work.run('orchestrator', { verb: 'status' }, inRun('r1'))).toMatchObject({ wish: 'stopped' });
  });
});

test('a run that ends by itself while the others are stopped fails neither the stop nor these', async () => {
  const work = await yard();
  await work.run('orchestrator_start');
  await work.run('task_add', { description: 'Fourth', scope: 'other/**' });
  for (const number of [1, 4]) await runIn(work, 'queued', { number });
  const { store } = work.opened;
  const { write } = store;
  let ended = false;
  store.write = async (meta, fn) => {
    if (meta.command === 'run_stop' && !ended) {
      ended = true;
      await write({ command: 'given', actor: ADA.actor }, (tx) =>
        tx.put('run', 'r1', { ...tx.get('run', 'r1')!, state: 'failed' }),
      );
    }
    return write(meta, fn);
  };
  expect(await work.run('orchestrator_stop', { runs: true })).toMatchObject({ wish: 'stopped', runs: [] });
  const states = Array.from(store.state.all('run'), ([, { id, state }]) => `${id} ${state}`);
  expect(states).toEqual(['r1 failed', 'r2 stopped']);
});

describe('who starts it', () => {
  const doors = [
    ['orchestrator_start', { agents: 50, budget: 0 }],
    ['orchestrator', { verb: 'start' }],
  ] as const;
  const others: readonly [string, Caller][] = [
    ['an agent', agent('s1')],
    ['a script', { actor: { kind: 'system', name: 'cron' }, holder: 'system:cron' }],
  ];

  test.each(doors)('no agent and no script ends a stop or a pause of a person, by %s', async (name, input) => {
    const { run, refused, errands } = await yard();
    for (const end of ['orchestrator_stop', 'orchestrator_pause']) {
      await run('orchestrator_start', { agents: 1, budget: 1 });
      const before = await run<OrchestratorStatus>(end);
      const asked = errands.length;
      for (const [who, caller] of others) {
        const error = await refused(name, input, caller);
        expect(error, who).toMatchObject({ code: 'forbidden', data: { setting: 'orchestrator.agents' } });
        expect(error.hint).toMatch(/`backlog orchestrator start( --agents 50 --budget 0 --per day)?` at a terminal/);
      }
      const { wish, by, limits } = await run<OrchestratorStatus>('orchestrator_status', {}, agent('s1'));
      expect({ wish, by, limits }).toEqual({ wish: before.wish, by: before.by, limits: before.limits });
      expect(errands).toHaveLength(asked);
    }
  });

  test('nobody else raises the limits of one that runs; anybody may pause it, and stop it', async () => {
    const { run, refused } = await yard();
    await run('orchestrator_start', { agents: 1 });
    expect(await refused('orchestrator_start', { agents: 2 }, agent('s1'))).toMatchObject({ code: 'forbidden' });
    expect(await run('orchestrator_pause', {}, agent('s1'))).toMatchObject({ wish: 'paused', limits: { agents: 1 } });
    expect(await run('orchestrator', { verb: 'stop' }, agent('s1'))).toMatchObject({ wish: 'stopped' });
  });

  test('agents start it while the setting says so that only a terminal sets', async () => {
    const { run, refused } = await yard();
    const name = 'orchestrator.agents';
    const page: Caller = { ...ADA, door: 'web' };
    expect(await refused('setting_set', { name, value: 'true' }, page)).toMatchObject({ data: { terminal: true } });
    expect(await refused('setting_set', { name, value: 'true' }, agent('s1'))).toMatchObject({ code: 'forbidden' });
    await run('setting_set', { name, value: 'true' });
    expect(await run('orchestrator_start', { agents: 2 }, agent('s1'))).toMatchObject({ wish: 'running' });
    await run('setting_set', { name, value: 'false' });
    await run('orchestrator_stop');
    expect(await refused('orchestrator_start', {}, agent('s1'))).toMatchObject({ code: 'forbidden' });
  });
});

describe('the status', () => {
  const parked = (code: NonNullable<Run['reason']>['code'], more: object = {}) => ({
    number: 1,
    reason: { code, text: `because of ${code}`, ...more },
    rounds: [{ n: 1, why: 'start' as const, at: '2026-07-30T14:29:00Z' as const }],
  });

  test('tells what is at work, waits, is tried again and needs a person', async () => {
    const work = await yard();
    await work.run('orchestrator_start', { backoff: 600, budget: 5 });
    work.pass(1000);
    const round = {
      n: 1,
      why: 'start' as const,
      at: '2026-07-30T14:30:00Z' as const,
      ended: '2026-07-30T14:30:00Z' as const,
    };
    const usage = { input: 1, output: 1, cached: 0, turns: 1, costUsd: 1.25 };
    await runIn(work, 'review', { number: 2, rounds: [{ ...round, usage }] });
    await runIn(work, 'running', { number: 3 });
    await runIn(work, 'failed', parked('crashed'));
    const text = await work.text('orchestrator_status');
    expect(text).toContain('The orchestrator is running since today 14:30 (human:ada).');
    expect(text).toContain('1 of 3 runs active, $1.25 of $5.00 for today spent, 1 of 5 failures in a row');
    expect(text).toContain('Its process is starting.');
    expect(text).toContain('Runs not active: 1 to review');
    expect(text).toContain('r3 is tried again today 14:40.');
  });

  test('a run whose task was done without it is not tried again', async () => {
    const work = await yard();
    await work.run('orchestrator_start');
    await runIn(work, 'failed', parked('crashed'));
    await work.run('task_done', { id: 1 });
    expect(await work.run('orchestrator_status')).toMatchObject({ again: [], needed: [] });
  });

  test.each([
    ['asked', {}, 'r1 needs attention: because of asked'],
    ['no_agent', {}, 'claude gets no task until a person fixes this'],
    [
      'rate_limited',
      { until: '2026-07-30T15:00:00Z' },
      'claude reached its rate limit (r1) and continues today 15:00.',
    ],
  ] as const)('of a run that ended by %s', async (code, more, expected) => {
    const work = await yard();
    await work.run('orchestrator_start');
    await runIn(work, 'failed', parked(code, more));
    expect(await work.text('orchestrator_status')).toContain(expected);
  });
});

describe('the schedule', () => {
  test('says what starts, and of each other task why not and what would make it start', async () => {
    const { run, text } = await yard();
    const told = await text('orchestrator_explain');
    expect(told).toContain(
      'The orchestrator is stopped, so no task starts automatically. To start it: orchestrator_start.',
    );
    expect(told).toContain('1 First: would start with claude');
    await run('orchestrator_start');
    expect(await text('orchestrator_explain')).toContain('1 First: starts now with claude');
    expect(told).toMatch(
      /#2 Second: does not start\n {2}- it is blocked by #1 First \(it starts after that task is completed\)/,
    );
    expect(told).toMatch(/#3 Third: does not start\n {2}- it is assigned to ada \(.*agent add ada/);
  });

  test('names the run whose files are not merged, and what it waits for', async () => {
    const work = await yard();
    await work.run('task_add', { description: 'Fourth', scope: 'src/b.txt' });
    await runIn(work, 'review', { number: 1 });
    expect(await work.text('orchestrator_explain', { filter: '4' })).toMatch(
      /unmerged run r1, which is in review, has src\/\*\*, which overlaps its src\/b.txt \(.*r1/,
    );
  });

  test('says that a completed task does not start because it is completed', async () => {
    const { run, text } = await yard();
    await run('task_done', { id: 1 });
    expect(await text('orchestrator_explain', { filter: '1' })).toMatch(
      /First: does not start\n {2}- it is completed \(nothing: it is not an open task\)/,
    );
    const { tasks } = (await run('orchestrator_explain', { filter: '1' })) as { tasks: { reasons: unknown }[] };
    expect(tasks[0]?.reasons).toEqual([expect.objectContaining({ why: 'closed' })]);
  });

  test('is simulated: waves, chain, what unblocks most, what does not start', async () => {
    const { text } = await yard();
    const told = await text('orchestrator_simulate');
    expect(told).toContain('2 tasks in 2 waves.');
    expect(told).toContain('wave 1: #1 First [claude]\nwave 2: #2 Second [claude]');
    expect(told).toContain('Longest chain: #1 First > #2 Second');
    expect(told).toContain('Unblocks most: #1 First (blocks 1 task)');
    expect(told).toContain('#3 Third: it is assigned to ada');
    expect(told).toContain('claude has no past runs');
  });
});

describe('usage', () => {
  const usage = { input: 900, output: 600, cached: 5, turns: 2, costUsd: 0.5 };
  const rounds = [
    { n: 1, why: 'start' as const, at: '2026-07-26T22:00:00Z' as const, ended: '2026-07-26T22:10:00Z' as const, usage },
    {
      n: 2,
      why: 'changes' as const,
      at: '2026-07-28T10:00:00Z' as const,
      ended: '2026-07-28T10:05:00Z' as const,
      usage,
    },
  ];

  test.each([
    ['agent', 'claude  1 run  0 merged  2 rounds  1 rework  3 k tokens  $1.00  15 min work  88 h 15 min waiting'],
    ['task', '1 First  1 run  0 merged  2 rounds  1 rework'],
    ['model', 'claude, default model  1 run'],
    [
      'week',
      '2026-07-20  1 run  0 merged  1 round  0 rework  2 k tokens  $0.50  10 min work  35 h 50 min waiting\n2026-07-27  1 run',
    ],
  ])('by %s', async (by, expected) => {
    const work = await yard();
    await runIn(work, 'review', { number: 1, rounds });
    expect(await work.text('usage', { by })).toContain(expected);
  });

  test('of a selection, and in all', async () => {
    const work = await yard();
    await runIn(work, 'review', { number: 1, rounds });
    await runIn(work, 'review', { number: 2, rounds: rounds.slice(0, 1), agent: 'codex' });
    expect(await work.text('usage')).toContain('all  2 runs  0 merged  3 rounds  1 rework');
    expect(await work.text('usage', { filter: '2' })).toBe(
      'codex  1 run  0 merged  1 round  0 rework  2 k tokens  $0.50  10 min work  88 h 20 min waiting',
    );
  });
});
