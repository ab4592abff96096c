import type { BrowserContext, Page } from 'playwright-core';
import { WAIT_MS, within } from './part.ts';

/** The window of every measured page. */
export const VIEWPORT = { width: 1360, height: 860 };

/** Milliseconds after which a loaded page has no more requests. Its stream of events stays open, so the network is never idle. */
export const SETTLED_MS = 2_000;

/** Logs a browser context in. @returns the URL of the workspace */
export type Login = (context: BrowserContext) => Promise<string>;

/** Returns the login of a server. Its link logs in only once, so that other contexts get what the first one got. */
export function loginOf(link: string): Login {
  let first: Promise<{ base: string; state: Awaited<ReturnType<BrowserContext['storageState']>> }> | undefined;
  const byLink = async (context: BrowserContext) => {
    const page = await context.newPage();
    await page.goto(link);
    await page.waitForURL(/\/w\//);
    const base = page.url().replace(/\/[^/]*$/, '');
    await page.close();
    return { base, state: await context.storageState() };
  };
  return async (context) => {
    if (first === undefined) {
      first = byLink(context);
      return (await first).base;
    }
    const { base, state } = await first;
    await context.addCookies(state.cookies);
    const known = JSON.stringify(state.origins.flatMap(({ localStorage }) => localStorage));
    await context.addInitScript(`for (const { name, value } of ${known}) localStorage.setItem(name, value)`);
    return base;
  };
}

/** Waits until an element is visible. @throws an error that says what the page shows instead */
export async function isShown(page: Page, selector: string, ms = WAIT_MS): Promise<void> {
  try {
    await page.locator(selector).first().waitFor({ timeout: ms });
  } catch {
    const text = await within(2_000, 'the text of the page', page.evaluate('document.body.innerText')).catch(String);
    const seen = String(text).replace(/\s+/g, ' ').slice(0, 80);
    throw new Error(`gave up after ${ms / 1_000} s, waiting for ${selector}; the page says: ${seen}`);
  }
}

/** A page that shows what it was opened for. */
export interface Shown {
  page: Page;
  /** Milliseconds from the start of the page load until its first row was visible. */
  took: number;
  /** Bytes that came over the network until now. */
  received(): number;
}

/** Opens a page with an empty cache, and waits for its first row. */
export async function firstView(
  context: BrowserContext,
  address: string,
  row: string,
  waitMs = WAIT_MS,
): Promise<Shown> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let received = 0;
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.dataReceived', ({ encodedDataLength }) => (received += encodedDataLength));
  session.on('Network.webSocketFrameReceived', ({ response }) => (received += Buffer.byteLength(response.payloadData)));
  await page.goto(address, { waitUntil: 'commit' });
  await isShown(page, row, waitMs);
  return { page, took: Number(await page.evaluate('performance.now()')), received: () => received };
}

/** Returns the milliseconds of {@link firstView}. Closes the page. */
export async function firstViewMs(context: BrowserContext, address: string, row: string): Promise<number> {
  const { page, took } = await firstView(context, address, row);
  await page.close();
  return took;
}
