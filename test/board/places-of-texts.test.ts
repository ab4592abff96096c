import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

describeInBrowser('texts that are longer than their place', (browser) => {
  const { board, visit } = builtBoards();

  soak('the address of an imported task stays in its box', async () => {
    const url = `https://example.com/${'long'.repeat(40)}`;
    const task = { description: 'Alpha', source: { kind: 'github', list: 'o/r', id: '7', url } };
    const { page } = await visit(browser, { tasks: [task], path: 'task/1', shows: 'Source' });
    const over = await page.locator('main .fact', { hasText: 'Source' }).evaluate((row) => {
      const range = document.createRange();
      range.selectNodeContents(row);
      return range.getBoundingClientRect().right - row.parentElement!.getBoundingClientRect().right;
    });
    expect(over).toBeLessThanOrEqual(0);
  });

  soak('the address of a goal below the goals shows that goal', async () => {
    const served = await board();
    await served.call('goal_save', { records: [{ kind: 'bet', title: 'Sync everywhere' }] });
    const { open } = await browser.person(served);
    for (const id of ['B-1', 'b-1']) {
      const page = await open(`/w/project/goals/${id}`);
      await page.waitForURL('**/w/project/goal/B-1');
      await page.locator('main').getByText('Sync everywhere').first().waitFor();
      await page.close();
    }
  });
});
