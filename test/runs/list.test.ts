import { expect, test } from 'vitest';
import { runList } from '../../src/commands/run/list.ts';
import { runIn } from '../support/runs.ts';
import { testWorkspace } from '../support/workspace.ts';

interface Listed {
  runs: { run: { id: string } }[];
  total: number;
  underWay: number;
}

test('a list of runs is bounded: what waits or is under way first, then the newest of the finished; how many are left out is said', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  for (let n = 0; n < 70; n++) await runIn(work, n === 0 ? 'running' : n === 1 ? 'review' : 'merged', { number: 1 });
  const listed = await work.run<Listed>('run_list', { all: true });
  expect(listed).toMatchObject({ total: 70, underWay: 1 });
  const ids = listed.runs.map(({ run }) => run.id);
  expect([ids.length, ids[0], ids[1], ids[2], ids.at(-1)]).toEqual([50, 'r2', 'r1', 'r23', 'r70']);
  expect(await work.text('run_list', { all: true })).toMatch(/\n20 more are left out; limit 70 shows more$/);
  expect(await work.text('run_list', { all: true, limit: 70 })).not.toContain('left out');
  expect((await work.run<Listed>('run_list')).total).toBe(2);
  expect(runList.settled?.({ ...listed, runs: [] } as never), 'one that is left out is under way all the same').toBe(
    false,
  );
  expect((await work.refused('run_list', { limit: 0 })).code).toBe('usage');
});
