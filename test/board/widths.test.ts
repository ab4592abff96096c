import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';
import { filledBoard, reviewedBoard, VIEW_PATHS } from './filled.ts';
import { drawn, lostBeginnings, misfits } from './fits.ts';

const plugin = builtPlugin();
/** A small phone, a tablet, and a usual window. */
const SIZES = [
  { width: 320, height: 640 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
];

describeInBrowser('the board at three widths', (browser) => {
  soak('no page scrolls sideways, and no text is cut off or over another', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await filledBoard(board);
    await reviewedBoard(board);
    const { open } = await browser.person(board);
    const page = await open('/w/project/now');
    const wrong: string[] = [];
    for (const { path, shows } of VIEW_PATHS) {
      await page.setViewportSize(SIZES.at(-1)!);
      await page.goto(`${board.origin}/w/project/${path}`);
      await page.locator('main').getByText(shows).filter({ visible: true }).first().waitFor();
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await drawn(page);
        wrong.push(...(await misfits(page)).map((one) => `${path} at ${size.width}: ${one}`));
        const { SHOT } = process.env;
        if (SHOT)
          await page.screenshot({ path: `${SHOT}/${path.replace(/\W+/g, '-')}-${size.width}.png`, fullPage: true });
      }
    }
    expect(wrong).toEqual([]);
  });

  soak('a title that is written from right to left keeps its beginning on a phone', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await filledBoard(board);
    for (const filter of ['1', '2', '3', '4', '5', '7'])
      expect(await board.call('task_modify', { filter, description: RIGHT_TO_LEFT })).toMatchObject({ status: 200 });
    const { open } = await browser.person(board, { viewport: { width: 360, height: 740 } });
    const lost: string[] = [];
    for (const path of everyNth(4, [
      'list',
      'now',
      'board',
      'graph',
      'timeline',
      'git',
      'activity',
      'task/2',
      'run/r4',
    ])) {
      const page = await open(`/w/project/${path}`);
      await page.locator('main').getByText('משימה').filter({ visible: true }).first().waitFor();
      await drawn(page);
      lost.push(...(await lostBeginnings(page, '[א-ת]')).map((one) => `${path}: ${one}`));
      const { SHOT } = process.env;
      if (SHOT) await page.screenshot({ path: `${SHOT}/rtl-${path.replace(/\W+/g, '-')}-320.png` });
      await page.close();
    }
    expect(lost).toEqual([]);
  });
});

const RIGHT_TO_LEFT = 'משימה ארוכה מאוד שכותרתה נכתבת מימין לשמאל ואינה נכנסת בשורה אחת של טלפון קטן';
