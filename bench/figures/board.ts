import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { AT_TERMINAL } from '../../test/support/at-terminal.ts';
import { BROWSER_FLAGS, CHROMIUM, hasBrowser } from '../../test/support/browser-program.ts';
import type { Bench } from '../bench.ts';
import { environment } from '../environment.ts';
import { type Figure, figure } from '../figure.ts';
import type { Place } from '../stores.ts';

const TASKS = 10_000;
const KB = 1024;
/** Frames of one scroll, and pixels between two of them. */
const FRAMES = 120;
const STEP = 300;

/** The board in a real browser, with its server in a process of its own; left out where there is no Chromium. */
export async function boardFigures(bench: Bench): Promise<Figure[]> {
  const sizes = sizeFigures(join(bench.plugin, 'dist/web/assets'));
  if (!hasBrowser) return sizes;
  const size = Math.min(TASKS, bench.sizes.at(-1)!);
  const place = await bench.store(size, 'compact');
  const board = await startServer(bench, place);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: BROWSER_FLAGS });
  try {
    const at = size.toLocaleString('en');
    return [...sizes, ...(await measured(browser, board.link, { at, rounds: bench.rounds(10) }))];
  } finally {
    await browser.close();
    board.stop();
    await board.ended;
  }
}

function sizeFigures(assets: string): Figure[] {
  const sizes = new Map(
    readdirSync(assets).map((name) => [name, gzipSync(readFileSync(join(assets, name))).length / KB]),
  );
  const all = [...sizes.values()].reduce((sum, one) => sum + one, 0);
  return [
    figure({ name: 'board: all of the app, gzip', unit: 'KB', samples: [all], target: { of: 'median', most: 200 } }),
  ];
}

async function startServer(bench: Bench, { project, env }: Place) {
  const board = [process.execPath, join(bench.plugin, 'dist/cli.cjs'), 'board', '--no-open', '--json'];
  const [program = '', ...words] = [...AT_TERMINAL, ...board];
  const server = spawn(program, words, {
    cwd: project,
    env: { ...environment, ...env, USER: 'bench' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'close');
  const link = await linkSaid(server.stdout);
  return { link, ended, stop: () => server.kill('SIGTERM') };
}

async function linkSaid(output: AsyncIterable<Buffer>): Promise<string> {
  let said = '';
  for await (const piece of output) {
    said += piece;
    const [, link] = /"link":\s*"([^"]+)"/.exec(said) ?? [];
    if (link !== undefined) return link;
  }
  throw new Error(`the board ended and said no link: ${said}`);
}

async function measured(
  browser: Browser,
  link: string,
  { at, rounds }: { at: string; rounds: number },
): Promise<Figure[]> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 } });
  const first = await context.newPage();
  await first.goto(link);
  await first.waitForURL(/\/w\//);
  const base = first.url().replace(/\/[^/]*$/, '');
  await first.close();
  const now = await firstViews(context, `${base}/now`, '.row', rounds);
  const board = await firstViews(context, `${base}/board`, '.card', rounds);
  const page = await context.newPage();
  await page.goto(`${base}/board`);
  await page.locator('.card').first().waitFor();
  const scroll = await scrolled(page, '[data-column=todo] .virtual');
  const list = await context.newPage();
  await list.goto(`${base}/list`);
  await list.locator('.list-row:not(.is-coming)').first().waitFor();
  const rows = await scrolled(list, '.list-rows');
  const changes = await arrivals(context, base, rounds);
  const row = (name: string, unit: 'ms' | 'x', samples: readonly number[], most: number) =>
    figure({ name: `board: ${name}`, at, unit, samples, target: { of: 'median', most } });
  return [
    row('first view, cold', 'ms', now, 1_000),
    row('first card, cold', 'ms', board, 1_000),
    row('frame of a scroll of cards, 95th percentile', 'ms', [scroll.frame], 25),
    row('frame of a scroll of rows, 95th percentile', 'ms', [rows.frame], 25),
    row('nodes in the page, cards', 'x', [scroll.nodes], 3_000),
    row('nodes in the page, rows', 'x', [rows.nodes], 3_000),
    row('a change in another tab, from the call on', 'ms', changes, 150),
  ];
}

/** Milliseconds from the start of a navigation until the first row is there, with nothing in the browser's cache. */
async function firstViews(context: BrowserContext, address: string, row: string, rounds: number): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await page.goto(address, { waitUntil: 'commit' });
    await page.locator(row).first().waitFor();
    samples.push(Number(await page.evaluate('performance.now()')));
    await page.close();
  }
  return samples;
}

/** Scrolls a list frame by frame. */
async function scrolled(page: Page, list: string): Promise<{ frame: number; nodes: number }> {
  return page.evaluate(`(async () => {
    const list = document.querySelector(${JSON.stringify(list)});
    const frames = [];
    let nodes = 0;
    let last = await new Promise(requestAnimationFrame);
    for (let i = 0; i < ${FRAMES}; i++) {
      list.scrollTop += ${STEP};
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - last);
      last = now;
      nodes = Math.max(nodes, document.querySelectorAll('*').length);
    }
    frames.sort((a, b) => a - b);
    return { frame: frames[Math.floor(frames.length * 0.95)], nodes };
  })()`);
}

/** Milliseconds from a call in one tab until another one shows what it changed. */
async function arrivals(context: BrowserContext, base: string, rounds: number): Promise<number[]> {
  const [one, other] = [await context.newPage(), await context.newPage()];
  for (const page of [one, other]) {
    await page.goto(`${base}/task/1`);
    await page.locator('.connection.is-live').waitFor({ state: 'attached' });
    await page.locator('.task h1').waitFor();
  }
  const samples: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const text = `Changed for the ${i + 1}. time`;
    await other.evaluate(`void (globalThis.shown = new Promise((found) => {
      const look = () => document.querySelector('.task h1')?.textContent === ${JSON.stringify(text)} && found(Date.now());
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    }))`);
    const begun = await one.evaluate(`(async () => {
      const [{ uuid }] = await (await fetch('/api/v1/workspaces')).json();
      const begun = Date.now();
      await fetch('/api/v1/' + uuid + '/task_modify', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-backlog': '1' },
        body: JSON.stringify({ filter: '1', description: ${JSON.stringify(text)} }),
      });
      return begun;
    })()`);
    samples.push(Number(await other.evaluate('globalThis.shown')) - Number(begun));
  }
  return samples;
}
