import type { BrowserContext } from 'playwright-core';
import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import type { Served } from '../web/served.ts';
import { builtBoards } from './visit.ts';

const { visit } = builtBoards();

/** Holds the page's moves back until the returned function is called. */
async function holdMoves(context: BrowserContext): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  const moves = /\/task_(move|modify)$/;
  await context.route(moves, async (route) => {
    await released;
    await route.continue();
  });
  return async () => release();
}

interface Row {
  status: string;
  project?: string;
}

const taskOf = async (served: Served, id: number) =>
  (await served.call<{ tasks: Row[] }>('task_list', { filter: `id:${id} +ANY`, format: 'json' })).body.tasks[0];

describeInBrowser('keys that are faster than the server', (browser) => {
  soak('each of two moves to another lane counts, and the focus stays where the reader went meanwhile', async () => {
    const tasks = ['api', 'docs', 'web'].map((project) => ({ description: `Of ${project}`, project }));
    const { page, served, context } = await visit(browser, { tasks, path: 'board?group=project', shows: 'Of web' });
    const card = (text: string) => page.locator('.card', { hasText: text });
    const focused = () => page.locator('.card:focus').getAttribute('aria-label');
    const release = await holdMoves(context);
    await card('Of api').focus();
    for (const key of ['Alt+ArrowDown', 'Alt+ArrowDown', 'j']) await page.keyboard.press(key);
    await expect.poll(focused).toBe('#2 Of docs');
    await release();
    await expect.poll(async () => (await taskOf(served, 1))?.project).toBe('web');
    await page.locator('.toast', { hasText: 'Moved #1 to web' }).waitFor();
    expect(await focused()).toBe('#2 Of docs');
  });

  soak('each of two moves to the right counts, and the menu opens where the card then is', async () => {
    const { page, served, context } = await visit(browser, { tasks: ['Alpha', 'Beta'], path: 'board', shows: 'Beta' });
    const release = await holdMoves(context);
    await page.locator('.card', { hasText: 'Alpha' }).focus();
    for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', 'm']) await page.keyboard.press(key);
    await release();
    await page.locator('[data-column=done]').getByRole('menu').waitFor();
    expect((await taskOf(served, 1))?.status).toBe('completed');
    expect(await page.locator('.toast.refused').count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  soak('each of two moves down counts', async () => {
    const tasks = ['Alpha', 'Beta', 'Gamma'];
    const { page, context } = await visit(browser, { tasks, path: 'board', shows: 'Gamma' });
    const titles = () => page.locator('[data-column=todo] .card-title').allTextContents();
    const release = await holdMoves(context);
    const [first = ''] = await titles();
    await page.locator('.card', { hasText: first }).focus();
    for (const key of ['Shift+ArrowDown', 'Shift+ArrowDown']) await page.keyboard.press(key);
    await release();
    await expect.poll(async () => (await titles())[2]).toBe(first);
  });
});

describeInBrowser('messages', (browser) => {
  soak('have their own room, and go when somebody takes back what they say', async () => {
    const { page, served } = await visit(browser, { tasks: ['Alpha', 'Beta'], path: 'board', shows: 'Beta' });
    await page.locator('.connection.is-live').waitFor({ state: 'attached' });
    const moved = page.locator('.toast', { hasText: 'Moved #1 to In progress' });
    const move = async () => {
      await page.locator('[data-column=todo] .card', { hasText: 'Alpha' }).focus();
      await page.keyboard.press('Shift+ArrowRight');
      await moved.waitFor();
    };
    const isOver = async () => {
      const [message, view] = await Promise.all([moved.boundingBox(), page.locator('main').boundingBox()]);
      const { x, y, width, height } = message!;
      return x + width > view!.x && x < view!.x + view!.width && y + height > view!.y && y < view!.y + view!.height;
    };
    // Time stands still, so that no message goes by itself.
    await page.clock.install();
    await move();
    expect(await isOver()).toBe(false);
    await page.keyboard.press('u');
    await page.locator('.toast', { hasText: 'Undone: ' }).waitFor();
    await expect.poll(() => moved.count()).toBe(0);

    await move();
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await isOver()).toBe(false);
    await served.call('task_undo', {});
    await expect.poll(() => moved.count()).toBe(0);
  });
});
