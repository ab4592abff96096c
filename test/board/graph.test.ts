import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { toInstant } from '../../src/domain/instant.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { askedBy, runIn } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();
const HOUR = 3_600_000;

describeInBrowser('graph and timeline', (browser) => {
  test('dependencies are walked, added and taken away by keys; a circle is refused and says why; another tab sees it', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    const { open, wrong } = await browser.person(board);
    const page = await open('/w/project/graph');
    await page.getByText('No open tasks').waitFor();
    await board.call('task_import', {
      tasks: [
        { ref: 'a', description: 'Alpha', estimate: '2h' },
        { ref: 'b', description: 'Beta', depends: ['a'], estimate: '3h' },
        { ref: 'c', description: 'Gamma', depends: ['b'] },
        { ref: 'd', description: 'Delta', depends: ['a'], estimate: '1h' },
        { description: 'Alone' },
      ],
    });
    await page.locator('[data-node="1"]').waitFor();
    expect(await page.locator('[data-node="5"]').count()).toBe(0);
    await page.getByRole('region', { name: 'Critical path' }).getByText('7h').waitFor();

    await page.keyboard.press('ArrowRight');
    await focusIsOn(page, 1);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await focusIsOn(page, 1);
    expect(new URL(page.url()).searchParams.get('task')).toBe('1');
    expect(await page.locator('[data-node="1"]').locator('.unseen').textContent()).toMatch(
      /^#1 Alpha, ready, wave 1, on the critical path, estimate 2h, blocks #2, #4, blocks 3 tasks in all$/,
    );

    const other = await open('/w/project/graph?task=4');
    await other.locator('[data-node="4"]').waitFor();
    await other.keyboard.press('a');
    await other.keyboard.type('gam');
    await other.getByRole('option', { name: '#3 Gamma' }).waitFor();
    await other.keyboard.press('Enter');
    await focusIsOn(other, 4);
    await expect.poll(() => page.locator('[data-node="4"]').locator('.unseen').textContent()).toMatch(/wave 4/);

    await page.keyboard.press('a');
    await page.keyboard.type('4');
    await page.getByRole('option', { name: '#4 Delta' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[role=alert]').getByText('this would form a cycle: 1 -> 4').waitFor();
    await focusIsOn(page, 1);

    await other.keyboard.press('m');
    await other.getByRole('menuitem', { name: /Remove the dependency on #3/ }).click();
    await expect.poll(() => page.locator('[data-node="4"]').locator('.unseen').textContent()).toMatch(/wave 2/);

    await page.keyboard.press('j');
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset.rank)).toBe('2');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/task/2');
    forget(wrong, /status of 409/);
  });

  soak(
    'the list of waves tells the same; a filter brings along what its tasks wait for; size and list stand in the address',
    async () => {
      const board = await served({ web: `${plugin.folder}/dist/web` });
      await board.call('task_import', {
        tasks: [
          { ref: 'a', description: 'Alpha', project: 'api' },
          { ref: 'b', description: 'Beta', depends: ['a'], project: 'web' },
          { ref: 'c', description: 'Gamma', depends: ['a'], project: 'api' },
        ],
      });
      const { open } = await browser.person(board);
      const page = await open('/w/project/graph?filter=project:web');
      await page.locator('.is-along [data-node="1"]').waitFor();
      expect(await page.locator('.graph-node').count()).toBe(2);
      await page.keyboard.press('-');
      await expect.poll(() => new URL(page.url()).searchParams.get('zoom')).toBe('80');
      await page.keyboard.press('v');
      await page.getByText('Wave 2').waitFor();
      expect(await page.locator('.graph-list-row').allTextContents()).toEqual([
        expect.stringContaining('#1 Alpha'),
        expect.stringMatching(/#2 Beta.*blocked by #1/),
      ]);
      await page.reload();
      await page.locator('.graph-list-row').first().waitFor();
    },
  );

  soak(
    'of two thousand tasks a thousand are drawn in few nodes, what is left out is said, and the drawing scrolls',
    async () => {
      const board = await served({ web: `${plugin.folder}/dist/web` });
      for (let from = 0; from < 2_000; from += 1_000)
        await board.call('task_import', {
          tasks: Array.from({ length: 1_000 }, (_, i) => ({
            ref: `t${i}`,
            description: `Task ${from + i}`,
            ...(i < 50 ? {} : { depends: [`t${i - 50}`] }),
          })),
        });
      const { open } = await browser.person(board);
      const page = await open('/w/project/graph');
      await page.getByText('1,000 more tasks are not drawn').waitFor();
      for (const zoom of ['100', 'fit']) {
        await page.keyboard.press(zoom === 'fit' ? '0' : '1');
        await page.locator('.graph-node').nth(10).waitFor();
        const nodes = await page.evaluate(async () => {
          const sheet = document.querySelector('.graph-window')!;
          let most = 0;
          for (let i = 0; i < 12; i++) {
            sheet.scrollTo(i * 400, i * 200);
            await new Promise(requestAnimationFrame);
            most = Math.max(most, document.querySelectorAll('*').length);
          }
          return most;
        });
        expect(nodes, zoom).toBeLessThan(3_000);
      }
    },
  );

  soak('a timeline has the runs of each agent, what is due, and goes on; keys pan, zoom and walk', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await execute(board.opened, ADA, commandNamed('agent_add'), {
      name: 'worker',
      provider: 'command',
      argv: [process.execPath],
    });
    const at = (hours: number) => toInstant(Date.now() + hours * HOUR);
    const { open } = await browser.person(board);
    const page = await open('/w/project/timeline');
    await page.getByText('Nothing in this period').waitFor();
    await board.call('task_import', {
      tasks: [
        { description: 'Retry deliveries', due: at(3) },
        { description: 'Show attempts' },
        { description: 'Rotate secrets', estimate: '2h' },
      ],
    });
    await page.locator('[data-bar="due-1"]').waitFor();
    // Nothing starts while the orchestrator is stopped.
    expect(await page.locator('[data-bar="3"]').count()).toBe(0);
    await board.opened.store.refresh();
    const rounds = [{ n: 1, why: 'start' as const, at: at(-3), ended: at(-2) }];
    await runIn(board, 'review', { number: 1, at: at(-3), since: at(-2), rounds });
    await askedBy(
      board as never,
      await runIn(board, 'asking', { number: 2, agent: 'codex', at: at(-3), since: at(-2), rounds }),
      'Which?',
    );
    await page.locator('[data-bar="r2"]').waitFor();
    expect(await page.locator('[data-bar="r1"]').locator('.unseen').textContent()).toMatch(
      /^Run r1 of #1 Retry deliveries, review, from .*, worked for 60 min, waiting since /,
    );
    await page.getByRole('region', { name: 'codex: 1 run, 0 next' }).waitFor();
    await page.keyboard.press('j');
    await expect.poll(() => new URL(page.url()).searchParams.get('bar')).toBe('r1');
    await page.keyboard.press('3');
    await expect.poll(() => new URL(page.url()).searchParams.get('zoom')).toBe('week');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.getByText('Nothing in this period').waitFor();
    await page.keyboard.press('t');
    await page.locator('[data-bar="r1"]').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/run/r1');
  });
});

async function focusIsOn(page: Page, id: number): Promise<void> {
  await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset.node)).toBe(String(id));
}
