import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtBoards, decidable } from './visit.ts';

const { visit } = builtBoards();

describeInBrowser('the inbox', (browser) => {
  test('a person accepts, merges and rejects by one key each, and texts of others stay text', async () => {
    const { page, served } = await visit(browser, { tasks: ['Alpha'], path: 'inbox', shows: 'No proposals' });
    const add = (title: string, more = {}) => served.call('inbox_add', { title, ...more });
    await add('Paint the wall', { body: '<img src=x onerror="document.title=1">', found: 'src/a.ts:3' });
    await add('Sell the house');
    await add('Close the socket');
    const row = (title: string) => page.getByRole('button', { name: title, exact: true });
    await row('Close the socket').waitFor();
    await page.keyboard.press('j');
    await row('Paint the wall').press('Enter');
    await page.getByText('<img src=x').waitFor();
    expect(await page.locator('.inbox img').count()).toBe(0);
    await decidable(page, '[data-decides=p1]');
    await page.keyboard.press('a');
    await page.locator('.toast', { hasText: 'Accepted p1 as #2' }).waitFor();
    await row('Paint the wall').waitFor({ state: 'detached' });
    await page.keyboard.press('x');
    const dialog = page.getByRole('dialog', { name: 'Reject p2' });
    await dialog.getByLabel('Reason').fill('No boat');
    await page.keyboard.press('Enter');
    await page.locator('.toast', { hasText: 'Rejected p2' }).waitFor();
    await row('Sell the house').waitFor({ state: 'detached' });
    await page.keyboard.press('m');
    await page.getByRole('dialog', { name: 'Merge p3' }).getByLabel('Number of the task').fill('1');
    await page.keyboard.press('Enter');
    await page.locator('.toast', { hasText: 'Merged p3 into #1' }).waitFor();
    await page.getByText('No proposals').waitFor();
    const { body } = await served.call<{ proposals: { id: string; state: string; reason?: string }[] }>('inbox_list', {
      state: 'all',
    });
    expect(body.proposals.map(({ state, reason }) => [state, reason])).toEqual([
      ['accepted', undefined],
      ['rejected', 'No boat'],
      ['merged', undefined],
    ]);
  });
});
