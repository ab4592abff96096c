import { join } from 'node:path';
import { expect } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { agent } from '../support/workspace.ts';
import { served } from '../web/served.ts';
import { filledBoard, reviewedBoard, VIEW_PATHS } from './filled.ts';
import { closeTargets, cutWithoutTooltip, drawn, misfits, toolNames } from './fits.ts';

const web = process.env.LOOKS_WEB ?? join(builtPlugin().folder, 'dist/web');
const WIDTHS = [1280, 360];
const RULES = { misfits, cutWithoutTooltip, closeTargets, toolNames };

describeInBrowser('each view', (browser) => {
  soak('fits, shows each cut text in a tooltip, has targets that a pointer hits, and names no tool', async () => {
    const board = await served({ web });
    await filledBoard(board);
    await reviewedBoard(board);
    const { call, opened } = board;
    for (const [name, filter] of [
      ['late', '+OVERDUE'],
      ['compliance-work-of-the-last-quarter', '+LATEST'],
      ['mine', 'project:web'],
    ])
      await call('view_set', { name, filter });
    const project = 'finance.reconciliation.international';
    const description = 'Book the rounding difference of payments in parts that came in other currencies on other days';
    await call('task_add', { description, project, tags: ['accounting', 'compliance', 'quarter-end'], priority: 'H' });
    await execute(opened, agent('one'), commandNamed('task_add'), { description: 'Drain the queue of retries' });
    expect(await call('night_start', { until: '8h', budget: 20 })).toMatchObject({ status: 200 });
    const { open } = await browser.person(board);
    const page = await open('/w/project/now');
    await page.getByRole('link', { name: '@mine' }).waitFor();
    const wrong: string[] = [];
    for (const { path, shows } of VIEW_PATHS) {
      await page.goto(`${board.origin}/w/project/${path}`);
      await page.locator('main').getByText(shows).filter({ visible: true }).first().waitFor();
      if (path === 'agents') await page.getByText('What another night needs').waitFor();
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        await drawn(page);
        for (const rule of Object.values(RULES))
          wrong.push(...(await rule(page)).map((one) => `${path} at ${width}: ${one}`));
      }
      await page.setViewportSize({ width: WIDTHS[0]!, height: 800 });
    }
    expect(wrong).toEqual([]);
  });
});
