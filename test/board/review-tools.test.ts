import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { gitProject, handIn, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { type Served, served } from '../web/served.ts';
import { decidable } from './visit.ts';

const plugin = builtPlugin();

const LINES = Array.from({ length: 60 }, (_, i) => `line ${i + 1}`);
const text = (changes: Record<number, string>) => LINES.map((line, i) => `${changes[i + 1] ?? line}\n`).join('');
const SPACED = Object.fromEntries([10, 11, 12].map((line) => [line, `  line ${line}`]));
const HOSTILE = '<img src=x onerror=hurt=1>';

/** A board with a result of two rounds, whose log has a step of its agent. */
async function reviewed({ runs = false } = {}): Promise<Served & { run: Run; first: string }> {
  const board = await served({ web: join(plugin.folder, 'dist/web'), runs });
  await board.call('task_add', { description: 'Change some', acceptance: ['It is said'] });
  await gitProject(board as never, { 'src/a.txt': text({}), 'src/space.txt': text({}) });
  const files = { 'src/a.txt': text({ 30: 'thirty' }), 'src/deep/er/new.txt': 'new\n', 'src/space.txt': text(SPACED) };
  const one = await runWithResult(board as never, files, { number: 1 });
  const first = one.result!.commit;
  const rounds = [{ n: 1, why: 'start' as const, at: one.at, commit: first }];
  const two = await handIn(board as never, { ...one, rounds }, { 'src/deep/er/new.txt': 'newer\n' });
  const next = { n: 2, why: 'changes' as const, at: one.at, commit: two.result!.commit };
  const asks = { key: 'k', at: one.at, reasons: ['docs: other files: src/a.txt'] };
  const run = { ...two, rounds: [...rounds, next], asks };
  await board.opened.context(ADA).write('given', (tx) => tx.put('run', run.id, run));
  const at = '2026-07-30T14:31:00.000Z';
  const wrote = [{ path: '/x/src/a.txt', lines: ['thirty'] }];
  const log = [
    { at, type: 'text', text: `It is **thirty** ${HOSTILE}` },
    { at, type: 'tool', id: 't', name: 'Edit', summary: 'src/a.txt', wrote },
  ];
  const folder = join(board.opened.where.dir, 'runs', run.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'events.ndjson'), log.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await board.call('task_annotate', { id: 1, criterion: '1', text: 'npm test: 3 passed' });
  return { ...board, run, first };
}

const rowsOf = (page: Page, name: string) =>
  page.locator('.virtual-row', { has: page.getByRole('button', { name: `Comment on line ${name}`, exact: true }) });

describeInBrowser('the tools of a review', (browser) => {
  test('four keys lead from what waits to the approval of a green result; all facts are on one screen', async () => {
    const board = await reviewed();
    const { open } = await browser.person(board, { viewport: { width: 1440, height: 900 } });
    const page = await open('/w/project/now');
    await page.getByText('Change some').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const card = page.getByRole('region', { name: 'Facts for the decision' });
    await card.getByText('Nothing blocks an approval').waitFor();
    await page.locator('.diff-row').first().waitFor();
    const facts = ['Checks', 'Scope', 'Criteria', 'Since my last look', 'Rules', 'Risk'];
    for (const fact of facts) {
      const box = await card.locator('.verdict-line', { has: page.getByText(fact, { exact: true }) }).boundingBox();
      expect({ fact, fits: box !== null && box.y >= 0 && box.y + box.height <= 900 }).toEqual({ fact, fits: true });
    }
    await card.getByText('1 of 1 have evidence of this result').waitFor();
    await card.getByText('docs: other files: src/a.txt').waitFor();
    const buttons = await page.locator('.review-decide button').allTextContents();
    expect(buttons).toEqual([`Approve ${board.run.result!.commit.slice(0, 7)}`, 'Request changes', '…']);
    // Two files are unseen, so a second key has to confirm the first.
    await decidable(page, '[data-approve]');
    await page.keyboard.press('a');
    await decidable(page.getByRole('dialog', { name: 'Approve r1?' }));
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => (await board.call<{ run: Run }>('run_show', { run: 'r1' })).body.run.verdict?.commit)
      .toBe(board.run.result!.commit);
  });

  soak('the tree, more lines, hidden white space, the steps of the agent, and any two rounds', async () => {
    const board = await reviewed();
    const { open } = await browser.person(board, { viewport: { width: 1280, height: 2_000 } });
    const page = await open('/w/project/review/r1');
    const tree = page.locator('.review-files li');
    await tree.first().waitFor();
    expect((await tree.allTextContents()).map((row) => row.replace(/[+−].*/, '').trim())).toEqual([
      ...['src/', 'Ma.txt', 'deep/er/', 'Anew.txt', 'Mspace.txt'],
    ]);

    // More lines on one side of a change, which keep its place, then the rest of a gap, then the whole file.
    const line = (n: number) => rowsOf(page, `${n} of src/a.txt`);
    const topOf = async (n: number) => Math.round((await line(n).boundingBox())!.y);
    await page.setViewportSize({ width: 1280, height: 600 });
    await line(30).waitFor();
    expect(await line(26).count()).toBe(0);
    await page.locator('.diff-row', { hasText: 'line 27' }).scrollIntoViewIfNeeded();
    const top = await topOf(27);
    const grow = (name: string) => page.getByRole('button', { name, exact: true }).first().click();
    await grow('20 more lines before 27');
    await line(26).waitFor();
    await expect.poll(() => topOf(27)).toBe(top);
    await page.setViewportSize({ width: 1280, height: 2_000 });
    await line(7).waitFor();
    expect([await line(6).count(), await line(34).count()]).toEqual([0, 0]);
    await page.locator('.diff-hunk', { hasText: '@@ -7,27 +7,27 @@' }).waitFor();
    await grow('6 more lines before 7');
    await line(1).waitFor();
    await grow('20 more lines after 33');
    await line(53).waitFor();
    expect(await line(54).count()).toBe(0);
    await grow('Whole file');
    await line(60).waitFor();
    expect(await page.locator('.diff-hunk', { hasText: '@@ -1,60' }).getByRole('button').count()).toBe(0);
    // The other file's.
    expect(await page.getByRole('button', { name: /more lines after/ }).allTextContents()).toEqual([
      '20 more lines after 15',
    ]);

    // White space.
    await rowsOf(page, '10 of src/space.txt').waitFor();
    await page.keyboard.press('w');
    await page.getByText('Only white space changes.').waitFor();
    expect(await rowsOf(page, '10 of src/space.txt').count()).toBe(0);
    await page.keyboard.press('w');

    // The step that wrote a hunk, with what the agent said.
    await page.keyboard.press('s');
    const step = page.locator('.diff-step', { hasText: 'Edit src/a.txt' });
    await step.locator('strong', { hasText: 'thirty' }).waitFor();
    expect(await page.locator('.diff-step').count()).toBe(1);
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    expect(await page.locator('main img').count()).toBe(0);

    // Two rounds.
    await page.getByRole('combobox', { name: 'Compare from' }).selectOption(board.first);
    await expect.poll(() => page.locator('.diff-file').count()).toBe(1);
    await page.locator('.diff-row', { hasText: 'newer' }).waitFor();
    await page.getByRole('combobox', { name: 'Compare from' }).selectOption('');
    await page.getByRole('combobox', { name: 'Compare to' }).selectOption(board.first);
    await page.locator('.diff-row.is-added', { hasText: /new$/ }).waitFor();
    // What is shown is not the result, so nobody approves it.
    expect(await page.locator('[data-approve]').isDisabled()).toBe(true);
  });

  soak(
    'a comment that is begun while another one is being saved has its own input; a refused one comes back',
    async () => {
      const board = await reviewed();
      const { open, wrong } = await browser.person(board, { viewport: { width: 1280, height: 1_200 } });
      forget(wrong, /ERR_FAILED/);
      const page = await open('/w/project/review/r1');
      const field = page.locator('.composer textarea');
      const begin = async (line: string) => {
        await page.getByRole('button', { name: `Comment on line ${line}`, exact: true }).click();
        await page.getByRole('textbox', { name: `Comment on line ${line.split(' ')[0]}`, exact: true }).waitFor();
      };
      for (const isLost of [false, true]) {
        let release = () => {};
        const held = new Promise<void>((done) => (release = done));
        let asked = () => {};
        const saving = new Promise<void>((done) => (asked = done));
        await page.route(
          '**/review_comment',
          async (route) => {
            asked();
            await held;
            await (isLost ? route.abort() : route.continue());
          },
          { times: 1 },
        );
        await begin('30 of src/a.txt');
        await field.fill(`First ${isLost}`);
        await page.keyboard.press('Control+Enter');
        await saving;
        await begin('1 of src/deep/er/new.txt');
        expect(await field.inputValue()).toBe('');
        await field.fill(`Second ${isLost}`);
        release();
        if (isLost) await page.locator('.toast').first().waitFor();
        else await page.locator('.review-comment', { hasText: 'First false' }).waitFor();
        expect(await field.inputValue()).toBe(`Second ${isLost}`);
        await page.keyboard.press('Control+Enter');
        await page.locator('.review-comment', { hasText: `Second ${isLost}` }).waitFor();
        if (!isLost) await field.waitFor({ state: 'detached' });
      }
      await expect.poll(() => field.inputValue()).toBe('First true');
      await page.keyboard.press('Control+Enter');
      await page.locator('.review-comment', { hasText: 'First true' }).waitFor();
      await field.waitFor({ state: 'detached' });
    },
  );

  soak('hidden white space leaves the line in the middle of the view where it is, and so does shown one', async () => {
    const board = await served({ web: join(plugin.folder, 'dist/web') });
    await board.call('task_add', { description: 'Change some' });
    const lines = Array.from({ length: 400 }, (_, i) => `line ${i + 1}`);
    const file = (change: (line: string, n: number) => string) =>
      lines.map((line, i) => `${change(line, i + 1)}\n`).join('');
    await gitProject(board as never, { 'src/a.txt': file((line) => line) });
    const now = file((line, n) => (n === 300 ? 'three hundred' : n < 200 ? `  ${line}` : line));
    await runWithResult(board as never, { 'src/a.txt': now }, { number: 1 });
    const { open } = await browser.person(board, { viewport: { width: 1280, height: 700 } });
    const page = await open('/w/project/review/r1');
    const line = page.locator('.diff-row.is-added', { hasText: 'three hundred' });
    await page.locator('.diff-row').first().waitFor();
    // The wheel scrolls what is under the mouse.
    await page.locator('.review-rows').hover();
    await expect
      .poll(async () => {
        if ((await line.count()) === 0) await page.mouse.wheel(0, 1_000);
        return line.count();
      })
      .toBeGreaterThan(0);
    await line.first().scrollIntoViewIfNeeded();
    const isSeen = async () => {
      const box = await line.boundingBox();
      return box !== null && box.y > 0 && box.y < 700;
    };
    await expect.poll(isSeen).toBe(true);
    for (const hidden of [true, false]) {
      await page.keyboard.press('w');
      await expect.poll(() => page.getByRole('checkbox', { name: 'Hide white space' }).isChecked()).toBe(hidden);
      await expect.poll(isSeen).toBe(true);
    }
  });

  soak(
    'a suggestion is written from the lines, applied with another one as one commit of the person, and the page shows the new result',
    async () => {
      const board = await reviewed({ runs: true });
      const project = join(board.folder, 'project');
      git(project, 'config', 'user.name', 'Ada Lovelace');
      git(project, 'config', 'user.email', 'ada@example.invalid');
      const { open } = await browser.person(board, { viewport: { width: 1280, height: 1_200 } });
      const page = await open('/w/project/review/r1');
      const suggest = async (line: string, was: string, is: string) => {
        await page.getByRole('button', { name: `Comment on line ${line}`, exact: true }).click();
        await page.getByRole('button', { name: 'Suggest a change' }).click();
        const field = page.locator('.composer textarea');
        await expect.poll(() => field.inputValue()).toBe(`\`\`\`suggestion\n${was}\n\`\`\``);
        await field.fill(`Better:\n\`\`\`suggestion\n${is}\n\`\`\``);
        await page.keyboard.press('Control+Enter');
        await field.waitFor({ state: 'detached' });
        await page.locator('.review-comment', { hasText: is }).waitFor();
      };
      await suggest('30 of src/a.txt', 'thirty', `THIRTY ${HOSTILE}`);
      await suggest('1 of src/deep/er/new.txt', 'newer', 'newest');
      const comment = page.locator('.review-comment', { hasText: 'THIRTY' });
      await expect
        .poll(() => comment.locator('.diff-line').allTextContents())
        .toEqual([...['@@ Suggestion @@', '-thirty', `+THIRTY ${HOSTILE}`]]);
      for (const box of await page.getByRole('checkbox', { name: 'Apply with others' }).all()) await box.check();
      await page.getByRole('button', { name: 'Apply 2 suggestions' }).click();
      await page.getByText('Applied 2 suggestions as').first().waitFor();
      await page.locator('.diff-row.is-added', { hasText: 'THIRTY' }).waitFor();
      await page.locator('.diff-row.is-added', { hasText: 'newest' }).waitFor();
      await expect.poll(() => page.locator('.review-comment', { hasText: 'applied' }).count()).toBe(2);
      const { run } = (await board.call<{ run: Run }>('run_show', { run: 'r1' })).body;
      expect(run.state).toBe('review');
      const tree = join(board.opened.where.dir, 'runs/r1/tree');
      expect(git(tree, 'log', '-1', '--format=%an|%P', run.result!.commit)).toBe(
        `Ada Lovelace|${board.run.result!.commit}`,
      );
      expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    },
  );

  /** Chooses the shown result, whose files are unseen, so the page asks first. */
  async function chooseShown(page: Page): Promise<void> {
    await decidable(page, '[data-batch]');
    await page.keyboard.press('b');
    const question = page.getByRole('dialog', { name: /^Approve r/ });
    await question.getByRole('button', { name: 'Approve' }).click();
  }

  soak(
    'small results without objections are approved together, each after a look at it, with the commit that was seen',
    async () => {
      const board = await reviewed();
      await board.call('task_add', { description: 'Change another' });
      await board.opened.ready();
      const second = await runWithResult(board as never, { 'src/b.txt': 'b\n' }, { number: 2 });
      const { open } = await browser.person(board);
      const page = await open('/w/project/review/r1');
      await chooseShown(page);
      await page.waitForURL(/\/review\/r2$/);
      await page.getByRole('heading', { name: 'Change another', exact: true }).waitFor();
      await page.getByRole('button', { name: 'Approve 1 chosen result' }).waitFor();
      // A reload forgets no look.
      await page.reload();
      await page.getByRole('button', { name: 'Approve 1 chosen result' }).waitFor();
      await chooseShown(page);
      await page.getByRole('button', { name: 'Approve 2 chosen results' }).waitFor();
      await decidable(page, '[data-batch-approve]');
      await page.keyboard.press('B');
      const verdicts = async () =>
        Promise.all(
          ['r1', 'r2'].map(
            async (run) => (await board.call<{ run: Run }>('run_show', { run })).body.run.verdict?.commit,
          ),
        );
      await expect.poll(verdicts).toEqual([board.run.result!.commit, second.result!.commit]);
      await page.getByText('Approved 2 results.').first().waitFor();
    },
  );

  soak(
    'of the chosen results, those that were decided elsewhere are named and no longer chosen, and the others are approved',
    async () => {
      const board = await reviewed();
      const tasks = ['another', 'a third', 'a fourth', 'a fifth'].map((what) => ({ description: `Change ${what}` }));
      await board.call('task_import', { tasks });
      await board.opened.ready();
      const runs = new Map<number, Run>();
      for (const number of [2, 3, 4, 5])
        runs.set(number, await runWithResult(board as never, { [`src/${number}.txt`]: 'b\n' }, { number }));
      const { open, wrong } = await browser.person(board);
      const page = await open('/w/project/review/r1');
      const choose = page.getByRole('button', { name: 'Approve with others', exact: true });
      const leaveOut = page.getByRole('button', { name: "Don't approve with others" });
      await choose.waitFor();
      for (const [at, next] of ['r2', 'r3', 'r4', 'r5', 'r1'].entries()) {
        await chooseShown(page);
        await page.waitForURL(new RegExp(`/review/${next}$`));
        await page.getByRole('button', { name: `Approve ${at + 1} chosen result` }).waitFor();
        await (at < 4 ? choose : leaveOut).waitFor();
      }
      await leaveOut.click();
      await page.getByRole('button', { name: 'Approve 4 chosen results' }).waitFor();
      forget(wrong, /409 \(Conflict\)/);
      await handIn(board as never, runs.get(5)!, { 'src/5.txt': 'c\n' });
      await board.call('run_discard', { run: 'r2' });
      await board.call('run_approve', { run: 'r4', commit: runs.get(4)!.result!.commit });
      await decidable(page, '[data-batch-approve]');
      await page.keyboard.press('B');
      await page.getByText('Approved 1 result.').first().waitFor();
      const refused = page.locator('.toast.refused');
      await refused.getByText('3 results were not approved').waitFor();
      await refused.getByText(/r2: .*discarded.* r4: .*approved.* r5: .*newer result/).waitFor();
      await expect.poll(() => page.getByRole('button', { name: /chosen result/ }).count()).toBe(0);
      const { run } = (await board.call<{ run: Run }>('run_show', { run: 'r3' })).body;
      expect(run.state).toBe('approved');
    },
  );

  soak('a narrow screen has the diff and the task in tabs, and the decision at the bottom', async () => {
    const board = await reviewed();
    const { open } = await browser.person(board, { viewport: { width: 360, height: 740 } });
    const page = await open('/w/project/review/r1');
    await page.locator('.diff-row').first().waitFor();
    const bar = (await page.locator('.review-decide').boundingBox())!;
    const navigation = (await page.locator('.nav').boundingBox())!;
    expect([bar.x, bar.width].map(Math.round)).toEqual([0, 360]);
    // Its border may lie on that of the navigation.
    expect(Math.abs(bar.y + bar.height - navigation.y)).toBeLessThanOrEqual(1);
    expect(await page.locator('.review-aside').isVisible()).toBe(false);
    await page.getByRole('tab', { name: 'Diff' }).press('ArrowRight');
    expect(await page.getByRole('tabpanel', { name: 'Task' }).count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Task');
    await page.getByText('npm test: 3 passed').waitFor();
    await page.locator('.verdict-line', { hasText: 'Risk' }).waitFor();
    expect(await page.locator('.diff-row').first().isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.locator('.review-files').getByRole('button', { name: 'a.txt' }).click();
    await page.locator('.diff-file.is-current', { hasText: 'src/a.txt' }).waitFor();
  });
});
