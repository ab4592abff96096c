import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { served } from '../interfaces/web/served.ts';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { filledBoard, VIEW_PATHS } from './filled.ts';

const plugin = builtPlugin();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describeInBrowser('accessibility', (browser) => {
  test.each(['light', 'dark'] as const)('20. axe finds nothing serious in any view, %s', async (colorScheme) => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await filledBoard(board);
    const { open } = await browser.person(board, { colorScheme });
    for (const { path, shows } of VIEW_PATHS) {
      const page = await open(`/w/project/${path}`);
      await page.getByText(shows).first().waitFor();
      expect(await seriousIn(page), path).toEqual([]);
      await page.close();
    }
  });

  test('20. at 200 % zoom and at 360 pixels no view is wider than its window', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await filledBoard(board);
    for (const viewport of [
      { width: 640, height: 400 },
      { width: 360, height: 740 },
    ]) {
      const { open } = await browser.person(board, { viewport });
      for (const { path, shows } of VIEW_PATHS) {
        const page = await open(`/w/project/${path}`);
        await page.getByText(shows).first().waitFor();
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(
          0,
        );
        await page.close();
      }
    }
  });
});

async function seriousIn(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`));
}
