import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { runIn } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

const { visit } = builtBoards();

describeInBrowser('graph and timeline', (browser) => {
  soak('the pointer lights the chain of a task; tasks are as wide as there is room', async () => {
    const tasks = [
      { ref: 'a', description: 'First of a chain' },
      { ref: 'b', description: 'Second of a chain', depends: ['a'] },
      { ref: 'c', description: 'Alone before' },
      { description: 'Alone after', depends: ['c'] },
    ];
    const { page } = await visit(browser, { tasks, path: 'graph', shows: 'First of a chain' });
    const node = (text: string) => page.locator('.graph-node', { hasText: text });
    await expect.poll(async () => (await node('First').boundingBox())!.width).toBeGreaterThan(250);
    const dim = () => page.locator('.graph-node.is-dim').count();
    // The layout may move the node away from the pointer.
    await expect.poll(() => node('Second').hover().then(dim)).toBe(2);
    expect(await node('First').getAttribute('class')).not.toContain('is-dim');
    await page.mouse.move(2, 2);
    await expect.poll(dim).toBe(0);
  });

  soak('the timeline opens with what there is; a lane folds', async () => {
    const { page, served } = await visit(browser, { tasks: ['Deliver'], path: 'list' });
    await served.opened.store.refresh();
    const at = new Date(Date.now() - 20 * 60_000).toISOString().slice(0, 19);
    await runIn(served, 'running', {
      number: 1,
      at: `${at}Z`,
      rounds: [{ n: 1, why: 'start', at: `${at}Z` }],
    } as never);
    await page.goto(`${served.origin}/w/project/timeline`);
    const bar = page.locator('.tl-bar').first();
    const lane = page.locator('.tl-rows').first();
    await bar.waitFor();
    await expect
      .poll(async () => (await bar.boundingBox())!.width / (await lane.boundingBox())!.width)
      .toBeGreaterThan(0.2);
    await page.getByRole('button', { name: 'claude' }).click();
    await bar.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'claude' }).click();
    await bar.waitFor();
    const pressed = (name: string) => page.getByRole('button', { name, exact: true, pressed: true }).waitFor();
    await pressed('Fit');
    for (const [key, name] of [
      ['1', 'Hours'],
      ['2', 'Days'],
      ['0', 'Fit'],
    ] as const) {
      await page.keyboard.press(key);
      await pressed(name);
    }
  });
});
