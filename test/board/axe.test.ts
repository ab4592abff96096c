import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { IS_SOAK } from '../support/seed.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';
import { filledBoard, longWords, reviewedBoard, VIEW_PATHS } from './filled.ts';

const plugin = builtPlugin();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules that another theme can break. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
/** A usual window, a small one, half a usual one, as at 200 %, and a phone. */
const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 720, height: 450 },
  { width: 360, height: 740 },
].slice(IS_SOAK ? 0 : -1);

const THEMES = ['light', 'dark', 'contrast'] as const;

describeInBrowser('accessibility', (browser) => {
  soak('20. axe finds nothing serious in any view and theme; none is wider than its window', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await filledBoard(board);
    await reviewedBoard(board);
    const { open } = await browser.person(board);
    const wrong: string[] = [];
    for (const { path, shows } of VIEW_PATHS) {
      const page = await open(`/w/project/${path}`);
      await page.getByText(shows).first().waitFor();
      for (const theme of THEMES) {
        await showAs(page, theme);
        const serious = await seriousIn(page, theme === 'light' ? undefined : COLOURS);
        wrong.push(...serious.map((one) => `${path}, ${theme}: ${one}`));
      }
      wrong.push(...(await tooWide(page)).map((one) => `${path}: ${one}`));
      await page.close();
    }
    expect(wrong).toEqual([]);
  });

  // The other views, three themes of each and four windows take a soak.
  soak(
    '20. whatever long words titles, branches and logs have, no view is wider than its window nor cuts them off, and axe finds nothing serious in a theme of each',
    async () => {
      const board = await served({ web: `${plugin.folder}/dist/web` });
      await filledBoard(board);
      await reviewedBoard(board);
      await longWords(board);
      const { open } = await browser.person(board);
      const wrong: string[] = [];
      for (const [n, { path, shows }] of LONG_PATHS.entries()) {
        const page = await open(`/w/project/${path}`);
        await page.locator('main h1, main h2, main .state').first().waitFor();
        await page.getByText(shows).filter({ visible: true }).first().waitFor();
        const theme = THEMES[n % THEMES.length]!;
        await showAs(page, theme);
        wrong.push(...(await seriousIn(page)).map((one) => `${path}, ${theme}: ${one}`));
        wrong.push(...(await tooWide(page)).map((one) => `${path}: ${one}`));
        await page.close();
      }
      expect(wrong).toEqual([]);
    },
  );
});

/** Views where people and agents name nothing. */
const OUR_WORDS = /^(claims|usage|settings|repositories|goals\/page)/;

const LONG_PATHS = everyNth(7, [
  ...VIEW_PATHS.map(({ path, shows }) => ({ path, shows: OUR_WORDS.test(path) ? shows : 'longlong' })),
  ...['run/r2', 'run/r6'].map((path) => ({ path, shows: 'longlong' })),
]);

async function showAs(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
  await page.evaluate(AXE);
  await page.emulateMedia({ colorScheme: theme === 'light' ? 'light' : 'dark' });
  if (theme === 'contrast')
    await page.evaluate(() => Object.assign(document.documentElement.dataset, { theme: 'contrast' }));
}

async function seriousIn(page: Page, rules?: readonly string[]): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(${JSON.stringify({ resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) })})`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`));
}

/** What reaches beyond its window, or beyond a part that cuts it off without an ellipsis, where no wheel and no key brings it back. */
async function tooWide(page: Page): Promise<string[]> {
  const wide: string[] = [];
  for (const viewport of WINDOWS) {
    await page.setViewportSize(viewport);
    const found = await page.evaluate(async () => {
      // What is measured is drawn anew in the frame after the one with the new size.
      for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
      const cut = [document.documentElement, ...document.querySelectorAll('body *')].filter((element) => {
        const { overflowX, textOverflow, position } = getComputedStyle(element);
        const hides = overflowX === 'hidden' || overflowX === 'clip' || element === document.documentElement;
        return (
          hides &&
          textOverflow !== 'ellipsis' &&
          position !== 'absolute' &&
          element.scrollWidth > element.clientWidth + 1 &&
          element.clientWidth > 0
        );
      });
      const named = (element: Element) => `${element.tagName}.${element.className}`;
      return cut.map((element) => {
        const end = element.getBoundingClientRect().right + 1;
        const beyond = [...element.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > end);
        return `${named(element)} has ${element.scrollWidth} in ${element.clientWidth} pixels: ${beyond.map(named)}`;
      });
    });
    wide.push(...found.map((one) => `at ${viewport.width}, ${one}`));
  }
  return wide;
}
