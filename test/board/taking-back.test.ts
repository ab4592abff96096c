import { expect, test } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtBoards } from './visit.ts';

const { visit } = builtBoards();

const TASKS = Array.from({ length: 1_200 }, (_, i) => `Task ${i + 1}`);

describeInBrowser('taking back', (browser) => {
  test('asks with the count when a change touched more than what is shown, says what it did, and is done again', async () => {
    const { page, served, wrong } = await visit(browser, { tasks: TASKS, path: 'task/7', shows: 'Task 7' });
    const count = async () => (await served.call<{ count: number }>('task_count')).body.count;
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('with 1,199 others').waitFor();
    await history.getByRole('button', { name: /^Undo change/ }).click();
    const question = page.getByRole('dialog', { name: 'Take back the import of 1,200 tasks?' });
    await question.getByText('This changes 1,200 tasks.').waitFor();
    await question.getByRole('button', { name: 'Leave it' }).click();
    expect(await count()).toBe(1_200);

    await history.getByRole('button', { name: /^Undo change/ }).click();
    await question.getByRole('button', { name: 'Take back', exact: true }).click();
    const toast = page.locator('.toast', { hasText: 'Took back the import of 1,200 tasks' });
    await toast.waitFor();
    await page.getByRole('heading', { name: '#7 is gone' }).waitFor();
    expect(await page.getByRole('button', { name: 'Done', exact: true }).count()).toBe(0);
    expect(await count()).toBe(0);
    await toast.getByRole('button', { name: 'Redo' }).click();
    await page.locator('.toast', { hasText: 'Done again: the import of 1,200 tasks' }).waitFor();
    await page.getByRole('button', { name: 'Done', exact: true }).waitFor();
    expect(await count()).toBe(1_200);

    // The person's own last change, by keys; the palette knows both.
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await page.locator('.toast', { hasText: 'Completed #7' }).waitFor();
    await page.keyboard.press('u');
    await page.locator('.toast', { hasText: 'Took back completing #7 Task 7' }).waitFor();
    await page.keyboard.press('U');
    await page.locator('.toast', { hasText: 'Done again: completing #7 Task 7' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('redo');
    await page.getByRole('option', { name: /Redo what you undid last/ }).waitFor();
    forget(wrong, /status of 404/);
  });
});
