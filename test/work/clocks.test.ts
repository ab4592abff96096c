import { expect, test } from 'vitest';
import { upkeep } from '../../src/scheduler/upkeep.ts';
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
  await upkeep(opened.context(ADA), ['time']);
  pass(-YEAR_MS);
  expect([...opened.store.state.all('task')].map(([, { status }]) => status)).toEqual(['pending']);
});

test('nor do two wrong clocks in a row, of which the second is further ahead, nor many commits by one of them', async () => {
  const { run, pass, opened } = await testWorkspace();
  await run('task_add', { description: 'Until next month', until: '30d' });
  const statuses = () => [...opened.store.state.all('task')].map(([, { status }]) => status);
  pass(YEAR_MS);
  await run('setting_set', { name: 'runs.target', value: 'ahead' });
  pass(75 * YEAR_MS);
  await upkeep(opened.context(ADA), ['time']);
  expect(statuses()).toEqual(['pending']);
  pass(-75 * YEAR_MS);
  // While this clock stands where it is, all of them are of one moment.
  for (let n = 0; n < 120; n++) await run('setting_set', { name: 'runs.target', value: `a${n}` });
  await upkeep(opened.context(ADA), ['time']);
  expect(statuses()).toEqual(['pending']);
});

test('a clock that is right a year later is proven by a day of work, or by a hundred moments of it', async () => {
  for (const [times, apart] of [
    [3, 13 * 3_600_000],
    [101, 1_000],
  ] as const) {
    const { run, pass, opened } = await testWorkspace();
    await run('task_add', { description: 'Until next month', until: '30d' });
    pass(YEAR_MS);
    for (let n = 0; n < times; n++) {
      await run('setting_set', { name: 'runs.target', value: `a${n}` });
      pass(apart);
    }
    await upkeep(opened.context(ADA), ['time']);
    expect([...opened.store.state.all('task')].map(([, { status }]) => status)).toEqual(['deleted']);
  }
});
