import { expect } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();

describeInBrowser('an answer that the page does not understand', (browser) => {
  soak('breaks the view that asked for it, which says so and what to do, and no other one', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await board.call('task_add', { description: 'Still there' });
    const { open, wrong } = await browser.person(board);
    const page = await open('/w/project/board');
    await page.locator('.card', { hasText: 'Still there' }).waitFor();
    // As a server of another version would.
    await page.route('**/report_now**', (route) => route.fulfill({ json: { another: 'form' } }));
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await page.getByText('failed to show its data').waitFor();
    expect(wrong.some((one) => one.startsWith('script:'))).toBe(true);
    forget(wrong, /^script:/);
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.locator('.card', { hasText: 'Still there' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await page.getByText('failed to show its data').waitFor();
    await page.unroute('**/report_now**');
    await page.getByRole('button', { name: 'Reload the page' }).click();
    await page.getByText('Still there').first().waitFor();
    forget(wrong, /^script:/);
  });

  soak('dates that no calendar has move the timeline to the first or last one', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    const { open } = await browser.person(board);
    for (const at of ['%2B275760-09-12T00:00:00Z', '0001-01-01', '9999-12-31T23:00:00Z']) {
      const page = await open(`/w/project/timeline?at=${at}&zoom=week`);
      await page.getByText('Nothing in this period').waitFor();
      await page.close();
    }
  });
});
