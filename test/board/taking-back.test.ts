import { expect } from 'vitest';
import { describeInBrowser, forget, readResponses } from '../support/browser.ts';
import { runIn } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

const { visit } = builtBoards();

const TASKS = Array.from({ length: 1_200 }, (_, i) => `Task ${i + 1}`);

describeInBrowser('taking back', (browser) => {
  soak(
    'asks with the count when a change touched more than what is shown, says what it did, and is done again',
    async () => {
      const { page, served, wrong } = await visit(browser, { tasks: TASKS, path: 'task/7', shows: 'Task 7' });
      const count = async () => (await served.call<{ count: number }>('task_count')).body.count;
      const history = page.getByRole('region', { name: 'History' });
      await history.getByText('and 1,199 other tasks').waitFor();
      await history.getByRole('button', { name: /^Undo change/ }).click();
      const question = page.getByRole('dialog', { name: 'Undo the import of 1,200 tasks?' });
      await question.getByText('This changes 1,200 tasks.').waitFor();
      await question.getByRole('button', { name: 'Cancel' }).click();
      expect(await count()).toBe(1_200);

      await history.getByRole('button', { name: /^Undo change/ }).click();
      await question.getByRole('button', { name: 'Undo', exact: true }).click();
      const toast = page.locator('.toast', { hasText: 'Undone: the import of 1,200 tasks' });
      await toast.waitFor();
      await page.getByRole('heading', { name: 'Task 7 no longer exists' }).waitFor();
      expect(await page.getByRole('button', { name: 'Complete', exact: true }).count()).toBe(0);
      expect(await count()).toBe(0);
      await toast.getByRole('button', { name: 'Redo' }).click();
      await page.locator('.toast', { hasText: 'Redone: the import of 1,200 tasks' }).waitFor();
      await page.getByRole('button', { name: 'Complete', exact: true }).waitFor();
      expect(await count()).toBe(1_200);

      // The person's own last change, by keys; the palette knows both.
      await page.getByRole('button', { name: 'Complete', exact: true }).click();
      await page.locator('.toast', { hasText: 'Completed #7' }).waitFor();
      await page.keyboard.press('u');
      await page.locator('.toast', { hasText: 'Undone: completing #7 Task 7' }).waitFor();
      await page.keyboard.press('U');
      await page.locator('.toast', { hasText: 'Redone: completing #7 Task 7' }).waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('redo');
      await page.getByRole('option', { name: /Redo your last undo/ }).waitFor();
      forget(wrong, /status of 404/);

      // Who did what is asked for once; then only what came since, and of a long commit its first changes.
      const sizes = readResponses(page.context(), (response) =>
        response.url().includes('/task_history') ? response.body().then(({ length }) => length) : undefined,
      );
      await page.keyboard.press('Escape');
      await page.goto(`${served.origin}/w/project/activity`);
      await page.getByText('and 1,194 more').first().waitFor();
      await page.locator('.connection.is-live').waitFor({ state: 'attached' });
      await expect.poll(async () => (await sizes()).length).toBeGreaterThan(0);
      const whole = await sizes();
      expect(Math.max(...whole)).toBeLessThan(100_000);
      await served.call('task_modify', { filter: '9', priority: 'H' });
      await page.getByText('priority: H').waitFor();
      await expect.poll(async () => (await sizes()).length).toBeGreaterThan(whole.length);
      expect((await sizes()).at(-1)).toBeLessThan(3_000);
      await page.getByText('and 1,194 more').first().waitFor();

      // From one attempt to the next, whose task has the same name, the title of the window goes along.
      await served.opened.store.refresh();
      for (const state of ['failed', 'review'] as const) await runIn(served, state, { number: 9 });
      await page.goto(`${served.origin}/w/project/run/r1?tab=attempts`);
      await expect.poll(() => page.title()).toMatch(/^r1 Task 9/);
      const attempts = page.getByRole('region', { name: 'Attempts' });
      await attempts.getByRole('link', { name: 'r2' }).click();
      await expect.poll(() => page.title()).toMatch(/^r2 Task 9/);
      await page.goBack();
      await expect.poll(() => page.title()).toMatch(/^r1 Task 9/);
    },
  );
});
