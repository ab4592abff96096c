import { expect } from 'vitest';
import { presentStop } from '../../src/runs/autonomy/rules-in.ts';
import { pauseItself } from '../../src/scheduler/loop/desired-state.ts';
import { describeInBrowser } from '../support/browser.ts';
import { resultOf, runIn } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { builtBoards } from './visit.ts';

describeInBrowser('an orchestrator that paused itself', (browser) => {
  const { board } = builtBoards();

  soak('says so on the page Now, with the reason, and is started again there', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Write the parser' });
    await served.call('orchestrator_start');
    await served.opened.ready();
    const reason = { code: 'failures', text: '3 failures in a row, the last was r1' } as const;
    await served.opened.context(ADA).write('orchestrator_trip', (tx) => void pauseItself(tx, reason));
    const { open } = await browser.person(served);
    const page = await open('/w/project/now');
    const line = page.locator('.now-halted');
    await line.waitFor();
    expect(await line.textContent()).toContain('The orchestrator paused itself: 3 failures in a row, the last was r1.');
    await line.getByRole('button', { name: 'Start' }).click();
    await page.locator('.toast', { hasText: 'The orchestrator starts runs' }).waitFor();
    await line.waitFor({ state: 'detached' });
  });

  soak('a person stops autonomy on the page Agents, which shows it, and continues it there', async () => {
    const served = await board();
    await served.call('orchestrator_start');
    const { open } = await browser.person(served);
    const page = await open('/w/project/agents');
    const stops = async () => {
      await served.opened.ready();
      return presentStop(served.opened.store.state)?.stopped;
    };
    await page.getByRole('button', { name: 'Stop autonomy' }).click();
    await page.getByText(/stopped autonomy: nothing starts or lands without a person/).waitFor();
    expect(await stops()).toBe(true);
    await page.getByRole('button', { name: 'Continue autonomy' }).click();
    await page.getByRole('button', { name: 'Stop autonomy' }).waitFor();
    expect(await stops()).toBeUndefined();
  });
});

describeInBrowser('a limit of unreviewed results', (browser) => {
  const { board } = builtBoards();

  soak('is on the page Agents, with how much of it is used and why nothing starts', async () => {
    const served = await board();
    for (const description of ['Write the parser', 'Test the parser', 'Publish it'])
      await served.call('task_add', { description });
    await served.opened.store.refresh();
    for (const number of [1, 2]) await runIn(served, 'review', { number, result: resultOf() });
    await served.call('orchestrator_start', { unreviewed: 2, agents: 4 });
    const { open } = await browser.person(served);
    const page = await open('/w/project/agents');
    await page.getByText('2 of 2 unreviewed results').waitFor();
    const told = await served.call<{ kept: { text: string }[] }>('orchestrator_explain', { limit: 1 });
    const [{ text }] = told.body.kept as [{ text: string }];
    expect(text).toMatch(/review/);
    await page.locator('main').getByText(text).waitFor();
    expect(await page.locator('.orchestrator-idle > p').textContent()).toBe('No open task can start now:');
  });
});
