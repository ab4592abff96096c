import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { doubtOf } from '../../src/web/app/views/review/verdict/doubt.tsx';
import { describeInBrowser } from '../support/browser.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards, decidable } from './visit.ts';

const risk = (level: 'low' | 'medium' | 'high' | 'unknown', ...says: string[]) => ({
  level,
  reasons: says.map((said) => ({ rule: 'a', level, says: said, files: [] })),
});

test.each([
  [risk('low'), 0, undefined],
  [risk('low'), 1, 'You have not marked 1 file as seen.'],
  [risk('medium', 'weakens assertions'), 2, 'The risk is medium: It weakens assertions.'],
  [risk('high', 'has a secret'), 0, 'The risk is high: It has a secret.'],
  [risk('unknown'), 0, 'The risk is unknown: no test shows what it does.'],
  [undefined, 0, "The risk can't be computed."],
] as const)('before an approval of %j with %i unseen files, the worst is asked first: %s', (of, unseen, first) => {
  expect(doubtOf({ risk: of, unseen })?.[0]).toBe(first);
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
    await decidable(page, '[data-approve]');
    await page.keyboard.press('a');
    await question(page).getByText('The risk is unknown: no test shows what it does.').waitFor();
    expect(await state()).toBe('review');
  });

  const question = (page: Page) => page.getByRole('dialog', { name: 'Approve r1?' });

  soak('asks for a second key while files are unseen, and withdraws the approval', async () => {
    const { page, state } = await reviewed();
    const approve = page.locator('[data-approve]:not([aria-disabled=true])');
    await approve.waitFor();
    for (let i = 0; i < 10; i++) await page.keyboard.press('a');
    await question(page).getByText('You have not marked 1 file as seen.').waitFor();
    expect(await state()).toBe('review');
    await page.keyboard.press('Escape');
    await question(page).waitFor({ state: 'detached' });
    for (const takeBack of [() => page.getByRole('button', { name: 'Undo' }).click(), () => page.keyboard.press('u')]) {
      await approve.waitFor();
      await page.keyboard.press('a');
      await question(page).locator('[type=submit]:not([aria-disabled=true])').click();
      await page.getByText('Approved r1 at').first().waitFor();
      await takeBack();
      await page.getByText('Withdrew the approval of r1').first().waitFor();
      expect(await state()).toBe('review');
    }
  });
});
