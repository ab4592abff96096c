import { expect, test } from 'vitest';
import { END_NOTICE } from '../../src/domain/kinds/notice.ts';
import { freshMemory, schedulingPass } from '../../src/scheduler/loop/scheduling-pass.ts';
import { processId } from '../../src/work/processes/processes.ts';
import { runIn } from '../support/runs.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

const SELF = processId()!;

test('a task that could not be started and is closed since wakes nobody', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  const context = () => work.opened.context(ADA);
  const [task] = [...context().queue.open()];
  await work.run('task_done', { id: 1 });
  const memory = freshMemory();
  memory.troubled.set(task!.uuid, context().clock.now - 1);
  expect(await schedulingPass(context, SELF, memory)).toBe(Number.POSITIVE_INFINITY);
});

test('what waits for its pull request is not looked at again and again; what waits to be merged is', async () => {
  const work = await testWorkspace();
  for (const description of ['First', 'Second']) await work.run('task_add', { description });
  const context = () => work.opened.context(ADA);
  const { now } = context().clock;
  const commit = 'a'.repeat(40);
  const proposed = {
    commit,
    result: commit,
    branch: 'backlog/1',
    at: '2026-07-30T14:00:00Z' as const,
    text: 'origin/backlog/1',
  };
  const verdict = { commit, actor: 'human:ada', at: '2026-07-30T14:00:00Z' as const };
  await runIn(work, 'approved', { number: 1, proposed, verdict });
  expect(await schedulingPass(context, SELF, freshMemory())).toBe(Number.POSITIVE_INFINITY);
  await runIn(work, 'approved', { number: 2 });
  expect(await schedulingPass(context, SELF, freshMemory())).toBeLessThan(now + 60_000);
});

test('a filter that can not be read any more pauses the orchestrator with a notice, and the status has the reason', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  await work.run('view_set', { name: 'safe', filter: '+bug' });
  await work.run('orchestrator', { verb: 'start', filter: '@safe' });
  const context = () => work.opened.context(ADA);
  await context().write('given', (tx) => tx.remove('view', 'safe'));
  expect(await work.run('orchestrator_status')).toMatchObject({ wish: 'running' });
  expect(await schedulingPass(context, SELF, freshMemory())).toBe(Number.POSITIVE_INFINITY);
  expect(await work.refused('orchestrator', { verb: 'start' })).toMatchObject({ code: 'filter' });
  const text = 'the filter can\'t be read: no saved filter is called "@safe"';
  expect(await work.run('orchestrator_status')).toMatchObject({ wish: 'paused', reason: { code: 'filter', text } });
  expect(work.opened.store.state.get('notice', END_NOTICE)).toMatchObject({ text });
});
