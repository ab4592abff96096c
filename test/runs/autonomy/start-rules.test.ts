import { expect, test } from 'vitest';
import { rulesOf } from '../../../src/domain/autonomy/rule.ts';
import { SCHEDULE_LEASE } from '../../../src/domain/kinds/lease.ts';
import { startRuleOf, startRules } from '../../../src/runs/autonomy/start-rules.ts';
import { lead } from '../../../src/runs/upkeep/leadership.ts';
import { checkStill } from '../../../src/scheduler/loop/launch.ts';
import { freshMemory, schedulingPass } from '../../../src/scheduler/loop/scheduling-pass.ts';
import { schedulerSnapshot } from '../../../src/scheduler/snapshot.ts';
import { ownIdentity } from '../../../src/work/processes/processes.ts';
import { gitProject } from '../../support/runs.ts';
import { ADA, agent, testWorkspace } from '../../support/workspace.ts';

const isTask = (filter: string) => ({ yes: true, no: false })[filter];
const START = { 'docs.then': 'start', 'docs.path': 'docs/**' };

test.each<[string, Record<string, string>, string[], boolean]>([
  ['no rule starts nothing', {}, ['docs/a.md'], false],
  ['a scope inside', START, ['docs/a.md', 'docs/b/**'], true],
  ['one glob outside', START, ['docs/a.md', 'src/**'], false],
  ['a glob that reaches further', START, ['**/*.md'], false],
  ['a path that climbs', START, ['docs/../src/a.ts'], false],
  ['no scope, which is all files', START, [], false],
  ['a rule without path', { 'all.then': 'start', 'all.task': 'yes' }, [], true],
  ['another task', { ...START, 'docs.task': 'no' }, ['docs/a.md'], false],
  ['a filter that nobody can read', { ...START, 'docs.task': '?' }, ['docs/a.md'], false],
  ['ask by path wins', { ...START, 'law.path': 'docs/law/**' }, ['docs/**'], false],
  ['ask by another path does not', { ...START, 'law.path': 'src/**' }, ['docs/**'], true],
  ['ask by path, of a task without scope', { 'all.then': 'start', 'law.path': 'src/**' }, [], false],
  ['a mistake in a rule', { ...START, 'x.then': 'ask', 'x.lines': '3' }, ['docs/a.md'], false],
])('%s', (_, fields, scope, starts) => {
  const set = rulesOf(Object.entries(fields).map(([name, value]) => [`autonomy.${name}`, value]));
  const entries = scope.map((glob) => ({ glob }));
  expect(startRuleOf(set, entries, isTask) !== undefined).toBe(starts);
});

test('the orchestrator starts a task of an agent by a rule, others of agents wait', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Explain', type: 'docs' }, agent('s1'));
  await work.run('task_add', { description: 'Rebuild' }, agent('s1'));
  await work.run('setting_set', { name: 'autonomy.docs.then', value: 'start' });
  await work.run('setting_set', { name: 'autonomy.docs.task', value: 'type:docs' });
  const told = await work.run<{ tasks: { task: { id: number }; reasons: { why: string }[] }[] }>(
    'orchestrator_explain',
  );
  const why = (id: number) => told.tasks.find(({ task }) => task.id === id)?.reasons.map((one) => one.why) ?? [];
  expect(why(1)).not.toContain('awaits');
  expect(why(2)).toContain('awaits');
});

test.each([
  ['start', '-DOC'],
  ['start', 'estimate.below:9h'],
  ['start', 'extra.severity:low'],
  ['ask', '+DOC'],
])('a rule with %s and the filter %s, which agents can change, starts nothing', async (effect, filter) => {
  const work = await testWorkspace();
  const { uuid } = await work.run<{ uuid: string }>(
    'task_add',
    { description: 'Explain', estimate: '1h' },
    agent('s1'),
  );
  await work.run(
    'task_import',
    { existing: 'update', tasks: [{ uuid, description: 'Explain', severity: 'low' }] },
    agent('s1'),
  );
  for (const [name, value] of Object.entries({
    'all.then': 'start',
    ...(effect === 'ask' ? { 'law.then': 'ask', 'law.task': filter } : { 'all.task': filter }),
  }))
    await work.run('setting_set', { name: `autonomy.${name}`, value });
  const starts = await startRules(work.opened.context(ADA));
  expect(starts!(work.opened.store.state.get('task', uuid)!)).toBe(false);
});

test('after a person stopped autonomy, the orchestrator starts nothing, also what it has decided to start', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('agent_add', { name: 'one', provider: 'command', argv: [process.execPath] });
  await work.run('setting_set', { name: 'runs.agent', value: 'one' });
  for (const [n, description] of ['Explain', 'Rebuild'].entries())
    await work.run('task_add', { description, scope: `src/${n}/**` });
  await work.run('orchestrator_start', { agents: 2 });
  const context = () => work.opened.context(ADA);
  const self = ownIdentity();
  await lead(work.opened.store, SCHEDULE_LEASE, self, context());
  const started: (number | string)[] = [];
  const pass = (stops: boolean) =>
    schedulingPass(context, self, freshMemory(), {
      snapshot: schedulerSnapshot,
      launch: async (now, by, { task }) => {
        if (stops) await work.run('autonomy_stop');
        await now.write('given', (tx) => checkStill(tx, now, by));
        started.push(task.id);
      },
    });
  await pass(true);
  await pass(false);
  expect(started).toEqual([]);
  await work.run('autonomy_start');
  await pass(false);
  expect(started.sort()).toEqual([1, 2]);
});
