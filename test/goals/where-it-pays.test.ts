import { expect, test } from 'vitest';
import { decide } from '../../src/scheduler/decision/decide.ts';
import { freshMemory, schedulingPass } from '../../src/scheduler/loop/scheduling-pass.ts';
import { schedulerSnapshotWithoutGit } from '../../src/scheduler/snapshot.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { FAST } from '../support/goals.ts';
import { gitProject } from '../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const { id: _, ...GOAL } = FAST;

interface Status {
  wish: string;
  goal?: string;
  reason?: { code: string; text: string };
}

async function yard(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('agent_update', { name: 'claude', binary: process.execPath });
  await work.run('goal_add', GOAL);
  await work.run('task_add', { description: 'Urgent', priority: 'H' });
  await work.run('task_add', { description: 'Parent', goal: 'I-1' });
  await work.run('task_add', { description: 'Serves it', parent: 2 });
  return work;
}

test('the orchestrator starts the tasks of a goal first, and pauses itself when its target is reached', async () => {
  const work = await yard();
  const status = () => work.run<Status>('orchestrator_status');
  const first = async () => {
    const { snapshot, limits } = await schedulerSnapshotWithoutGit(work.opened.context(ADA));
    return decide(snapshot, limits).starts.map(({ task }) => task.id);
  };
  expect(await first()).toEqual([1, 3]);
  await work.run('orchestrator', { verb: 'start', goal: 'i1' });
  expect(await first()).toEqual([3, 1]);
  // The MCP tool and the command take the same inputs: nothing keeps a goal, an empty text removes it.
  expect(await work.run<Status>('orchestrator', { verb: 'start' })).toMatchObject({ goal: 'I-1' });
  expect(await work.run<Status>('orchestrator', { verb: 'start', goal: '' })).not.toHaveProperty('goal');
  expect(await first()).toEqual([1, 3]);
  await work.run('orchestrator_start', { goal: 'i1' });
  expect(await first()).toEqual([3, 1]);
  expect(await work.text('orchestrator_status')).toContain('tasks of I-1 first');
  const told = await work.run<{ goal: object; assumed: string[] }>('orchestrator_simulate');
  expect(told).toMatchObject({
    goal: { id: 'I-1', tasks: 2 },
    assumed: expect.arrayContaining([expect.stringContaining('once that goal is reached')]),
  });

  await work.run('goal_modify', { id: 'I-1', reading: 120 });
  expect(await status()).toMatchObject({ wish: 'running', goal: 'I-1' });
  await work.run('goal_modify', { id: 'I-1', reading: 47 });
  const pass = () => schedulingPass(() => work.opened.context(ADA), processId()!, freshMemory());
  expect(await pass()).toBe(Number.POSITIVE_INFINITY);
  const paused = await status();
  expect(paused).toMatchObject({ wish: 'paused', reason: { code: 'goal' } });
  expect(paused.reason!.text).toMatch(/^the goal is reached: I-1 First result at once, p95 ms: 400 → 50, last 47/);
  expect(paused.goal).toBeUndefined();
  expect([...work.opened.store.state.all('run')]).toEqual([]);
  for (const [name, verb] of [
    ['orchestrator_start', {}],
    ['orchestrator', { verb: 'start' }],
  ] as const)
    expect((await work.refused(name, { ...verb, goal: 'I-1' })).message).toContain('the goal is reached');
  expect(await work.text('orchestrator_simulate', { goal: 'I-1' })).toContain(
    'would start no task: the goal is reached',
  );
});

test('a closed, archived or unknown goal is refused at the start, and stops an orchestrator that prefers it', async () => {
  const work = await yard();
  expect((await work.refused('orchestrator_start', { goal: 'I-7' })).message).toContain('no goal I-7');
  await work.run('orchestrator_start', { goal: 'I-1' });
  await work.run('goal_close', { id: 'I-1', learned: 'Enough', state: 'dropped' });
  await schedulingPass(() => work.opened.context(ADA), processId()!, freshMemory());
  expect(await work.run<Status>('orchestrator_status')).toMatchObject({
    wish: 'paused',
    reason: { text: 'the goal is closed: I-1 First result at once is dropped' },
  });
  expect((await work.refused('orchestrator_start', { goal: 'I-1' })).message).toContain('I-1 is dropped');
});

test('tasks of a bet in now and of a severe problem are more urgent; in a queue without goals nothing is', async () => {
  const work = await testWorkspace();
  const terms = async (id: number) =>
    (await work.run<{ urgency: { terms: { name: string; value: number }[] } }>('task_explain', { id })).urgency.terms
      .filter(({ name }) => ['bet', 'severity'].includes(name))
      .map(({ name, value }) => [name, value]);
  await work.run('task_add', { description: 'Alone' });
  expect(await terms(1)).toEqual([]);
  await work.run('goal_save', {
    records: [
      { kind: 'problem', ref: 'x', title: 'Slow', severity: 4 },
      { kind: 'bet', ref: 'b', title: 'Flow', state: 'now', problems: ['x'] },
      { title: 'Fast', bet: 'b' },
    ],
  });
  await work.run('task_add', { description: 'Serves', goal: 'I-1' });
  await work.run('task_add', { description: 'Below', parent: 2 });
  const both = [
    ['bet', 1],
    ['severity', 0.8],
  ];
  expect(await terms(2)).toEqual(both);
  expect(await terms(3)).toEqual(both);
  expect(await terms(1)).toEqual([]);
  await work.run('setting_set', { name: 'urgency.severity.coefficient', value: 10 });
  expect(await terms(3)).toEqual([
    ['bet', 1],
    ['severity', 8],
  ]);
  await work.run('goal_modify', { id: 'B-1', state: 'next' });
  await work.run('goal_modify', { id: 'X-1', solved_by: 'I-1' });
  expect(await terms(3)).toEqual([]);
});

test('a standup lists what was done by outcome; search finds goals by every text', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Plain search' });
  await work.run('task_done', { id: 1 });
  expect(await work.run('report_standup', { since: '1d' })).not.toHaveProperty('outcomes');
  await work.run('goal_save', {
    records: [
      { kind: 'persona', ref: 'u', title: 'Sam' },
      { kind: 'problem', ref: 'x', title: 'Waiting', hurts: ['u loses the zebra'] },
      { kind: 'outcome', ref: 'o', title: 'Fewer calls', measure: 'calls', baseline: 40, target: 5 },
      { title: 'Totals', outcome: 'o', why: 'Buyers phone about a search' },
    ],
  });
  for (const more of [{ goal: 'I-1' }, { goal: 'I-1' }, { upkeep: 'security' }]) {
    const { id } = await work.run<{ id: number }>('task_add', { description: 'Work', ...more });
    await work.run('task_done', { id });
  }
  const { outcomes } = await work.run<{ outcomes: object[] }>('report_standup', { since: '1d' });
  expect(outcomes).toEqual([
    { id: 'O-1', title: 'Fewer calls', measure: 'calls: 40 → 5', done: 2, tasks: [2, 3] },
    { id: '=', title: 'upkeep', done: 1, tasks: [4] },
    { id: '-', title: 'without a goal', done: 1, tasks: [1] },
  ]);
  expect(await work.text('report_standup', { since: '1d' })).toContain(
    '- O-1 Fewer calls, calls: 40 → 5: 2 tasks done, 2, 3\n- upkeep: 1 task done, 4',
  );
  expect(await work.run('task_search', { text: 'search', all: true })).toMatchObject({
    hits: [{ id: 1 }],
    goals: [{ id: 'I-1', title: 'Totals' }],
  });
  expect(await work.text('task_search', { text: 'zebra' })).toContain('X-1 Waiting');
  expect(await work.run('task_search', { text: 'search', filter: 'project:web' })).not.toHaveProperty('goals');
  expect(await work.run('goal_list', { search: 'zebra' })).toMatchObject({ total: 1, goals: [{ id: 'X-1' }] });
});
