import { expect, test } from 'vitest';
import type { BacklogError } from '../../src/domain/errors.ts';
import { gitProject, resultOf, runIn } from '../support/runs.ts';
import { ADA, workspaces } from '../support/workspace.ts';

/** Task 1 of project web has a run in review, task 2 has none. The program of the agent ends at once. */
const queue = workspaces(async (work) => {
  await gitProject(work);
  await work.opened.context(ADA).make();
  for (const description of ['One', 'Two']) await work.run('task_add', { description, project: 'web' });
  await work.run('agent_add', { name: 'helper', argv: ['true'] });
  await runIn(work, 'review', { number: 1, result: resultOf({ files: 0 }) });
});

interface Started {
  runs: { run: { id: string } }[];
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
  expect(notes).toContain('task 1 was left out: run r1 has it (review)');
  const again = await work
    .run('run_start', { filter: 'project:web id:1', agent: 'helper' })
    .catch((error: unknown) => error as BacklogError);
  expect(again).toMatchObject({ code: 'conflict', message: 'task 1 is claimed by run r1 (review)' });
});
