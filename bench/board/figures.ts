import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { appSizes } from '../../test/support/app-sizes.ts';
import { hasBrowser, startBrowser } from '../../test/support/browser-program.ts';
import { alternate } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure, type Row } from '../figure.ts';
import { arrivals } from './arrivals.ts';
import { idleShare } from './idle.ts';
import { longFilePart } from './long-file.ts';
import { measured, type Part, WAIT_MS, within } from './part.ts';
import { peerParts } from './peer.ts';
import { startServer } from './process.ts';
import { bareScroll, scrolled } from './scroll.ts';
import { storyPart } from './story.ts';
import { firstViewMs, isShown, loginOf, SETTLED_MS } from './views.ts';

const TASKS = 10_000;
/** Selector of a loaded row of the list. */
const LIST_ROW = '.list-row:not(.is-coming)';
/** Time per frame at 60 Hz, in milliseconds. */
const FRAME_MS = 16;
/** Milliseconds for which an idle page is watched. */
const IDLE_MS = 20_000;

type Parts = (bench: Bench) => Part[] | Promise<Part[]>;

/**
 * Measures the board in a real browser, with its server in its own process. Does nothing without Chromium. Each part has
 * a limit. A part that fails has a row that says what it waited for, and the others are measured.
 */
export async function* boardFigures(bench: Bench): AsyncGenerator<Row> {
  yield* sizeFigures(join(bench.plugin, 'dist/web/assets'));
  yield* partFigures(bench, [viewParts, longFilePart, peerParts]);
}

/** Measures scrolls, and a story by keys. */
export function boardMotionFigures(bench: Bench): AsyncIterable<Row> {
  return partFigures(bench, [scrollParts, storyPart]);
}

async function* partFigures(bench: Bench, all: readonly Parts[]): AsyncGenerator<Row> {
  if (!hasBrowser) return;
  const browser = await startBrowser({ whole: true });
  try {
    for (const parts of all) for (const part of await parts(bench)) yield* await measured(bench, browser, part);
  } finally {
    await closed(browser);
  }
}

async function closed(browser: Browser): Promise<void> {
  await within(WAIT_MS, 'the end of the browser', browser.close()).catch(() => undefined);
}

function sizeFigures(assets: string): Figure[] {
  const { all, first } = appSizes(assets);
  const row = (name: string, size: number, most: number) =>
    figure({ name: `board: ${name}, gzip`, unit: 'KB', samples: [size], target: { of: 'median', most } });
  return [row('all of the app', all, 200), row('files of the first view', first, 90)];
}

/** Starts the server of a board with many tasks. */
async function manyTasks(bench: Bench) {
  const size = Math.min(TASKS, bench.sizes.at(-1)!);
  const place = await bench.store(size, 'compact');
  bench.progress('board: the start of its server');
  const { address, pid } = await startServer(bench, place);
  const at = size.toLocaleString('en');
  const row = (name: string, unit: 'ms' | 'x' | '%', samples: readonly number[], most?: number) =>
    figure({
      ...{ name: `board: ${name}`, at, unit, samples },
      target: most === undefined ? undefined : { of: 'median', most },
    });
  return { size, pid, at, row, login: loginOf(address) };
}

async function viewParts(bench: Bench): Promise<Part[]> {
  const { pid, at, row, login } = await manyTasks(bench);
  const rounds = bench.rounds(10);
  return [
    {
      ...{ name: 'first views', at, seconds: 40 },
      async measure({ context, step, hasTime }) {
        const base = await login(context);
        step('the first rows of Now, Board and List');
        const first = await alternate(
          rounds,
          {
            now: () => firstViewMs(context, `${base}/now`, '.row'),
            board: () => firstViewMs(context, `${base}/board`, '.card'),
            list: () => firstViewMs(context, `${base}/list`, LIST_ROW),
          },
          hasTime,
        );
        return [
          row('first view, cold', 'ms', first.now, 1_000),
          row('first card, cold', 'ms', first.board, 1_000),
          row('first row of the list, cold', 'ms', first.list, 1_000),
        ];
      },
    },
    {
      ...{ name: 'a change in another tab', at, seconds: 40 },
      async measure(stage) {
        const base = await login(stage.context);
        const changes = await arrivals(stage, base, rounds);
        return [row('a change in another tab, from the call on', 'ms', changes, 150)];
      },
    },
    {
      ...{ name: 'an idle page', at, seconds: 45 },
      async measure({ context, step }) {
        const base = await login(context);
        const page = await context.newPage();
        await page.goto(`${base}/now`, { waitUntil: 'commit' });
        step('the connection of the page');
        await page.locator('.connection.is-live').waitFor({ state: 'attached' });
        await page.waitForTimeout(2 * SETTLED_MS);
        step(`${IDLE_MS / 1_000} s without work`);
        return [row('CPU of an idle page and its server', '%', [await idleShare(page, pid, IDLE_MS)], 0.5)];
      },
    },
  ];
}

async function scrollParts(bench: Bench): Promise<Part[]> {
  const { size, at, row, login } = await manyTasks(bench);
  return [
    {
      ...{ name: 'scrolls', at, seconds: 60 },
      async measure({ context, step }) {
        const base = await login(context);
        const scrollOf = async (view: string, first: string, list: string) => {
          const page = await context.newPage();
          await page.goto(`${base}/${view}`, { waitUntil: 'commit' });
          step(`the first row of ${view}`);
          await isShown(page, first);
          step(`a scroll of ${view}`);
          return scrolled(page, list);
        };
        const cards = await scrollOf('board', '.card', '[data-column=todo] .virtual');
        const rows = await scrollOf('list', LIST_ROW, '.list-rows');
        step('a scroll of lines without a program');
        const bare = await bareScroll(context, size);
        return [
          row('frame of a scroll of cards, 95th percentile', 'ms', [cards.frame], 25),
          row('frame of a scroll of rows, 95th percentile', 'ms', [rows.frame], 25),
          row('the same of lines without a program', 'ms', [bare.frame]),
          row('work of a frame of a scroll of cards, main thread', 'ms', [cards.work], FRAME_MS),
          row('work of a frame of a scroll of rows, main thread', 'ms', [rows.work], FRAME_MS),
          row('nodes in the page, cards', 'x', [cards.nodes], 3_000),
          row('nodes in the page, rows', 'x', [rows.nodes], 3_000),
        ];
      },
    },
  ];
}
