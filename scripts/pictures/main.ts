// npm run pictures: makes the screenshots of the board for README and docs, in a real browser with real runs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { BROWSER_FLAGS, CHROMIUM } from '../../test/support/browser-program.ts';
import { FOLDER, PICTURES, type Picture, SIZE } from './pictures.ts';
import { makeStage, type Stage } from './stage.ts';

/** WebP quality from 0 to 100: sharp letters, small files. */
const QUALITY = 82;
/** Time by which the browser's clock is ahead, in milliseconds, so that the screenshots show plausible times. */
const LATER_MS = 4 * 60_000;

// In screenshots, the person is Ada on every machine.
os.userInfo = (() => ({ username: 'ada' })) as unknown as typeof os.userInfo;
syncBuiltinESMExports();

const root = process.env.BACKLOG_REPOSITORY ?? process.cwd();

const stage = await makeStage(join(root, 'plugin'));
const browser = await chromium.launch({ executablePath: CHROMIUM, args: BROWSER_FLAGS });
try {
  mkdirSync(join(root, FOLDER), { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: SIZE, colorScheme: theme, reducedMotion: 'reduce' });
    const first = await context.newPage();
    await first.goto(stage.link());
    await first.waitForURL(/\/w\//);
    await first.locator('.connection.is-live').waitFor();
    await first.close();
    for (const picture of PICTURES.filter((each) => (each.theme ?? 'light') === theme)) {
      const bytes = await taken(context, stage, picture);
      writeFileSync(join(root, FOLDER, picture.file), bytes);
      console.log(`${picture.file}: ${(bytes.length / 1024).toFixed(0)} KB`);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await stage.close();
}

async function taken(context: BrowserContext, { base }: Stage, { path, waits, keys = [] }: Picture): Promise<Buffer> {
  const page = await context.newPage();
  await page.clock.install({ time: Date.now() + LATER_MS });
  await page.goto(`${base}/${path}`);
  await page.locator(waits).first().waitFor();
  await page.locator('.connection.is-live').waitFor();
  for (const key of keys) await page.keyboard.press(key);
  await page.clock.runFor(1_000);
  await page.evaluate('document.fonts.ready');
  const session = await context.newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await page.close();
  return Buffer.from(data, 'base64');
}
