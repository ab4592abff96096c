import { expect, test } from 'vitest';
import { chainOf, isTraced } from '../../src/goals/chain.ts';
import { whyOf } from '../../src/goals/why.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';
import { planOfWork } from './plan.ts';

test('one goal is enough: tasks get it by number, subtasks inherit it, upkeep has a reason', async () => {
  const work = await testWorkspace();
  const added = await work.text('goal_add', {
    ...{ title: 'First result under 50 ms', why: 'People lose their thread', measure: 'p95 ms', baseline: 400 },
    ...{ target: 50, wont: 'Server-side search' },
  });
  expect(added).toBe(
    'Added goal I-1 First result under 50 ms\nAdd its first task: `task_add {"description":"…","goal":"I-1"}`'.replace(
      /`task_add .*`/,
      '`task_add "…" with goal I-1`',
    ),
  );
  await work.run('task_add', { description: 'Cache the index', goal: 1 });
  await work.run('task_add', { description: 'Write the cache', parent: 1 });
  await work.run('task_add', { description: 'Rank the results', goal: 'i-1' });
  await work.run('task_add', { description: 'Update dependencies', upkeep: 'Security' });
  await work.run('task_add', { description: 'No reason' });
  const { queue } = work.opened.context(ADA);
  const plan = planOfWork(work);
  const task = (id: number) => queue.byId(id)!;
  expect(task(2).goal, 'inherited, not copied').toBeUndefined();
  expect([1, 2, 3, 4, 5].map((id) => isTraced(task(id), queue, plan))).toEqual([true, true, true, true, false]);
  const why = whyOf(task(2), queue, plan)!;
  expect(why.links).toEqual([
    {
      ...{ id: 'I-1', kind: 'goal', title: 'First result under 50 ms', why: 'People lose their thread' },
      ...{ measure: 'p95 ms: 400 → 50', state: 'now', wont: 'Server-side search' },
    },
  ]);
  expect(why.gaps, 'goals alone are enough').toEqual([]);
  expect(why.bounds.tasks, 'neither itself nor what lies above it').toEqual([
    { id: 3, description: 'Rank the results' },
  ]);
  expect(why.bounds.wont).toEqual([{ id: 'I-1', text: 'Server-side search' }]);
  expect(whyOf(task(4), queue, plan)?.upkeep).toBe('Security');
  expect(chainOf(task(5), queue, plan).gaps).toEqual([{ code: 'task.orphan' }]);
});

test('texts tell readings from log entries, an empty plan from no match, and what a change did', async () => {
  const work = await testWorkspace();
  expect(await work.text('goal_list')).toMatch(/^No goals\. Add one/);
  await work.run('goal_add', { title: 'Search', measure: 'ms', target: 50 });
  expect(await work.text('goal_list', { search: 'nowhere' })).toBe('No match. All: goal_list');
  await work.run('goal_modify', { id: 1, reading: 120, reading_note: 'after the index' });
  await work.run('task_add', { description: 'Cache', goal: 1 });
  await work.run('task_done', { id: 1 });
  expect(await work.text('goal_info', { id: 1 })).toMatch(
    /^readings:\n {2}\S.* 120 after the index\nlog:\n {2}\S.*Cache/m,
  );
  const history = await work.text('task_history');
  expect(history).toContain('I-1 readings: +120 "after the index"');
  expect(history).not.toContain('modified');
});

test('the brief of a task without a goal names the call that lists what to choose', async () => {
  const work = await testWorkspace();
  await work.run('goal_add', { title: 'Search' });
  await work.run('task_add', { description: 'No reason' });
  expect(await work.text('task_info', { id: 1 })).toContain('it names no goal and no upkeep reason (goal_health)');
});

test('nothing is asked or shown in a queue without goals', async () => {
  const work = await testWorkspace();
  const answer = await work.text('task_add', { description: 'First' });
  expect(answer).not.toMatch(/goal|upkeep/);
  expect(await work.text('task_info', { id: 1 })).not.toMatch(/goal|upkeep/i);
  const { queue } = work.opened.context(ADA);
  expect(whyOf(queue.byId(1)!, queue, planOfWork(work))).toBeUndefined();
  expect(work.opened.store.state.kinds().filter((kind) => /goal|vision|bet|outcome/.test(kind))).toEqual([]);
});

test('a goal that is unknown, closed or archived takes no task', async () => {
  const work = await testWorkspace();
  await work.run('goal_add', { title: 'Search' });
  expect((await work.refused('task_add', { description: 'x', goal: 9 })).message).toBe(
    'goal: no goal I-9 (did you mean I-1 Search?)',
  );
  await work.run('goal_close', { id: 1, learned: 'It was enough' });
  expect((await work.refused('task_add', { description: 'x', goal: 1 })).message).toBe(
    'goal I-1 is won, so no task can join it',
  );
});

test('an export of tasks with a goal can be read where the goal is missing: the task comes without it, and a warning says so', async () => {
  const work = await testWorkspace();
  await work.run('goal_add', { title: 'Search' });
  await work.run('task_add', { description: 'Cache the index', goal: 1 });
  const document = await work.run<{ tasks: object[] }>('task_export');
  const read = { tasks: document.tasks, format: 'backlog' };
  const other = await testWorkspace();
  const { warnings } = await other.run<{ warnings: string[] }>('task_import', read);
  expect(warnings).toEqual([
    expect.stringContaining('goal: no goal I-1; it was left out'),
    expect.stringContaining('goals have a file of their own'),
  ]);
  expect(other.opened.context(ADA).queue.byId(1)).toMatchObject({ description: 'Cache the index' });
  expect(other.opened.context(ADA).queue.byId(1)!.goal).toBeUndefined();
  const again = await work.run<{ warnings: string[] }>('task_import', { ...read, existing: 'update' });
  expect(again.warnings).toEqual([]);
  expect(work.opened.context(ADA).queue.byId(1)!.goal).toBe('I-1');
});
