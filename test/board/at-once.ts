import type { Page } from 'playwright-core';

/** Keys one after the other before the page draws a frame, as somebody who types fast on a busy machine; what they do by default is not done. */
export async function pressAtOnce(page: Page, keys: readonly string[]): Promise<void> {
  await page.evaluate(async (pressed) => {
    for (const key of pressed) {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      for (let n = 0; n < 10; n++) await Promise.resolve();
    }
  }, keys);
}
