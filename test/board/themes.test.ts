import { expect } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';
import { filledBoard, reviewedBoard, VIEW_PATHS } from './filled.ts';

const plugin = builtPlugin();

/** Things that are told from their ground by its colour alone where a system takes colours away, unless they have a line around them. */
const BARE = `[...document.querySelectorAll('.button, .state, .card, .priority, .nav-add, input:not([type=checkbox]), textarea, select')]
  .filter((element) => element.checkVisibility() && parseFloat(getComputedStyle(element).borderTopWidth) === 0 && !element.closest('.line-input, .filter-box'))
  .map((element) => element.outerHTML.slice(0, 120))`;
/** What moves by itself, or takes its time. */
const MOVING = `[...document.querySelectorAll('*')].filter((element) => {
  const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(element);
  const takes = (text) => text.split(',').some((one) => parseFloat(one) > 0);
  return takes(transitionDuration) || (animationName !== 'none' && takes(animationDuration)) || scrollBehavior === 'smooth';
}).map((element) => element.outerHTML.slice(0, 120))`;

describeInBrowser('a page that looks otherwise', (browser) => {
  soak(
    'where the system chooses the colours, everything that can be touched has a line, and so has the focus',
    async () => {
      const board = await served({ web: `${plugin.folder}/dist/web` });
      await filledBoard(board);
      await reviewedBoard(board);
      const { open } = await browser.person(board, { forcedColors: 'active' });
      for (const { path, shows } of VIEW_PATHS) {
        const page = await open(`/w/project/${path}`);
        await page.getByText(shows).first().waitFor();
        expect(await page.evaluate(BARE), path).toEqual([]);
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        expect(
          await page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle + ' ' + document.activeElement.tagName",
          ),
        ).toMatch(/^(solid|auto) (A|BUTTON)$/);
        await page.close();
      }
    },
  );

  soak('for who wants less motion nothing moves', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await filledBoard(board);
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      const { open } = await browser.person(board, { reducedMotion });
      const page = await open('/w/project/board');
      await page.locator('.card').first().waitFor();
      await page.keyboard.press('c');
      await page.locator('dialog').waitFor();
      await page.keyboard.type('Another one');
      await page.keyboard.press('Enter');
      await page.locator('.toast').waitFor();
      const moving = await page.evaluate<string[]>(MOVING);
      if (reducedMotion === 'reduce') expect(moving).toEqual([]);
      else expect(moving).not.toEqual([]);
    }
  });

  soak('without its server a page says so, and comes back by itself', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await board.call('task_add', { description: 'Still there' });
    const { open, wrong } = await browser.person(board);
    const page = await open('/w/project/list');
    await page.getByText('Still there').waitFor();
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    await board.close();
    await page.goto(`${board.origin}/w/project/board`);
    await page.getByRole('heading', { name: 'server is not running' }).waitFor();
    await page.getByText('backlog board').waitFor();
    await board.again();
    await page.locator('.card', { hasText: 'Still there' }).waitFor();
    forget(wrong, /ERR_/);
  });
});
