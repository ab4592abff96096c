import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtBoards } from './visit.ts';

describeInBrowser('a timeline without runs', (browser) => {
  const { board } = builtBoards();

  test('opens as wide as its next due dates need, counts them by day, and goes out to a year', async () => {
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
    // Counts of neighbouring days may overlap, so the key opens it.
    await count.press('Enter');
    await page.locator('.list-row').first().waitFor();
    expect(new URL(page.url()).searchParams.get('filter')).toBe(`due:${day(21)}`);
  });
});
