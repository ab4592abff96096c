import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import type { Run } from '../../src/domain/records.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { killCarrying } from '../../test/support/carrying.ts';
import { writeFiles } from '../../test/support/files.ts';
import { git } from '../../test/support/git.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { startServer } from './board-process.ts';
import { ADA } from './board-story.ts';
import { baseOf, SETTLED_MS, VIEWPORT } from './board-views.ts';

const LINES = 20_000;

/** An agent that writes one long file of code. */
const WRITER = `
import { writeFileSync } from 'node:fs';
const line = (i) => i % 10 === 7 ? '/* this is a' : i % 10 === 8 ? ' * comment */' : 'export const line' + i + ' = (a: number) => "of many" + a * ' + i + ';';
writeFileSync('long.ts', Array.from({ length: ${LINES} }, (_, i) => line(i)).join('\\n') + '\\n');
`;

/** Measures how a review opens a file of 20,000 added lines, from the click until its first lines are drawn. */
export async function longFileFigures(bench: Bench, browser: Browser): Promise<Figure[]> {
  const folder = join(bench.folder, 'long-file');
  const project = join(folder, 'project');
  writeFiles(project, { 'a.txt': 'a\n' });
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'add', '-A');
  git(project, 'commit', '-q', '-m', 'First');
  const env = { HOME: folder, BACKLOG_HOME: join(folder, 'home'), TZ: 'UTC' };
  const opened = await openWorkspace({ cwd: project, env, store: { validate: validateRecord } });
  await opened.make();
  const agent = join(folder, 'writer.mjs');
  writeFileSync(agent, WRITER);
  const argv = [process.execPath, agent];
  await execute(opened, ADA, commandNamed('agent_add'), { name: 'writer', provider: 'command', argv });
  await execute(opened, ADA, commandNamed('task_add'), { description: 'Write much' });
  const board = await startServer(bench, { project, env });
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    const base = await baseOf(context, board.link);
    await startRun(context, base);
    const late = performance.now() + 120_000;
    for (;;) {
      await opened.ready();
      const run = [...opened.store.state.all('run')].map(([, each]) => each as Run)[0];
      if (run?.state === 'review') break;
      if (performance.now() > late)
        throw new Error(`the run that writes the long file is ${run?.state ?? 'not there'}`);
      await wait(100);
    }
    const seen: Opening[] = [];
    for (let n = 0; n < bench.rounds(5); n++) seen.push(await openings(context, `${base}/review/r1`));
    const at = LINES.toLocaleString('en');
    const row = (name: string, samples: readonly number[], most: number) =>
      figure({ name: `board: ${name}`, at: `${at} lines`, unit: 'ms', samples, target: { of: 'median', most } });
    const took = seen.map((one) => one.took);
    const longest = seen.map((one) => one.longest);
    return [row('a file of a review opens', took, 500), row('longest task of it', longest, 100)];
  } finally {
    await context.close();
    board.stop();
    await board.ended;
    await killCarrying(`BACKLOG_DIR=${opened.where.dir}`);
    await opened.close();
  }
}

/** Starts a run of the first task by its button. */
async function startRun(context: BrowserContext, base: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${base}/now`);
  const row = page.locator('.row.next');
  await row.hover();
  await row.getByRole('button', { name: 'Run', exact: true }).click();
  await row.waitFor({ state: 'detached' });
  await page.close();
}

/** Times in milliseconds. */
interface Opening {
  took: number;
  longest: number;
}

async function openings(context: BrowserContext, review: string): Promise<Opening> {
  const page = await context.newPage();
  await page.goto(review);
  await page.locator('.diff-file-name', { hasText: 'long.ts' }).waitFor();
  await page.locator('.connection.is-live').waitFor({ state: 'attached' });
  await page.waitForTimeout(SETTLED_MS);
  const found = await page.evaluate(`new Promise((done) => {
    const from = performance.now();
    let longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    }).observe({ type: 'longtask' });
    const watch = new MutationObserver(() => {
      if (!document.querySelector('.diff-row')) return;
      watch.disconnect();
      const took = performance.now() - from;
      // Colours arrive after the first lines. The longest task counts until the page is idle again.
      requestIdleCallback(() => setTimeout(() => done({ took, longest }), 1_000));
    });
    watch.observe(document.body, { subtree: true, childList: true });
    document.querySelector('.diff-file-name').click();
  })`);
  await page.close();
  return found as Opening;
}
