import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { StageBoard } from './stage.ts';

/** Time by which the browser's clock is ahead, in milliseconds, so that the pictures show plausible times. */
const LATER_MS = 4 * 60_000;

/** Opens a window of a browser that is logged in at the board. Nothing moves in it. */
export async function logInTo(
  browser: Browser,
  board: StageBoard,
  options: BrowserContextOptions,
): Promise<BrowserContext> {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
  const first = await context.newPage();
  await first.goto(board.link());
  await first.waitForURL(/\/w\//);
  await first.locator('.connection.is-live').waitFor({ state: 'attached' });
  await first.close();
  return context;
}

/** Opens a page and waits until it is complete. @param waits selector of an element that must be visible */
export async function openPage(
  context: BrowserContext,
  address: string,
  waits: string,
  keys: readonly string[] = [],
): Promise<Page> {
  const page = await context.newPage();
  await page.clock.install({ time: Date.now() + LATER_MS });
  await page.goto(address);
  await page.locator(waits).first().waitFor();
  await page.locator('.connection.is-live').waitFor({ state: 'attached' });
  for (const key of keys) await page.keyboard.press(key);
  await page.clock.runFor(1_000);
  await page.evaluate('document.fonts.ready');
  return page;
}

/** Takes a picture of the page's window as WebP. @param quality from 0 to 100 */
export async function pictureOf(page: Page, quality: number): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality });
  return Buffer.from(data, 'base64');
}
