import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { askedBy, runIn } from '../support/runs.ts';
import { builtBoards } from './visit.ts';

const { visit } = builtBoards();

describeInBrowser('the page of a task', (browser) => {
  test('its next step is the primary button, which follows what happens; only claims that overlap its scope are shown', async () => {
    const tasks = [
      { ref: 'a', description: 'Sign the deliveries', acceptance: ['They are signed'], scope: ['src/**'] },
      { description: 'Search them', scope: ['src/search/**'] },
      { description: 'Explain them', scope: ['docs/**'], depends: ['a'] },
    ];
    const { page, served } = await visit(browser, { tasks, path: 'task/1', shows: 'They are signed' });
    const head = page.locator('.task-head');
    const primary = head.locator('.button.primary');
    await expect.poll(() => primary.allTextContents()).toEqual(['Run']);
    await head.getByRole('button', { name: 'Start' }).click();
    await expect.poll(() => primary.allTextContents()).toEqual(['Add evidence']);
    await primary.click();
    await page.getByRole('textbox', { name: 'Evidence for They are signed' }).fill('npm test: 4 passed');
    await page.keyboard.press('Enter');
    await expect.poll(() => primary.allTextContents()).toEqual(['Complete']);
    await head.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => primary.allTextContents()).toEqual(['Run']);
    await served.opened.store.refresh();
    await askedBy(served as never, await runIn(served, 'asking', { number: 1 }), 'Which key?');
    await expect.poll(() => primary.allTextContents()).toEqual(['Answer r1']);
    await primary.click();
    await page.getByText('Which key?').waitFor();

    await served.call('task_start', { id: 2 });
    await page.goto(`${served.origin}/w/project/task/3`);
    await expect.poll(() => primary.allTextContents()).toEqual(['Open #1']);
    expect(await page.getByText('Overlapping claims').count()).toBe(0);
    await primary.click();
    await page.getByRole('heading', { name: 'Sign the deliveries' }).waitFor();
  });
});
