import type { BrowserContext } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Makes it possible that pages hear nothing of what others do, as if the news were on their way.
 * @param url the requests that bring the news. To be called before the pages are open
 * @returns a function after which no such request is answered. It waits until the earlier ones are.
 */
export async function deafTo(context: BrowserContext, url: string | RegExp): Promise<() => Promise<void>> {
  let isDeaf = false;
  let asked = 0;
  await context.route(url, async (route) => {
    if (isDeaf) return;
    asked++;
    await route
      .fetch()
      .then((response) => route.fulfill({ response }))
      .catch(() => undefined);
    asked--;
  });
  return async () => {
    isDeaf = true;
    await expect.poll(() => asked).toBe(0);
  };
}
