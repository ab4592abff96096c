import type { BrowserContext, Page } from 'playwright-core';
import { workedMs } from './idle.ts';

/** Number of frames in one scroll, and of pixels per frame. */
const FRAMES = 120;
const STEP = 300;

export interface Scrolled {
  /** Time between two frames in milliseconds, at the 95th percentile. Other programs on this machine affect it. */
  frame: number;
  /** Mean CPU time of the page's main thread per frame, in milliseconds. */
  work: number;
  nodes: number;
}

/** Scrolls a list frame by frame. */
export async function scrolled(page: Page, list: string): Promise<Scrolled> {
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
export async function bareScroll(context: BrowserContext, lines: number): Promise<Scrolled> {
  const page = await context.newPage();
  const rows = Array.from(
    { length: lines },
    (_, i) => `<p>#${i + 1} A line of text that is about as long as a title</p>`,
  );
  await page.setContent(`<div id="lines" style="height: 800px; overflow: auto">${rows.join('')}</div>`);
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
