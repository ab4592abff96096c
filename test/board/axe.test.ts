import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { served } from '../interfaces/web/served.ts';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { filledBoard, reviewedBoard, VIEW_PATHS } from './filled.ts';

const plugin = builtPlugin();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules that another theme can break. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
/** Half a usual window, as at 200 %, and a phone. */
const NARROW = [
  { width: 640, height: 400 },
  { width: 360, height: 740 },
];

describeInBrowser('accessibility', (browser) => {
  test('20. axe finds nothing serious in any view and theme; at 200 % zoom and at 360 pixels none is wider than its window', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await filledBoard(board);
    await reviewedBoard(board);
    const { open } = await browser.person(board, { colorScheme: 'light' });
    const wrong: string[] = [];
    for (const { path, shows } of VIEW_PATHS) {
      const page = await open(`/w/project/${path}`);
      await page.getByText(shows).first().waitFor();
      await page.evaluate(AXE);
      const light = await seriousIn(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await seriousIn(page, COLOURS);
      await page.evaluate(() => Object.assign(document.documentElement.dataset, { theme: 'contrast' }));
      const contrast = await seriousIn(page, COLOURS);
      const wide = await tooWide(page);
      wrong.push(...Object.entries({ light, dark, contrast, wide }).flatMap(inView(path)));
      await page.close();
    }
    expect(wrong).toEqual([]);
  });
});

const inView =
  (path: string) =>
  ([what, all]: [string, string[]]) =>
    all.map((one) => `${path}, ${what}: ${one}`);

async function seriousIn(page: Page, rules?: readonly string[]): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(rules ? { runOnly: rules } : {})})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`));
}

async function tooWide(page: Page): Promise<string[]> {
  const wide: string[] = [];
  for (const viewport of NARROW) {
    await page.setViewportSize(viewport);
    const more = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (more > 0) wide.push(`${more} pixels more than ${viewport.width}`);
  }
  return wide;
}
