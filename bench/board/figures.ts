import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { appSizes } from '../../test/support/app-sizes.ts';
import { BROWSER_FLAGS, CHROMIUM, hasBrowser } from '../../test/support/browser-program.ts';
import { alternate } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { longFileFigures } from './board-long-file.ts';
import { peerFigures } from './board-peer.ts';
import { startServer } from './board-process.ts';
import { storyFigures } from './board-story.ts';
import { baseOf, firstView, VIEWPORT } from './board-views.ts';

const TASKS = 10_000;
/** Selector of a loaded row of the list. */
const LIST_ROW = '.list-row:not(.is-coming)';
/** Number of frames in one scroll, and of pixels per frame. */
const FRAMES = 120;
const STEP = 300;
/** Time per frame at 60 Hz, in milliseconds. */
const FRAME_MS = 16;

/** Measures the board in a real browser, with its server in its own process. Does nothing without Chromium. */
export async function boardFigures(bench: Bench): Promise<Figure[]> {
  const sizes = sizeFigures(join(bench.plugin, 'dist/web/assets'));
  if (!hasBrowser) return sizes;
  const size = Math.min(TASKS, bench.sizes.at(-1)!);
  const place = await bench.store(size, 'compact');
  const board = await startServer(bench, place);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: BROWSER_FLAGS });
  try {
    const at = size.toLocaleString('en');
    const figures = await measured(browser, board, { at, rounds: bench.rounds(10) });
    return [
      ...[...sizes, ...figures],
      ...(await longFileFigures(bench, browser)),
      ...(await storyFigures(bench, browser)),
      ...(await peerFigures(bench, browser)),
    ];
  } finally {
    await browser.close();
    board.stop();
    await board.ended;
  }
}

function sizeFigures(assets: string): Figure[] {
  const { all, first } = appSizes(assets);
  const row = (name: string, size: number, most: number) =>
    figure({ name: `board: ${name}, gzip`, unit: 'KB', samples: [size], target: { of: 'median', most } });
  return [row('all of the app', all, 200), row('files of the first view', first, 90)];
}

async function measured(
  browser: Browser,
  { link, pid }: { link: string; pid: number },
  { at, rounds }: { at: string; rounds: number },
): Promise<Figure[]> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const base = await baseOf(context, link);
  const first = await alternate(rounds, {
    now: () => firstView(context, `${base}/now`, '.row'),
    board: () => firstView(context, `${base}/board`, '.card'),
    list: () => firstView(context, `${base}/list`, LIST_ROW),
  });
  const idle = await idleShare(context, `${base}/now`, pid);
  const page = await context.newPage();
  await page.goto(`${base}/board`);
  await page.locator('.card').first().waitFor();
  const scroll = await scrolled(page, '[data-column=todo] .virtual');
  const list = await context.newPage();
  await list.goto(`${base}/list`);
  await list.locator(LIST_ROW).first().waitFor();
  const rows = await scrolled(list, '.list-rows');
  const bare = await bareScroll(context);
  const changes = await arrivals(context, base, rounds);
  const row = (name: string, unit: 'ms' | 'x' | '%', samples: readonly number[], most: number) =>
    figure({ name: `board: ${name}`, at, unit, samples, target: { of: 'median', most } });
  return [
    row('first view, cold', 'ms', first.now, 1_000),
    row('first card, cold', 'ms', first.board, 1_000),
    row('first row of the list, cold', 'ms', first.list, 1_000),
    row('CPU of an idle page and its server', '%', [idle], 0.5),
    row('frame of a scroll of cards, 95th percentile', 'ms', [scroll.frame], 25),
    row('frame of a scroll of rows, 95th percentile', 'ms', [rows.frame], 25),
    figure({ name: 'board: the same of lines without a program', at, unit: 'ms', samples: [bare.frame] }),
    row('work of a frame of a scroll of cards, main thread', 'ms', [scroll.work], FRAME_MS),
    row('work of a frame of a scroll of rows, main thread', 'ms', [rows.work], FRAME_MS),
    row('nodes in the page, cards', 'x', [scroll.nodes], 3_000),
    row('nodes in the page, rows', 'x', [rows.nodes], 3_000),
    row('a change in another tab, from the call on', 'ms', changes, 150),
  ];
}

/** Milliseconds for which an idle page is watched. */
const IDLE_MS = 30_000;
/** Clock ticks per second in /proc. */
const TICKS = 100;

/** Returns the CPU time of an idle page's main thread and of the server, in percent of the time that passes. */
async function idleShare(context: BrowserContext, address: string, server: number): Promise<number> {
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('.connection.is-live').waitFor({ state: 'attached' });
  await page.waitForTimeout(3_000);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async () => (await workedMs(session)) + serverMs(server);
  const before = await worked();
  const began = performance.now();
  await page.waitForTimeout(IDLE_MS);
  const share = ((await worked()) - before) / (performance.now() - began);
  await page.close();
  return 100 * share;
}

/** Returns the CPU time of a process in milliseconds. */
function serverMs(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = rest.split(' ').slice(11, 13).map(Number);
  return ((user! + system!) * 1_000) / TICKS;
}

/** Returns the CPU time of a page's main thread in milliseconds. */
async function workedMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1_000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
}

interface Scrolled {
  /** Time between two frames in milliseconds, at the 95th percentile. Other programs on this machine affect it. */
  frame: number;
  /** Mean CPU time of the page's main thread per frame, in milliseconds. */
  work: number;
  nodes: number;
}

/** Scrolls a list frame by frame. */
async function scrolled(page: Page, list: string): Promise<Scrolled> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await workedMs(session);
  const seen = await framesOf(page, list);
  return { ...seen, work: ((await workedMs(session)) - before) / FRAMES };
}

/**
 * Measures the browser's own cost on this machine: a simple list with the same number of lines, all of them in the
 * page.
 */
async function bareScroll(context: BrowserContext): Promise<Scrolled> {
  const page = await context.newPage();
  const lines = Array.from(
    { length: TASKS },
    (_, i) => `<p>#${i + 1} A line of text that is about as long as a title</p>`,
  );
  await page.setContent(`<div id="lines" style="height: 800px; overflow: auto">${lines.join('')}</div>`);
  return scrolled(page, '#lines');
}

async function framesOf(page: Page, list: string): Promise<Pick<Scrolled, 'frame' | 'nodes'>> {
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

/** Returns the times from a call in one tab until another tab shows the change, in milliseconds. */
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
      const shown = { 'backlog-key': localStorage.getItem('backlog key') };
      const [{ uuid }] = await (await fetch('/api/v1/workspaces', { headers: shown })).json();
      const begun = Date.now();
      await fetch('/api/v1/' + uuid + '/task_modify', {
        method: 'POST',
        headers: { ...shown, 'content-type': 'application/json', 'x-backlog': '1' },
        body: JSON.stringify({ filter: '1', description: ${JSON.stringify(text)} }),
      });
      return begun;
    })()`);
    samples.push(Number(await other.evaluate('globalThis.shown')) - Number(begun));
  }
  return samples;
}
