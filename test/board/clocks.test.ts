import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { toInstant } from '../../src/domain/instant.ts';
import { describeInBrowser } from '../support/browser.ts';
import { runIn } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import type { Served } from '../web/served.ts';
import { builtBoards } from './visit.ts';

const HOUR_MS = 3_600_000;

describeInBrowser('a browser whose clock is two hours behind the server', (browser) => {
  const { board } = builtBoards();

  /** Opens a view in a browser whose clock runs, but is late. */
  async function openLate(served: Served, path: string): Promise<Page> {
    const { context } = await browser.person(served);
    const page = await context.newPage();
    await page.clock.install({ time: Date.now() - 2 * HOUR_MS });
    await page.goto(`${served.origin}/w/project/${path}`);
    return page;
  }

  soak.each([
    ['now', '.row.running'],
    ['run/r1', '.run-figures'],
  ])('shows at %s the elapsed and the remaining time of a run by the same clock', async (path, place) => {
    const served = await board();
    await served.call('task_add', { description: 'Alpha', estimate: '5h' });
    await served.opened.store.refresh();
    const rounds = [{ n: 1, why: 'start' as const, at: toInstant(Date.now() - 2 * HOUR_MS) }];
    await runIn(served, 'running', { number: 1, rounds });
    const page = await openLate(served, path);
    const shown = page.locator(place);
    await shown.getByText(/~2h 5\dm left/).waitFor();
    expect(await shown.textContent()).toMatch(/(?<!~)2h 0\dm/);
  });

  soak('snoozes a task for an hour that begins now', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Alpha' });
    await served.opened.store.refresh();
    await runIn(served, 'review', { number: 1 });
    const page = await openLate(served, 'now');
    const row = page.locator('.row', { hasText: 'Alpha' });
    await row.getByRole('button', { name: 'Snooze' }).click();
    await page.getByRole('menuitem', { name: 'For an hour' }).click();
    await page.locator('.toast', { hasText: 'Snoozed #1' }).waitFor();
  });
});
