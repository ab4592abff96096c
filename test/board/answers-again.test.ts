import { expect, test } from 'vitest';
import { serverFailed } from '../../src/store/backends/postgres/failure.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

/** Milliseconds after which the page gives up a call: the default of the SDK. */
const TIMEOUT_MS = 60_000;

describeInBrowser('a change that the server did not answer', (browser) => {
  const { visit } = builtBoards();

  soak('leaves no message beside “Live” that says that the server does not answer', async () => {
    const { page, served, wrong } = await visit(browser, { tasks: ['Alpha'], path: 'task/1' });
    const live = page.locator('.connection.is-live');
    await live.waitFor({ state: 'attached' });
    await served.close();
    await page.getByText("The board's server doesn't answer.").waitFor();
    await page.keyboard.press('d');
    const refused = page.locator('.toast.refused', { hasText: "the board's server does not answer" });
    await refused.waitFor();
    await served.again();
    await live.waitFor({ state: 'attached' });
    await page
      .locator('.toast', { hasText: 'The server answers again. Check whether your last change was made.' })
      .waitFor();
    expect(await refused.count()).toBe(0);
    forget(wrong, /ERR_/);
  });

  soak('is told without words of the SDK', async () => {
    const { page } = await visit(browser, { tasks: ['Alpha'], path: 'task/1' });
    await page.clock.install();
    await page.route('**/task_done*', () => undefined);
    const asked = page.waitForRequest('**/task_done*');
    await page.keyboard.press('d');
    await asked;
    await page.clock.fastForward(TIMEOUT_MS);
    const toast = page.locator('.toast.refused', { hasText: 'did not answer within 60 seconds' });
    await toast.waitFor();
    expect(await toast.textContent()).toContain('Look whether it was done before you ask again.');
    expect(await toast.textContent()).not.toMatch(/timeout|millisecond|call/i);
  });
});

describeInBrowser('a queue whose server does not answer the board', (browser) => {
  const { visit } = builtBoards();

  test('is told as such, since the board answers, and comes back by itself', async () => {
    const { page, wrong } = await visit(browser, { tasks: ['Alpha'], path: 'list' });
    const live = page.locator('.connection.is-live');
    await live.waitFor({ state: 'attached' });
    const error = serverFailed('read', 'postgres://db/work', Object.assign(new Error(), { code: 'ECONNREFUSED' }));
    await page.route('**/events*', (route) => route.fulfill({ status: 503, json: { error: error.toJSON() } }));
    const listed = '**/api/v1/workspaces';
    await page.route(listed, async (route) => {
      const [{ uuid }] = await (await route.fetch()).json();
      const row = { uuid, name: uuid.slice(0, 8), folder: null, repositories: [], problem: error.message };
      await route.fulfill({ json: [row] });
    });
    // What the page stores when it has read the list has no blank at its end.
    const stored = () => page.evaluate(() => localStorage.getItem('backlog workspaces') ?? '');
    await page.evaluate(() =>
      localStorage.setItem('backlog workspaces', `${localStorage.getItem('backlog workspaces')} `),
    );
    await page.reload();
    await page.getByText("The queue can't be read now.").waitFor();
    await expect.poll(stored).not.toMatch(/ $/);
    expect(await page.getByText('No workspace is named').count()).toBe(0);
    expect(await page.getByText("The board's server doesn't answer.").count()).toBe(0);
    await page.evaluate(() => localStorage.removeItem('backlog workspaces'));
    await page.unroute(listed);
    await page.unroute('**/events*');
    await live.waitFor({ state: 'attached' });
    expect(await page.getByText("The queue can't be read now.").count()).toBe(0);
    forget(wrong, /503/);
  });
});
