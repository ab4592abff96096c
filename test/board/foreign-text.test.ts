import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { HOSTILE, makeHostile, UNSEEN } from '../support/hostile.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';
import { filledBoard, reviewedBoard, VIEW_PATHS } from './filled.ts';

const plugin = builtPlugin();

describeInBrowser('what others wrote', (browser) => {
  soak(
    '10. hides nothing, turns nothing beside it around and covers nothing, in any field of any record, in every view',
    async () => {
      const board = await served({ web: `${plugin.folder}/dist/web` });
      await filledBoard(board);
      await reviewedBoard(board);
      await board.call('task_doc_write', {
        id: 1,
        content: `# Why\n\nEvents are lost ${HOSTILE}\n\n\`\`\`ts\n${HOSTILE}\n\`\`\``,
      });
      await board.call('task_doc_write', { id: 1, content: `# Why\n\nEvents are lost at night ${HOSTILE}\n` });
      await board.call('review_comment', { run: 'r6', path: 'src/deliver.ts', line: 1, text: `Why? ${HOSTILE}` });
      await board.opened.store.refresh();
      expect(await makeHostile(board.opened)).toBeGreaterThan(60);
      const { open } = await browser.person(board);
      const wrong: string[] = [];
      for (const { path, shows } of VIEW_PATHS) {
        const page = await open(`/w/project/${path}`);
        await page.getByText(shows).first().waitFor();
        wrong.push(...(await unguarded(page)).map((one) => `${path}: ${one}`));
        await page.close();
      }
      expect(wrong).toEqual([]);
    },
  );
});

/** Texts and attributes of a page in which something is not seen, and texts from right to left that are not isolated. */
function unguarded(page: Page): Promise<string[]> {
  return page.evaluate(
    ({ source, flags, read }) => {
      const unseen = new RegExp(source, flags);
      const wrong: string[] = unseen.test(document.title) ? [`title: ${document.title}`] : [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode as Text;
        if (parentElement!.closest('textarea, script, style')) continue;
        if (unseen.test(data)) wrong.push(`not seen in ${parentElement!.outerHTML.slice(0, 300)}`);
        if (/[\u0590-\u05FF]/.test(data) && !parentElement!.closest('bdi, option, text, [class^=code-]'))
          wrong.push(`not isolated in ${parentElement!.outerHTML.slice(0, 300)}`);
      }
      for (const element of document.querySelectorAll('*'))
        for (const name of read)
          if (unseen.test(element.getAttribute(name) ?? '')) wrong.push(`${name}: ${element.getAttribute(name)}`);
      return wrong;
    },
    {
      source: UNSEEN.source,
      flags: UNSEEN.flags,
      read: ['title', 'aria-label', 'placeholder', 'alt', 'aria-description'],
    },
  );
}
