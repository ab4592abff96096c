import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

const { board } = builtBoards();

describeInBrowser('answers that come late, twice or not at all', (browser) => {
  soak('a line that is sent twice while the first is on its way adds one task', async () => {
    const served = await board();
    const { open, context } = await browser.person(served);
    const held = await holds(context, '**/task_add');
    const page = await open('/w/project/list');
    await page.getByText('No open tasks').waitFor();
    await page.keyboard.press('c');
    await page.getByPlaceholder(/Fix the login/).fill('Only once');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(held.count).toBeGreaterThan(0);
    held.release();
    await page.getByText('Added #1 Only once').first().waitFor();
    const { body } = await served.call<{ count: number }>('task_count', { filter: '' });
    expect(body.count).toBe(1);
  });

  soak('a field that is left while it is saved is saved once', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Before' });
    const { open, context } = await browser.person(served);
    const page = await open('/w/project/task/1');
    await page.getByRole('button', { name: 'Description: Before' }).click();
    const held = await holds(context, '**/task_modify');
    await page.getByLabel('Description').fill('After');
    await page.keyboard.press('Enter');
    await page.locator('.task-aside').click();
    await page.keyboard.press('Tab');
    await expect.poll(held.count).toBeGreaterThan(0);
    held.release();
    await page.getByRole('button', { name: 'Description: After' }).waitFor();
    expect(held.count()).toBe(1);
  });

  soak(
    'completions that come after the filter was applied are not shown, and older ones not after newer ones',
    async () => {
      const served = await board();
      await served.call('task_add', { description: 'One', project: 'website', tags: ['alpha'] });
      const { open, context } = await browser.person(served);
      const page = await open('/w/project/list');
      await page.getByText('One').first().waitFor();
      const filter = page.getByRole('combobox', { name: 'Filter' });
      const held = await holds(context, /filter_complete.*proj/);
      await filter.pressSequentially('proj');
      await expect.poll(held.count).toBe(1);
      await filter.press('Enter');
      const answered = page.waitForResponse(/filter_complete/);
      held.release();
      await answered;
      await painted(page);
      expect(await page.locator('.completions').count()).toBe(0);

      await filter.fill('');
      const first = await holds(context, /filter_complete.*al/);
      await filter.pressSequentially('+al');
      await expect.poll(first.count).toBe(1);
      await filter.fill('proj');
      await page.locator('.completions').getByText('project:', { exact: true }).waitFor();
      const late = page.waitForResponse(/filter_complete/);
      first.release();
      await late;
      await painted(page);
      expect(await page.locator('.completions').getByText('project:', { exact: true }).count()).toBe(1);
    },
  );

  soak('a list whose tasks change faster than it is answered shows them all the same', async () => {
    const served = await board();
    await served.call('task_add', { description: 'One' });
    const { open, context } = await browser.person(served);
    const page = await open('/w/project/list');
    await page.getByText('One').first().waitFor();
    await context.route('**/task_list*', async (route) => {
      await wait(300);
      await route.continue().catch(() => undefined);
    });
    let over = false;
    const writing = (async () => {
      for (let n = 0; !over; n++) {
        await served.call('task_modify', { filter: '1', description: `Renamed ${n}` });
        await wait(50);
      }
    })();
    await page
      .getByText(/Renamed \d/)
      .first()
      .waitFor()
      .finally(() => {
        over = true;
      });
    await writing;
  });

  soak('a view whose code does not come says so, and comes when it is asked for again', async () => {
    const served = await board();
    await served.call('task_add', { description: 'One' });
    const { open, context, wrong } = await browser.person(served);
    const page = await open('/w/project/list');
    await page.getByText('One').first().waitFor();
    await context.route('**/assets/seldom-*.js', (route) => route.abort());
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByText('This view could not be loaded').waitFor();
    await context.unroute('**/assets/seldom-*.js');
    await page.getByRole('button', { name: 'Reload the page' }).click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await page.close();
    forget(wrong, /ERR_FAILED/);
  });

  soak('a text whose layout does not come is shown as it is, until it comes', async () => {
    const served = await board();
    await served.call('task_add', { description: 'One' });
    await served.call('task_annotate', { id: 1, text: 'Said **plainly**' });
    const { open, context, wrong } = await browser.person(served);
    let refused = 0;
    await context.route('**/api/v1/format', (route) => {
      refused++;
      return route.abort();
    });
    const page = await open('/w/project/task/1');
    await page.getByText('Said **plainly**').waitFor();
    await expect.poll(() => refused).toBeGreaterThan(0);
    expect(await page.getByText('Said **plainly**').isVisible()).toBe(true);
    await context.unroute('**/api/v1/format');
    await page.locator('strong', { hasText: /^plainly$/ }).waitFor();
    await page.close();
    forget(wrong, /ERR_FAILED/);
  });

  soak('a page without a queue shows the first one when it is made', async () => {
    const served = await board();
    const { open, context } = await browser.person(served);
    await context.route('**/api/v1/workspaces', (route) => route.fulfill({ json: [] }));
    const page = await open('/');
    await page.getByRole('heading', { name: 'No queue yet' }).waitFor();
    await context.unroute('**/api/v1/workspaces');
    await page.getByRole('heading', { name: 'Now' }).waitFor();
  });
});

/** Keeps requests back until they are released; how many there were. */
async function holds(context: BrowserContext, url: string | RegExp): Promise<{ count(): number; release(): void }> {
  let count = 0;
  let release = () => {};
  const free = new Promise<void>((done) => {
    release = done;
  });
  await context.route(url, async (route) => {
    count++;
    await free;
    await route.continue().catch(() => undefined);
  });
  return { count: () => count, release };
}

/** Whatever an answer changes in the page has been drawn. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))),
  );
}
