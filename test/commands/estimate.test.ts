import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { gitProject, inRun, runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

async function estimated(estimate?: string): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Fix login', ...(estimate ? { estimate } : {}) });
  return work;
}

const stored = ({ opened }: TestWorkspace, number = 1): Task =>
  [...opened.store.state.all('task')].map(([, one]) => one).find(({ id }) => id === number)!;
const AI = agent('s1');

test("an agent's estimate is kept beside a person's, and the answer says so", async () => {
  const work = await estimated('2h');
  expect(stored(work).estimates).toMatchObject({ person: { estimate: 'PT2H', actor: 'human:ada' } });
  const { notes } = await work.run<{ notes: string[] }>('task_modify', { filter: '1', estimate: '5h' }, AI);
  expect(notes).toEqual(['Task 1 keeps its estimate PT2H by human:ada; yours (PT5H) is kept beside it.']);
  expect(stored(work)).toMatchObject({
    estimate: 'PT2H',
    estimates: { person: { estimate: 'PT2H' }, agent: { estimate: 'PT5H', actor: expect.stringMatching(/^ai:/) } },
  });
  expect(await work.text('task_info', { id: 1 })).toMatch(
    /estimates: PT2H by human:ada on 2026-07-30, PT5H by ai:\S+ on 2026-07-30/,
  );
});

test('without a person only the last agent counts; then a person decides; a repeated estimate changes nothing', async () => {
  const work = await estimated();
  await work.run('task_modify', { filter: '1', estimate: '5h' }, AI);
  expect(stored(work)).toMatchObject({ estimate: 'PT5H', estimates: { agent: { estimate: 'PT5H' } } });
  work.pass(60_000);
  const { tasks } = await work.run<{ tasks: Task[] }>('task_modify', { filter: '1', estimate: 'PT5H' }, AI);
  expect(tasks).toEqual([]);
  await work.run('task_modify', { filter: '1', estimate: '3h' }, agent('s2'));
  expect(stored(work)).toMatchObject({ estimate: 'PT3H', estimates: { agent: { estimate: 'PT3H' } } });
  await work.run('task_modify', { filter: '1', estimate: '1h' });
  expect(stored(work)).toMatchObject({
    estimate: 'PT1H',
    estimates: { person: { estimate: 'PT1H' }, agent: { estimate: 'PT3H' } },
  });
});

test('an agent clears only its own estimate, a person both', async () => {
  const work = await estimated('2h');
  await work.run('task_modify', { filter: '1', estimate: '5h' }, AI);
  await work.run('task_modify', { filter: '1', estimate: null }, AI);
  expect(stored(work)).toMatchObject({ estimate: 'PT2H' });
  expect(stored(work).estimates).toEqual({ person: expect.objectContaining({ estimate: 'PT2H' }) });
  await work.run('task_modify', { filter: '1', estimate: '5h' }, AI);
  await work.run('task_modify', { filter: '1', estimate: null });
  expect(stored(work)).not.toHaveProperty('estimate');
  expect(stored(work)).not.toHaveProperty('estimates');
});

test('an estimate that nobody signed stays, as if a person had made it', async () => {
  const work = await estimated();
  await work.opened.context(ADA).write('given', (tx) => {
    const task = stored(work);
    tx.put('task', task.uuid, { ...task, estimate: 'PT2H' });
  });
  for (const estimate of ['5h', '6h']) await work.run('task_modify', { filter: '1', estimate }, AI);
  expect(stored(work)).toMatchObject({ estimate: 'PT2H', estimates: { agent: { estimate: 'PT6H' } } });
});

test("an agent's import can't make a person's estimate; its undo gives back what was", async () => {
  const work = await estimated('2h');
  const { uuid } = stored(work);
  const person = { at: '2026-01-01T00:00:00Z', actor: 'human:ada', estimate: 'PT9H' };
  const rows = [{ uuid, description: 'Fix login', estimate: 'PT9H', estimates: { person } }];
  await work.run('task_import', { tasks: rows, existing: 'update' }, AI);
  expect(stored(work).estimates?.person?.actor).not.toBe('human:ada');
  await work.run('task_undo', {}, AI);
  expect(stored(work)).toMatchObject({ estimate: 'PT2H', estimates: { person: { actor: 'human:ada' } } });
});

test('a report of progress is one note per author; all views show the remaining time', async () => {
  const work = await estimated('2h');
  const supervisor = { host: 'there', boot: 'b', pid: 7, start: '1' };
  await runIn(work, 'running', { number: 1, supervisor, rounds: [{ n: 1, why: 'start', at: '2026-07-30T14:30:00Z' }] });
  const agentOfRun = inRun('r1');
  work.pass(3 * 60_000);
  expect(await work.text('run_list')).toContain('about 1 h 57 min left by its estimate');
  await work.run('task_annotate', { id: 1, text: 'Reading', progress: '20%' }, agentOfRun);
  expect(await work.text('run_list')).toContain('about 12 min left (reported, 20%)');
  work.pass(3 * 60_000);
  const said = await work.text('task_annotate', { id: 1, text: 'Tests are next', progress: '2 min left' }, agentOfRun);
  expect(said).toBe('Progress of #1 Fix login: PT2M');
  expect(stored(work).annotations).toMatchObject([{ text: 'Tests are next', progress: 'PT2M' }]);
  expect(await work.text('run_list')).toContain('about 2 min left (reported)');
  expect(await work.text('task_info', { id: 1 })).toContain(
    'time left: about 2 min left (reported): "Tests are next" (ai:claude-code#r1, 0 s ago)',
  );
  const now = await work.run<{ running: { left: { ms: number } }[] }>('report_now');
  const { working } = await work.run<{ working: { left: { ms: number; by: string } }[] }>('backlog_status');
  const simulated = await work.run<{ waves: { tasks: { endsMs: number; by: string }[] }[] }>('orchestrator_simulate');
  expect(now.running[0]?.left).toMatchObject({ ms: 120_000, by: 'progress', said: 'Tests are next' });
  expect(working[0]?.left).toMatchObject({ ms: 120_000, by: 'progress' });
  expect(simulated.waves[0]?.tasks[0]).toMatchObject({ endsMs: 120_000, by: 'progress' });
  work.pass(3 * 60_000);
  expect(await work.text('run_list')).toContain('longer than reported');
});

test('an interactive session reports, too; who does not work on the task may not', async () => {
  const work = await estimated('2h');
  const progress = { id: 1, text: 'x', progress: '50%' };
  expect(await work.refused('task_annotate', progress, AI)).toMatchObject({
    code: 'conflict',
    hint: expect.stringContaining('task_start 1'),
  });
  await work.run('task_start', { id: 1 }, AI);
  work.pass(5 * 60_000);
  await work.run('task_annotate', progress, AI);
  expect(await work.text('task_info', { id: 1 })).toContain('time left: about 5 min left (reported, 50%)');
  expect(await work.refused('task_annotate', progress, agent('s2'))).toMatchObject({ code: 'claimed' });
  expect(await work.refused('task_annotate', { ...progress, handoff: true }, AI)).toMatchObject({ code: 'usage' });
});

test.each(['fast', '101%', '-5min', '5', '', '50 % done'].map((progress) => [progress]))(
  'progress "%s"',
  async (progress) => {
    const work = await estimated();
    await work.run('task_start', { id: 1 }, AI);
    const call = () => work.run('task_annotate', { id: 1, text: 'x', progress }, AI);
    if (progress === '5') {
      await call();
      expect(stored(work).annotations).toMatchObject([{ progress: '5%' }]);
    } else
      expect(await work.refused('task_annotate', { id: 1, text: 'x', progress }, AI)).toMatchObject({
        code: 'usage',
        message: 'progress: expected 60%, or the remaining time as in 20min left',
      });
  },
);
