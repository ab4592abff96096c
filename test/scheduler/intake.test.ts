import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupedBy } from '../../src/base/iterables.ts';
import { ownActor } from '../../src/domain/own-actors.ts';
import type { Run } from '../../src/domain/records.ts';
import { isLive, type RunState } from '../../src/domain/runs/run-states.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { releaseClaimsOf } from '../../src/runs/lifecycle/shared-claim.ts';
import { completeTaskOf, parkRun, reopenTaskOf } from '../../src/runs/lifecycle/task-effects.ts';
import type { OrchestratorStatus } from '../../src/scheduler/answers.ts';
import { decide } from '../../src/scheduler/decision/decide.ts';
import type { SchedulerSnapshot } from '../../src/scheduler/snapshot-types.ts';
import type { Tx } from '../../src/store/index.ts';
import type { Caller, Context } from '../../src/work/workspace/context.ts';
import { gitProject, inRun, resultOf, runIn } from '../support/runs.ts';
import { runs, SEED } from '../support/seed.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { at, LIMITS, MINUTE, NOW, run, scene, task, uuidOf } from './support/scene.ts';

const AGENT = agent('s1');
const SCHEDULER: Caller = { actor: ownActor('scheduler'), holder: 'system:scheduler' };
const SCRIPT: Caller = { actor: { kind: 'system', name: 'nightly' }, holder: 'system:nightly' };

async function workspace(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('agent_update', { name: 'claude', binary: process.execPath });
  return work;
}

const tasksIn = (work: TestWorkspace) => Array.from(work.opened.store.state.all('task'), ([, one]) => one as Task);
const taskOf = (work: TestWorkspace, id: number) => tasksIn(work).find((one) => one.id === id)!;

interface Told {
  tasks: { task: Task; start?: object; reasons: { why: string; text: string; next: string }[] }[];
}
/** Returns for each task whether it starts, or its first reason. */
async function decided(work: TestWorkspace): Promise<Record<number, string>> {
  const { tasks } = await work.run<Told>('orchestrator_explain');
  return Object.fromEntries(
    tasks.map(({ task: one, start, reasons }) => [one.id, start ? 'starts' : (reasons[0]?.why ?? 'nothing')]),
  );
}

const CALLERS = [
  ['a person', ADA, 'starts'],
  ['a person in a form', { ...ADA, actor: { ...ADA.actor, via: 'form' } } as Caller, 'starts'],
  ['a session', AGENT, 'awaits'],
  ['the agent of a run', inRun('r9'), 'awaits'],
  ['a script', SCRIPT, 'awaits'],
  ['a token without admin', { ...ADA, rights: ['read', 'write', 'review'] } as Caller, 'awaits'],
  ['a token with admin', { ...SCRIPT, rights: ['read', 'write', 'admin'] } as Caller, 'starts'],
] as const;

const ADDS: readonly [string, (work: TestWorkspace, caller: Caller) => Promise<unknown>][] = [
  ['task_add', (work, caller) => work.run('task_add', { description: 'New' }, caller)],
  ['task_import', (work, caller) => work.run('task_import', { tasks: [{ description: 'New' }] }, caller)],
  ['task_duplicate', (work, caller) => work.run('task_duplicate', { id: 1, description: 'New' }, caller)],
];

describe.each(ADDS)('a task that %s makes', (_, adds) => {
  test.each(CALLERS)('for %s', async (_name, caller, expected) => {
    const work = await workspace();
    await work.run('task_add', { description: 'Old', scope: 'old/**' });
    await adds(work, caller);
    const made = tasksIn(work).find(({ description }) => description === 'New')!;
    await work.run('task_modify', { filter: '1', agent: 'nobody' });
    expect((await decided(work))[made.id]).toBe(expected);
  });
});

const ACTS: readonly [string, (work: TestWorkspace, caller: Caller) => Promise<unknown>, forAgents: string][] = [
  ['an edit', (work, caller) => work.run('task_modify', { filter: '1', priority: 'H' }, caller), 'awaits'],
  ['a note', (work, caller) => work.run('task_annotate', { id: 1, text: 'Yes' }, caller), 'awaits'],
  [
    'a start and a stop',
    async (work, caller) => {
      await work.run('task_start', { id: 1 }, caller);
      await work.run('task_stop', { id: 1 }, caller);
    },
    'awaits',
  ],
];

describe.each(ACTS)('%s', (_, acts, forAgents) => {
  test.each([
    ['by a person accepts the task', ADA, 'starts'],
    ['by an agent does not', AGENT, forAgents],
    ['by a script does not', SCRIPT, forAgents],
  ] as const)('%s', async (_name, caller, expected) => {
    const work = await workspace();
    await work.run('task_add', { description: 'T' }, AGENT);
    await acts(work, caller);
    expect((await decided(work))[1]).toBe(expected);
  });
});

test('one act of a person accepts a plan of thirty tasks, its undo lets them wait again, and no agent can do it', async () => {
  const work = await workspace();
  const tasks = Array.from({ length: 30 }, (_, n) => ({
    description: `T${n}`,
    project: 'plan',
    scope: [`src/${n}/**`],
  }));
  await work.run('task_import', { tasks }, AGENT);
  await work.run('task_add', { description: 'Another' }, AGENT);
  expect(new Set(Object.values(await decided(work)))).toEqual(new Set(['awaits']));
  expect(await work.refused('task_accept', { filter: 'project:plan' }, AGENT)).toMatchObject({ code: 'forbidden' });
  expect(await work.text('task_accept', { filter: 'project:plan' })).toContain('Accepted 30 tasks');
  expect(tasksIn(work).filter(({ awaits }) => awaits)).toMatchObject([{ description: 'Another' }]);
  await work.run('task_undo');
  expect(tasksIn(work).filter(({ awaits }) => awaits)).toHaveLength(31);
  expect(await work.refused('task_accept', { filter: '99' })).toMatchObject({ code: 'not-found' });
});

const CLOSES: readonly [string, (work: TestWorkspace) => Promise<unknown>][] = [
  ['completed', (work) => work.run('task_done', { id: 1 })],
  ['deleted', (work) => work.run('task_delete', { id: 1 })],
];
const REOPENS: readonly [string, (work: TestWorkspace, caller: Caller) => Promise<unknown>][] = [
  ['task_modify', (work, caller) => work.run('task_modify', { filter: '1', status: 'pending' }, caller)],
  ['task_move', (work, caller) => work.run('task_move', { id: 1, to: 'todo' }, caller)],
  [
    'task_import',
    (work, caller) => {
      const { uuid, description } = taskOf(work, 1);
      return work.run('task_import', { tasks: [{ uuid, description, status: 'pending' }], existing: 'update' }, caller);
    },
  ],
];

describe.each(CLOSES)("a person's task that a person %s", (_, closes) => {
  test.each(REOPENS)('and %s reopens starts only for a person', async (_name, reopens) => {
    for (const [, caller, expected] of CALLERS.filter(([name]) => name !== 'the agent of a run')) {
      const work = await workspace();
      await work.run('task_add', { description: 'T' });
      await closes(work);
      await reopens(work, caller);
      expect(taskOf(work, 1).status).toBe('pending');
      expect((await decided(work))[1]).toBe(expected);
    }
  });
});

test('the reason names who reopened the task, and undo of the end of a task needs no person', async () => {
  const work = await workspace();
  await work.run('task_add', { description: 'T' });
  await work.run('task_done', { id: 1 }, AGENT);
  await work.run('task_undo', {}, AGENT);
  expect(await decided(work)).toEqual({ 1: 'starts' });
  await work.run('task_done', { id: 1 });
  await work.run('task_modify', { filter: '1', status: 'pending' }, AGENT);
  expect((await work.text('orchestrator_explain', { filter: '1' })).replace(/\s+/g, ' ')).toContain(
    'it was reopened by ai:claude-code, and no person has accepted it',
  );
});

test("an agent that makes a person's task recurring lets no instance start", async () => {
  const work = await workspace();
  await work.run('task_add', { description: 'T', due: 'yesterday' });
  await work.run('task_modify', { filter: '1', recur: 'daily' }, AGENT);
  await work.run('task_list');
  expect(Object.values(await decided(work))).not.toContain('starts');
});

test('the reason is the same in explain, status and simulate, and names who added the task', async () => {
  const work = await workspace();
  await work.run('task_add', { description: 'T' }, AGENT);
  await work.run('task_add', { description: 'A person added it' });
  await work.run('orchestrator_start');
  const text = 'it was added by ai:claude-code, and no person has accepted it';
  expect((await work.run<OrchestratorStatus>('orchestrator_status')).awaiting).toMatchObject([
    { why: 'awaits', tasks: 1, id: 1, text },
  ]);
  for (const name of ['orchestrator_explain', 'orchestrator_status', 'orchestrator_simulate'])
    expect((await work.text(name)).replace(/\s+/g, ' '), name).toContain(text);
});

test('next and a start by a session do not wait', async () => {
  const work = await workspace();
  await work.run('task_add', { description: 'T' }, AGENT);
  expect(await work.run('task_next', {}, agent('s2'))).toMatchObject({ brief: { task: { id: 1 } } });
});

describe('parts and copies', () => {
  test.each([
    ["a part of a person's task", ADA, AGENT, undefined],
    ["a part of an agent's task", AGENT, AGENT, 'added'],
    ["a part of an agent's task that a person splits", AGENT, ADA, undefined],
  ] as const)('%s', async (_, adds, splits, why) => {
    const work = await workspace();
    await work.run('task_add', { description: 'T', scope: ['a/**', 'b/**'] }, adds);
    await work.run('task_split', { id: 1, scope: ['a/**', 'b/**'] }, splits);
    expect([taskOf(work, 2).awaits?.why, taskOf(work, 3).awaits?.why]).toEqual([why, why]);
  });

  test("an instance of an agent's template waits, and one of a person's does not", async () => {
    const work = await workspace();
    await work.run('task_add', { description: 'Agent', recur: 'daily', due: 'tomorrow' }, AGENT);
    await work.run('task_add', { description: 'Person', recur: 'daily', due: 'tomorrow' });
    await work.run('task_list');
    const made = tasksIn(work).filter(({ template }) => template);
    expect(made.length).toBeGreaterThan(1);
    for (const one of made) expect(one.awaits?.why).toBe(one.description === 'Agent' ? 'added' : undefined);
  });

  test("an agent's import cannot remove the mark, nor add one to a person's task", async () => {
    const work = await workspace();
    await work.run('task_add', { description: 'Agent' }, AGENT);
    await work.run('task_add', { description: 'Person' });
    const [first, second] = tasksIn(work);
    const mark = { why: 'added', at: '2026-07-30T10:00:00Z' as const, actor: 'ai:x' };
    const rows = [
      { uuid: first!.uuid, description: 'Changed', awaits: null },
      { uuid: second!.uuid, description: 'Person', priority: 'H', awaits: mark },
      { description: 'New', awaits: null },
    ];
    await work.run('task_import', { tasks: rows, existing: 'update' }, AGENT);
    expect(taskOf(work, 1)).toMatchObject({ description: 'Changed', awaits: { why: 'added' } });
    expect(taskOf(work, 2)).toMatchObject({ priority: 'H' });
    expect(taskOf(work, 2).awaits).toBeUndefined();
    expect(taskOf(work, 3).awaits).toMatchObject({ why: 'added', actor: 'ai:claude-code' });
  });
});

test('a task that waits for a reason of a later version comes in, waits, and waits again after an undo', async () => {
  const work = await workspace();
  await work.run('setting_set', { name: 'orchestrator.added', value: 'start' });
  const awaits = { why: 'borrowed', at: '2026-07-30T10:00:00Z' as const, actor: 'ai:x' };
  await work.run('task_import', { tasks: [{ description: 'Later', awaits }] });
  await work.opened
    .context(ADA)
    .write('given', (tx) => tx.put('task', taskOf(work, 1).uuid, { ...taskOf(work, 1), awaits }));
  const { tasks } = await work.run<Told>('orchestrator_explain');
  expect(tasks[0]!.reasons[0]).toMatchObject({ why: 'awaits', text: expect.stringContaining('ai:x') });
  await work.run('task_accept', { filter: '1' });
  await work.run('task_undo');
  expect(taskOf(work, 1).awaits).toEqual(awaits);
  expect(await decided(work)).toEqual({ 1: 'awaits' });
});

describe("a person's discard", () => {
  async function discarded() {
    const work = await workspace();
    await work.run('task_add', { description: 'T' });
    await runIn(work, 'review', { number: 1 });
    const told = await work.text('run_discard', { run: 'r1' });
    return { ...work, told };
  }

  test('says that the task waits, and what lets it start', async () => {
    const { told } = await discarded();
    expect(told).toContain('The orchestrator leaves task 1 to a person: task_accept 1 lets it start');
  });

  test('keeps the task from the orchestrator, with the name of the person', async () => {
    const work = await discarded();
    const { tasks } = await work.run<Told>('orchestrator_explain', { filter: '1' });
    expect(tasks[0]).not.toHaveProperty('start');
    expect(tasks[0]!.reasons).toMatchObject([{ why: 'awaits', text: 'its run r1 was discarded by human:ada' }]);
    await work.run('orchestrator_start');
    expect(await work.text('orchestrator_status')).toContain('its run r1 was discarded by human:ada');
  });

  test('is over for the task after a person accepts or edits it, and not after an agent does', async () => {
    const work = await discarded();
    await work.run('setting_set', { name: 'orchestrator.added', value: 'start' });
    await work.run('task_annotate', { id: 1, text: 'x' }, AGENT);
    expect(await decided(work)).toEqual({ 1: 'awaits' });
    await work.run('task_accept', { filter: '1' });
    expect(await decided(work)).toEqual({ 1: 'starts' });
  });
});

test('a decision about the run of an added task frees no place of the caps', async () => {
  const work = await workspace();
  await work.run('task_add', { description: 'T' });
  await runIn(work, 'review', { number: 1 });
  const added = { why: 'added', at: at(-9), actor: 'ai:x', run: 'r9' } as const;
  // As the orchestrator starts it, whose changes keep the mark.
  const marked = { ...taskOf(work, 1), awaits: added };
  await work.opened.context(SCRIPT).write('given', (tx) => tx.put('task', marked.uuid, marked));
  await work.run('run_discard', { run: 'r1' });
  const { awaits } = taskOf(work, 1);
  expect(awaits).toMatchObject({ why: 'discarded', run: 'r1', added: { run: 'r9' } });
  const tasks = [task(1, { awaits }), task(2, { awaits: added })];
  const runs = [run(1, 1, 'discarded', { at: at(-8) })];
  for (const [caps, cap] of [
    [{ run: 5, hour: 5, queue: 1 }, 'queue'],
    [{ run: 1, hour: 5, queue: 5 }, 'run'],
    [{ run: 5, hour: 1, queue: 5 }, 'hour'],
  ] as const) {
    const { starts, holds } = decide(scene(tasks, { runs, intake: caps }), LIMITS, { thorough: true });
    expect([starts, holds.get(uuidOf(2))?.[0]]).toMatchObject([[], { why: 'cap', cap }]);
  }
});

/** What a person or Backlog can do after the start of a run, with the state in which that is possible. */
const DECISIONS: readonly [string, RunState, (work: TestWorkspace, run: Run) => Promise<unknown>][] = [
  ['a stop', 'running', (work) => work.run('run_stop', { run: 'r1' })],
  ['a failure', 'running', (work, run) => by(work, SCRIPT, (tx, around) => parked(tx, around, run, 'fail'))],
  ['an interruption', 'running', (work, run) => by(work, SCRIPT, (tx, around) => parked(tx, around, run, 'lose'))],
  ['a retry', 'failed', (work) => work.run('run_retry', { run: 'r1' })],
  ['a resumption', 'failed', (work) => work.run('run_resume', { run: 'r1' })],
  ['a handoff', 'review', (work) => work.run('run_handoff', { run: 'r1', note: 'Yours' })],
  ['a discard', 'review', (work) => work.run('run_discard', { run: 'r1' })],
  ['a discard after a stop', 'stopped', (work) => work.run('run_discard', { run: 'r1' })],
  ['a merge', 'stopped', (work, run) => by(work, SCRIPT, (tx, around) => completeTaskOf(tx, around, run, 'Merged.'))],
  ['a revert', 'merged', (work, run) => by(work, ADA, (tx, around) => reopenTaskOf(tx, around, run, 'Reverted.'))],
  ['a changed task', 'stopped', (work) => work.run('task_modify', { filter: '1', priority: 'H' })],
  ['a completed task', 'stopped', (work) => work.run('task_done', { id: 1 })],
  ['a deleted task', 'stopped', (work) => work.run('task_delete', { id: 1 })],
  ['an undone addition', 'stopped', (work, run) => by(work, ADA, (tx) => tx.remove('task', run.task))],
];

const by = <T>(work: TestWorkspace, caller: Caller, act: (tx: Tx, around: Context) => T) =>
  work.opened.context(caller).write('given', (tx) => act(tx, work.opened.context(caller)), {
    endsClaims: Array.from(work.opened.store.state.all('claim'), ([id]) => id),
  });
const parked = (tx: Tx, around: Context, run: Run, verb: 'fail' | 'lose') =>
  parkRun(tx, around, run, verb, { code: 'crashed', text: 'exit 1' });

test.each(DECISIONS)('%s frees no place of the caps', async (_, state, decides) => {
  const work = await workspace();
  for (const n of [1, 2]) await work.run('task_add', { description: `T${n}`, scope: [`src/${n}/**`] }, AGENT);
  await work.run('setting_set', { name: 'orchestrator.added', value: 'start' });
  await work.run('setting_set', { name: 'orchestrator.addedPerQueue', value: 1 });
  expect(await decided(work)).toEqual({ 1: 'starts', 2: 'cap' });
  await work.run('run_start', { filter: '1' }, SCHEDULER);
  expect((await decided(work))[2]).toBe('cap');
  const run = await by(work, SCHEDULER, (tx) => {
    const now = { ...tx.get('run', 'r1')!, state, ...(state === 'review' ? { result: resultOf() } : {}) };
    tx.put('run', 'r1', now);
    if (!isLive(state)) releaseClaimsOf(tx, now);
    return now;
  });
  // The first change of a person accepts the task, which removes its mark.
  await work.run('task_annotate', { id: 1, text: 'Seen' });
  await decides(work, run);
  expect((await decided(work))[2]).toBe('cap');
});

test('a run of an added task counts under the caps, although a later change removed the mark of its task', () => {
  const tasks = [task(1), task(2, { awaits: { why: 'added', at: at(-9), actor: 'ai:x', run: 'r9' } })];
  const runs = [run(1, 1, 'stopped', { at: at(-8), added: { run: 'r9' } })];
  for (const [caps, cap] of [
    [{ run: 5, hour: 5, queue: 1 }, 'queue'],
    [{ run: 1, hour: 5, queue: 5 }, 'run'],
    [{ run: 5, hour: 1, queue: 5 }, 'hour'],
  ] as const) {
    const { holds } = decide(scene(tasks, { runs, intake: caps }), LIMITS, { thorough: true });
    expect(holds.get(uuidOf(2))?.[0]).toMatchObject({ why: 'cap', cap });
  }
});

describe('a run', () => {
  const RUN = inRun('r1');
  async function running() {
    const work = await workspace();
    await work.run('task_add', { description: 'Mine', scope: ['a/**', 'b/**'] });
    await work.run('task_add', { description: 'Foreign' });
    await runIn(work, 'running', { number: 1 });
    await work.run('task_add', { description: 'Added' }, RUN);
    return work;
  }

  test.each([
    ['delete', 'task_delete', { id: 2 }],
    ['complete', 'task_done', { id: 2 }],
    ['reword', 'task_modify', { filter: '2', description: 'Other' }],
    ['rescope', 'task_modify', { filter: '2', scope: ['x/**'] }],
    ['let expire', 'task_modify', { filter: '2', until: 'tomorrow' }],
    ['take in as a subtask', 'task_modify', { filter: '2', parent: '1' }],
    ['add a criterion to', 'task_modify', { filter: '2', criterion: 'It works' }],
    ['write the spec of', 'task_doc_write', { id: 2, content: 'Other' }],
    ['edit all with', 'task_modify', { filter: '2,3', description: 'Other' }],
    ['import over', 'task_import', { tasks: [{ uuid: '<2>', description: 'Other' }], existing: 'update' }],
  ])('can not %s a task that is not its own', async (_, name, input) => {
    const work = await running();
    const before = taskOf(work, 2);
    const given = JSON.parse(JSON.stringify(input).replace('<2>', before.uuid));
    expect(await work.refused(name, given, RUN)).toMatchObject({ code: 'forbidden' });
    expect(taskOf(work, 2)).toEqual(before);
  });

  test('can note on a foreign task, and change one that it added until a person accepts it', async () => {
    const work = await running();
    await work.run('task_annotate', { id: 2, text: 'A hint' }, RUN);
    await work.run('task_modify', { filter: '3', description: 'Added, better' }, RUN);
    await work.run('task_accept', { filter: '3' });
    expect(await work.refused('task_delete', { id: 3 }, RUN)).toMatchObject({ code: 'forbidden' });
  });
});

test('status says that the process starts, and only later that it does not run', async () => {
  const work = await workspace();
  await work.run('orchestrator_start');
  expect(await work.text('orchestrator_status')).toContain('Its process is starting.');
  work.pass(11_000);
  expect(await work.text('orchestrator_status')).toContain(
    'Its process is not running: it starts with the next change',
  );
});

test.each(['queued', 'preparing', 'running', 'checking', 'changes_requested', 'approved', 'merging'] as const)(
  'the next step of a task in a %s run is never "nothing"',
  async (state) => {
    const work = await workspace();
    await work.run('task_add', { description: 'T' });
    await runIn(work, state, { number: 1 });
    const { tasks } = await work.run<Told>('orchestrator_explain', { filter: '1' });
    const next = tasks[0]!.reasons.find(({ why }) => why === 'run')?.next;
    expect(next).toBe('run_show r1 shows its progress');
  },
);

test('the setting lets tasks of agents start, within the cap of the queue, and shows the cap', async () => {
  const work = await workspace();
  for (const n of [1, 2, 3]) await work.run('task_add', { description: `T${n}`, scope: [`src/${n}/**`] }, AGENT);
  await work.run('setting_set', { name: 'orchestrator.added', value: 'start' });
  await work.run('setting_set', { name: 'orchestrator.addedPerQueue', value: 2 });
  expect(await work.refused('setting_set', { name: 'orchestrator.added', value: 'wait' }, AGENT)).toMatchObject({
    code: 'forbidden',
  });
  expect(Object.values(await decided(work))).toEqual(['starts', 'starts', 'cap']);
  expect(await work.text('orchestrator_explain')).toContain(
    'the limit of added tasks is reached: 2 tasks of agents since a person started the orchestrator',
  );
});

/** Runs random nights in fast motion: started runs end and add tasks; returns the starts with their times. */
function night(seedOf: { added: readonly number[]; minutes: readonly number[] }, intake: SchedulerSnapshot['intake']) {
  const tasks: Task[] = [task(1), task(2), task(3)];
  const all: Run[] = [];
  const starts: { at: number; task: Task }[] = [];
  let now = NOW;
  for (const [n, minutes] of seedOf.minutes.entries()) {
    const { starts: begun } = decide(
      scene(
        tasks
          .filter(({ uuid }) => !all.some((one) => one.task === uuid))
          .concat(
            tasks
              .filter(({ uuid }) => all.some((one) => one.task === uuid))
              .map((one) => ({ ...one, status: 'completed', end: at(0) }) as Task),
          ),
        {
          runs: all,
          now,
          ...(intake ? { intake } : {}),
        },
      ),
      LIMITS,
    );
    for (const { task: one } of begun) {
      starts.push({ at: now, task: one });
      const number = all.length + 1;
      all.push(run(number, one.id, 'merged', { at: at((now - NOW) / MINUTE), since: at((now - NOW) / MINUTE) }));
      for (let more = seedOf.added[(n + number) % seedOf.added.length]!; more > 0; more--)
        tasks.push(
          task(tasks.length + 1, {
            awaits: { why: 'added', at: at(0), actor: `ai:claude#r${number}`, run: `r${number}` },
          }),
        );
    }
    now += minutes * MINUTE;
  }
  return starts;
}

const nights = fc.record({
  added: fc.array(fc.nat(4), { minLength: 1, maxLength: 5 }),
  minutes: fc.array(fc.integer({ min: 1, max: 45 }), { minLength: 20, maxLength: 60 }),
});

test('random nights: no task of an agent starts by default, and the caps of run, hour and queue hold', () => {
  const caps = fc.record({ run: fc.nat(3), hour: fc.nat(6), queue: fc.nat(20) });
  fc.assert(
    fc.property(nights, caps, (seed, intake) => {
      expect(night(seed, undefined).filter(({ task: one }) => one.awaits)).toEqual([]);
      const added = night(seed, intake).filter(({ task: one }) => one.awaits);
      expect(added.length).toBeLessThanOrEqual(intake.queue);
      const byRun = groupedBy(added, ({ task: one }) => one.awaits!.run);
      for (const of of byRun.values()) expect(of.length).toBeLessThanOrEqual(intake.run);
      for (const { at: from } of added)
        expect(added.filter(({ at: when }) => when >= from && when < from + 60 * MINUTE).length).toBeLessThanOrEqual(
          intake.hour,
        );
    }),
    { seed: SEED, numRuns: runs(20, 2_000) },
  );
});

test('caps that are not reached let tasks of agents start, and each reached cap says so', () => {
  const added = (id: number, of: string) => task(id, { awaits: { why: 'added', at: at(-9), actor: 'ai:x', run: of } });
  const tasks = [added(1, 'r1'), added(2, 'r1'), added(3, 'r2')];
  const held = (intake: SchedulerSnapshot['intake']) => {
    const { starts, holds } = decide(scene(tasks, { ...(intake ? { intake } : {}) }), LIMITS, { thorough: true });
    return [starts.length, ...Array.from(holds.values(), (one) => (one[0]?.why === 'cap' ? one[0].cap : one[0]?.why))];
  };
  expect(held({ run: 5, hour: 5, queue: 5 })).toEqual([3]);
  expect(held({ run: 1, hour: 5, queue: 5 })).toEqual([2, 'run']);
  expect(held({ run: 5, hour: 2, queue: 5 })).toEqual([2, 'hour']);
  expect(held({ run: 5, hour: 5, queue: 1 })).toEqual([1, 'queue', 'queue']);
  expect(held(undefined)).toEqual([0, 'awaits', 'awaits', 'awaits']);
  expect(uuidOf(1)).toBe(tasks[0]!.uuid);
});
