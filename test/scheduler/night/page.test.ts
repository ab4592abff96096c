import { expect, test } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import { ownActor } from '../../../src/domain/own-actors.ts';
import type { Night, Run } from '../../../src/domain/records.ts';
import type { Morning } from '../../../src/report/night/morning.ts';
import { applyRules } from '../../../src/runs/autonomy/apply-rules.ts';
import { completeTaskOf } from '../../../src/runs/lifecycle/task-effects.ts';
import { freshWatch, holdNight, nightSeen } from '../../../src/scheduler/night/hold-night.ts';
import { gitProject, inRun, resultOf, runIn, runWithResult } from '../../support/runs.ts';
import { ADA, agent, NOON, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';
import { MINUTE } from '../support/scene.ts';

const HASH = 'a'.repeat(40);
const at = (minutes: number) => toInstant(NOON + minutes * MINUTE);
const page = (work: TestWorkspace) => work.run<Morning>('night_report');

/** A night with tasks, each with files of its own. */
async function night(tasks: number, terms: object = {}): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('agent_update', { name: 'claude', binary: process.execPath });
  await work.run('setting_set', { name: 'runs.agent', value: 'claude' });
  for (let n = 1; n <= tasks; n++) await work.run('task_add', { description: `Task ${n}`, scope: `d${n}/**` });
  await work.run('night_start', { until: '8h', ...terms });
  return work;
}

const put = (work: TestWorkspace, run: Run) =>
  work.opened.context(ADA).write('given', (tx) => tx.put('run', run.id, run));
const usage = (costUsd: number) => ({ input: 0, output: 0, cached: 0, turns: 1, costUsd });
const merged = { commit: HASH, at: at(1) };

/** Ends the night, and returns its notice. */
async function over(work: TestWorkspace): Promise<{ night: Night; text: string }> {
  await work.run('night_stop');
  await holdNight(work.opened.context(ADA), freshWatch());
  const { notices } = await work.run<{ notices: { title: string; text: string }[] }>('notice_take');
  const { night: one } = await work.run<{ night: Night }>('night_show');
  return { night: one, text: notices.find(({ title }) => title === 'Night n1 is over')!.text };
}

test('each run of a night is in the numbers, and the page says what became of landed and discarded ones', async () => {
  const work = await night(6);
  work.pass(MINUTE);
  const by = { by: 'system:scheduler' };
  const one = await runIn(work, 'merged', { number: 1, ...by, result: resultOf(), merged });
  const two = await runIn(work, 'merged', { number: 2, ...by, result: resultOf(), merged });
  await put(work, { ...two, reverted: { commit: HASH, at: at(2) } });
  await runIn(work, 'review', { number: 3, ...by, result: resultOf() });
  await work.run('run_discard', { run: 'r3', note: 'No' });
  const kept = await runIn(work, 'review', { number: 4, ...by, group: 'r4', result: resultOf({ files: 0 }) });
  await runIn(work, 'discarded', { ...by, number: 4, group: 'r4', settled: { run: kept.id, at: at(2) } });
  await runIn(work, 'stopped', { number: 5, ...by, reason: { code: 'settled', text: 'another attempt was kept' } });
  await runIn(work, 'failed', { number: 6, ...by, reason: { code: 'setup_failed', text: 'exit 1' } });
  const told = await page(work);
  expect(told.states).toEqual([
    // No commit has its id.
    { word: 'not found', runs: 1 },
    { word: 'reverted', runs: 1 },
    { word: 'discarded', runs: 2 },
    { word: 'review', runs: 1 },
    { word: 'stopped', runs: 1 },
    { word: 'failed', runs: 1 },
  ]);
  expect(told.states.reduce((sum, { runs }) => sum + runs, 0)).toBe(told.runs);
  expect(told.landed.map(({ run, later }) => [run, later])).toEqual([
    [one.id, undefined],
    [two.id, 'reverted by aaaaaaa'],
  ]);
  expect(told.discarded).toMatchObject([
    { run: 'r3', id: 3, why: 'human:ada' },
    { run: 'r5', id: 4, why: 'run r4 was kept' },
  ]);
  // Another attempt was kept: the night has not stopped it.
  expect(told.parked).toEqual([]);
  expect(told.failed.map(({ run }) => run)).toEqual(['r7']);
  const text = await work.text('night_report', { markdown: true });
  for (const line of ['7 runs: 1 not found, 1 reverted, 2 discarded', 'reverted by aaaaaaa', 'run r4 was kept'])
    expect(text).toContain(line);
});

test('in a night of unknown risk, the contract says in the evening that none of it lands, and the page why none did', async () => {
  const work = await night(2);
  await work.run('setting_set', { name: 'autonomy.all.then', value: 'land' });
  await work.run('setting_set', { name: 'autonomy.all.risk', value: 'unknown' });
  expect(await work.text('night_show')).toContain(
    'rules land results of low risk; those of unknown or higher risk stay in review',
  );
  work.pass(MINUTE);
  await runWithResult(work, { 'd1/a.ts': 'export const a = 1;\n' }, { number: 1, by: 'system:scheduler' });
  await applyRules(work.opened.context(ADA), 'project');
  expect(await page(work)).toMatchObject({ totals: { landed: 0, waiting: 1 } });
  const text = await work.text('night_report', { markdown: true });
  expect(text).toContain('No rule merged it: its risk is unknown, and in night n1 rules land at most low risk');
  expect(text).toContain('Next for task 1: ');
});

test.each([
  ['low', 'of low risk; those of unknown or higher'],
  ['unknown', 'of low or unknown risk; those of higher'],
  ['medium', 'of at most medium risk; those of high'],
  // Whatever the terms allow, no rule lands high risk.
  ['high', 'of at most medium risk; those of high'],
])('a contract with --risk %s says which results land', async (risk, says) => {
  const work = await testWorkspace();
  await work.run('setting_set', { name: 'autonomy.all.then', value: 'land' });
  await work.run('night_start', { risk });
  expect(await work.text('night_show')).toContain(`rules land results ${says} risk stay in review`);
});

test('the notice of the end has the numbers and the cost of the page', async () => {
  const work = await night(2);
  const round = (minute: number, costUsd: number) => ({
    ...{ n: 1, why: 'start' as const, at: at(minute), ended: at(minute + 1), outcome: 'done' as const },
    usage: usage(costUsd),
  });
  // A run of the day goes on in the night: only the night's round counts.
  const rounds = [round(-100, 7), { ...round(1, 2), n: 2, why: 'resume' as const }];
  work.pass(5 * MINUTE);
  const run = await runIn(work, 'merged', {
    number: 1,
    at: at(-100),
    rounds,
    usage: usage(9),
    merged,
    result: resultOf(),
  });
  await put(work, { ...run, reverted: { at: at(3) } });
  const { night: ended, text } = await over(work);
  const told = await page(work);
  expect([told.spentUsd, ended.over?.spentUsd]).toEqual([2, 2]);
  expect(text).toBe('human:ada stopped it. 1 run: 1 reverted, $2.00');
});

test.each<[string, number, (work: TestWorkspace) => Promise<unknown>]>([
  ['ended', 1, (work) => work.run('night_stop')],
  ['had its deadline', 8 * 60, async (work) => work.pass(9 * 60 * MINUTE)],
])('a night that %s is over for all readers, although nobody lived to record it', async (_, rest, end) => {
  const work = await night(2);
  const run = await runIn(work, 'running', { number: 1, by: 'system:scheduler' });
  const read = async () => {
    const { night: one } = await work.run<{ night: Night }>('night_show');
    const [title] = (await work.text('night_report')).split('\n');
    return [(await page(work)).state === 'over', one.over !== undefined, title?.includes('Morning after night n1')];
  };
  expect(await read()).toEqual([false, false, false]);
  await put(work, { ...run, state: 'stopped', reason: { code: 'night', text: 'night n1 ended' } });
  work.pass(MINUTE);
  expect(await read()).toEqual([false, false, false]);
  await end(work);
  work.pass(MINUTE);
  // The page is true also where no process may write.
  const recorded = work.opened.store.state.get('night', 'n1')!;
  expect([recorded.over, nightSeen(work.opened.context(ADA), recorded).over?.at]).toEqual([undefined, at(rest)]);
  expect(await read()).toEqual([true, true, true]);
  // The first reader recorded it as of the time at which nothing of it was at work, and one notice says it.
  expect(work.opened.store.state.get('night', 'n1')).toMatchObject({ over: { at: at(rest) } });
  const { notices } = await work.run<{ notices: { title: string }[] }>('notice_take');
  expect(notices.filter(({ title }) => title === 'Night n1 is over')).toHaveLength(1);
  expect((await work.run<{ night: Night }>('night_start', { until: '8h' })).night.id).toBe('n2');
  expect(work.opened.store.state.get('night', 'n1')).toMatchObject({ ended: {}, over: { spentUsd: 0 } });
});

test('a night whose end nobody recorded has neither the costs nor the time of what a person does later', async () => {
  const work = await night(3);
  const round = (minute: number, costUsd: number) => ({
    ...{ n: 1, why: 'start' as const, at: at(minute), ended: at(minute + 1), outcome: 'done' as const },
    usage: usage(costUsd),
  });
  const scheduled = { by: 'system:scheduler', result: resultOf() };
  await runIn(work, 'review', { number: 1, ...scheduled, rounds: [round(1, 2)], since: at(2) });
  // Past the deadline, which is 480 minutes after the beginning.
  work.pass(500 * MINUTE);
  await runIn(work, 'review', { number: 2, at: at(490), since: at(491), rounds: [round(490, 5)], result: resultOf() });
  await work.run('run_discard', { run: 'r1', note: 'No' });
  const seen = async () => (await work.run<{ night: Night }>('night_show')).night.over;
  expect(await seen()).toEqual({ at: at(480), spentUsd: 2 });
  expect(await page(work)).toMatchObject({ spentUsd: 2, runs: 1 });
  await work.run('night_start', { until: '8h' });
  expect(work.opened.store.state.get('night', 'n1')?.over).toEqual({ at: at(480), spentUsd: 2 });
});

test('a page keeps the names of tasks that were archived since', async () => {
  const work = await night(1);
  work.pass(MINUTE);
  await runIn(work, 'merged', { number: 1, merged, result: resultOf(), reverted: { at: at(2) } });
  await work.run('task_done', { id: '1' });
  await over(work);
  await work.run('task_archive', { filter: '1' });
  expect((await page(work)).landed).toMatchObject([{ run: 'r1', id: 1, description: 'Task 1' }]);
});

test('a task that an agent found stays found when it is completed', async () => {
  const work = await night(1);
  await runIn(work, 'running', { number: 1, by: 'system:scheduler' });
  await work.run('task_add', { description: 'Found', scope: 'x/**' }, inRun('r1'));
  await work.run('task_add', { description: 'Found, too', scope: 'y/**' }, inRun('r1'));
  await work.run('task_done', { id: '2' }, inRun('r1'));
  expect((await page(work)).found.map(({ text }) => text)).toEqual(['Found', 'Found, too']);
});

test.each([
  ['merge queue landed stays found', ownActor('merge'), 1],
  ['person completed is theirs', ADA.actor, 0],
] as const)('a task that an agent found and the %s', async (_, actor, found) => {
  const work = await night(1);
  await runIn(work, 'running', { number: 1, by: 'system:scheduler' });
  await work.run('task_add', { description: 'Found', scope: 'x/**' }, inRun('r1'));
  const run = await runIn(work, 'merged', { number: 2, by: 'system:scheduler', added: { run: 'r1' }, merged });
  const context = work.opened.context({ actor, holder: `${actor.kind}:${actor.name}` });
  await context.write('run_land', (tx) => completeTaskOf(tx, context, run, 'Merged'));
  const task = [...work.opened.store.state.all('task')].find(([, { id }]) => id === 2)![1];
  expect([task.status, (await page(work)).found.length]).toEqual(['completed', found]);
});

test('with a clock that was set back, the page of the present night has what the log has', async () => {
  const work = await night(1);
  work.pass(30 * MINUTE);
  await runIn(work, 'merged', { number: 1, at: at(20), merged: { commit: HASH, at: at(25) }, result: resultOf() });
  work.pass(-6 * 60 * MINUTE);
  expect(await page(work)).toMatchObject({ runs: 1, totals: { landed: 1 } });
});

test('what another night could start is what its simulation starts', async () => {
  const work = await night(0);
  await work.run('task_add', { description: 'First', scope: 'a/**' });
  await work.run('task_add', { description: 'Beside it', scope: 'a/b/**' });
  await work.run('task_add', { description: 'Behind it', scope: 'c/**', depends: '1' });
  await work.run('task_add', { description: 'Apart', scope: 'd/**' });
  await runIn(work, 'review', { number: 1, result: resultOf() });
  const { tasks } = await work.run<{ tasks: { because?: string; run?: object }[] }>('night_simulate', { until: '24h' });
  expect(tasks.filter(({ because, run }) => !because && !run)).toHaveLength(1);
  const { tomorrow } = await page(work);
  expect(tomorrow.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^2 tasks, such as \d: /),
    'Another night could start 1 task.',
  ]);
});

test('a task that waits only for one that a person keeps is in the last section, and a task behind it, too', async () => {
  const work = await night(0);
  await work.run('task_add', { description: 'Kept', scope: 'a/**' }, agent('s1'));
  await work.run('task_add', { description: 'Behind it', scope: 'b/**', depends: '1' });
  await work.run('task_add', { description: 'Behind that', scope: 'c/**', depends: '2' });
  await work.run('task_add', { description: 'Apart', scope: 'd/**' });
  const { tomorrow } = await page(work);
  expect(tomorrow).toEqual([
    { text: '2 tasks, such as 2: it is blocked by #1 Kept', next: 'it starts after task 1' },
    expect.objectContaining({ text: expect.stringMatching(/^task 1: it was added by .*no person has accepted it$/) }),
    { text: 'Another night could start 1 task.' },
  ]);
});

test.each([true, false])('where runs.stack is %s, a planned chain is foreseen as it would start', async (isOn) => {
  const work = await night(0);
  await work.run('setting_set', { name: 'runs.stack', value: isOn });
  const add = (description: string, scope: string, more = {}) => work.run('task_add', { description, scope, ...more });
  await add('First', 'a/**');
  await add('On it', 'a/b/**', { depends: '1' });
  await add('On that', 'c/**', { depends: '2' });
  await add('Beside it', 'a/c/**');
  await add('Apart', 'e/**');
  await add('On two chains', 'f/**', { depends: '3,5' });
  const { tasks, assumed } = await work.run<{
    tasks: { task: { id: number }; because?: string }[];
    assumed: string[];
  }>('night_simulate', { until: '24h' });
  const starts = tasks.filter(({ because }) => !because).map(({ task }) => task.id);
  expect(starts.sort()).toEqual(isOn ? [1, 2, 3, 5] : [1, 5]);
  expect(tasks.find(({ task }) => task.id === 6)?.because).toMatch(/^it needs the result of /);
  expect(assumed.join(' ').includes('start on it')).toBe(isOn);
});

test('the page and a foreseen night go on from runs that are stacked on a result', async () => {
  const work = await night(3);
  await work.run('setting_set', { name: 'runs.stack', value: true });
  const result = resultOf();
  const below = await runIn(work, 'review', { number: 1, result });
  await runIn(work, 'review', { number: 2, result, stackedOn: { run: below.id, commit: result.commit } });
  const { tasks } = await work.run<{ tasks: { task: { id: number } }[] }>('night_simulate', { until: '8h' });
  expect(tasks.map(({ task }) => task.id)).toEqual([3]);
  expect((await page(work)).active).toBe(0);
});

test('a task that is too long for another night waits for that night, which has no number', async () => {
  const work = await night(1);
  await work.run('task_modify', { filter: '1', estimate: '40h' });
  const texts = async (call: Promise<{ tomorrow?: { text: string }[]; left?: { text: string }[] }>) => {
    const { tomorrow = [], left = [] } = await call;
    return [...tomorrow, ...left].map(({ text }) => text).filter((text) => text.includes('usually'));
  };
  const words = [expect.stringMatching(/^(task 1: )?it usually takes 40 h 0 min, and that night ends /)];
  expect(await texts(work.run('night_report'))).toEqual(words);
  expect(await texts(work.run('night_simulate', { until: '8h' }))).toEqual(words);
});

test.each([
  [{}, "The agent of r1 reports no cost, so this sum doesn't count it"],
  [{ budget: 20 }, "The agent of r1 reports no cost, so the budget doesn't count it"],
])('with the terms %o, the page names what its sum lacks: %s', async (terms, uncounted) => {
  const work = await night(1, terms);
  work.pass(MINUTE);
  const { costUsd: _, ...silent } = usage(0);
  const round = { n: 1, why: 'start' as const, at: at(1), ended: at(2), outcome: 'done' as const, usage: silent };
  await runIn(work, 'review', {
    number: 1,
    agent: 'codex',
    provider: 'codex',
    usage: silent,
    rounds: [round],
    result: resultOf(),
  });
  expect(await page(work)).toMatchObject({ uncounted });
});
