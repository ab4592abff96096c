import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

const { visit } = builtBoards();

const TASKS = ['Alpha', 'Beta', 'Gamma', 'Delta'];

/** The text of the row with the focus, or the name of the element. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    const row = at?.closest('li, tr, [role=row], [role=listitem]');
    return /Alpha|Beta|Gamma|Delta/.exec(row?.textContent ?? '')?.[0] ?? at?.tagName;
  });

describeInBrowser('the focus', (browser) => {
  soak(
    'goes to the next row when its row is gone, to the one before at the end, and back to a row that was left',
    async () => {
      const { page, served } = await visit(browser, { tasks: TASKS, path: 'now' });
      const next = page.getByRole('region', { name: 'Next' });
      const row = (name: string) => next.locator('.row', { hasText: name });
      await row('Alpha').getByRole('button', { name: 'Start' }).focus();
      await page.keyboard.press('Enter');
      await row('Alpha').waitFor({ state: 'detached' });
      await expect.poll(() => focused(page)).toBe('Beta');

      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Beta' }).waitFor();
      await expect.poll(() => focused(page)).toBe('MAIN');
      await page.goBack();
      await expect.poll(() => focused(page)).toBe('Beta');

      await row('Delta').waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await expect.poll(() => focused(page)).toBe('Delta');
      await served.call('task_done', { id: 4 });
      await row('Delta').waitFor({ state: 'detached' });
      await expect.poll(() => focused(page)).toBe('Gamma');
      // Nobody takes it away from the place where the reader has it meanwhile.
      await page.getByRole('link', { name: 'Board', exact: true }).focus();
      await served.call('task_done', { id: 3 });
      await row('Gamma').waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Board');

      // A link of somebody's text is found again, whatever its address is.
      await served.call('task_annotate', { id: 2, text: 'see [there](<https://example.com/a&#10;"b\\c>)' });
      await row('Beta').getByRole('link', { name: 'Beta' }).click();
      const link = page.getByRole('link', { name: 'there' });
      await link.focus();
      await page.keyboard.press('g');
      await page.keyboard.press('n');
      await row('Beta').waitFor();
      await page.goBack();
      await expect.poll(() => link.evaluate((each) => each === document.activeElement)).toBe(true);
    },
  );
});
