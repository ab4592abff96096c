import type { BrowserContext } from 'playwright-core';

/** The window of every measured page. */
export const VIEWPORT = { width: 1360, height: 860 };

/** Milliseconds after which a loaded page has no more requests. Its stream of events stays open, so the network is never idle. */
export const SETTLED_MS = 2_000;

/** Logs the browser in. @returns the URL of the workspace */
export async function baseOf(context: BrowserContext, link: string): Promise<string> {
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL(/\/w\//);
  const base = page.url().replace(/\/[^/]*$/, '');
  await page.close();
  return base;
}

/**
 * Returns the time from the start of a page load until the first row is visible, in milliseconds. The browser's cache is
 * empty. `received` gets the numbers of bytes that come over the network.
 */
export async function firstView(
  context: BrowserContext,
  address: string,
  row: string,
  received?: (bytes: number) => void,
): Promise<number> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.dataReceived', ({ encodedDataLength }) => received?.(encodedDataLength));
  session.on('Network.webSocketFrameReceived', ({ response }) => received?.(response.payloadData.length));
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator(row).first().waitFor();
  const took = Number(await page.evaluate('performance.now()'));
  await page.close();
  return took;
}
