import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import { sortTasks } from '../../src/filter/index.ts';
import { putPlan } from '../support/goals.ts';
import { runs, SEED } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const START = Date.parse('2099-07-30T23:30:00Z');
const MINUTE = 60_000;
const at = (minutes: number) => new Date(START + minutes * MINUTE).toISOString().replace('.000Z', 'Z');

const id = fc.integer({ min: 1, max: 9 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
const date = optional(
  fc.oneof(fc.integer({ min: -90, max: 600 }).map(at), fc.constantFrom('2099-07-31', '2099-08-02', '2099-09-30')),
);
const fields = fc.record({
  description: fc.constantFrom('Fix login', 'Write tests'),
  due: date,
  wait: date,
  scheduled: date,
  until: optional(fc.integer({ min: 1, max: 900 }).map(at)),
  priority: optional(fc.constantFrom('H', 'L')),
  project: optional(fc.constantFrom('web', 'web.ui')),
  tags: optional(fc.constantFrom(['bug'], ['bug', 'next'])),
  depends: optional(id.map((one) => [one])),
  parent: optional(id),
  goal: optional(fc.constant('I-1')),
});
const call = (name: string, input: fc.Arbitrary<object>, weight = 1) => ({
  weight,
  arbitrary: fc.record({ name: fc.constant(name), input }),
});
const SORTED = [
  { name: 'urgency.scheduled.coefficient', value: -4 },
  { name: 'urgency.inherit', value: true },
];
const ofTask = fc.record({ id });
const step = fc.oneof(
  call('task_add', fields, 6),
  call(
    'task_modify',
    fc.record({ id, set: fields }).map(({ id, set }) => ({ filter: String(id), ...set })),
    4,
  ),
  ...['task_start', 'task_stop', 'task_delete', 'task_purge', 'task_duplicate'].map((name) => call(name, ofTask)),
  call(
    'task_done',
    ofTask.map((one) => ({ ...one, force: true })),
    2,
  ),
  call(
    'task_block',
    ofTask.map((one) => ({ ...one, reason: 'No answer' })),
  ),
  call('task_undo', fc.constant({}), 2),
  call('task_archive', fc.constant({ filter: 'status:completed or status:deleted' })),
  call('task_archive_restore', ofTask),
  call('task_next', fc.constant({}), 2),
  call(
    'setting_set',
    fc.constantFrom(
      { name: 'urgency.due.coefficient', value: 1 },
      { name: 'urgency.age.max', value: 2 },
      { name: 'urgency.blocking.coefficient', value: -9 },
      { name: 'urgency.blocked.coefficient', value: 6 },
      { name: 'urgency.user.project.web.coefficient', value: 7 },
      { name: 'urgency.user.tag.bug.coefficient', value: -5 },
    ),
    2,
  ),
  // With these, every choice is sorted.
  call('setting_set', fc.constantFrom(...SORTED)),
  call('setting_unset', fc.constantFrom(...SORTED.map(({ name }) => ({ name }))), 3),
  call('goal_modify', fc.constantFrom({ id: 'B-1', state: 'now' }, { id: 'B-1', state: 'next' }), 3),
  call('goal_close', fc.constant({ id: 'I-1', learned: 'Enough', state: 'dropped' })),
  call('goal_modify', fc.constantFrom({ id: 'X-1', severity: 1 }, { id: 'X-1', severity: 5 }), 2),
  call(
    'pass',
    fc.constantFrom(0.5, 10, 45, 180, 1_440, 2_880).map((minutes) => ({ minutes })),
    4,
  ),
);

/** The first tasks. Their urgency differs little, so that each change moves one. */
const TASKS = [
  { description: 'One', due: at(300), goal: 'I-1' },
  { description: 'Two', due: at(200), project: 'web' },
  { description: 'Three', depends: [1], tags: ['bug'] },
  { description: 'Four', parent: 1 },
  { description: 'Five', wait: at(60), due: at(100) },
  { description: 'Six', scheduled: at(90), until: at(500), goal: 'I-1' },
  { description: 'Seven', depends: [6], parent: 1 },
  { description: 'Eight', due: '2099-08-02', parent: 2 },
  { description: 'Nine', priority: 'L', until: at(30) },
];

/** Returns the pending tasks in the order of the ranking, and sorted from scratch. */
function orders({ opened }: TestWorkspace): { ranked?: string; sorted: string } {
  const context = opened.context(ADA);
  const facts = context.facts();
  const { coefficients, queue } = context;
  const ranked = context.ranking.best(facts, coefficients, () => true);
  const names = (tasks: Iterable<{ id: number; uuid: string }>) => Array.from(tasks, (one) => `${one.id}`).join(' ');
  const pending = [...queue.all()].filter(({ status }) => status === 'pending');
  return { sorted: names(sortTasks(pending, [], facts, { coefficients })), ...(ranked && { ranked: names(ranked) }) };
}

test('a ranking follows the bet of a goal, and a dependency that goes', async () => {
  const work = await testWorkspace({ now: START });
  await putPlan(
    work.opened,
    { id: 'B-1', title: 'Speed', state: 'next' },
    { id: 'I-1', title: 'Fast', state: 'now', bet: 'B-1' },
  );
  await work.run('task_add', { description: 'Blocks' });
  await work.run('task_add', { description: 'Serves', goal: 'I-1' });
  await work.run('task_add', { description: 'Next', project: 'web' });
  await work.run('task_add', { description: 'Depends', depends: [1] });
  orders(work);
  const is = (order: string) => expect(orders(work)).toEqual({ ranked: order, sorted: order });
  is('1 3 2 4');
  await work.run('goal_modify', { id: 'B-1', state: 'now' });
  is('1 2 3 4');
  await work.run('setting_set', { name: 'urgency.blocking.coefficient', value: -9 });
  is('2 3 4 1');
  await work.run('task_modify', { filter: '4', depends: [] });
  is('2 3 1 4');
});

soak(
  'commands of two processes, time, settings, goals, undo and archive leave the ranking equal to a sort',
  async () => {
    const done = new Set<string>();
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean()), { minLength: 30, maxLength: 60 }), async (steps) => {
        const first = await testWorkspace({ now: START });
        await putPlan(
          first.opened,
          { id: 'X-1', title: 'Slow', severity: 3 },
          { id: 'B-1', title: 'Speed', state: 'now', problems: ['X-1'] },
          { id: 'I-1', title: 'Fast', state: 'now', bet: 'B-1' },
        );
        for (const n of TASKS.keys()) await first.run('task_add', TASKS[n]);
        const second = await testWorkspace({ now: START, folder: first.folder });
        for (const [{ name, input }, isFirst] of steps) {
          if (name === 'pass')
            for (const one of [first, second]) one.pass((input as { minutes: number }).minutes * MINUTE);
          else {
            const caller = name === 'task_next' || name === 'task_start' ? agent('s1') : ADA;
            await (isFirst ? first : second).run(name, input, caller).then(
              () => done.add(name),
              (error) => {
                if (!(error instanceof BacklogError)) throw error;
              },
            );
          }
          await first.run('task_list');
          const { ranked, sorted } = orders(first);
          if (ranked === undefined) continue;
          compared++;
          expect(ranked).toBe(sorted);
        }
      }),
      { numRuns: runs(1, 150), seed: SEED },
    );
    expect(compared).toBeGreaterThan(50);
    for (const name of ['task_undo', 'task_archive', 'task_next', 'setting_set', 'goal_modify', 'goal_close'])
      expect(done).toContain(name);
  },
);
