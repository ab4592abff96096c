import { expect, test } from 'vitest';
import { applyPassedDates } from '../../src/work/task/dates-passed.ts';
import { ADA, agent, testWorkspace } from '../support/workspace.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

test('what a process claimed whose clock was a year ahead is free for the next when it is gone', async () => {
  const { run, pass, text } = await testWorkspace();
  await run('task_add', { description: 'Wanted' });
  pass(YEAR_MS);
  await run('task_start', { id: 1 }, agent('ahead'));
  pass(-YEAR_MS);
  expect(await text('task_start', { id: 1 }, agent('right'))).toContain('Started');
  pass(11 * 60_000);
  expect(await text('task_start', { id: 1 }, agent('later'))).toContain('Started');
});

test('one call with a clock a year ahead ends no task for everybody whose time is not over', async () => {
  const { run, pass, opened } = await testWorkspace();
  await run('task_add', { description: 'Until next month', until: '30d' });
  pass(YEAR_MS);
  await applyPassedDates(opened.context(ADA));
  pass(-YEAR_MS);
  expect([...opened.store.state.all('task')].map(([, { status }]) => status)).toEqual(['pending']);
});
