import { expect, test } from 'vitest';
import { testWorkspace } from '../support/workspace.ts';
import { wholePlan } from './plan.ts';

interface Listed {
  tasks: { id: number }[];
}

test('filters select by everything that a task serves, inherited from its parent, at any distance', async () => {
  const work = await testWorkspace();
  await wholePlan(work);
  await work.run('goal_add', { title: 'Alone' });
  await work.run('task_add', { description: 'Cache', goal: 1 });
  await work.run('task_add', { description: 'Below', parent: 1 });
  await work.run('task_add', { description: 'Other', goal: 2 });
  await work.run('task_add', { description: 'Update', upkeep: 'Security' });
  await work.run('task_add', { description: 'Nothing' });
  const ids = async (filter: string) => {
    const { tasks } = await work.run<Listed>('task_list', { filter: `${filter} sort:id+` });
    return tasks.map(({ id }) => id);
  };
  for (const filter of ['goal:I-1', 'goal:1', 'bet:B-1', 'outcome:O-1', 'pillar:P-1', 'problem:X-1', 'persona:U-1'])
    expect([filter, await ids(filter)]).toEqual([filter, [1, 2]]);
  expect(await ids('goal:2')).toEqual([3]);
  expect(await ids('bet.is:1')).toEqual([1, 2]);
  expect(await work.run('task_list', { filter: 'bet:B-9' })).toMatchObject({
    tasks: [],
    notes: ['Nothing has bet:B-9.'],
  });
  expect(await work.run('task_list', { filter: 'bet:B-1 +bug' })).toMatchObject({ notes: ['Nothing has +bug.'] });
  expect(await ids('+TRACED')).toEqual([1, 2, 3, 4]);
  expect(await ids('+UPKEEP')).toEqual([4]);
  expect(await ids('-TRACED')).toEqual([5]);
  expect(await ids('goal.none:')).toEqual([4, 5]);
  await work.run('goal_archive', { ids: 'I-1' });
  expect(await ids('goal:1'), 'archived goals are served by nobody').toEqual([]);
});
