import { expect } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import { describeInBrowser } from '../support/browser.ts';
import { runIn } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

describeInBrowser('an agent that reports no cost', (browser) => {
  const { board } = builtBoards();

  soak('is named beside its run and the budget, in the words of the commands', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Alpha' });
    await served.opened.store.refresh();
    const at = toInstant(Date.now() - 60_000);
    const rounds = [{ n: 1, why: 'start' as const, at }];
    await runIn(served, 'running', { number: 1, provider: 'codex', by: 'system:scheduler', rounds });
    await served.call('orchestrator_start', { budget: 10 });
    const told = await served.call<{ unpriced: { text: string }; runs: { unpriced: string }[] }>('orchestrator_status');
    const { unpriced, runs } = told.body;
    const { open } = await browser.person(served);
    for (const [path, words] of [
      ['agents', unpriced.text],
      ['agents', runs[0]!.unpriced],
      ['now', runs[0]!.unpriced],
      ['run/r1', runs[0]!.unpriced],
    ] as const) {
      const page = await open(`/w/project/${path}`);
      await page.locator('main').getByText(words).waitFor();
      await page.close();
    }
    expect(unpriced.text).toContain('r1');
  });
});
