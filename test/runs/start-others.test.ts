import { expect, onTestFinished, test, vi } from 'vitest';
import type { BacklogError } from '../../src/domain/errors.ts';
import { gitProject, resultOf, runIn } from '../support/runs.ts';
import { ADA, agent, workspaces } from '../support/workspace.ts';

/** Task 1 of project web has a run in review, task 2 has none. The program of the agent ends at once. */
const queue = workspaces(async (work) => {
  await gitProject(work);
  await work.opened.context(ADA).make();
  for (const description of ['One', 'Two']) await work.run('task_add', { description, project: 'web' });
  await work.run('agent_add', { name: 'helper', argv: ['true'] });
  await runIn(work, 'review', { number: 1, result: resultOf({ files: 0 }) });
});

interface Started {
  runs: { run: { id: string }; id: number }[];
  notes?: string[];
}

test('a filter starts the tasks that have no run, and names the others; ids are refused as a whole', async () => {
  const work = await queue();
  const failure = await work
    .run('run_start', { filter: '1,2', agent: 'helper' })
    .catch((error: unknown) => error as BacklogError);
  expect(failure).toMatchObject({ code: 'conflict', message: 'task 1 is claimed by run r1 (review)' });
  const { runs, notes } = await work.run<Started>('run_start', { filter: 'project:web', agent: 'helper' });
  expect(runs.map(({ run }) => run.id)).toEqual(['r2']);
  expect(notes).toContain('task 1 was left out: it is claimed by run r1, which is in review');
  const again = await work
    .run('run_start', { filter: 'project:web id:1', agent: 'helper' })
    .catch((error: unknown) => error as BacklogError);
  expect(again).toMatchObject({ code: 'conflict', message: 'task 1 is claimed by run r1 (review)' });
});

test('a filter starts what could start now, and says for each other task why not', async () => {
  const work = await queue();
  const add = (input: object) => work.run('task_add', { project: 'site', ...input });
  await add({ description: 'Free' });
  await add({ description: 'Behind it', depends: '3' });
  await add({ description: 'Later', scheduled: '2099-01-01' });
  await add({ description: 'Of a session' });
  await add({ description: 'Of Ada' });
  await add({ description: 'A parent' });
  await work.run('task_add', { description: 'A part', parent: '8' });
  await add({ description: 'Of somebody else', agent: 'codex' });
  await work.run('task_start', { id: '6' }, agent('s1'));
  await work.run('task_start', { id: '7' });
  const { runs, notes } = await work.run<Started>('run_start', { filter: 'project:site', agent: 'helper' });
  expect(runs.map(({ id }) => id)).toEqual([3, 7, 10]);
  expect(notes?.filter((note) => note.includes('left out'))).toEqual([
    'task 6 was left out: #6 Of a session is claimed by session s1; the claim expires in 10 min unless renewed.',
    'task 5 was left out: it is scheduled for 2099-01-01',
    'task 8 was left out: it has open subtasks: #9 A part',
    'task 4 was left out: it is blocked by #3 Free',
  ]);
  const named = await work.refused('run_start', { filter: '4,5', agent: 'helper' });
  expect(named.message).toBe('task 4 is blocked by #3 Free');
  const forced = await work.refused('run_start', { filter: 'project:site', agent: 'helper', force: true });
  expect(forced.message).toContain('task 3 is claimed by run r2');
});

test('a filter leaves out tasks whose agent is not installed, and starts the others; ids are refused as a whole', async () => {
  const work = await queue();
  vi.stubEnv('PATH', '/usr/bin:/bin');
  onTestFinished(() => void vi.unstubAllEnvs());
  await work.run('task_add', { description: 'Three', project: 'site', agent: 'helper' });
  await work.run('task_add', { description: 'Four', project: 'site', agent: 'codex' });
  const missing = 'agent codex: no program codex is in PATH';
  expect((await work.refused('run_start', { filter: '3,4' })).message).toBe(missing);
  const { runs, notes } = await work.run<Started>('run_start', { filter: 'project:site' });
  expect(runs.map(({ id }) => id)).toEqual([3]);
  expect(notes).toContain(`task 4 was left out: ${missing}`);
  expect((await work.refused('run_start', { filter: 'project:site id:4' })).message).toBe(missing);
});
