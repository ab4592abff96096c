import { expect, test } from 'vitest';
import { forecastText } from '../../src/text/runs/schedule.ts';
import { gitProject, resultOf, runIn } from '../support/runs.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';
import { task } from './support/scene.ts';

test('the limits of one are in the singular', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'A' });
  await work.run('orchestrator_start', { agents: 1, tries: 1, failures: 1 });
  work.pass(1000);
  await runIn(work, 'failed', { number: 1, reason: { code: 'crashed', text: 'exit 1' } });
  expect(await work.text('orchestrator_status')).toContain(
    '\n0 of 1 run active, 1 of 1 failure in a row, 1 try per task\n',
  );
});

test.each([
  [13, '… and 1 more wave\n'],
  [14, '… and 2 more waves\n'],
])('of %i waves, the text counts the others', (count, expected) => {
  const waves = Array.from({ length: count }, (_, i) => ({
    wave: i + 1,
    tasks: [{ task: task(i + 1), agent: 'worker', endsMs: 0 }],
  }));
  const told = { waves, critical: [], unblocking: [], left: [], assumed: ['Assumed: x.'] };
  expect(forecastText(told)).toContain(expected);
});

test.each([
  ['cli', '… and 1 more: --limit shows them'],
  ['mcp', '… and 1 more: limit shows them'],
] as const)('the usage names the limit for the door %s', async (door, expected) => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'A' });
  for (const agent of ['claude', 'codex'])
    await runIn(work, 'discarded', { number: 1, agent, rounds: [{ n: 1, why: 'start', at: '2026-07-30T14:00:00Z' }] });
  expect(await work.text('usage', { limit: 1 }, { ...ADA, door })).toContain(expected);
});

test('unreviewed results are a limit: the status counts them, a held task names the next step, 0 removes it', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  for (const description of ['A', 'B']) await work.run('task_add', { description });
  await work.run('orchestrator_start', { unreviewed: 1 });
  work.pass(1000);
  await runIn(work, 'review', { number: 1, result: resultOf() });
  expect(await work.text('orchestrator_status')).toContain('1 of 1 unreviewed result');
  expect(await work.text('orchestrator_explain', { filter: '2' })).toContain('1 result of at most 1 is in review');
  expect(await work.text('orchestrator_explain', { filter: '2' }, { ...ADA, door: 'cli' })).toContain(
    'backlog run list --state review shows them',
  );
  await work.run('orchestrator_start', {});
  expect(await work.run('orchestrator_status')).toMatchObject({ limits: { unreviewed: 1 } });
  await work.run('orchestrator_start', { unreviewed: 0 });
  expect(await work.text('orchestrator_status')).not.toContain('unreviewed');
  expect(await work.refused('orchestrator_start', { unreviewed: -1 })).toMatchObject({ code: 'invalid' });
});
