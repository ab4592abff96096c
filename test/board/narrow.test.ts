import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';
import { filledBoard, reviewedBoard, VIEW_PATHS } from './filled.ts';

const plugin = builtPlugin();
/** The maximum width of a page, in pixels (`--width`). */
const WIDTH = 1240;
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };

describeInBrowser('the board on a phone', (browser) => {
  soak('every view can be reached, and the one that is open is in sight', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    const { open } = await browser.person(board, PHONE);
    const page = await open('/w/project/settings');
    const isInSight = async (name: string) => {
      const link = await page.getByRole('link', { name, exact: true }).boundingBox();
      const [more, all] = await Promise.all([
        page.getByRole('button', { name: 'More views' }).boundingBox(),
        page.locator('.nav').evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth),
      ]);
      return all && link !== null && link.x >= 0 && link.x + link.width <= more!.x + 1;
    };
    await expect.poll(() => isInSight('Settings')).toBe(true);
    for (const name of ['Now', 'List', 'Agents', 'Usage', 'Board']) {
      if (!(await page.getByRole('link', { name, exact: true }).isVisible())) {
        await page.getByRole('button', { name: 'More views' }).tap();
        await page.getByRole('menuitem', { name, exact: true }).tap();
      } else await page.getByRole('link', { name, exact: true }).tap();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      await expect.poll(() => isInSight(name)).toBe(true);
    }
  });

  soak('the list has those of its usual columns that have room, and all that are chosen', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    const [project, tags] = ['a.long.project', ['security', 'urgent']];
    await board.call('task_add', { description: 'Rotate the secrets', priority: 'H', project, tags, due: 'tomorrow' });
    const { open } = await browser.person(board);
    const page = await open('/w/project/list');
    await page.locator('.list-row').waitFor();
    const heads = async () =>
      (await page.locator('.list-head [role=columnheader]').allTextContents()).map((text) => text.trim());
    for (const [width, shown] of [
      [1440, ['Task', 'State', 'Priority', 'Project', 'Tags', 'Due', 'Urgency ↓', 'Updated']],
      [1024, ['Task', 'State', 'Priority', 'Project', 'Tags', 'Due']],
      [720, ['Task', 'State', 'Priority', 'Project', 'Due']],
      [360, ['Task', 'State']],
    ] as const) {
      await page.setViewportSize({ width, height: 740 });
      await expect.poll(heads).toEqual(['Selected', '#', ...shown]);
      const table = page.locator('.list-table');
      expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    }
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemradio', { name: 'Urgency' }).click();
    await expect.poll(heads).toEqual(['Selected', '#', 'Task', 'State', 'Urgency ↓']);
  });

  soak('the rows of the list scroll sideways with their head', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await board.call('task_add', { description: 'Rotate the secrets', priority: 'H', project: 'ops' });
    const { open } = await browser.person(board, PHONE);
    const page = await open('/w/project/list?columns=description,state,priority,project,urgency');
    await page.locator('.list-row').waitFor();
    const before = await edges(page);
    expect(before.row).toEqual(before.head);
    await page.getByRole('columnheader', { name: 'Urgency' }).scrollIntoViewIfNeeded();
    const after = await edges(page);
    expect(after.head.left).toBeLessThan(before.head.left);
    expect(after.row).toEqual(after.head);
    await expect.poll(() => page.locator('.cell-urgency').evaluate(isSeen)).toBe(true);
  });

  soak('a finger meets buttons and menus of at least 40 px, and no view becomes wider than the screen', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await filledBoard(board);
    await reviewedBoard(board);
    const { open } = await browser.person(board, PHONE);
    const wrong: string[] = [];
    for (const { path, shows } of VIEW_PATHS) {
      const page = await open(`/w/project/${path}`);
      await page.locator('main').getByText(shows).first().waitFor({ state: 'attached' });
      const low = await page.evaluate(() =>
        [...document.querySelectorAll('.button, .icon-button, .link-button, .card-menu, .edit-show, .nav a, select')]
          .filter((each) => each.getBoundingClientRect().height > 0 && each.getBoundingClientRect().height < 39.5)
          .map((each) => each.textContent || each.className),
      );
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (low.length > 0 || over > 0) wrong.push(`${path}: ${over} px too wide; low: ${low.join(', ')}`);
      await page.close();
    }
    expect(wrong).toEqual([]);
  });
});

/** Views that use the whole window: columns, tables, drawings, logs and diffs. */
const FILLING = /^(board|list|graph|timeline|run|review|documents|goals\/roadmap)\b/;

describeInBrowser('the board in a very wide window', (browser) => {
  soak('every page has one maximum width; only columns, tables, drawings, logs and diffs fill the window', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await filledBoard(board);
    await reviewedBoard(board);
    const { open } = await browser.person(board, { viewport: { width: 2560, height: 900 } });
    const wrong: string[] = [];
    for (const { path, shows } of VIEW_PATHS) {
      const page = await open(`/w/project/${path}`);
      await page.getByText(shows).filter({ visible: true }).first().waitFor();
      const widest = await page.evaluate(() =>
        Math.max(0, ...[...document.querySelectorAll('main .page, main .settings')].map((each) => each.clientWidth)),
      );
      if (FILLING.test(path) ? widest > 0 : widest !== WIDTH) wrong.push(`${path} is ${widest} pixels wide`);
      await page.close();
    }
    expect(wrong).toEqual([]);
  });
});

const edges = (page: Page) =>
  page.evaluate(() => {
    const of = (selector: string) => {
      const { left, right } = document.querySelector(selector)!.getBoundingClientRect();
      return { left, right };
    };
    return { head: of('.list-head'), row: of('.list-row') };
  });

/** Is it what a finger would meet there? */
function isSeen(element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect();
  const met = document.elementFromPoint(left + width / 2, top + height / 2);
  return met?.closest('.list-row') === element.closest('.list-row') && met !== null;
}
