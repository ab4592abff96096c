import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { gitProject, resultOf, runIn } from '../support/runs.ts';
import { testWorkspace } from '../support/workspace.ts';

test('results in review: clean ones first, a project together, what blocks most first; so run list and its limit', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  const tasks: [project: string, more?: object][] = [
    ['web'],
    ['api'],
    ['web'],
    ['api'],
    ['web', { acceptance: ['it works'] }],
    ['docs'],
    ['docs', { depends: [4, 6] }],
    ['docs', { depends: [4] }],
    ['docs', { depends: [5] }],
  ];
  for (const [n, [project, more]] of tasks.entries())
    await work.run('task_add', { description: `Task ${n + 1}`, project, ...more });
  for (const number of [1, 2, 3, 4, 5, 6])
    await runIn(work, 'review', { number, result: resultOf({ commit: String(number).repeat(40) }) });
  const listed = async (input: object) =>
    (await work.run<{ runs: { run: Run; id: number }[] }>('run_list', input)).runs.map(({ id }) => id);
  expect(await listed({ state: 'review' })).toEqual([4, 2, 6, 1, 3, 5]);
});
