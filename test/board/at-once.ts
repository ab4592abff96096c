import type { Page } from 'playwright-core';

/**
 * Keys one after the other before the page draws a frame, as somebody who types fast on a busy machine; what they do by
 * default is not done. @param keys as `m` or `Alt+ArrowUp`
 */
export async function pressAtOnce(page: Page, keys: readonly string[]): Promise<void> {
  await page.evaluate(async (pressed) => {
    for (const spelled of pressed) {
      const [, held, key = ''] = /^(?:(Alt|Shift)\+)?(.+)$/.exec(spelled) ?? [];
      const init = { key, altKey: held === 'Alt', shiftKey: held === 'Shift', bubbles: true, cancelable: true };
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', init));
      for (let n = 0; n < 10; n++) await Promise.resolve();
    }
  }, keys);
}
