import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProcessId } from '../../src/base/process-id.ts';
import { LEASE_MS } from '../../src/domain/lease-lengths.ts';
import type { Run } from '../../src/domain/records.ts';
import type { ComparedAttempt } from '../../src/domain/runs/attempts/order.ts';
import type { RunState } from '../../src/domain/runs/run-states.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { parkRun, stopTaskOf } from '../../src/runs/lifecycle/task-effects.ts';
import { reapRuns } from '../../src/runs/upkeep/reap-runs.ts';
import { stacksIn } from '../../src/work/claim/stacks.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { askedBy, gitProject, inRun, resultOf, runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const CRITERION = 'It is made';

/** A queue with a task that has attempts in these states, and a task that waits for it. */
async function attempts(...states: readonly RunState[]): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Make it', scope: 'src/**', acceptance: [CRITERION] });
  await work.run('task_add', { description: 'Use it', scope: 'lib/**', depends: '1' });
  for (const [i, state] of states.entries())
    await runIn(work, state, {
      ...{ number: 1, group: 'r1', attempt: i + 1, evidence: [] },
      ...(state === 'review' ? { result: resultOf() } : {}),
      ...(['failed', 'stopped'].includes(state) ? { reason: { code: 'crashed' as const, text: 'it crashed' } } : {}),
    });
  return work;
}

const stored = (work: TestWorkspace) => Array.from(work.opened.store.state.all('run'), ([, run]) => run as Run);
const states = (work: TestWorkspace) => stored(work).map(({ state }) => state);
const task = (work: TestWorkspace, id = 1) =>
  Array.from(work.opened.store.state.all('task'), ([, one]) => one as Task).find((one) => one.id === id)!;
const claims = (work: TestWorkspace) => Array.from(work.opened.store.state.all('claim'), ([, claim]) => claim);
/** The word of the task in the list, and the runs that need a person. */
async function told(work: TestWorkspace): Promise<string> {
  const { tasks } = await work.run<{ tasks: { id: number; state: string }[] }>('task_list', { filter: '1' });
  const now = await work.run<{ waiting: { run?: string; what: string }[] }>('report_now');
  return [tasks[0]!.state, ...now.waiting.map(({ run, what }) => `${what} ${run}`)].join(', ');
}

/** Ends an attempt as its supervisor does. */
const park = (work: TestWorkspace, id: string, verb: 'fail' | 'stop' | 'lose') => {
  const context = work.opened.context(ADA);
  const reason = { code: 'crashed' as const, text: 'it crashed' };
  return context.write('given', (tx) => parkRun(tx, context, tx.get('run', id)!, verb, reason));
};

test.each<[what: string, states: RunState[], word: string]>([
  ['all at work', ['queued', 'running', 'checking'], 'checking'],
  ['one failed, others at work', ['failed', 'running'], 'running'],
  ['one asks, others at work or in review', ['asking', 'running', 'review'], 'asking, question r1'],
  ['one in review, others at work', ['review', 'running'], 'running'],
  ['all in review', ['review', 'review'], 'review, review r2'],
  ['one in review, others failed or discarded', ['discarded', 'review', 'failed'], 'review, review r2'],
  ['all failed', ['failed', 'interrupted'], 'interrupted, failure r2'],
  ['one kept, one still stopping', ['running', 'approved'], 'approved'],
  ['all discarded', ['discarded', 'discarded'], 'ready'],
])('a task with attempts has one word in all views: %s', async (_, all, word) => {
  const work = await attempts(...all);
  // Without a run that occupies it, a task is not started.
  if (word.startsWith('interrupted') || word === 'ready')
    await work.opened.context(ADA).write('given', (tx) => {
      const { start: _start, ...rest } = tx.get('task', task(work).uuid)!;
      tx.put('task', rest.uuid, rest as Task);
    });
  expect(await told(work)).toBe(word);
});

test('an attempt that fails, is stopped or is discarded keeps the claim and the task of the others; the last one releases both', async () => {
  const work = await attempts('running', 'running', 'running', 'review');
  await park(work, 'r1', 'fail');
  await park(work, 'r2', 'stop');
  expect(claims(work)).toMatchObject([{ holder: 'run:r1' }]);
  await work.run('run_discard', { run: 'r1' });
  await work.run('run_discard', { run: 'r4' });
  expect(claims(work)).toHaveLength(1);
  expect(task(work)).toMatchObject({ start: expect.any(String) });
  expect(task(work).awaits).toBeUndefined();
  // Another agent can neither start the task nor claim its files.
  expect((await work.refused('task_start', { id: '1' }, agent('s1'))).code).toBe('claimed');
  expect((await work.refused('claim_acquire', { scope: 'src/a.txt' }, agent('s1'))).code).toBe('claimed');
  await park(work, 'r3', 'lose');
  expect(claims(work)).toEqual([]);
  expect(task(work).start).toBeUndefined();
  expect(states(work)).toEqual(['discarded', 'stopped', 'interrupted', 'discarded']);
});

test('an attempt at work, and one whose supervisor died, have cost what their agents said, wherever it is shown', async () => {
  const work = await attempts('running', 'running');
  const [at, tokens] = ['2099-01-01T00:00:00Z' as const, { input: 1, output: 1, cached: 0 }];
  for (const [n, run] of ['r1', 'r2'].entries()) {
    const folder = join(work.opened.store.dir, 'runs', run);
    mkdirSync(folder, { recursive: true });
    const events = [
      { at, type: 'round', n: 1, why: 'start' },
      { at, type: 'usage', tokens, turns: 1, costUsd: n + 2 },
    ];
    writeFileSync(join(folder, 'events.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    await work.opened.context(ADA).write('given', (tx) => {
      const one = tx.get('run', run)!;
      tx.put('run', run, { ...one, rounds: [{ n: 1, why: 'start', at }] });
    });
  }
  await park(work, 'r2', 'lose');
  const { runs } = await work.run<{ runs: { run: Run }[] }>('run_list', { all: true });
  const { attempts: compared } = await work.run<{ attempts: ComparedAttempt[] }>('run_compare', { run: '1' });
  const listed = runs.map(({ run }) => [run.id, run.state, run.usage?.costUsd]).toSorted();
  expect(listed).toEqual([
    ['r1', 'running', 2],
    ['r2', 'interrupted', 3],
  ]);
  expect(compared.map(({ costUsd }) => costUsd)).toEqual([2, 3]);
});

test('the agents of all attempts work under the claim, and no other agent does', async () => {
  const work = await attempts('running', 'running');
  writeFileSync(join(work.folder, 'project/src/a.txt'), 'b\n');
  for (const run of ['r1', 'r2'])
    await work.run('task_annotate', { id: '1', criterion: '1', text: `seen by ${run}` }, inRun(run));
  expect(task(work).acceptance![0]!.met).toBeUndefined();
  expect(stored(work).map(({ evidence }) => evidence!.map(({ met }) => met.evidence))).toEqual([
    ['seen by r1'],
    ['seen by r2'],
  ]);
  expect(await work.text('task_info', { id: '1' }, inRun('r2'))).toContain('seen by r2');
  expect(await work.text('task_info', { id: '1' }, inRun('r2'))).not.toContain('seen by r1');
  const foreign = await work.refused('task_annotate', { id: '1', criterion: '1', text: 'x' }, agent('s1'));
  expect(foreign.code).toBe('claimed');
});

test('two people who keep two attempts at the same time: one wins, the other is told', async () => {
  const work = await attempts('review', 'review');
  const both = await Promise.allSettled(['r1', 'r2'].map((run) => work.run('run_approve', { run, unmet: true })));
  const lost = both.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(lost).toHaveLength(1);
  expect(states(work).sort()).toEqual(['approved', 'discarded']);
  const kept = stored(work).find(({ state }) => state === 'approved')!.id;
  expect((lost[0]!.reason as Error).message).toContain(`another attempt was kept: run ${kept}`);
});

test('an approval can be withdrawn and not undone; attempts in review return, others stay discarded', async () => {
  const work = await attempts('review', 'review', 'asking');
  await askedBy(work, stored(work)[2]!);
  await work.run('run_approve', { run: 'r1', unmet: true });
  expect(states(work)).toEqual(['approved', 'discarded', 'discarded']);
  const undone = await work.refused('task_undo');
  expect(undone.hint).toContain('run_withdraw r1');
  await work.run('run_withdraw', { run: 'r1' });
  expect(states(work)).toEqual(['review', 'review', 'discarded']);
  expect(stored(work)[1]).not.toHaveProperty('settled');
  expect(stored(work)[1]).not.toHaveProperty('reason');
  expect(await work.text('run_compare', { run: '1' })).toMatch(/^r3 .*discarded.*another attempt was kept: run r1$/m);
  const again = await work.refused('run_resume', { run: 'r3' });
  expect(again.message).toContain('it was discarded, because another attempt was kept: run r1');
  // Now the other one is kept.
  await work.run('run_approve', { run: 'r2', unmet: true });
  expect(states(work)).toEqual(['discarded', 'approved', 'discarded']);
});

test.each([
  ['no evidence', []],
  ['its own', [1]],
])(
  'evidence of an attempt whose approval was withdrawn proves nothing for one with %s that is kept',
  async (_, own) => {
    const work = await attempts('review', 'review');
    await work.run('task_modify', { filter: '1', acceptance: [CRITERION, 'It is fast', 'It is small'] });
    const criteria = task(work).acceptance!.map(({ id }) => id);
    const seen = (run: string, ...which: number[]) =>
      which.map((n) => ({
        criterion: criteria[n]!,
        met: { at: '2026-07-30T09:00:00Z' as const, actor: 'ai:x', evidence: 'seen', run },
      }));
    const change = (id: string, more: Partial<Run>) =>
      work.opened.context(ADA).write('given', (tx) => tx.put('run', id, { ...tx.get('run', id)!, ...more }));
    const told = () => task(work).acceptance!.map(({ met }) => met && [met.run, met.outdated]);
    await change('r1', { evidence: seen('r1', 0, 1) });
    await work.run('run_approve', { run: 'r1', unmet: true });
    expect(told()).toEqual([['r1', undefined], ['r1', undefined], undefined]);
    await work.run('run_withdraw', { run: 'r1' });
    const more = { group: 'r1', attempt: 3, evidence: seen('r3', ...own), result: resultOf() };
    await runIn(work, 'review', { number: 1, ...more });
    await work.run('run_approve', { run: 'r3', unmet: true });
    const outdated = 'of run r1, and run r3 was kept';
    expect(told()).toEqual([['r1', outdated], own.length > 0 ? ['r3', undefined] : ['r1', outdated], undefined]);
  },
);

test.each<[what: string, states: RunState[], refused: string]>([
  ['one attempt has one retry', ['discarded', 'review'], "can't retry run r1: run r3 is its retry"],
  ['a person has the task with one', ['discarded', 'running', 'handed_off'], 'claimed by run r2'],
  ['one was merged', ['discarded', 'running', 'merged'], 'claimed by run r2'],
  ['one was approved', ['discarded', 'running', 'approved'], 'claimed by run r2'],
])('a retry adds no attempt to a decided group, and none beyond its number: %s', async (_, all, refused) => {
  const work = await attempts(...all);
  if (all.length === 2) await work.run('run_retry', { run: 'r1' });
  expect((await work.refused('run_retry', { run: 'r1' })).message).toContain(refused);
  expect(stored(work)).toHaveLength(3);
});

test('a task that is given to a person with one attempt settles the others', async () => {
  const work = await attempts('review', 'running', 'failed');
  await work.run('run_handoff', { run: 'r1', note: 'Needs a designer' });
  expect(states(work)).toEqual(['handed_off', 'discarded', 'discarded']);
  expect(task(work)).toMatchObject({ handoff: { note: 'Needs a designer' } });
  expect(claims(work)).toEqual([]);
});

test('a stacked task starts on an attempt only when one was kept', async () => {
  const work = await attempts('review', 'review');
  await work.run('setting_set', { name: 'runs.stack', value: 'true' });
  const stack = () =>
    stacksIn(work.opened.store.state, () => work.opened.context(ADA).queue, work.opened.store)(task(work, 2));
  expect(stack()).toBeUndefined();
  await work.run('run_approve', { run: 'r2', unmet: true });
  expect(stack()).toMatchObject({ run: 'r2' });
});

test('a scope that changes while attempts work changes their one claim; a task that others close is refused', async () => {
  const work = await attempts('running', 'running');
  await work.run('task_modify', { filter: '1', scope: 'src/**,docs/**' });
  expect(claims(work)).toMatchObject([{ holder: 'run:r1', scope: [{ glob: 'src/**' }, { glob: 'docs/**' }] }]);
  expect((await work.refused('task_done', { id: '1' })).code).toBe('claimed');
  const excused = await work.refused('task_modify', { filter: '1', acceptance: ['Less'] }, inRun('r2'));
  expect(excused.code).toBe('forbidden');
});

test('one attempt whose changes are requested goes on, and the others stay as they are', async () => {
  const work = await attempts('review', 'review');
  await work.run('run_request_changes', { run: 'r1', note: 'Shorter' });
  expect(states(work)).toEqual(['changes_requested', 'review']);
  expect(claims(work)).toMatchObject([{ holder: 'run:r1' }]);
  expect(await told(work)).toBe('changes_requested');
  // Its supervisor dies before it begins.
  const context = work.opened.context(ADA);
  await context.write('given', (tx) => stopTaskOf(tx, context, tx.get('run', 'r1')!));
  expect(claims(work)).toEqual([]);
  expect(task(work)).toMatchObject({ start: expect.any(String) });
});

test('what an import brings for a task counts for all attempts', async () => {
  const work = await attempts('review', 'running');
  const [row] = JSON.parse(await work.text('task_export', { filter: '1' })) as Task[];
  const met = { at: '2026-07-30T09:00:00Z' as const, actor: 'human:bob', evidence: 'Bob looked' };
  const tasks = [{ ...row, acceptance: [{ ...row!.acceptance![0]!, met }] }];
  await work.run('task_import', { tasks, existing: 'merge' });
  expect(task(work).acceptance![0]!.met).toMatchObject({ evidence: 'Bob looked' });
  expect(task(work).acceptance![0]!.met!.run).toBeUndefined();
  const { attempts: compared } = await work.run<{ attempts: { met: number[] }[] }>('run_compare', { run: 'r2' });
  expect(compared.map(({ met: own }) => own)).toEqual([
    [1, 1],
    [1, 1],
  ]);
});

test('the claim lives while the supervisor of any attempt does, whichever process renewed it last', async () => {
  const work = await attempts('running', 'failed');
  const self = processId()!;
  const dead = { ...self, pid: 1, start: '0' };
  await work.opened
    .context(ADA)
    .write('given', (tx) => tx.put('run', 'r1', { ...tx.get('run', 'r1')!, supervisor: self }));
  await work.run('run_resume', { run: 'r2' }, { ...ADA, renewer: dead });
  expect(claims(work)).toMatchObject([{ renewer: dead, others: [self] }]);
  await work.run('task_add', { description: 'Other', scope: 'src/a.txt' });
  expect((await work.refused('task_start', { id: '3' }, agent('s1'))).code).toBe('claimed');
});

const HERE = processId()!;
const ELSEWHERE: ProcessId = { host: 'another', boot: 'other', pid: 1, start: '1' };

test.each<[what: string, first: ProcessId, second: ProcessId, states: RunState[]]>([
  ['one supervisor of two works here', HERE, ELSEWHERE, ['running', 'interrupted']],
  ['nobody renewed it on another machine', ELSEWHERE, ELSEWHERE, ['interrupted', 'interrupted']],
  ['both supervisors have ended', { ...HERE, start: '1' }, { ...HERE, start: '2' }, ['interrupted', 'interrupted']],
])('a claim of attempts that lapsed while %s', async (_, first, second, expected) => {
  const work = await attempts('running', 'running');
  await work.opened.context(ADA).write('given', (tx) => {
    for (const [id, supervisor] of [
      ['r1', first],
      ['r2', second],
    ] as const)
      tx.put('run', id, { ...tx.get('run', id)!, supervisor });
    const [[id, claim] = []] = tx.all('claim');
    tx.put('claim', id!, { ...claim!, renewer: second, others: [first] });
  });
  work.pass(3 * LEASE_MS);
  // The maintenance before a command finds out who can still work.
  await reapRuns(work.opened.context(ADA));
  expect(states(work)).toEqual(expected);
  const start = () => work.run('task_start', { id: '1' }, agent('s1'));
  if (expected.includes('running')) {
    expect(claims(work)).toMatchObject([{ holder: 'run:r1' }]);
    await expect(start()).rejects.toMatchObject({ code: 'claimed' });
  } else {
    expect(claims(work)).toEqual([]);
    await start();
    expect(claims(work)).toMatchObject([{ holder: 's1' }]);
    // An attempt that goes on would work on files that another agent has.
    expect((await work.refused('run_resume', { run: 'r1' })).code).toBe('claimed');
  }
});
