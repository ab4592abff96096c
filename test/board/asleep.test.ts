import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { type Served, served } from '../web/served.ts';

const plugin = builtPlugin();

/** What is written in a minute, one change a second; and more than is told again one by one. */
const CUTS = [
  { cut: 'of 60 s', changes: 60, resets: 0 },
  { cut: 'so long that it is one snapshot', changes: 1_100, resets: 1 },
];

describeInBrowser('a laptop asleep', (browser) => {
  soak.each(CUTS)('16. a cut $cut: nothing is lost, nothing told twice', async ({ changes, resets }) => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await board.call('task_add', { description: 'Before' });
    const { open, context, wrong } = await browser.person(board);
    const page = await open('/w/project/task/1');
    await page.getByText('Before').first().waitFor();
    await page.locator('.connection.is-live').waitFor({ state: 'attached' });
    const spy = await spyOn(await open('/icon-192.png'), board.uuid);
    const before = await seqOf(board);

    // Offline, what is open goes on, and nothing new begins: so the stream is cut on the other side.
    await context.setOffline(true);
    await board.close();
    await board.again();
    await page.getByText("server doesn't answer").waitFor();
    for (let n = 1; n < changes; n++) await change(board, n);
    await board.call('task_modify', { filter: '1', description: 'After all of it' });
    await expect.poll(() => board.listeners()).toBe(0);
    await context.setOffline(false);

    await page.getByRole('button', { name: /After all of it/ }).waitFor();
    // A page asks again by itself when it is online: what comes next is told one by one only once the stream is there.
    await page.locator('.connection.is-live').waitFor({ state: 'attached' });
    await board.call('task_modify', { filter: '1', description: 'And once more' });
    await page.getByRole('button', { name: /And once more/ }).waitFor();
    const all = Array.from({ length: changes + 1 }, (_, i) => before + 1 + i);
    const told = { commits: resets > 0 ? all.slice(-1) : all, reset: resets };
    await expect.poll(spy).toEqual(told);
    // The browser's own page around a picture has styles.
    forget(wrong, /ERR_|status of 404|inline style|style-src-attr/);
  });
});

/** What the tab that has the stream passes on to the others. */
async function spyOn(page: Page, uuid: string): Promise<() => Promise<{ commits: number[]; reset: number }>> {
  await page.evaluate((name) => {
    const told: { type: string; commit?: { seq: number } }[] = [];
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => void told.push(data);
    Object.assign(window, { told, channel });
  }, `backlog ${uuid}`);
  return () =>
    page.evaluate(() => {
      const { told } = window as unknown as { told: { type: string; commit?: { seq: number } }[] };
      return {
        commits: told.flatMap(({ commit }) => (commit ? [commit.seq] : [])),
        reset: told.filter(({ type }) => type === 'reset').length,
      };
    });
}

async function seqOf({ opened }: Served): Promise<number> {
  await opened.store.refresh();
  return opened.store.state.seq;
}

const change = ({ opened }: Served, n: number) =>
  opened.store.write({ command: 'elsewhere', actor: { kind: 'system', name: 'test' } }, (tx) =>
    tx.put('view', 'v', { name: 'v', filter: `id:${n}`, at: tx.at, actor: 'system:test' }),
  );
