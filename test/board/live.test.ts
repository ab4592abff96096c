import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { startBoard } from '../../src/web/server/start/start-board.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';
import type { Served } from '../web/served.ts';
import { builtBoards } from './visit.ts';

const plugin = builtPlugin();
const { board } = builtBoards();

/** What one change may send. */
const MOST_BYTES = 2_048;

describeInBrowser('a board that is open', (browser) => {
  soak('9. starts no process and changes no file in the checkout', async () => {
    const served = await board();
    const project = join(served.folder, 'project');
    git(project, 'init', '-q');
    await served.call('task_add', { description: 'One' });
    const before = filesOf(project);
    const processes = childrenOf(process.pid);
    const { open } = await browser.person(served);
    for (const path of ['now', 'board', 'list', 'task/1']) {
      const page = await open(`/w/project/${path}`);
      await page.getByText('One').first().waitFor();
      await page.close();
    }
    expect(filesOf(project)).toEqual(before);
    // A process of an earlier test may end meanwhile.
    expect(childrenOf(process.pid).filter((pid) => !processes.includes(pid))).toEqual([]);
  });

  soak(
    '14. one change sends less than 2 KB of events, and every tab shows it (npm run bench says how soon)',
    async () => {
      const served = await board();
      await served.call('task_import', {
        tasks: Array.from({ length: 50 }, (_, i) => ({
          description: `Task ${i + 1} ${'x'.repeat(300)}`,
          project: 'web',
        })),
      });
      const { open } = await browser.person(served);
      const pages = await Promise.all(['board', 'list', 'task/3', 'board'].map((path) => open(`/w/project/${path}`)));
      for (const page of pages) await isLive(page, 'Task 3 ');
      const stream = await eventsOf(served);
      for (let i = 0; i < 3; i++) {
        const text = `Renamed ${i} at once`;
        await served.call('task_modify', { filter: '3', description: text });
        await Promise.all(pages.map((page) => page.getByText(text).first().waitFor()));
      }
      expect(stream.longest()).toBeLessThan(MOST_BYTES);
      stream.stop();
    },
  );

  soak(
    'the history of a task is asked for again when something of the task has changed, and not for other tasks',
    async () => {
      const served = await board();
      await served.call('task_import', { tasks: [{ description: 'Alpha' }, { description: 'Beta' }] });
      const { open } = await browser.person(served);
      const page = await open('/w/project/task/1');
      await isLive(page, 'Alpha');
      const history = page.getByRole('region', { name: 'History' });
      const shows = (told: string) => history.getByRole('listitem').filter({ hasText: told }).waitFor();
      // What the page asks when its stream stands has been answered by then.
      await served.call('task_modify', { filter: '1', priority: 'H' });
      await shows('changed priority');
      const asked: string[] = [];
      page.on('request', (request) => {
        if (request.url().includes('/task_history')) asked.push(request.url());
      });
      for (let i = 0; i < 5; i++) await served.call('task_modify', { filter: '2', description: `Beta ${i}` });
      for (const [command, input, told] of [
        ['task_annotate', { id: 1, text: 'Seen' }, '+“Seen”'],
        ['task_doc_write', { id: 1, content: 'Why' }, 'added document spec'],
      ] as const) {
        await served.call(command, input);
        await shows(told);
      }
      expect(asked).toHaveLength(2);
    },
  );

  soak('an answer that comes late brings no older card back, nor one that is gone', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Alpha' });
    const { open } = await browser.person(served);
    const page = await open('/w/project/board');
    await isLive(page, 'Alpha');
    const held: (() => Promise<void>)[] = [];
    let arrived = 0;
    await page.route('**/report_board?*', async (route) => {
      const response = await route.fetch();
      if (arrived++ === 0) held.push(() => route.fulfill({ response }));
      else await route.fulfill({ response });
    });
    await served.call('task_modify', { filter: '1', description: 'Alpha, older' });
    await expect.poll(() => held.length).toBe(1);
    await served.call('task_modify', { filter: '1', description: 'Alpha, newer' });
    await page.getByText('Alpha, newer').waitFor();
    await held[0]!();
    await served.call('task_add', { description: 'Beta' });
    await page.getByText('Beta').waitFor();
    expect(await page.getByText('Alpha, newer').count()).toBe(1);
    expect(await page.getByText('Alpha, older').count()).toBe(0);
  });

  soak('17. ten tabs stay live over one stream, and another one takes over when the first is closed', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Zero' });
    const { open, context } = await browser.person(served);
    let streams = 0;
    context.on('request', (request) => {
      if (new URL(request.url()).pathname.endsWith('/events')) streams++;
    });
    const pages: Page[] = [];
    for (let i = 0; i < 10; i++) {
      const page = await open('/w/project/board');
      await isLive(page, 'Zero');
      pages.push(page);
    }
    await served.call('task_add', { description: 'For all ten' });
    await Promise.all(pages.map((page) => page.getByText('For all ten').waitFor()));
    expect(streams).toBe(1);
    await pages[0]!.close();
    await served.call('task_add', { description: 'While nobody listened' });
    await Promise.all(pages.slice(1).map((page) => page.getByText('While nobody listened').waitFor()));
    await served.call('task_add', { description: 'For the other nine' });
    await Promise.all(pages.slice(1).map((page) => page.getByText('For the other nine').waitFor()));
    expect(streams).toBe(2);
  });

  soak('21. a move of a card that somebody changed meanwhile is refused, and the newer state is shown', async () => {
    const served = await board();
    await served.call('task_import', { tasks: [{ description: 'Mine' }, { description: 'Other' }] });
    const { open, context, wrong } = await browser.person(served);
    const page = await open('/w/project/board');
    await isLive(page, 'Mine');
    // The change is on its way to the board when the card is dropped.
    await context.route('**/report_board**', () => {});
    const card = page.locator('[data-column=todo] .card', { hasText: 'Mine' });
    await served.call('task_start', { id: 1 });
    await card.dragTo(page.locator('[data-column=done]'));
    await page.getByText('was changed meanwhile: it is in In progress now').first().waitFor();
    await page.locator('[data-column=progress] .card', { hasText: 'Mine' }).waitFor();
    expect(await page.locator('[data-column=done] .card').count()).toBe(0);
    forget(wrong, /status of 409/);
  });

  soak('a server that goes away is said, and the page goes on by itself when it is back', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Before' });
    const { open, wrong } = await browser.person(served);
    const page = await open('/w/project/board');
    await isLive(page, 'Before');
    await served.close();
    await page.getByText("server doesn't answer").waitFor();
    const env = { BACKLOG_HOME: join(served.folder, 'home'), USER: 'ada', TZ: 'UTC' };
    const again = await startBoard({
      ...{ env, cwd: join(served.folder, 'project'), port: served.port, web: `${plugin.folder}/dist/web` },
      failed: (error) => served.failures.push(error),
    });
    onTestFinished(again.close);
    await page.getByText("server doesn't answer").waitFor({ state: 'detached' });
    await served.call('task_add', { description: 'After' });
    await page.getByText('After').waitFor();
    forget(wrong, /ERR_(CONNECTION_REFUSED|INCOMPLETE|EMPTY)/);
  });
});

async function isLive(page: Page, text: string): Promise<void> {
  await page.getByText(text).first().waitFor();
  await page.locator('.connection.is-live').waitFor({ state: 'attached' });
}

async function eventsOf({ origin, uuid, shown }: Served): Promise<{ longest(): number; stop(): void }> {
  const over = new AbortController();
  const { body } = await fetch(`${origin}/api/v1/${uuid}/events`, { headers: shown, signal: over.signal });
  let text = '';
  const read = async () => {
    for await (const piece of body!.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>)
      text += piece;
  };
  read().catch(() => undefined);
  const longest = () => Math.max(...text.split('\n\n').map((event) => Buffer.byteLength(event)));
  return { longest, stop: () => over.abort() };
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

/** Processes that this one started and that live. */
function childrenOf(pid: number): string[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean) : [];
}
