import { expect, test } from 'vitest';
import { askedBy, gitProject, resultOf, runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

interface Answer {
  next?: { act: string; run?: string; task?: number; criterion?: string; text: string };
  overlapping: string[];
}

const AT_TERMINAL = { ...ADA, door: 'cli' } as const;

async function withTasks(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_import', {
    tasks: [
      { ref: 'a', description: 'First', acceptance: ['It works'], scope: ['src/**'] },
      { description: 'Second', depends: ['a'] },
      { ref: 'c', description: 'Parent' },
      { description: 'Part', parent: 'c' },
    ],
  });
  return work;
}

const nextOf = async (work: TestWorkspace, id: number) => (await work.run<Answer>('task_info', { id })).next;

test('of several tasks that come first, the next step is the one with the lowest number', async () => {
  const work = await testWorkspace();
  for (const description of ['First', 'Part', 'Other part', 'Late']) await work.run('task_add', { description });
  await work.run('task_modify', { filter: '1', depends: '4' });
  await work.run('task_modify', { filter: '3', parent: 1 });
  await work.run('task_modify', { filter: '2', parent: 1 });
  for (const first of [2, 3, 4]) {
    expect(await nextOf(work, 1)).toMatchObject({ act: 'open', task: first });
    await work.run('task_done', { id: first });
  }
  expect(await nextOf(work, 1)).toMatchObject({ act: 'run' });
});

test('the next step follows the task: run, evidence, complete; what comes first; nothing when it is closed', async () => {
  const work = await withTasks();
  expect(await nextOf(work, 1)).toMatchObject({ act: 'run' });
  expect(await nextOf(work, 2)).toMatchObject({ act: 'open', task: 1 });
  expect(await nextOf(work, 3)).toMatchObject({ act: 'open', task: 4 });
  await work.run('task_start', { id: 1 });
  expect(await nextOf(work, 1)).toMatchObject({ act: 'prove', criterion: expect.stringMatching(/^\w+$/) });
  await work.run('task_annotate', { id: 1, criterion: '1', text: 'npm test: 4 passed' });
  expect(await nextOf(work, 1)).toMatchObject({ act: 'complete' });
  await work.run('task_stop', { id: 1, handoff: 'Half is done' });
  expect(await nextOf(work, 1)).toMatchObject({ act: 'start' });
  await work.run('task_block', { id: 1, reason: 'waiting for legal' });
  expect(await nextOf(work, 1)).toMatchObject({ act: 'unblock' });
  await work.run('task_unblock', { id: 1 });
  await work.run('task_done', { id: 1 });
  expect(await nextOf(work, 1)).toBeUndefined();
});

test.each([
  ['asking', 'answer'],
  ['review', 'review'],
  ['failed', 'decide'],
  ['running', 'follow'],
  ['approved', 'follow'],
] as const)('a run that is %s: %s', async (state, act) => {
  const work = await withTasks();
  const run = await runIn(work, state, { number: 1, ...(state === 'review' ? { result: resultOf() } : {}) });
  if (state === 'asking') await askedBy(work, run);
  expect(await nextOf(work, 1)).toMatchObject({ act, run: 'r1' });
});

test('a person at a terminal reads it with the line to type; a brief for an agent is as long as before', async () => {
  const work = await withTasks();
  expect(await work.text('task_info', { id: 2 }, AT_TERMINAL)).toContain('next: task 1 comes first: backlog info 1');
  await runIn(work, 'asking', { number: 1 });
  expect(await work.text('task_info', { id: 1 }, AT_TERMINAL)).toContain('next: run r1: backlog answer r1 --note "…"');
  expect(await work.text('task_info', { id: 1 }, agent('s1'))).not.toContain('next:');
});

test('of the claims of others, those are named that overlap its scope', async () => {
  const work = await withTasks();
  await work.run('claim_acquire', { scope: ['src/deep/*.ts'] }, agent('s1'));
  await work.run('claim_acquire', { scope: ['docs/**'] }, agent('s2'));
  const { overlapping, brief } = await work.run<Answer & { brief: { others: { id: string; holder: string }[] } }>(
    'task_info',
    { id: 1 },
  );
  expect(brief.others).toHaveLength(2);
  expect(brief.others.filter(({ id }) => overlapping.includes(id)).map(({ holder }) => holder)).toEqual(['s1']);
  expect((await work.run<Answer>('task_info', { id: 2 })).overlapping).toEqual([]);
});

test('the line of a refused delete of a running task ends the run, and then the task can be deleted', async () => {
  const work = await withTasks();
  await runIn(work, 'running', { number: 1 });
  const { message, hint } = await work.refused('task_delete', { id: 1 }, AT_TERMINAL);
  expect(message).toContain('task 1 is claimed by run r1');
  expect(hint).toMatch(/To release the task: `?run_stop r1/);
  expect(hint).not.toMatch(/handoff|discard/);
  await work.run('run_stop', { run: 'r1' }, AT_TERMINAL);
  await work.run('task_delete', { id: 1 }, AT_TERMINAL);
});
