import type { Page } from 'playwright-core';
import { DEADLINE_MS } from '../../support/seed.ts';

/** Tells when another tab shows something. */
export interface SecondTab {
  page: Page;
  /**
   * Goes to a view and waits until it is live. Resolves to a wait for the moment, in milliseconds since the epoch, at which the view
   * says what the expression fits, or says it no more.
   */
  at(path: string, says: RegExp, gone?: boolean): Promise<() => Promise<number>>;
}

export function secondTab(page: Page, base: string): SecondTab {
  return {
    page,
    async at(path, says, gone = false) {
      if (page.url() !== `${base}/${path}`) await page.goto(`${base}/${path}`);
      await page.locator('.connection.is-live').waitFor({ state: 'attached' });
      await page.locator('#view > *').first().waitFor();
      await page.locator('#view .loading').waitFor({ state: 'detached' });
      if (gone) await page.locator('#view').getByText(says).first().waitFor();
      await page.evaluate(watchFor(says, gone));
      return () => page.evaluate<number>('globalThis.shown');
    },
  };
}

const watchFor = (says: RegExp, gone: boolean) => `void (globalThis.shown = new Promise((found, failed) => {
  const words = ${says};
  const observer = new MutationObserver(look);
  function look() {
    if (words.test(document.querySelector('#view').textContent) === ${gone}) return;
    observer.disconnect();
    found(Date.now());
  }
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  look();
  setTimeout(() => failed(new Error('it never came to ' + words)), ${DEADLINE_MS});
}))`;
