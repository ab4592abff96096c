import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { doubtOf } from '../../src/web/app/views/review/verdict/doubt.ts';
import { describeInBrowser } from '../support/browser.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

test.each([
  ['low', 0, false],
  ['medium', 0, false],
  ['low', 1, true],
  ['high', 0, true],
  ['high', 20_000, true],
  [undefined, 0, false],
] as const)('one key approves a result of %s risk with %i unseen files: asked first: %s', (level, unseen, asked) => {
  expect(doubtOf({ level, unseen }) !== undefined).toBe(asked);
});

describeInBrowser('the key that approves', (browser) => {
  const { board } = builtBoards();
  const reviewed = async () => {
    const made = await board();
    await made.call('task_add', { description: 'Change some' });
    await gitProject(made as never, { 'src/a.txt': 'one\n' });
    await runWithResult(made as never, { 'src/a.txt': 'two\n' }, { number: 1 });
    const { open } = await browser.person(made);
    const page = await open('/w/project/review/r1');
    await page.locator('.diff-row').first().waitFor();
    const state = async () => (await made.call<{ run: Run }>('run_show', { run: 'r1' })).body.run.state;
    return { page, state, made };
  };
  const question = (page: Page) => page.getByRole('dialog', { name: 'Approve r1?' });

  soak('asks for a second key while files are unseen, and holds the approval back for an undo', async () => {
    const { page, state } = await reviewed();
    for (let i = 0; i < 10; i++) await page.keyboard.press('a');
    await question(page).getByText('You have not marked 1 file as seen.').waitFor();
    expect(await state()).toBe('review');
    await page.keyboard.press('Escape');
    await question(page).waitFor({ state: 'detached' });
    await page.keyboard.press('a');
    await question(page).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Approving r1 at').first().waitFor();
    expect(await state()).toBe('review');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Removed the approval of r1').first().waitFor();
    await page.locator('[data-approve]:not(:disabled)').waitFor();
    await page.locator('[data-approve]').click();
    expect(await state()).toBe('review');
    await page.keyboard.press('u');
    await page.getByText('Removed the approval of r1').first().waitFor();
    await page.locator('[data-approve]').click();
    await expect.poll(state).not.toBe('review');
  });

  soak('sends the approval of a reader who leaves the page', async () => {
    const { page, state } = await reviewed();
    await page.locator('[data-approve]').click();
    await page.getByText('Approving r1 at').first().waitFor();
    await page.close({ runBeforeUnload: false });
    await expect.poll(state).not.toBe('review');
  });
});
