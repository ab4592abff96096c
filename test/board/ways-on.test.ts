import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { runFiles } from '../../src/runs/run-folder.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { filledBoard, reviewedBoard } from './filled.ts';
import { builtBoards } from './visit.ts';

const { board: made } = builtBoards();

describeInBrowser('a page leads on', (browser) => {
  soak(
    'from a refusal to the review that it is about, from the palette to runs and what can be done about them; what was decided is not offered again; tokens grow while an agent works',
    async () => {
      const board = await made();
      await filledBoard(board);
      await reviewedBoard(board);
      const { open, wrong } = await browser.person(board);

      const page = await open('/w/project/board');
      const card = page.locator('[data-column=review] .card').filter({ hasText: 'Sign the deliveries' });
      await card.focus();
      await page.keyboard.press('Shift+ArrowRight');
      const toast = page.locator('.toast.refused');
      await toast.getByText('needs a review').waitFor();
      expect(await toast.textContent()).not.toContain('backlog run');
      await toast.getByRole('button', { name: 'Review r6' }).click();
      await page.getByRole('heading', { name: 'Sign the deliveries', level: 1 }).waitFor();

      const outdated = page.locator('.criteria li').filter({ hasText: 'They are signed' });
      await outdated.getByText('Outdated, ').waitFor();
      expect(await outdated.getAttribute('class')).not.toContain('is-met');
      expect(await page.locator('.criteria li.is-met').count()).toBe(1);

      const find = async (words: string) => {
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: 'Search and commands' }).fill(words);
        return page.getByRole('option');
      };
      for (const [words, title] of [
        ['r3', /^run r3 running: Limit the rates/],
        ['approve', /^do Approve r6 Sign the deliveries/],
        ['redo', /^do Redo your last undo/],
        ['stop', /^do Stop r3 Limit the rates/],
      ] as const) {
        const found = await find(words);
        await expect
          .poll(async () => (await found.allTextContents()).map((text) => text.replace(/^(run|do)/, '$1 ')))
          .toContainEqual(expect.stringMatching(title));
        await page.keyboard.press('Escape');
      }
      await (await find('request changes r6')).first().click();

      const send = page.getByRole('button', { name: 'Request changes' });
      await expect.poll(() => send.isEnabled()).toBe(true);
      await board.call('run_request_changes', { run: 'r6', note: 'Sign them with the newer key' });
      await expect.poll(() => send.isDisabled()).toBe(true);

      await page.goto(`${board.origin}/w/project/task/8`);
      await page.locator('.criterion-body .is-outdated').waitFor();
      expect(await page.locator('.criteria li.is-met').count()).toBe(1);

      await board.opened.store.refresh();
      await board.opened.context(ADA).write('given', (tx) => {
        tx.put('run', 'r3', { ...tx.get('run', 'r3')!, rounds: [{ n: 1, why: 'start', at: tx.at }] });
      });
      await page.goto(`${board.origin}/w/project/run/r3`);
      await page.getByText('Work time').first().waitFor();
      const { events } = runFiles({ runs: join(board.opened.where.dir, 'runs'), id: 'r3' });
      mkdirSync(dirname(events), { recursive: true });
      const usage = { tokens: { input: 41_000, output: 1_000, cached: 0 }, turns: 3, costUsd: 0.42 };
      const told = [
        { type: 'round', n: 1, why: 'start' },
        { type: 'usage', ...usage },
      ];
      const { seq } = board.opened.store.state;
      appendFileSync(
        events,
        told.map((event) => `${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`).join(''),
      );
      await page.locator('.run-figures').getByText('42.0k').waitFor();
      await page.locator('.run-figures').getByText('$0.42').waitFor();
      await board.opened.store.refresh();
      expect(board.opened.store.state.seq).toBe(seq);
      forget(wrong, /status of 409/);
    },
  );
});
