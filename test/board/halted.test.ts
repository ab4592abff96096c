import { expect } from 'vitest';
import { presentStop } from '../../src/runs/autonomy/rules-in.ts';
import { pauseItself } from '../../src/scheduler/loop/desired-state.ts';
import { describeInBrowser } from '../support/browser.ts';
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
