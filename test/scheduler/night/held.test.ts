import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Instant, toInstant } from '../../../src/domain/instant.ts';
import type { Night, NightTerms, Run } from '../../../src/domain/records.ts';
import { RUN_STATE_NAMES } from '../../../src/domain/runs/run-states.ts';
import { eventsFile } from '../../../src/runs/view/run-view.ts';
import { decide } from '../../../src/scheduler/decision/decide.ts';
import { decideNight, lastProgress, type NightFacts } from '../../../src/scheduler/night/decide-night.ts';
import { freshWatch, holdNight, isNightDue } from '../../../src/scheduler/night/hold-night.ts';
import { gitProject, inRun, runIn } from '../../support/runs.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA, NOON, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';
import { agent, at, LIMITS, MINUTE, NOW, run, scene, task } from '../support/scene.ts';

const GB = 1024 ** 3;
const TERMS: NightTerms = {
  ...{ until: at(60), agents: 3, budgetUsd: 20, unreviewed: 8, newTasks: 2, risk: 'low', failures: 5 },
  ...{ quietMs: 30 * MINUTE, diskBytes: GB, graceMs: 15 * MINUTE },
};
const night = (terms: Partial<NightTerms> = {}, more: Partial<Night> = {}): Night => ({
  ...{ id: 'n1', at: at(-60), actor: 'human:ada', terms: { ...TERMS, ...terms }, ...more },
});
const quota = (used: number, resetsAt?: Instant): Partial<NightFacts> => ({
  quotas: [{ provider: 'claude', window: 'five_hour', used, at: at(0), ...(resetsAt ? { resetsAt } : {}) }],
});
const decided = (facts: Partial<NightFacts>) =>
  decideNight({ night: night(), now: NOW, runs: [], spentUsd: 0, freeBytes: 9 * GB, quietSince: NOW, ...facts });

describe('a term ends the night at its number, and not before', () => {
  test.each<[string, Partial<NightFacts>, string | undefined]>([
    ['a second before the deadline', { night: night({ until: at(1 / 60) }) }, undefined],
    ['the deadline', { night: night({ until: at(0) }) }, 'deadline'],
    ['a cent below the budget', { spentUsd: 19.99 }, undefined],
    ['the budget', { spentUsd: 20 }, 'budget'],
    ['without a budget', { night: night({ budgetUsd: undefined } as never), spentUsd: 500 }, undefined],
    ['exactly enough space', { freeBytes: GB }, undefined],
    ['a byte less', { freeBytes: GB - 1 }, 'disk'],
    ['space that nobody can read', { freeBytes: undefined }, undefined],
    ['a quota above the reserve', { ...quota(69.9), night: night({ reserve: 30 }) }, undefined],
    ['a quota at the reserve', { ...quota(70), night: night({ reserve: 30 }) }, 'quota'],
    ['a quota that resets at the deadline', { ...quota(99, at(60)), night: night({ reserve: 30 }) }, undefined],
    ['one that resets after it', { ...quota(99, at(61)), night: night({ reserve: 30 }) }, 'quota'],
    ['without a reserve', quota(99), undefined],
    ['a result half an hour and a moment ago', { quietSince: NOW - 30 * MINUTE + 1 }, undefined],
    ['a result half an hour ago', { quietSince: NOW - 30 * MINUTE }, 'progress'],
    ['time in which nothing may start', { quietSince: undefined }, undefined],
  ])('%s: %s', (_, facts, why) => {
    expect(decided(facts).ends?.why).toBe(why);
  });
});

describe('at the end', () => {
  const ALL = RUN_STATE_NAMES.map((state, n) => run(n + 1, n + 1, state));
  const stopped = (now: number) =>
    decideNight({
      night: night({}, { ended: { at: at(0), why: 'deadline', text: '', by: '' } }),
      now,
      runs: ALL,
      spentUsd: 0,
    }).stops.map(({ state }) => state);

  test('agents at work stop at once; checks get the grace', () => {
    const atWork = ['queued', 'preparing', 'running', 'changes_requested'];
    expect(stopped(NOW)).toEqual(atWork);
    expect(stopped(NOW + 15 * MINUTE - 1)).toEqual(atWork);
    const all = ['queued', 'preparing', 'running', 'checking', 'changes_requested'];
    expect(stopped(NOW + 15 * MINUTE)).toEqual(all);
    // A clock that is set back by hours doesn't lengthen the grace; one that is corrected by seconds doesn't end it.
    expect([stopped(NOW - 60 * MINUTE), stopped(NOW - MINUTE)]).toEqual([all, atWork]);
  });

  test("a run that a person started or continued goes on, and doesn't keep the night open", () => {
    const runs = [run(1, 1, 'running', { by: 'human:ada' }), run(2, 2, 'running', { continuedBy: 'human:ada' })];
    const ended = night({}, { ended: { at: at(0), why: 'deadline', text: '', by: '' } });
    expect(decideNight({ night: ended, now: NOW, runs, spentUsd: 0 })).toEqual({ stops: [], over: true });
  });

  test.each<[string, Partial<Run>, boolean]>([
    ['checking', {}, false],
    ['merging', {}, false],
    ['approved', { verdict: { rule: {} } as never }, false],
    ['approved', {}, true],
    ['review', {}, true],
    ['asking', {}, true],
    ['stopped', {}, true],
  ])('with a run that is %s %o, the night is over: %s', (state, more, over) => {
    const ended = night({}, { ended: { at: at(0), why: 'deadline', text: '', by: '' } });
    const facts = { night: ended, now: NOW, runs: [run(1, 1, state as Run['state'], more)], spentUsd: 0 };
    expect(decideNight(facts).over).toBe(over);
  });
});

test('progress is a result that passed its checks, or a merge; not a failure, a limit, a stop or a question', () => {
  const ended = (minutes: number, more: object) => ({ ends: [{ at: at(minutes), ...more }] }) as Partial<Run>;
  const last = (more: Partial<Run>) => lastProgress([run(1, 1, 'review', more)], NOW - 99 * MINUTE, NOW);
  expect(last(ended(-5, {}))).toBe(NOW - 5 * MINUTE);
  expect(last({ ends: [], merged: { at: at(-3) } as never })).toBe(NOW - 3 * MINUTE);
  for (const more of [{ red: true }, { code: 'crashed' }, { code: 'rate_limited' }, { asked: true }])
    expect(last(ended(-5, more))).toBe(NOW - 99 * MINUTE);
  // Written before the clock was set back.
  expect(last(ended(5, {}))).toBe(NOW - 99 * MINUTE);
});

describe('the decision about starts', () => {
  const tonight = (terms: Partial<NightTerms>) => ({ night: { id: 'n1', at: at(-60), terms: { ...TERMS, ...terms } } });
  const past = (id: number, minutes: number) =>
    run(id, 90 + id, 'merged', {
      rounds: [{ n: 1, why: 'start', at: at(-500), ended: at(-500 + minutes), outcome: 'done' }],
    });

  test.each<[string, Parameters<typeof task>[1], number, boolean]>([
    ['an estimate that fits exactly', { estimate: 'PT30M' }, 30, true],
    ['an estimate of a minute more', { estimate: 'PT31M' }, 30, false],
    ['a usual length of 20 minutes', {}, 20, true],
    ['a usual length of 20 minutes', {}, 19, false],
    ['no time', { estimate: 'PT1M' }, 0, false],
  ])('%s, %o, with %i minutes left: starts %s', (_, fields, left, starts) => {
    const runs = [past(1, 20), past(2, 20), past(3, 20)];
    const decision = decide(scene([task(1, fields)], { ...tonight({ until: at(left) }), runs }), LIMITS);
    expect(decision.starts.length).toBe(starts ? 1 : 0);
    if (!starts) expect([...decision.holds.values()][0]![0]).toMatchObject({ why: 'late', night: 'n1' });
  });

  test('a task of unknown length starts until the deadline', () => {
    const of = (minutes: number) => decide(scene([task(1)], tonight({ until: at(minutes) })), LIMITS).starts.length;
    expect([of(1), of(0), of(-1)]).toEqual([1, 0, 0]);
  });

  test('of tasks that agents added, as many start as the terms say, those before the night left out', () => {
    const added = (id: number) =>
      task(id, { awaits: { why: 'added', at: at(-9), actor: 'ai:x', run: `r${id}` }, files: `d${id}/**` });
    const caps = { intake: { run: 9, hour: 9, queue: 9 }, agents: [agent('worker', { slots: 9 })] };
    const of = (newTasks: number, runs: Run[] = []) =>
      decide(scene([1, 2, 3, 4].map(added), { ...tonight({ newTasks }), ...caps, runs }), { ...LIMITS, agents: 9 })
        .starts.length;
    expect(of(2)).toBe(2);
    expect(of(2, [run(1, 1, 'merged', { at: at(-30) })])).toBe(1 + 1);
    expect(of(2, [run(1, 1, 'merged', { at: at(-61) })])).toBe(2 + 1);
  });
});

/** A queue with a night, and a watch that reads the free space from a number. */
async function queue(
  input: object = {},
): Promise<{ work: TestWorkspace; hold(): Promise<void>; due(): boolean; free: { bytes: number } }> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('agent_update', { name: 'claude', binary: process.execPath });
  await work.run('task_add', { description: 'One', scope: 'one/**' });
  await work.run('task_add', { description: 'Two', scope: 'two/**' });
  await work.run('night_start', { until: '2h', ...input });
  const free = { bytes: 9 * GB };
  const watch = { ...freshWatch(), free: () => free.bytes };
  const context = () =>
    work.opened.context({ actor: { kind: 'system', name: 'scheduler' }, holder: 'system:scheduler' });
  return { work, free, hold: () => holdNight(context(), watch), due: () => isNightDue(context(), watch) };
}
const nightOf = ({ opened }: TestWorkspace) => opened.store.state.get('night', 'n1')!;

describe('the process that holds a night', () => {
  soak('writes nothing before a term is reached; a full disk ends it, stops its runs, and says so', async () => {
    const { work, free, hold, due } = await queue({ disk: 2 });
    await runIn(work, 'running', { number: 1, by: 'system:scheduler' });
    const { seq } = work.opened.store.state;
    await hold();
    expect([due(), work.opened.store.state.seq]).toEqual([false, seq]);
    free.bytes = 1.5 * GB;
    expect(due()).toBe(true);
    await hold();
    expect(nightOf(work).ended).toMatchObject({ why: 'disk', text: '1.5 GB of the disk are free, fewer than 2.0 GB' });
    expect(work.opened.store.state.get('run', 'r1')).toMatchObject({ state: 'stopped', reason: { code: 'night' } });
    await hold();
    expect(nightOf(work).over).toMatchObject({ spentUsd: 0 });
    expect(due()).toBe(false);
    const { notices } = await work.run<{ notices: object[] }>('notice_take');
    expect(notices).toMatchObject([{ what: 'end', title: 'Night n1 is over' }]);
  });

  test('the reserve of a quota ends it, as the last report of each limit says; other limits and lower reports do not', async () => {
    const { work, hold } = await queue({ reserve: 30 });
    await work.run('setting_set', { name: 'runs.judges', value: 'codex' });
    const told = await work.text('night_simulate', { reserve: 30, budget: 5 });
    expect(told).toContain("30 % of each account's quota stay");
    // A judge reports its cost as little as an agent that works.
    expect(told).toContain('No cost: codex: it reports none');
    // Nor does a command, unless it has printed one.
    await work.run('agent_add', { name: 'fixer', provider: 'command', argv: ['sh', 'fix.sh'] });
    expect(await work.text('night_simulate', { budget: 5 })).toContain('No cost: codex, fixer: they report none');
    const rounds = [{ n: 1, why: 'start' as const, at: toInstant(NOON) }];
    const one = await runIn(work, 'running', { number: 1, by: 'system:scheduler', rounds });
    const file = eventsFile(work.opened.context(ADA), work.opened.store.state.get('run', one.id)!);
    mkdirSync(dirname(file), { recursive: true });
    const says = (event: object) => appendFileSync(file, `${JSON.stringify({ at: AT, type: 'quota', ...event })}\n`);
    const AT = toInstant(NOON);
    const later = toInstant(NOON + 5 * 60 * MINUTE);
    says({ window: 'five_hour', used: 99, resetsAt: toInstant(NOON + MINUTE) });
    says({ window: 'seven_day', used: 40, resetsAt: later });
    await hold();
    expect(nightOf(work).ended).toBeUndefined();
    says({ window: 'five_hour', used: 71, resetsAt: later });
    await hold();
    expect(nightOf(work).ended).toMatchObject({
      why: 'quota',
      text: 'claude has 29 % of its quota left (five hour), and 30 % stay for the morning',
    });
    expect(work.opened.store.state.get('run', one.id)).toMatchObject({ state: 'stopped', reason: { code: 'night' } });
  });

  test('the time without a result stands still while it is paused, while a limit holds, and while the machine sleeps', async () => {
    const { work, hold } = await queue({ quiet: 20 });
    const minutes = async (count: number) => {
      for (let n = 0; n < count; n++) {
        work.pass(MINUTE);
        await hold();
      }
      return nightOf(work).ended?.why;
    };
    await hold();
    expect(await minutes(15)).toBeUndefined();
    await work.run('orchestrator_pause');
    expect(await minutes(15)).toBeUndefined();
    await work.run('orchestrator_start');
    expect(await minutes(15)).toBeUndefined();
    work.pass(40 * MINUTE);
    await hold();
    expect(await minutes(19)).toBeUndefined();
    expect(await minutes(1)).toBe('progress');
  });

  test('a clock that is set back by hours begins the time without a result anew', async () => {
    const { work, hold } = await queue({ quiet: 20, until: '20h' });
    await hold();
    work.pass(10 * MINUTE);
    await runIn(work, 'review', { number: 1, ends: [{ at: toInstant(NOON + 10 * MINUTE) }] });
    work.pass(-6 * 60 * MINUTE);
    for (let n = 0; n < 20; n++) {
      await hold();
      expect(nightOf(work).ended).toBeUndefined();
      work.pass(MINUTE);
    }
    await hold();
    expect(nightOf(work).ended).toMatchObject({ why: 'progress' });
  });

  test.each<[string, number]>([
    ['an hour ahead of', 60],
    ['as', 0],
  ])("checks get the grace by the clock of the process, with the log's time %s it", async (_, ahead) => {
    const { work, hold, free } = await queue({ disk: 2 });
    await hold();
    work.pass(ahead * MINUTE);
    await work.run('task_add', { description: 'By another machine' });
    work.pass(-ahead * MINUTE);
    await runIn(work, 'checking', { number: 1, by: 'system:scheduler' });
    free.bytes = GB;
    await hold();
    expect(nightOf(work).ended).toMatchObject({ why: 'disk', at: toInstant(NOON + ahead * MINUTE) });
    const run = () => work.opened.store.state.get('run', 'r1')!;
    work.pass(14 * MINUTE);
    await hold();
    expect(run().state).toBe('checking');
    work.pass(MINUTE);
    await hold();
    expect(run()).toMatchObject({ state: 'stopped', reason: { code: 'night' } });
  });

  test('a pause by failures ends it; the former limits return', async () => {
    const { work } = await queue({ failures: 1, agents: 2 });
    const { pauseWithNotice } = await import('../../../src/scheduler/notices/store-end.ts');
    await pauseWithNotice(work.opened.context(ADA), () => ({ code: 'failures', text: '1 failure in a row' }));
    expect(nightOf(work).ended).toMatchObject({ why: 'failures', text: '1 failure in a row' });
    expect(work.opened.store.state.get('orchestrator', 'orchestrator')).toMatchObject({
      ...{ wish: 'paused', reason: { code: 'failures' }, limits: { agents: 3, failures: 5 } },
    });
  });

  test("agents add as many tasks as the terms say; another one is refused with the inbox's line", async () => {
    const { work } = await queue({ new_tasks: 2 });
    await runIn(work, 'running', { number: 1, by: 'system:scheduler' });
    await work.run('task_add', { description: 'A' }, inRun('r1'));
    await work.run('task_add', { description: 'B' }, inRun('r1'));
    const error = await work.refused('task_add', { description: 'C' }, inRun('r1'));
    expect(error.message).toBe("run r1 can't add a task: agents have added 2 tasks in night n1");
    expect(error.hint).toContain('inbox_add');
    await work.run('inbox_add', { title: 'C' }, inRun('r1'));
    await work.run('task_add', { description: 'A person' });
    await work.run('night_stop');
  });

  test('the page of the night tells what is, line by line', async () => {
    const { work } = await queue({ budget: 20 });
    await runIn(work, 'running', { number: 1, by: 'system:scheduler' });
    await work.run('task_add', { description: 'Found on the way' }, inRun('r1'));
    await work.run('inbox_add', { title: 'Rename the parser' }, inRun('r1'));
    work.pass(10 * MINUTE);
    const text = await work.text('night_report', { markdown: true });
    for (const line of [
      'Night n1 so far',
      // In this test, no process holds it.
      'for another',
      'process is not running',
      'Runs: 1 run',
      'its supervisor did not start',
      '$0.00 of $20.00',
      'Found on the way',
      'Rename the parser',
    ])
      expect(text).toContain(line);
  });
});
