import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { logInTo, openPage } from '../browser.ts';
import type { Stage } from '../stage.ts';
import { partsPage } from './parts-page.ts';
import { QUEUES, SHEET_VIEWS, type SheetView, SIZES, THEMES, USUAL } from './views.ts';

interface SheetOptions {
  root: string;
  stage: Stage;
  browser: Browser;
  /** The folder that gets the page and its pictures. */
  folder: string;
  /** Commit whose built app is drawn beside the present one. */
  before: string | undefined;
  /** The views and the queues to draw. Default: all. */
  views: readonly string[] | undefined;
  queues: readonly string[] | undefined;
}

/** A picture on the page. */
interface Drawn {
  view: string;
  queue: string;
  width: number;
  theme: string;
  /** A picture of each app, in order. */
  sides: { side: string; file: string; note: string | undefined }[];
}

/** Draws every view in each theme and size, with the app of an earlier commit and the present one, onto one page. */
export async function makeSheet({ root, stage, browser, folder, before, ...only }: SheetOptions): Promise<void> {
  const queues = QUEUES.filter((name) => only.queues === undefined || only.queues.includes(name));
  const views = SHEET_VIEWS.filter(({ path }) => only.views === undefined || only.views.includes(path));
  const out = resolve(folder);
  const apps = mkdtempSync(join(tmpdir(), 'apps-'));
  const drawn = new Map<string, Drawn>();
  mkdirSync(out, { recursive: true });
  try {
    if (queues.some((name) => name !== 'shop')) await stage.addOthers();
    const sides = before === undefined ? ['after'] : ['before', 'after'];
    for (const side of sides) {
      const web = side === 'after' ? undefined : appOf(root, before!, apps);
      await drawSide(side, web);
    }
    if (only.views === undefined || only.views.includes('parts')) await drawParts();
    writeFileSync(join(out, 'index.html'), pageOf([...drawn.values()], before));
    console.log(`${drawn.size} pictures: ${join(out, 'index.html')}`);
  } finally {
    rmSync(apps, { recursive: true, force: true });
  }

  async function drawSide(side: string, web: string | undefined): Promise<void> {
    const board = await stage.serve(web);
    for (const theme of THEMES)
      for (const viewport of SIZES) {
        const context = await logInTo(browser, board, { viewport, colorScheme: theme });
        for (const view of views)
          for (const queue of queues.filter((name) => (view.queues ?? USUAL).includes(name))) {
            const address = `${board.base}/${queue}/${view.path}`;
            const { page, note } = await openAnyhow(context, address, view);
            if (note) console.error(`${side} ${address}: ${note}`);
            keep({ view, queue, viewport, theme, side, note, bytes: await page.screenshot() });
            await page.close();
          }
        await context.close();
      }
    await board.close();
  }

  async function drawParts(): Promise<void> {
    const file = await partsPage(root, apps);
    for (const theme of THEMES)
      for (const viewport of SIZES) {
        const context = await browser.newContext({ viewport, colorScheme: theme });
        const page = await context.newPage();
        await page.goto(`file://${file}`);
        await page.locator('.parts section').first().waitFor();
        const { height } = (await page.locator('.parts').boundingBox())!;
        await page.setViewportSize({ width: viewport.width, height: Math.ceil(height) });
        const view = { path: 'parts', waits: '' };
        keep({ view, queue: 'parts', viewport, theme, side: 'after', note: undefined, bytes: await page.screenshot() });
        await context.close();
      }
  }

  interface Kept {
    view: SheetView;
    queue: string;
    viewport: { width: number };
    theme: string;
    side: string;
    note: string | undefined;
    bytes: Buffer;
  }

  function keep({ view: { path }, queue, viewport: { width }, theme, side, note, bytes }: Kept): void {
    const name = [queue, path.replaceAll('/', '-'), width, theme].join('-');
    const file = `${name}-${side}.png`;
    writeFileSync(join(out, file), bytes);
    const row = drawn.get(name) ?? { view: path, queue, width, theme, sides: [] };
    row.sides.push({ side, file, note });
    drawn.set(name, row);
  }
}

/**
 * Opens a view. An earlier app may lack what a picture waits for, or the whole view: its page is drawn as it is then,
 * with a note.
 */
async function openAnyhow(
  context: BrowserContext,
  address: string,
  { waits }: SheetView,
): Promise<{ page: Page; note: string | undefined }> {
  try {
    return { page: await openPage(context, address, waits), note: undefined };
  } catch (error) {
    if ((error as Error).name !== 'TimeoutError') throw error;
    return { page: await openPage(context, address, 'main'), note: `this app does not show ${waits}` };
  }
}

/** Unpacks the app that a commit's plugin contains. @returns its folder */
function appOf(root: string, commit: string, folder: string): string {
  const packed = execFileSync('git', ['-C', root, 'archive', commit, 'plugin/dist/web'], { maxBuffer: 1 << 28 });
  execFileSync('tar', ['-x', '-C', folder], { input: packed });
  return join(folder, 'plugin/dist/web');
}

/** Returns the page: a part for each view in a queue, with a row for each size and theme. */
function pageOf(drawn: readonly Drawn[], before: string | undefined): string {
  const parts = new Map<string, Drawn[]>();
  for (const one of drawn) {
    const title = `${one.view} <small>${QUEUE_WORDS[one.queue] ?? one.queue}</small>`;
    parts.set(title, [...(parts.get(title) ?? []), one]);
  }
  const sections = [...parts].map(([title, rows]) => `<section><h2>${title}</h2>${rows.map(rowOf).join('')}</section>`);
  const title = before === undefined ? 'Every view of the board' : `Every view of the board: ${before} and now`;
  const about =
    before === undefined
      ? ''
      : `<p>Both apps show the same queues, runs and server. So words that the server makes are those of now in both.</p>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
<style>
body { margin: 24px; background: #888; font: 14px system-ui; }
section > div { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 12px; align-items: start; margin-bottom: 24px; }
figure { margin: 0; }
img { max-width: 100%; }
</style>
<h1>${title}</h1>
${about}
${sections.join('\n')}
`;
}

const QUEUE_WORDS: Readonly<Record<string, string>> = {
  shop: 'usual',
  empty: 'empty',
  many: '10,000 tasks',
  plan: 'with goals',
};

const rowOf = ({ width, theme, sides }: Drawn): string =>
  `<div>${sides
    .map(({ side, file, note }) => {
      const caption = [side, `${width} px`, theme, note].filter(Boolean).join(', ');
      return `<figure><figcaption>${caption}</figcaption><a href="${file}"><img loading="lazy" src="${file}" alt="${caption}"></a></figure>`;
    })
    .join('')}</div>`;
