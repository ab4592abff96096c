import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { runIn } from '../support/runs.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();

/** What an agent, its program or a branch may be called. */
const HOSTILE = `"><img src=x onerror="window.hurt=1"> \u202Eevil\u202C ${'long'.repeat(500)}`;

describeInBrowser('runs that mean to hurt', (browser) => {
  soak('stay inert in every view that shows them, and none of them gets wider than the page', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    for (const description of ['One', 'Two', 'Three']) await board.call('task_add', { description });
    await board.opened.store.refresh();
    const more = { agent: HOSTILE, model: HOSTILE, branch: `backlog/${HOSTILE}`, target: `refs/heads/${HOSTILE}` };
    const reason = { code: 'crashed' as const, text: HOSTILE };
    await runIn(board, 'failed', { number: 1, ...more, reason });
    await runIn(board, 'running', { number: 2, ...more });
    await runIn(board, 'review', { number: 3, ...more });
    const { open } = await browser.person(board);
    const wide: string[] = [];
    for (const [path, shows] of [
      ['now', 'Two'],
      ['board', 'Three'],
      ['timeline', 'onerror'],
      ['git?branches=all', 'onerror'],
      ['run/r1', 'onerror'],
      ['review/r3', 'Three'],
      ['task/1', 'onerror'],
    ] as const) {
      const page = await open(`/w/project/${path}`);
      await page
        .locator('main')
        .getByText(shows)
        .first()
        .waitFor({ state: 'attached', timeout: DEADLINE_MS })
        .catch(() => wide.push(`${path} does not show ${shows}`));
      expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
      expect(await page.locator('main img, main script').count()).toBe(0);
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (over > 0) wide.push(`${path}: ${over} pixels`);
      await page.close();
    }
    expect(wide).toEqual([]);
  });
});
