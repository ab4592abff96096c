import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { gitProject, handIn, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { type Served, served } from '../web/served.ts';
import { decidable } from './visit.ts';

const plugin = builtPlugin();
const NAMES = Array.from({ length: 12 }, (_, i) => `file-${String(i).padStart(2, '0')}.txt`);
const LINES = Array.from({ length: 60 }, (_, i) => `line ${i + 1}`);
const HALF = 'Half a comment';

/** A board with a result of twelve files, too long for a window. */
async function reviewed(): Promise<Served & { run: Run }> {
  const board = await served({ web: `${plugin.folder}/dist/web` });
  await board.call('task_add', { description: 'Write it all' });
  await gitProject(board as never);
  const files = Object.fromEntries(NAMES.map((name) => [name, LINES.map((line) => `${line} of ${name}\n`).join('')]));
  return { ...board, run: await runWithResult(board as never, files, { number: 1 }) };
}

const lineOf = (page: Page, line: number) =>
  page.getByRole('button', { name: `Comment on line ${line} of ${NAMES[0]}`, exact: true });
const fieldOf = (page: Page, line: number) => page.getByRole('textbox', { name: `Comment on line ${line}` });
/** How many of the pages tell that. */
const told = (pages: readonly Page[], text: string) => async () =>
  (await Promise.all(pages.map((page) => page.locator('.toast', { hasText: text }).count()))).reduce((a, b) => a + b);
const current = (page: Page) => page.locator('.is-current').textContent();

describeInBrowser('what somebody began', (browser) => {
  soak(
    'comments and documents that were not sent are there again after another view and after the page was loaded again, and no longer once they were left',
    async () => {
      const board = await served({ web: `${plugin.folder}/dist/web` });
      for (const description of ['First', 'Second']) await board.call('task_add', { description });
      await board.call('task_doc_write', { id: 1, content: 'As it was' });
      const { open } = await browser.person(board);
      const page = await open('/w/project/task/1');
      const [comment, spec] = [page.getByLabel('New note'), page.getByLabel('Text of spec')];
      await comment.fill(HALF);
      await page.getByRole('button', { name: 'Edit the spec' }).click();
      await spec.fill('Half a spec');
      const go = async (task: string) => {
        await page.getByRole('link', { name: 'List' }).first().click();
        await page.getByRole('link', { name: task }).first().click();
        await page.getByRole('heading', { name: task }).first().waitFor();
      };
      await go('Second');
      expect([await comment.inputValue(), await spec.count()]).toEqual(['', 0]);
      await board.call('task_doc_write', { id: 1, content: 'Faster' });
      await go('First');
      expect([await comment.inputValue(), await spec.inputValue()]).toEqual([HALF, 'Half a spec']);
      await page.getByText('saved version 2 while you were editing').waitFor();
      await page.reload();
      await expect.poll(() => comment.inputValue()).toBe(HALF);
      await expect.poll(() => spec.inputValue()).toBe('Half a spec');
      await page.getByText('saved version 2 while you were editing').waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await comment.press('Control+Enter');
      await page.locator('.comments', { hasText: HALF }).waitFor();
      await expect.poll(() => comment.inputValue()).toBe('');
      await go('Second');
      await go('First');
      expect([await comment.inputValue(), await spec.count()]).toEqual(['', 0]);
    },
  );

  soak(
    'a result that came back says why beside what is in the way, and what is granted of it counts for no later one',
    async () => {
      const board = await reviewed();
      const context = board.opened.context(ADA);
      const waits = { why: 'conflict', text: 'it conflicts with the target', files: ['logo.png (binary)'] };
      const outside = (path: string) => ({ result: { ...board.run.result!, outside: [path] } });
      await context.write('given', (tx) => tx.put('run', 'r1', { ...board.run, waits, ...outside(NAMES[0]!) }));
      const { open } = await browser.person(board);
      const page = await open('/w/project/review/r1');
      await page
        .getByText(/The result returned to review: .*target: logo.png \(binary\)\. Request changes, or accept/)
        .waitFor();
      await page.getByRole('button', { name: /^Approve [0-9a-f]{7}$/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('checkbox').check();
      const later = await handIn(board as never, board.run, { 'file-01.txt': 'later\n' });
      await context.write('given', (tx) =>
        tx.put('run', 'r1', { ...later, result: { ...later.result!, outside: [NAMES[1]!] } }),
      );
      await dialog.getByText(NAMES[1]!).waitFor();
      await page.locator('code', { hasText: later.result!.commit.slice(0, 7) }).waitFor();
      expect(await dialog.getByRole('checkbox').isChecked()).toBe(false);
    },
  );
});

describeInBrowser('a comment that is being written', (browser) => {
  soak(
    'stays, with the keyboard in it, when the reader scrolls away, whatever the letters would do elsewhere',
    async () => {
      const board = await reviewed();
      const { open } = await browser.person(board);
      const page = await open('/w/project/review/r1');
      await lineOf(page, 10).click();
      await fieldOf(page, 10).fill(HALF);
      const rows = page.locator('.review-rows');
      await rows.hover();
      const far = () => rows.evaluate(({ scrollTop, scrollHeight }) => scrollTop > scrollHeight / 2);
      while (!(await far())) await page.mouse.wheel(0, 2_000);
      // Each of these letters is a key of the review: approve, changes, seen, side by side.
      await page.keyboard.type(' a r x v');
      expect(await fieldOf(page, 10).inputValue()).toBe(`${HALF} a r x v`);
      const { run } = (await board.call<{ run: Run }>('run_show', { run: 'r1' })).body;
      expect(run.state).toBe('review');
      await page.keyboard.press('Control+Enter');
      await page.locator('.review-comment', { hasText: `${HALF} a r x v` }).waitFor({ state: 'attached' });
    },
  );

  soak('keeps the result in the page that it is about; another one is shown when it is kept', async () => {
    const board = await reviewed();
    const { open } = await browser.person(board);
    const page = await open('/w/project/review/r1');
    await lineOf(page, 10).click();
    await fieldOf(page, 10).fill(HALF);
    const { commit } = board.run.result!;
    const rounds = [{ n: 1, why: 'start' as const, at: board.run.at, commit }];
    await handIn(board as never, { ...board.run, rounds }, { 'another.txt': 'It is new\n', [NAMES[0]!]: 'line 10\n' });
    await page.getByText('A newer result is available').waitFor();
    await page.keyboard.type(' a');
    expect(await fieldOf(page, 10).inputValue()).toBe(`${HALF} a`);
    expect(await page.locator('[data-approve]').textContent()).toContain(commit.slice(0, 7));
    await page.keyboard.press('Control+Enter');
    await page.getByText('It is new').waitFor();
    expect(await page.locator('[data-approve]').textContent()).not.toContain(commit.slice(0, 7));
    await page.getByText(`${HALF} a`).waitFor();
  });

  soak('is there after the view was left, and can be kept when the run was discarded elsewhere', async () => {
    const board = await reviewed();
    const { open } = await browser.person(board);
    const page = await open('/w/project/review/r1');
    await lineOf(page, 10).click();
    await fieldOf(page, 10).fill(HALF);
    await page.locator('nav a', { hasText: 'Board' }).first().click();
    await page.locator('[data-column]').first().waitFor();
    await page.goBack();
    await lineOf(page, 11).click();
    expect(await fieldOf(page, 11).inputValue()).toBe(HALF);
    expect((await board.call('run_discard', { run: 'r1' })).status).toBe(200);
    await page.locator('.review-head').getByText('discarded').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('.review-comment', { hasText: HALF }).waitFor();
  });
});

describeInBrowser('the keyboard in a review', (browser) => {
  soak('stays on its line when another tab comments above it', async () => {
    const board = await reviewed();
    const { open } = await browser.person(board);
    const page = await open('/w/project/review/r1');
    await lineOf(page, 5).waitFor();
    for (let i = 0; i < 6; i++) await page.keyboard.press('j');
    expect(await current(page)).toContain('line 6 of');
    const said = { run: 'r1', path: NAMES[0], side: 'new', line: 2, text: 'From another tab' };
    await board.call('review_comment', said);
    await page.getByText('From another tab').waitFor();
    expect(await current(page)).toContain('line 6 of');
    await page.keyboard.press('m');
    await fieldOf(page, 6).waitFor();
  });

  soak('is on the file that the address names, once the files before it have come', async () => {
    const board = await reviewed();
    const { open } = await browser.person(board);
    const page = await open(`/w/project/review/r1?file=${NAMES[9]}`);
    await page.getByText(`line 3 of ${NAMES[9]}`, { exact: true }).waitFor();
    expect(await current(page)).toContain(NAMES[9]);
    await page.locator('.is-current').getByText(NAMES[9]!).waitFor();
  });

  soak('approves once, when two tabs do it at the same moment; the other one is told', async () => {
    const board = await reviewed();
    const { open, wrong } = await browser.person(board);
    const pages = await Promise.all([1, 2].map(() => open('/w/project/review/r1')));
    await Promise.all(pages.map((page) => lineOf(page, 5).waitFor()));
    await Promise.all(
      pages.map(async (page) => {
        await decidable(page, '[data-approve]');
        await page.keyboard.press('a');
        await page.getByRole('dialog', { name: 'Approve r1?' }).getByRole('button', { name: 'Approve' }).click();
      }),
    );
    await expect
      .poll(async () => (await board.call<{ run: Run }>('run_show', { run: 'r1' })).body.run.state)
      .not.toBe('review');
    const approved = told(pages, 'Approved r1');
    const refused = told(pages, "can't approve run");
    await expect.poll(async () => [await approved(), await refused()]).toEqual([1, 1]);
    forget(wrong, /status of 409/);
    expect(board.failures).toEqual([]);
  });
});
