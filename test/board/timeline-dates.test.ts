import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

/** Finds pairs of counts that overlap, and counts that the panel cuts. */
function overlapsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const panel = document.querySelector('.tl-lanes')!.getBoundingClientRect();
    const counts = [...document.querySelectorAll('[data-day]')].map((link) => {
      // A count is as wide as its text, and its link reaches over the row.
      const range = document.createRange();
      range.selectNodeContents(link);
      return { of: (link as HTMLElement).dataset.day!, ...range.getBoundingClientRect().toJSON() };
    });
    return counts.flatMap((a, i) => [
      ...(a.right > panel.right || a.left < panel.left ? [`${a.of} is cut`] : []),
      ...counts
        .slice(i + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => `${a.of} and ${b.of}`),
    ]);
  });
}

describeInBrowser('a timeline without runs', (browser) => {
  const { board } = builtBoards();

  soak('opens as wide as its next due dates need, counts them by day, and goes out to a year', async () => {
    const served = await board();
    const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
    const tasks = Array.from({ length: 120 }, (_, i) => ({ description: `Task ${i}`, due: day(20 + (i % 3)) }));
    await served.call('task_import', { tasks });
    const { open } = await browser.person(served, { timezoneId: 'UTC' });
    const page = await open('/w/project/timeline');
    const count = page.locator(`[data-day="${day(21)}"]`);
    await count.waitFor();
    expect(await count.textContent()).toBe('40');
    expect(await page.getByText('Nothing in this period').count()).toBe(0);
    await page.keyboard.press('5');
    await page.waitForURL(/zoom=year/);
    await count.waitFor();
    await count.click();
    await page.locator('.list-row').first().waitFor();
    expect(new URL(page.url()).searchParams.get('filter')).toBe(`due:${day(21)}`);
  });

  test('has a place for each count, at any width and zoom', async () => {
    const served = await board();
    const day = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
    const tasks = Array.from({ length: 420 }, (_, i) => ({ description: `Task ${i}`, due: day(1 + (i % 35)) }));
    await served.call('task_import', { tasks });
    const { open } = await browser.person(served, { timezoneId: 'UTC' });
    const page = await open('/w/project/timeline?zoom=year');
    const sizes = [320, 768, 1280, 1920].flatMap((width) => [['year', width] as const, ['month', width] as const]);
    for (const [zoom, width] of everyNth(3, sizes)) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(page.url().replace(/zoom=\w+/, `zoom=${zoom}`));
      await page.locator('[data-day]').first().waitFor();
      // It is drawn for a common width first, and then for its own.
      await expect.poll(() => overlapsOn(page), { message: `${zoom} at ${width}` }).toEqual([]);
    }
  });
});
