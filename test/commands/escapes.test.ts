import { expect, test } from 'vitest';
import { isLarge } from '../../src/domain/runs/hidden/large-task.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { refusalOf } from '../support/refusal.ts';
import { inRun, runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { taskIn } from './claimed.ts';

const SCRIPT: Caller = { actor: { kind: 'system', name: 'ci' }, holder: 'system:ci' };
const CALLERS = { 'the agent of the run': inRun('r1'), 'another agent': agent('s2'), 'a script': SCRIPT } as const;
const FROM = { criteria: 3, hours: 8 };

/** A large task with a run, which has a result in review or still works. */
async function large(fields: object, rule?: string): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Sync', ...fields }, agent('planner'));
  const settings = { hiddenTests: 'node $BACKLOG_TEST', hiddenCriteria: '3', hiddenHours: '8' };
  for (const [name, value] of Object.entries(settings)) await work.run('setting_set', { name: `runs.${name}`, value });
  if (rule !== undefined) {
    await work.run('setting_set', { name: 'autonomy.small.then', value: 'land' });
    await work.run('setting_set', { name: 'autonomy.small.task', value: rule });
  }
  await runIn(work, 'review', { number: 1 });
  return work;
}

const CRITERIA = { acceptance: ['one', 'two', 'three'] };
const HOURS = { estimate: '9h' };
const modify = (fields: object) => ['task_modify', { filter: '1', ...fields }] as const;
const imported = (fields: object) => (work: TestWorkspace) => {
  const { uuid, description } = taskIn(work.opened.store.state, 1);
  return ['task_import', { existing: 'update', tasks: [{ uuid, description, ...fields }] }] as const;
};

/** Ways to make the task small. */
const WAYS: [string, object, readonly [string, object] | ((work: TestWorkspace) => readonly [string, object])][] = [
  ['a short estimate', HOURS, modify({ estimate: '1h' })],
  ['no estimate', HOURS, modify({ estimate: '' })],
  ['a short estimate in an imported row', HOURS, imported({ estimate: 'PT1H' })],
  ['fewer criteria', CRITERIA, modify({ acceptance: ['one'] })],
  ['one criterion for all', CRITERIA, modify({ acceptance: 'one, two and three' })],
  ['no criterion', CRITERIA, modify({ acceptance: '' })],
  ['fewer criteria in an imported row', CRITERIA, imported({ acceptance: ['one'] })],
];

test.each(Object.entries(CALLERS).flatMap(([who, caller]) => WAYS.map((way) => [who, ...way, caller] as const)))(
  '%s does not make a task of a run small by %s',
  async (_, __, fields, way, caller) => {
    const work = await large(fields);
    const [name, input] = typeof way === 'function' ? way(work) : (way as readonly [string, object]);
    const code = await work.run(name, input, caller).then(
      () => undefined,
      (error) => error.code,
    );
    // Another refusal would show nothing about this one.
    expect([undefined, 'forbidden', 'claimed']).toContain(code);
    expect(isLarge(taskIn(work.opened.store.state, 1), FROM)).toBe(true);
  },
);

test('undoing an estimate during the run does not make the task small, and the refusal says why', async () => {
  const work = await large({});
  const planner = agent('s2');
  await work.run('task_modify', { filter: '1', estimate: '9h' }, planner);
  await work.run('task_undo', {}, planner).catch(() => undefined);
  expect(isLarge(taskIn(work.opened.store.state, 1), FROM)).toBe(true);
  const short = () => work.run('task_modify', { filter: '1', estimate: '1h' }, inRun('r1'));
  expect(await refusalOf('task_modify', short)).toMatchObject({
    code: 'forbidden',
    message: 'only a person may change estimate of task 1 while run r1 has it',
    hint: expect.stringContaining('Judges write hidden tests for a task of its size.'),
  });
  await work.run('task_modify', { filter: '1', estimate: '10h' }, inRun('r1'));
  await work.run('task_modify', { filter: '1', estimate: '1h' }, ADA);
  expect(isLarge(taskIn(work.opened.store.state, 1), FROM)).toBe(false);
});

/** Filters of a rule, and the change by which the task would match. */
const CHOICES: [filter: string, fields: Record<string, unknown>][] = [
  ['checks:unit', { checks: 'unit' }],
  ['+docs', { tags: '+docs' }],
  ['project:web', { project: 'web' }],
  ['due.any:', { due: '2099-01-01' }],
  ['validation_profile:unit', { checks: 'unit' }],
];

test.each(CHOICES)('no agent changes what the rule with the filter %s reads: %j', async (filter, fields) => {
  const work = await large({}, filter);
  await work.run('task_add', { description: 'Other' });
  await work.run('setting_set', { name: 'checks.unit', value: 'true' });
  const before = taskIn(work.opened.store.state, 1);
  for (const caller of Object.values(CALLERS)) {
    const refusal = await refusalOf(filter, () => work.run('task_modify', { filter: '1', ...fields }, caller));
    expect(['forbidden', 'claimed']).toContain(refusal.code);
    expect(taskIn(work.opened.store.state, 1)).toEqual(before);
  }
  await work.run('task_modify', { filter: '1', ...fields }, ADA);
});

/**
 * Filters by which no rule lands (runs/autonomy/choices.test.ts), so that planning may change what they read. The first one
 * reads nothing that planning changes.
 */
const UNREAD = ['type:docs', 'estimate.below:PT2H', 'scheduled.any:', '+WAITING', 'urgency.below:1'];

test.each(UNREAD)('beside a rule with the filter %s, the agent of a run may plan its task', async (filter) => {
  const work = await large({}, filter);
  await work.run('task_modify', { filter: '1', estimate: '1h', scheduled: '2099-01-01' }, inRun('r1'));
});

test('the list of rules says which of them decide nothing, and why', async () => {
  const work = await large({}, 'estimate.below:PT2H');
  await work.run('setting_set', { name: 'autonomy.law.then', value: 'ask' });
  await work.run('setting_set', { name: 'autonomy.law.task', value: '+WAITING' });
  const told = await work.text('autonomy_list');
  expect(told).toContain('lands nothing: its filter reads estimate, which agents can change');
  expect(told).toContain('law always asks: its filter reads +WAITING, which agents can change');
});
