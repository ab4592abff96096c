import { expect } from 'vitest';
import { describeInBrowser, readResponses } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();

const CARDS = 10_000;
/** Nodes in the page, and cards that the first answer brings so that something is seen at once. */
const MOST = { nodes: 3_000, first: 4 * 60 };

describeInBrowser('many cards', (browser) => {
  soak(
    '13. 10,000 of them take less than 3,000 nodes, and the first answer brings few (npm run bench has the times)',
    async () => {
      const board = await served({ web: `${plugin.folder}/dist/web` });
      for (let from = 0; from < CARDS; from += 1_000)
        await board.call('task_import', {
          tasks: Array.from({ length: 1_000 }, (_, i) => ({
            description: `Task ${from + i} that somebody wrote down`,
          })),
        });
      const { open, context } = await browser.person(board);
      const answersSoFar = readResponses(context, (response) =>
        response.url().includes('/report_board')
          ? response.json().then(({ cards }: { cards: unknown[] }) => cards.length)
          : undefined,
      );
      const page = await open('/w/project/board');
      await page.locator('.card').first().waitFor();
      await expect.poll(answersSoFar).toEqual([expect.any(Number), CARDS]);
      expect((await answersSoFar())[0]).toBeLessThanOrEqual(MOST.first);
      const nodes = await page.evaluate(async () => {
        const list = document.querySelector('[data-column=todo] .virtual')!;
        let most = 0;
        for (let i = 0; i < 30; i++) {
          list.scrollTop = (i % 2 === 0 ? i : 30 - i) * 20_000;
          await new Promise(requestAnimationFrame);
          most = Math.max(most, document.querySelectorAll('*').length);
        }
        return most;
      });
      expect(nodes).toBeLessThan(MOST.nodes);
    },
  );
});
