import { expect, test } from 'vitest';
import { TASK_FIELDS } from '../../../src/domain/fields/table.ts';
import { VIRTUAL_TAGS } from '../../../src/domain/urgency/virtual-tags.ts';
import { ATTRIBUTES } from '../../../src/filter/tables/attributes.ts';
import { ruleFilters } from '../../../src/runs/autonomy/rule-reader.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { taskIn } from '../../commands/claimed.ts';
import { gitProject, inRun, runWithResult } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const SCRIPT: Caller = { actor: { kind: 'system', name: 'ci' }, holder: 'system:ci' };
const CALLERS = { 'the agent of the run': inRun('r1'), 'another agent': agent('s2'), 'a script': SCRIPT } as const;

/** A result in review of task 1, which is part of task 2, and a rule that lands it if its task matches. */
async function ruled(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Explain', type: 'docs', due: '2099-01-05' });
  for (const description of ['Above', 'Other']) await work.run('task_add', { description });
  await work.run('task_modify', { filter: '1', parent: '2' });
  await work.run('view_set', { name: 'mine', filter: '+chore' });
  await work.run('setting_set', { name: 'checks.unit', value: 'true' });
  await work.run('goal_save', { records: [{ kind: 'goal', title: 'Better texts' }] });
  await runWithResult(work, { 'docs/a.md': 'Say more.\n' }, { number: 1 });
  await work.run('setting_set', { name: 'autonomy.docs.then', value: 'land' });
  return work;
}

/** What each filter of a rule answers about task 1. Undefined: no rule lands by it. */
async function answers(work: TestWorkspace): Promise<ReadonlyMap<string, boolean | undefined>> {
  await work.opened.store.refresh();
  const { isTask } = await ruleFilters(
    work.opened.context(ADA),
    FILTERS.map((task) => ({ task })),
  );
  const { uuid } = taskIn(work.opened.store.state, 1);
  return new Map(FILTERS.map((filter) => [filter, isTask(filter, uuid)]));
}

/** The filters with another answer than before. */
const changedIn = (before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>) =>
  FILTERS.filter((filter) => before.get(filter) !== after.get(filter));

/** A filter for each name that a rule can read, also with the opposite answer, in short, and in other words. */
const FILTERS: readonly string[] = [
  ...new Set([
    ...ATTRIBUTES.flatMap(({ name, example }) => [example, `${name}.none:`, `${name}.any:`]),
    ...VIRTUAL_TAGS.flatMap(({ name }) => [`+${name}`, `-${name}`]),
    ...['@mine', 'word', '/word/', '1.due.any:', '2.due.any:', 'due < 2.due', 'extra.severity:high', 'est.below:2h'],
    ...['blocked_by:3', 'label:chore', 'sched.any:', 'ur.below:5', 'tags.count > 1', '( type:docs -SCHEDULED )'],
  ]),
];

type Act = readonly [name: string, input: object];
const modify = (fields: object): Act => ['task_modify', { filter: '1', ...fields }];

/** A change of every field that a command sets, and of one of another tool. */
const CHANGES: Readonly<Record<string, (work: TestWorkspace) => Act>> = {
  ...Object.fromEntries(
    Object.entries({
      ...{ description: 'A word', project: 'web.ui', priority: 'H', tags: '+chore,+bug', depends: '3' },
      ...{ due: '', scheduled: '2099-01-01', wait: '2099-01-01', until: '2099-01-06', recur: 'weekly' },
      ...{ parent: '', goal: 'I-1', upkeep: 'Because', agent: 'codex', scope: 'docs/a.md', type: 'bug' },
      ...{ estimate: '1h', acceptance: ['one'], checks: 'unit', rank: 1 },
    }).map(([field, value]) => [field, () => modify({ [field]: value })]),
  ),
  extra: (work) => {
    const { uuid, description } = taskIn(work.opened.store.state, 1);
    return ['task_import', { existing: 'update', tasks: [{ uuid, description, severity: 'high' }] }];
  },
};

/** What else an agent does: by its work, with other records, and with other tasks. */
const ACTS: readonly Act[] = [
  ['task_annotate', { id: 1, text: 'word' }],
  ['task_doc_write', { id: 1, name: 'spec', content: 'word' }],
  ['task_doc_write', { id: 1, name: 'other', content: 'word' }],
  ['task_block', { id: 1, reason: 'word' }],
  ['task_unblock', { id: 1 }],
  ['task_start', { id: '1' }],
  ['task_stop', { id: '1' }],
  ['task_add', { description: 'It waits', depends: '1' }],
  ['task_modify', { filter: '2', goal: 'I-1' }],
  ['task_modify', { filter: '2', due: '2099-01-01' }],
  ['task_modify', { filter: '2', upkeep: 'word' }],
  ['view_set', { name: 'mine', filter: 'type:docs' }],
];

test('every field that a command sets has a change in the table', () => {
  const settable = Object.entries(TASK_FIELDS).flatMap(([name, row]) => ('argument' in row ? [name] : []));
  expect(settable.filter((name) => !(name in CHANGES))).toEqual([]);
});

/** Whether a call succeeds. */
const succeeds = (work: TestWorkspace, [name, input]: Act, caller: Caller) =>
  work.run(name, input, caller).then(
    () => true,
    (error: { code?: string }) => {
      if (error.code === undefined || error.code === 'usage') throw error;
      return false;
    },
  );

test('no agent and no script changes the answer of a filter by which a rule lands: by no field', async () => {
  const work = await ruled();
  const before = await answers(work);
  const pairs: [field: string, filters: string[]][] = [];
  for (const [field, change] of Object.entries(CHANGES)) {
    // Such a change by a person says which filters read the field.
    const isDone = await succeeds(work, change(work), ADA);
    // No task begins to recur while it has a run.
    expect(isDone, field).toBe(field !== 'recur');
    if (!isDone) continue;
    pairs.push([field, changedIn(before, await answers(work))]);
    await work.run('task_undo', {});
  }
  expect(changedIn(before, await answers(work))).toEqual([]);
  const chosen: string[] = [];
  for (const [field, filters] of pairs)
    for (const filter of everyNth(12, filters)) {
      await work.run('setting_set', { name: 'autonomy.docs.task', value: filter });
      for (const [who, caller] of Object.entries(CALLERS))
        if (await succeeds(work, CHANGES[field]!(work), caller)) chosen.push(`${who}: ${field}, ${filter}`);
    }
  expect(chosen).toEqual([]);
  expect(pairs.filter(([, filters]) => filters.length === 0).map(([field]) => field)).toEqual(UNREAD);
});

/** Fields that no filter of a rule reads. */
const UNREAD = [
  ...[
    'depends',
    'scheduled',
    'wait',
    'until',
    'goal',
    'upkeep',
    'scope',
    'estimate',
    'acceptance',
    'checks',
    'rank',
    'extra',
  ],
];

test.each(everyNth(3, Object.entries(CALLERS)))(
  '%s changes the answer of no such filter by other acts',
  async (_, caller) => {
    const work = await ruled();
    const before = await answers(work);
    const done: string[] = [];
    for (const act of ACTS) {
      if (await succeeds(work, act, caller)) done.push(act[0]);
      expect(changedIn(before, await answers(work)), JSON.stringify(act)).toEqual([]);
    }
    expect(done).toEqual(expect.arrayContaining(['task_annotate', 'view_set']));
    expect([before.get('type:bug'), before.get('@mine'), before.get('has_doc:yes')]).toEqual([
      false,
      undefined,
      undefined,
    ]);
  },
);
