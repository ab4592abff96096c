import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
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
import { type Part, type Stage, WAIT_MS, within } from './part.ts';
import { startServer } from './process.ts';
import { ADA } from './story.ts';
import { isShown, loginOf, SETTLED_MS } from './views.ts';

const LINES = 20_000;

/** An agent that writes one long file of code. */
const WRITER = `
import { writeFileSync } from 'node:fs';
const line = (i) => i % 10 === 7 ? '/* this is a' : i % 10 === 8 ? ' * comment */' : 'export const line' + i + ' = (a: number) => "of many" + a * ' + i + ';';
writeFileSync('long.ts', Array.from({ length: ${LINES} }, (_, i) => line(i)).join('\\n') + '\\n');
`;

/** Measures how a review opens a file of 20,000 added lines, from the click until its first lines are drawn. */
export function longFilePart(bench: Bench): Part[] {
  const at = `${LINES.toLocaleString('en')} lines`;
  return [{ name: 'a long file', at, seconds: 60, measure: (stage) => openings(bench, at, stage) }];
}

async function openings(bench: Bench, at: string, { context, step, hasTime }: Stage): Promise<Figure[]> {
  const folder = join(bench.folder, 'long-file');
  const project = join(folder, 'project');
  writeFiles(project, { 'a.txt': 'a\n' });
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'add', '-A');
  git(project, 'commit', '-q', '-m', 'First');
  const env = { HOME: folder, BACKLOG_HOME: join(folder, 'home'), TZ: 'UTC' };
  const opened = await openWorkspace({ cwd: project, env, store: { validate: validateRecord } });
  await opened.make();
  const end = async () => {
    await killCarrying(`BACKLOG_DIR=${opened.where.dir}`);
    await opened.close();
  };
  bench.atEnd(end);
  const agent = join(folder, 'writer.mjs');
  writeFileSync(agent, WRITER);
  const argv = [process.execPath, agent];
  await execute(opened, ADA, commandNamed('agent_add'), { name: 'writer', provider: 'command', argv });
  await execute(opened, ADA, commandNamed('task_add'), { description: 'Write much' });
  step('the start of the server');
  const board = await startServer(bench, { project, env });
  const base = await loginOf(board.address)(context);
  step('the start of the run that writes the file');
  await startRun(context, base);
  step('the review of that run');
  const state = async () => {
    await opened.ready();
    return [...opened.store.state.all('run')].map(([, each]) => (each as Run).state)[0];
  };
  for (let last = await state(); last !== 'review'; last = await state()) {
    if (last === 'failed') throw new Error('the run that writes the long file failed');
    await wait(100);
  }
  const seen: Opening[] = [];
  for (let n = 0; n < bench.rounds(5) && (n === 0 || hasTime()); n++) {
    step(`the lines of the file, time ${n + 1}`);
    seen.push(await opening(context, `${base}/review/r1`));
  }
  const row = (name: string, samples: readonly number[], most: number) =>
    figure({ name: `board: ${name}`, at, unit: 'ms', samples, target: { of: 'median', most } });
  const took = seen.map((one) => one.took);
  const longest = seen.map((one) => one.longest);
  await board.stop();
  return [row('a file of a review opens', took, 500), row('longest task of it', longest, 100)];
}

/** Starts a run of the first task by its button. */
async function startRun(context: BrowserContext, base: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${base}/now`, { waitUntil: 'commit' });
  await isShown(page, '.row.next');
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

async function opening(context: BrowserContext, review: string): Promise<Opening> {
  const page = await context.newPage();
  await page.goto(review, { waitUntil: 'commit' });
  await page.locator('.diff-file-name', { hasText: 'long.ts' }).waitFor();
  await page.locator('.connection.is-live').waitFor({ state: 'attached' });
  await page.waitForTimeout(SETTLED_MS);
  const lines = page.evaluate(`new Promise((done) => {
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
  const found = await within(WAIT_MS, 'the first line of the file', lines);
  await page.close();
  return found as Opening;
}
