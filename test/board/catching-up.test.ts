import { expect } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { IS_SOAK } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

const { visit } = builtBoards();

const VIEWS = IS_SOAK ? ['board', 'list', 'task/1'] : ['list'];

describeInBrowser('a refresh that fails while the stream of events stays', (browser) => {
  soak.each(VIEWS)('%s says that it is catching up, and shows what is new once answers come again', async (path) => {
    const { page, served, wrong } = await visit(browser, { tasks: ['Alpha'], path });
    const status = page.locator('.connection');
    await page.locator('.connection.is-live').waitFor({ state: 'attached' });
    const fails = (url: URL) => url.pathname.startsWith('/api/v1/') && !url.pathname.endsWith('/events');
    let asked = 0;
    await page.route(fails, (route) => {
      asked++;
      return route.abort();
    });
    await served.call('task_modify', { filter: '1', description: 'Alpha renamed' });
    await page.getByText('Catching up').waitFor({ state: 'attached' });
    // It goes on asking, and never calls what it shows live.
    const before = asked;
    await expect.poll(() => asked).toBeGreaterThan(before);
    expect(await status.textContent()).toBe('Catching up');
    await page.unroute(fails);
    await page.getByText('Alpha renamed').first().waitFor();
    await page.locator('.connection.is-live').waitFor({ state: 'attached' });
    await expect.poll(() => page.getByText('does not answer').count()).toBe(0);
    forget(wrong, /ERR_FAILED/);
  });
});
