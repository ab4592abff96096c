import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Instant } from '../../src/domain/instant.ts';
import { SCHEDULE_LEASE } from '../../src/domain/kinds/lease.ts';
import type { Run } from '../../src/domain/records.ts';
import { RUN_STATE_NAMES, type RunState } from '../../src/domain/runs/run-states.ts';
import { SCHEDULER } from '../../src/runs/lifecycle/continued-by.ts';
import { lead } from '../../src/runs/upkeep/leadership.ts';
import { eventsFile } from '../../src/runs/view/run-view.ts';
import type { OrchestratorStatus } from '../../src/scheduler/answers.ts';
import { needsLoop } from '../../src/scheduler/loop/ensure-loop.ts';
import { holdBudget, isBudgetDue } from '../../src/scheduler/loop/hold-budget.ts';
import { checkStill } from '../../src/scheduler/loop/launch.ts';
import { ownIdentity } from '../../src/work/processes/processes.ts';
import { gitProject, runIn } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const LOOP = { actor: { kind: 'system', name: 'scheduler' } as const, holder: SCHEDULER };
const TOKENS = { input: 1_000, output: 10, cached: 0 };
const AT = '2026-07-30T14:30:00Z' as const;

const begun = { n: 1, why: 'start' as const, at: AT };
const ended = (costUsd: number, at: Instant = AT) => ({
  ...begun,
  ended: at,
  usage: { ...TOKENS, turns: 1, costUsd },
});

/** A queue with tasks, and the orchestrator with a budget of 10 dollars. */
async function queue(tasks: number, budget: object = { budget: 10, per: 'all' }): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  for (let n = 1; n <= tasks; n++) await work.run('task_add', { description: `Task ${n}`, scope: `part${n}/**` });
  await work.run('agent_update', { name: 'claude', binary: process.execPath });
  await work.run('orchestrator_start', budget);
  return work;
}

/** Makes an active run of the orchestrator whose agent reports a cost. */
async function spends(work: TestWorkspace, number: number, usd: number, more: Partial<Run> = {}): Promise<Run> {
  const run = await runIn(work, 'running', { number, by: SCHEDULER, rounds: [begun], ...more });
  say(work, run, { type: 'round', n: 1, why: 'start' });
  report(work, run, usd);
  return run;
}

function say({ opened }: TestWorkspace, run: Run, event: object): void {
  const file = eventsFile(opened.context(ADA), run);
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify({ at: AT, ...event })}\n`);
}

const report = (work: TestWorkspace, run: Run, costUsd: number | undefined) =>
  say(work, run, { type: 'usage', tokens: TOKENS, turns: 1, ...(costUsd === undefined ? {} : { costUsd }) });

const hold = (work: TestWorkspace) => holdBudget(work.opened.context(LOOP));
const due = (work: TestWorkspace) => isBudgetDue(work.opened.context(LOOP));
const states = ({ opened }: TestWorkspace) =>
  Array.from(opened.store.state.all('run'), ([, { state, reason }]) => (reason ? `${state} ${reason.code}` : state));
const notice = ({ opened }: TestWorkspace) => opened.store.state.get('notice', 'budget');

/** The states in which the agent works, or starts next. */
const COSTS: readonly RunState[] = ['queued', 'preparing', 'running', 'changes_requested'];

test.each(everyNth(2, RUN_STATE_NAMES))(
  'at the end of the budget, a run in the state %s stops only if its agent costs',
  async (state) => {
    const work = await queue(2);
    await runIn(work, state, { number: 1, by: SCHEDULER });
    await runIn(work, 'review', { number: 2, by: SCHEDULER, rounds: [ended(10)] });
    await hold(work);
    expect(states(work)).toEqual([COSTS.includes(state) ? 'stopped budget' : state, 'review']);
  },
);

test('a start that was decided before the budget was spent is refused when it is written', async () => {
  const work = await queue(2);
  const context = work.opened.context(LOOP);
  const self = ownIdentity();
  await lead(work.opened.store, SCHEDULE_LEASE, self, context);
  const start = () => context.write('run_start', (tx) => checkStill(tx, context, self));
  const run = await spends(work, 1, 9.99);
  await start();
  report(work, run, 10);
  await expect(start()).rejects.toThrow('$10.00 of the $10.00 budget are spent');
});

describe('whose run it is', () => {
  test.each<[what: string, more: Partial<Run>, state: string]>([
    ['that the orchestrator started', { by: SCHEDULER }, 'stopped budget'],
    ['that a person started', { by: 'human:ada' }, 'running'],
    ['that a session started', { by: 'ai:claude-code#s1' }, 'running'],
    ['that a person continued', { by: SCHEDULER, continuedBy: 'human:ada' }, 'running'],
    [
      'that a person started and the orchestrator continued',
      { by: 'human:ada', continuedBy: SCHEDULER },
      'stopped budget',
    ],
  ])('a run %s is counted, and then %s', async (_, more, state) => {
    const work = await queue(1);
    await spends(work, 1, 12, more);
    await hold(work);
    expect(states(work)).toEqual([state]);
    expect(await work.run('orchestrator_status')).toMatchObject({ spentUsd: 12, budget: { level: 'spent' } });
  });
});

test('a round on another machine counts as it was noted last, once after its end, and the budget stops it', async () => {
  const work = await queue(2);
  const away = await runIn(work, 'running', {
    ...{ number: 1, by: SCHEDULER, rounds: [begun] },
    on: { machine: 'other', host: 'desk' },
  });
  await spends(work, 2, 3);
  const spent = async () => (await work.run<OrchestratorStatus>('orchestrator_status')).spentUsd;
  const record = (round: object) =>
    work.opened
      .context(LOOP)
      .write('given', (tx) => tx.put('run', away.id, { ...tx.get('run', away.id)!, rounds: [{ ...begun, ...round }] }));
  expect(await spent()).toBe(3);
  await record({ soFar: { ...TOKENS, turns: 1, costUsd: 4 } });
  expect([await spent(), await spent()]).toEqual([7, 7]);
  expect(await work.run('run_show', { run: away.id })).toMatchObject({ run: { usage: { costUsd: 4 } } });
  await record(ended(6));
  expect([await spent(), await spent()]).toEqual([9, 9]);
  await record({ soFar: { ...TOKENS, turns: 1, costUsd: 7 } });
  await hold(work);
  expect(states(work)).toEqual(['stopped budget', 'stopped budget']);
});

test('several agents: the sum counts, and all of them stop in one commit', async () => {
  const work = await queue(3);
  for (const number of [1, 2, 3]) await spends(work, number, 3);
  expect(due(work)).toBe(true);
  await hold(work);
  expect(states(work)).toEqual(['running', 'running', 'running']);
  report(work, (await work.opened.store.state.get('run', 'r2'))!, 4);
  const before = work.opened.store.state.seq;
  await hold(work);
  expect(states(work)).toEqual(Array(3).fill('stopped budget'));
  expect(work.opened.store.state.seq).toBe(before + 1);
});

describe('the notice', () => {
  test('comes once at 80 % and once at the end', async () => {
    const work = await queue(1);
    const run = await spends(work, 1, 7.99);
    await hold(work);
    expect(notice(work)).toBeUndefined();
    report(work, run, 8);
    await hold(work);
    expect(notice(work)).toMatchObject({
      title: 'The orchestrator has spent 80 % of its budget',
      text: '$8.00 of the $10.00 budget are spent',
    });
    const { seq } = work.opened.store.state;
    report(work, run, 9);
    expect(due(work)).toBe(false);
    await hold(work);
    expect(work.opened.store.state.seq).toBe(seq);
    expect(await work.text('orchestrator_status')).toContain(
      '80 % of the budget: $9.00 of the $10.00 budget are spent.',
    );
    report(work, run, 10);
    await hold(work);
    expect(notice(work)).toMatchObject({
      title: "The orchestrator's budget is spent",
      text: '$10.00 of the $10.00 budget are spent. 1 active run stopped',
    });
  });

  test('is only the second one if the cost comes all at once', async () => {
    const work = await queue(1);
    const run = await spends(work, 1, 0);
    report(work, run, 30);
    await hold(work);
    expect(notice(work)?.title).toBe("The orchestrator's budget is spent");
    expect(states(work)).toEqual(['stopped budget']);
    const taken = await work.run<{ notices: object[] }>('notice_take');
    expect(taken.notices).toMatchObject([{ what: 'budget' }]);
    expect((await work.run<{ notices: object[] }>('notice_take')).notices).toEqual([]);
  });

  test('comes again for another budget, and for the next day', async () => {
    const work = await queue(2, { budget: 10, per: 'day' });
    await spends(work, 1, 10);
    await hold(work);
    const first = notice(work)?.event;
    work.pass(24 * 3_600_000);
    await spends(work, 2, 10);
    await hold(work);
    expect(notice(work)?.event).not.toBe(first);
  });
});

describe('a budget that changes while runs are active', () => {
  test('a lower one stops them, a higher one does not', async () => {
    const work = await queue(1);
    await spends(work, 1, 6);
    await work.run('orchestrator_start', { budget: 20, per: 'all' });
    expect(due(work)).toBe(false);
    await work.run('orchestrator_start', { budget: 5, per: 'all' });
    await hold(work);
    expect(states(work)).toEqual(['stopped budget']);
  });

  test('no budget stops nothing, and needs no loop after a stop', async () => {
    const work = await queue(1, { budget: 0 });
    await spends(work, 1, 600);
    await hold(work);
    expect(states(work)).toEqual(['running']);
    await work.run('orchestrator_stop');
    expect(needsLoop(work.opened.store.state)).toBe(false);
  });

  test('the setting starts leaves them active; back to stop ends them', async () => {
    const work = await queue(2);
    await work.run('setting_set', { name: 'orchestrator.atBudget', value: 'starts' });
    await spends(work, 1, 11);
    await hold(work);
    expect(states(work)).toEqual(['running']);
    expect(notice(work)?.text).toBe('$11.00 of the $10.00 budget are spent');
    expect(await work.text('orchestrator_status')).toContain('Active runs continue, because the setting');
    expect(await work.text('orchestrator_explain', { filter: '2' })).toContain('$11.00 of the $10.00 budget are spent');
    await work.run('setting_set', { name: 'orchestrator.atBudget', value: 'stop' });
    await hold(work);
    expect(states(work)).toEqual(['stopped budget']);
  });
});

test.each(['orchestrator_pause', 'orchestrator_stop'])(
  'after %s, the loop stays while it has runs to hold',
  async (end) => {
    const work = await queue(1);
    const run = await spends(work, 1, 1);
    await work.run(end);
    expect(needsLoop(work.opened.store.state)).toBe(true);
    report(work, run, 11);
    await hold(work);
    expect(states(work)).toEqual(['stopped budget']);
    expect(needsLoop(work.opened.store.state)).toBe(false);
  },
);

test('a command that writes starts the process of the orchestrator again while a run has to be held', async () => {
  const work = await queue(1);
  await spends(work, 1, 1);
  await work.run('orchestrator_stop');
  work.pass(60_000);
  work.errands.length = 0;
  await work.run('task_annotate', { id: 1, text: 'a change' });
  expect(work.errands).toEqual([{ schedule: 'loop' }]);
});

describe('a run that the budget stopped', () => {
  async function stopped(budget?: object): Promise<TestWorkspace> {
    const work = await queue(2, budget);
    await spends(work, 1, 10);
    await hold(work);
    return work;
  }

  test('is told with the same words by status, explain, run and situation, and is no failure', async () => {
    const work = await stopped();
    const words = '$10.00 of the $10.00 budget are spent';
    const told = await work.run<OrchestratorStatus>('orchestrator_status');
    expect(told).toMatchObject({ failed: 0, budget: { text: words }, needed: [{ run: 'r1', text: words }], again: [] });
    for (const name of ['orchestrator_status', 'orchestrator_explain', 'report_now', 'run_list'])
      expect(await work.text(name), name).toContain(words);
    expect(await work.text('run_show', { run: 'r1' })).toContain(words);
  });

  test('continues the next day, if the budget is per day', async () => {
    const work = await stopped({ budget: 10, per: 'day' });
    expect(await work.run('orchestrator_status')).toMatchObject({
      again: [{ run: 'r1', at: '2026-07-31T00:00:00Z' as const }],
    });
    work.pass(24 * 3_600_000);
    expect(await work.text('orchestrator_explain', { filter: '1' })).toContain('continues now');
  });

  /** Stops the run as its own supervisor does before a round, without a request of the orchestrator. */
  async function endedItself(): Promise<TestWorkspace> {
    const work = await queue(2);
    const reason = { code: 'budget' as const, text: '$10.00 of the $10.00 budget are spent' };
    await runIn(work, 'stopped', { number: 1, by: SCHEDULER, rounds: [ended(10)], reason });
    return work;
  }

  test.each([
    ['at the request of the orchestrator', stopped],
    ['by its own supervisor', endedItself],
  ])('%s is resumed by a person, but not by an agent', async (_, make) => {
    const work = await make();
    expect(await work.refused('run_resume', { run: 'r1' }, agent('s1'))).toMatchObject({ code: 'forbidden' });
    expect(await work.refused('run_retry', { run: 'r1' }, agent('s1'))).toMatchObject({ code: 'forbidden' });
    await work.run('run_resume', { run: 'r1' });
    expect(work.opened.store.state.get('run', 'r1')).toMatchObject({ state: 'queued', continuedBy: 'human:ada' });
    await hold(work);
    expect(states(work)[0]).toContain('queued');
  });
});

describe('an agent that reports no cost', () => {
  const words = "The agent of r1 reports no cost, so the budget doesn't count it";
  const unpriced = ({ opened }: TestWorkspace) => opened.store.state.get('notice', 'unpriced');

  test.each(['codex', 'command'] as const)('of %s is named by status, the run and one notice', async (provider) => {
    const work = await queue(2);
    const run = await runIn(work, 'running', { number: 1, by: SCHEDULER, provider, rounds: [begun] });
    say(work, run, { type: 'round', n: 1, why: 'start' });
    report(work, run, undefined);
    work.pass(60_000);
    expect(due(work)).toBe(true);
    await hold(work);
    expect(unpriced(work)).toMatchObject({ what: 'budget', text: words });
    expect(states(work)).toEqual(['running']);
    for (const command of ['orchestrator_status', 'orchestrator_explain']) {
      expect(await work.run(command), command).toMatchObject({ unpriced: { runs: ['r1'], text: words } });
      expect(await work.text(command), command).toContain(`${words}. The setting runs.minutes limits its time instead`);
    }
    expect(await work.text('run_show', { run: 'r1' })).toContain('cost: its agent reports no cost');
    const taken = await work.run<{ notices: object[] }>('notice_take');
    expect(taken.notices).toMatchObject([{ what: 'budget', text: words }]);
    await runIn(work, 'running', { number: 2, by: SCHEDULER, provider: 'codex', rounds: [begun] });
    expect(due(work)).toBe(false);
    expect((await work.run<{ notices: object[] }>('notice_take')).notices).toEqual([]);
    expect(await work.text('orchestrator_status')).toContain(
      "The agents of r1 and r2 report no cost, so the budget doesn't count them. The setting runs.minutes limits their time",
    );
  });

  test('is named again for another budget', async () => {
    const work = await queue(1);
    await runIn(work, 'running', { number: 1, by: SCHEDULER, provider: 'codex', rounds: [begun] });
    await hold(work);
    const first = unpriced(work)?.event;
    await work.run('orchestrator_start', { budget: 20, per: 'all' });
    await hold(work);
    expect(unpriced(work)?.event).not.toBe(first);
  });

  test('is not named without a limit in dollars, or as soon as it reports one', async () => {
    const work = await queue(1, { budget: 0 });
    const run = await runIn(work, 'running', { number: 1, provider: 'command', rounds: [begun] });
    say(work, run, { type: 'round', n: 1, why: 'start' });
    const seen = () => work.text('run_show', { run: 'r1' });
    expect(await seen()).not.toContain('reports no cost');
    await work.run('orchestrator_start', { budget: 10, per: 'all' });
    expect(await seen()).not.toContain('reports no cost');
    work.pass(60_000);
    expect(await seen()).toContain('reports no cost');
    report(work, run, 1);
    expect(await seen()).not.toContain('reports no cost');
    for (const command of ['orchestrator_status', 'orchestrator_explain'])
      expect(await work.run(command), command).not.toHaveProperty('unpriced');
  });

  test('is named if only the run has a limit in dollars', async () => {
    const work = await queue(1, { budget: 0 });
    const limits = { wallMs: 60_000, idleMs: 60_000, checkRounds: 2, costUsd: 5 };
    await runIn(work, 'running', { number: 1, provider: 'codex', rounds: [begun], limits });
    expect(await work.text('run_show', { run: 'r1' })).toContain('no limit in dollars applies to it');
  });
});

test('costs below zero, beyond all sums and of other types neither lower the sum nor end the loop', async () => {
  const work = await queue(1);
  const run = await spends(work, 1, 6);
  for (const forged of [-100, 1e308, '0', [6], {}, true]) report(work, run, forged as number);
  expect(await work.run('orchestrator_status')).toMatchObject({ spentUsd: 6 });
  expect(due(work)).toBe(false);
  report(work, run, 12);
  await hold(work);
  expect(states(work)).toEqual(['stopped budget']);
});

test('a clock that jumps back before the beginning of the budget, and forth, counts every round', async () => {
  const work = await queue(3, { budget: 10, per: 'day' });
  await spends(work, 1, 4);
  const close = (id: string) =>
    work.opened.context(LOOP).write('run_step', (tx) => {
      const run = tx.get('run', id)!;
      tx.put('run', id, { ...run, state: 'review', rounds: [{ ...run.rounds![0]!, ...ended(4, tx.at) }] });
    });
  await close('r1');
  for (const [hours, number] of [
    [-30, 2],
    [3, 3],
  ] as const) {
    work.pass(hours * 3_600_000);
    const { id } = await runIn(work, 'running', { number, by: SCHEDULER, rounds: [begun] });
    await close(id);
  }
  expect(await work.run('orchestrator_status')).toMatchObject({ spentUsd: 12 });
});

test('64 agents that report at once are stopped by one decision', async () => {
  const work = await queue(64);
  for (let n = 1; n <= 64; n++) await spends(work, n, 0.1);
  expect(due(work)).toBe(false);
  for (let n = 1; n <= 64; n++) report(work, work.opened.store.state.get('run', `r${n}`)!, 0.2);
  const { seq } = work.opened.store.state;
  await hold(work);
  expect(states(work)).toEqual(Array(64).fill('stopped budget'));
  expect(work.opened.store.state.seq).toBe(seq + 1);
});
