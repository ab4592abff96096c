import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
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
  ['unknown', 0, true],
  [undefined, 0, true],
] as const)('one key approves a result of %s risk with %i unseen files: asked first: %s', (level, unseen, asked) => {
  expect(doubtOf({ level, unseen }) !== undefined).toBe(asked);
});

describeInBrowser('the key that approves', (browser) => {
  const { board } = builtBoards();
  const shoot = async (page: Page, name: string) => {
    const to = process.env.BACKLOG_SHOTS;
    if (to) await page.screenshot({ path: join(to, `${name}.png`) });
  };
  const reviewed = async (result: Record<string, string> = { 'src/a.txt': 'two\n' }) => {
    const made = await board();
    await made.call('task_add', { description: 'Change some' });
    await gitProject(made as never, { 'src/a.txt': 'one\n' });
    await runWithResult(made as never, result, { number: 1 });
    const { open } = await browser.person(made);
    const page = await open('/w/project/review/r1');
    await page.locator('.diff-row').first().waitFor();
    const state = async () => (await made.call<{ run: Run }>('run_show', { run: 'r1' })).body.run.state;
    return { page, state, made };
  };
  test('the risk stands first with its reason, at each width; one key approves no result of unknown risk', async () => {
    const { page, state } = await reviewed({ 'src/b.ts': 'export const b = 1;\n' });
    const risk = page.getByLabel('Risk', { exact: true });
    for (const width of [1440, 1024, 360])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await risk.getByText('unknown risk').waitFor();
        await risk.getByText('src/b.ts').waitFor();
        const top = async (at: Locator) => (await at.boundingBox())!.y;
        const [first, head] = [await top(risk), await top(page.locator('.verdict-head'))];
        expect([first < head, head < 800]).toEqual([true, true]);
        await shoot(page, `review-${width}-${colorScheme}`);
      }
    await page.locator('[aria-label="Risk"] button', { hasText: 'src/b.ts' }).click();
    await page.keyboard.press('a');
    await question(page).getByText('The risk of this result is unknown: no test shows what it does.').waitFor();
    expect(await state()).toBe('review');
  });

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
