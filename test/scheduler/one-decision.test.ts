import { describe, expect, test } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import type { OrchestratorStatus } from '../../src/scheduler/answers.ts';
import { freshMemory, schedulingPass } from '../../src/scheduler/loop/scheduling-pass.ts';
import { processId } from '../../src/work/processes/processes.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { gitProject, runIn } from '../support/runs.ts';
import { ADA, agent, NOON, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const CLI: Caller = { ...ADA, door: 'cli' };

/** Tasks with scopes of their own, for an agent whose program is there. */
async function yard(count = 2, program = process.execPath): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('agent_update', { name: 'claude', binary: program });
  for (let id = 1; id <= count; id++)
    await work.run('task_add', { description: `T${id}`, scope: `src/${id}/**`, estimate: '2h' });
  return work;
}

interface Drawn {
  lanes: { agent: string; next: { id: number; by: string }[] }[];
}
const drawn = async ({ run }: TestWorkspace) =>
  (await run<Drawn>('report_timeline')).lanes.flatMap(({ next }) => next.map(({ id }) => id));

test('Now says that a person starts runs only while no orchestrator does, and once a run has existed', async () => {
  const work = await yard();
  const isIdle = async () => (await work.run<{ idle?: true }>('report_now')).idle ?? false;
  expect(await isIdle()).toBe(false);
  await runIn(work, 'review', { number: 1 });
  expect(await isIdle()).toBe(true);
  await work.run('orchestrator_start');
  expect(await isIdle()).toBe(false);
});

describe('an agent whose program is not installed', () => {
  const WHY = "claude can't be started: no program no-such-program is in PATH";

  test('is the reason everywhere, with what helps, and the loop does not try it', async () => {
    const work = await yard(2, 'no-such-program');
    const started = await work.run<OrchestratorStatus>('orchestrator_start');
    expect(started.kept).toMatchObject([{ why: 'agents', tasks: 2, id: 1, text: WHY }]);
    for (const [name, says] of [
      [
        'orchestrator_status',
        `No task can start:\n- 2 tasks, such as 1: ${WHY} (install no-such-program, or assign another agent`,
      ],
      ['report_now', `The orchestrator can start no task:\n- 2 tasks, such as 1: ${WHY}`],
      ['orchestrator_explain', `1 T1: does not start\n  - ${WHY} (install no-such-program, or assign another agent`],
      [
        'orchestrator_simulate',
        `Does not start automatically:\n  - #1 T1, #2 T2: ${WHY} (install no-such-program, or assign another agent (agent_list): task_modify 1 with agent NAME, or the setting runs.agent. A person can add an agent for any program: \`backlog agent add --help\`)`,
      ],
    ] as const)
      expect(await work.text(name), name).toContain(says);
    expect(await drawn(work)).toEqual([]);
    const before = work.opened.store.state.seq;
    expect(await schedulingPass(() => work.opened.context(ADA), processId()!, freshMemory())).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(work.opened.store.state.seq).toBe(before);
    expect(await work.run('run_list', { filter: '1' })).toMatchObject({ runs: [] });
  });

  test('is no advice for a task that the agent could not take anyway, and neither is its place', async () => {
    const work = await yard(0, 'no-such-program');
    const next = async () => (await work.text('orchestrator_explain', { filter: '1' })).replace(/\s+/g, ' ');
    await work.run('task_add', { description: 'T', tags: ['needs.gpu'] });
    expect(await next()).toContain("lacks gpu and can't be started: no program no-such-program is in PATH");
    expect(await next()).toContain('makes an agent suitable');
    await work.run('agent_update', { name: 'claude', binary: process.execPath });
    await work.run('orchestrator_start', { providers: ['claude:0'] });
    expect(await next()).toMatch(/lacks gpu and uses claude, which is at its limit of runs.*makes an agent suitable/);
    await work.run('agent_update', { name: 'claude', capabilities: ['gpu'] });
    expect(await next()).toContain('it starts after one of their runs ends');
  });

  test('once it is there, the task starts', async () => {
    const work = await yard(1, 'no-such-program');
    await work.run('orchestrator_start');
    await work.run('agent_update', { name: 'claude', binary: process.execPath });
    expect(await work.run('orchestrator_status')).toMatchObject({ kept: [] });
    expect(await work.text('orchestrator_explain')).toContain('1 T1: starts now with claude');
    expect(await drawn(work)).toEqual([1]);
  });
});

test('a task whose run is active is no task that the orchestrator cannot start', async () => {
  const work = await yard(1, process.execPath);
  await runIn(work, 'running', { number: 1 });
  await work.run('orchestrator_start');
  expect(await work.run('orchestrator_status')).toMatchObject({ kept: [] });
  expect(await work.run('report_now')).toMatchObject({ kept: [] });
});

describe('a budget that is spent', () => {
  const round = { n: 1, why: 'start' as const, at: toInstant(NOON), ended: toInstant(NOON), outcome: 'done' as const };
  const spent = async (work: TestWorkspace) => {
    work.pass(1000);
    const usage = { input: 1, output: 1, cached: 0, turns: 1, costUsd: 2.5 };
    await runIn(work, 'merged', { number: 1, rounds: [{ ...round, ended: toInstant(NOON + 1000), usage }] });
    await work.run('task_done', { id: 1 });
  };

  test('for good: nothing is simulated or drawn, and no word says that it lasts', async () => {
    const work = await yard();
    await work.run('orchestrator_start', { budget: 2, per: 'all' });
    await spent(work);
    const told = await work.text('orchestrator_simulate');
    expect(told).toContain('No task would start.');
    expect(told).toContain('Does not start automatically:\n  - #2 T2: $2.50 of the $2.00 budget are spent');
    expect(told).not.toContain('the budget is sufficient');
    expect(await drawn(work)).toEqual([]);
    expect(await work.text('orchestrator_status')).toContain('$2.50 of the $2.00 budget are spent');
  });

  test('for the day: what is next begins when the next one does', async () => {
    const work = await yard();
    await work.run('orchestrator_start', { budget: 2, per: 'day' });
    await spent(work);
    const { waves, assumed } = await work.run<{ waves: { tasks: { beginsMs: number }[] }[]; assumed: string[] }>(
      'orchestrator_simulate',
    );
    const midnight = Date.parse('2026-07-31T00:00:00Z') - NOON - 1000;
    expect(waves.map(({ tasks }) => tasks.map(({ beginsMs }) => beginsMs))).toEqual([[midnight]]);
    expect(assumed).toContain('$2.50 of the $2.00 budget for today are spent.');
  });

  test('a budget that is not spent is taken to last', async () => {
    const work = await yard();
    await work.run('orchestrator_start', { budget: 2 });
    expect(await work.text('orchestrator_simulate')).toContain('Assumed: the budget is sufficient.');
  });
});

describe('places', () => {
  test('tasks that start first are not told as runs at work', async () => {
    const work = await yard(4);
    await work.run('orchestrator_start', { agents: 3 });
    expect(await work.text('orchestrator_explain', { filter: '4' })).toContain(
      'the limit of runs is reached: 3 tasks start first (it starts after a run ends; orchestrator_start with a higher agents allows more runs)',
    );
    await runIn(work, 'running', { number: 1 });
    expect(await work.text('orchestrator_explain', { filter: '4' })).toContain(
      '1 run is active and 2 tasks start first',
    );
    for (const number of [2, 3]) await runIn(work, 'running', { number });
    expect(await work.text('orchestrator_explain', { filter: '4' })).toContain(
      'the limit of runs is reached: 3 runs are active',
    );
  });

  test('the same of the places of one agent', async () => {
    const work = await yard(2);
    await work.run('agent_update', { name: 'claude', slots: 1 });
    expect(await work.text('orchestrator_explain', { filter: '2' })).toContain(
      'claude is at its limit of runs: 1 task starts first',
    );
  });
});

describe('the words of a door', () => {
  test('a task in review: what is offered at a command line is a line, and nothing that is refused', async () => {
    const work = await yard(1);
    await runIn(work, 'review', { number: 1 });
    const told = await work.text('orchestrator_explain', {}, CLI);
    expect(told).toContain('(backlog diff r1, then backlog approve r1 or backlog request-changes r1 --note "…")');
    expect(told).not.toMatch(/backlog stop|run control|_/);
    expect(await work.text('orchestrator_explain')).toContain('then run_control r1 with verb approve or');
  });

  test('what a reason names is spelled for the door in JSON, too', async () => {
    const work = await yard(1);
    await work.run('task_start', { id: 1 }, agent('s1'));
    const { tasks } = await work.run<{ tasks: { reasons: { next: string }[] }[] }>('orchestrator_explain', {}, CLI);
    const next = tasks[0]!.reasons.map((reason) => reason.next).join('\n');
    expect(next).toContain('backlog stop 1 releases it; backlog run 1 starts an agent on it');
    expect(next).not.toContain('_');
  });
});

test('the timeline draws nothing for an agent without past runs where a task has no estimate', async () => {
  const work = await yard(0);
  await work.run('agent_add', { name: 'quick', provider: 'command', argv: '["true"]' });
  for (const description of ['Done', 'Past', 'Unknown']) await work.run('task_add', { description });
  const at = toInstant(NOON - 60_000);
  await runIn(work, 'merged', {
    ...{ number: 1, agent: 'quick', provider: 'command' },
    rounds: [{ n: 1, why: 'start', at, ended: toInstant(NOON - 30_000), outcome: 'done' }],
  });
  await work.run('task_done', { id: 1 });
  await work.run('task_modify', { filter: '2', agent: 'quick' });
  expect(await drawn(work), 'nothing starts while the orchestrator is stopped').toEqual([]);
  await work.run('orchestrator_start');
  expect(await drawn(work)).toEqual([2]);
  await work.run('task_modify', { filter: '3', estimate: '1h' });
  expect((await drawn(work)).sort()).toEqual([2, 3]);
  await work.run('task_modify', { filter: '3', tags: '+needs.gpu' });
  expect(await drawn(work)).toEqual([2]);
});

describe('runs that are tried again', () => {
  const crashed = { number: 1, reason: { code: 'crashed', text: 'it crashed' } } as const;

  test('while it is stopped no moment is told; while it runs, only one that is to come', async () => {
    const work = await yard(1);
    await work.run('orchestrator_start', { backoff: 600 });
    const rounds = [{ n: 1, why: 'start' as const, at: toInstant(NOON) }];
    await runIn(work, 'failed', { ...crashed, rounds });
    expect(await work.run('orchestrator_status')).toMatchObject({ again: [{ run: 'r1', at: '2026-07-30T14:40:00Z' }] });
    work.pass(601_000);
    expect((await work.run<OrchestratorStatus>('orchestrator_status')).again).toEqual([{ run: 'r1' }]);
    expect(await work.text('orchestrator_status')).toContain('r1 is tried again as soon as other runs allow it.');
    await work.run('orchestrator_stop');
    expect(await work.text('orchestrator_status')).toContain('When it runs again, it tries these again: r1.');
  });

  test('not a run whose task the orchestrator leaves out, and not one whose agent is disabled', async () => {
    const work = await yard(3);
    const rounds = [{ n: 1, why: 'start' as const, at: toInstant(NOON) }];
    await work.run('task_modify', { filter: '1', project: 'api' });
    await work.run('task_modify', { filter: '2,3', project: 'web' });
    await work.run('orchestrator_start', { filter: 'project:web', backoff: 0 });
    for (const number of [1, 2]) await runIn(work, 'failed', { ...crashed, number, rounds });
    await runIn(work, 'running', { number: 3 });
    const told = async () => {
      const { again, needed } = await work.run<OrchestratorStatus>('orchestrator_status');
      return { again, needed };
    };
    const unwanted = { run: 'r1', text: "it crashed; the orchestrator's filter excludes it" };
    work.pass(1000);
    expect(await told()).toEqual({ again: [{ run: 'r2' }], needed: [unwanted] });
    await work.run('agent_disable', { name: 'claude' });
    expect(await told()).toEqual({
      again: [],
      needed: [unwanted, { run: 'r2', text: 'it crashed; claude is disabled' }],
    });
  });

  test('a run that a person stopped is discarded before another assignee starts its task, as is advised', async () => {
    const work = await yard(1);
    await work.run('agent_add', { name: 'quick', provider: 'command', argv: '["true"]' });
    await runIn(work, 'stopped', { number: 1, reason: { code: 'asked', text: 'stopped by ada' } });
    await work.run('task_modify', { filter: '1', agent: 'quick' });
    expect(await work.text('orchestrator_explain')).toContain(
      '(run_control r1 with verb retry, agent quick discards it and starts its assignee quick)',
    );
    await work.run('run_control', { run: 'r1', verb: 'discard' });
    expect(await work.text('orchestrator_explain')).toContain('its run r1 was discarded by human:ada');
    await work.run('task_accept', { filter: '1' });
    expect(await work.text('orchestrator_explain')).toContain('1 T1: would start with quick');
  });
});
