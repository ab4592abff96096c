import { expect, test } from 'vitest';
import { gitProject, runIn } from '../support/runs.ts';
import { type TestWorkspace, testWorkspace } from '../support/workspace.ts';

type Explained = {
  starts: { task: { id: number } }[];
  tasks: { task: { id: number }; reasons: { why: string; text?: string }[] }[];
};

/** Four web tasks and an API task, with files that don't overlap. */
async function queue(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  for (const [n, project] of ['web', 'web.shop', 'web', 'web', 'api'].entries())
    await work.run('task_add', { description: `Task ${n + 1}`, project, scope: `src/${n}/**` });
  await work.run('agent_add', { name: 'one', provider: 'command', argv: [process.execPath] });
  await work.run('setting_set', { name: 'runs.agent', value: 'one' });
  return work;
}

const heldByArea = async (work: TestWorkspace) => {
  const { tasks } = await work.run<Explained>('orchestrator_explain');
  return tasks.filter(({ reasons }) => reasons.some(({ why }) => why === 'area')).map(({ task }) => task.id);
};

test('an area with its limit of unreviewed results starts no more of its tasks, and others go on', async () => {
  const work = await queue();
  await work.run('orchestrator_start', { agents: 9, areas: 'project:web=2' });
  expect(await work.text('orchestrator_status')).toContain('at most 2 unreviewed results of project:web');
  // Two of four may start; their results are counted before they exist.
  expect((await heldByArea(work)).length).toBe(2);
  await runIn(work, 'review', { number: 1 });
  await runIn(work, 'running', { number: 2 });
  expect(await heldByArea(work)).toEqual([3, 4]);
  expect(await work.text('orchestrator_explain', { filter: '3' })).toContain(
    '1 result of at most 2 of project:web is in review, with 1 active run',
  );
  await work.run('orchestrator_start', { areas: 'project:web=3,project:api=1' });
  expect((await heldByArea(work)).length).toBe(1);
  await work.run('orchestrator_start', { areas: '' });
  expect(await heldByArea(work)).toEqual([]);
  expect(await work.text('orchestrator_status')).not.toContain('unreviewed');
});

test('both limits hold, whichever is reached first', async () => {
  const work = await queue();
  await work.run('orchestrator_start', { agents: 9, unreviewed: 1, areas: 'project:web=3' });
  await runIn(work, 'review', { number: 5 });
  const { tasks } = await work.run<Explained>('orchestrator_explain');
  expect(tasks.flatMap(({ reasons }) => reasons.map(({ why }) => why))).toContain('unreviewed');
});

test.each([
  ['project:web', 'areas: expected a filter with a number, as project:web=4, received project:web'],
  ['=4', 'areas: expected a filter with a number, as project:web=4, received =4'],
  ['project:web=0', 'areas'],
  ['due.before:xyzzy=3', 'xyzzy'],
])('%s is no area', async (areas, message) => {
  const work = await testWorkspace();
  expect((await work.refused('orchestrator_start', { areas })).message).toContain(message);
});
