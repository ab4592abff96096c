import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { drawnSince, isRead, READ_MS } from '../../src/domain/calls/drawn.ts';
import type { Run } from '../../src/domain/records.ts';
import { describeInBrowser } from '../support/browser.ts';
import { gitProject, handIn, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

test.each([
  ['never drawn', undefined, 5_000, false],
  ['drawn just now', 5_000, 5_000, false],
  ['drawn a moment too late', 4_301, 5_000, false],
  ['drawn long enough', 4_300, 5_000, true],
  ['begun before it was drawn', 5_000, 4_000, false],
] as const)('what was %s can be decided: %4$s', (_, since, begun, can) => {
  expect(isRead(since, begun)).toBe(can);
});

test('what stays in sight keeps its time; what returns, changes or moves begins again', () => {
  const first = drawnSince(new Map(), ['r1 at 10', 'r2 at 20'], 100);
  const next = drawnSince(first, ['r1 at 10', 'r2 at 30'], 200);
  expect([...next]).toEqual([
    ['r1 at 10', 100],
    ['r2 at 30', 200],
  ]);
  expect([...drawnSince(next, ['r2 at 20'], 300)]).toEqual([['r2 at 20', 300]]);
});

describeInBrowser('only what was drawn for a while can be approved', (browser) => {
  const { board } = builtBoards();

  /** Somebody at the review of r1, whose files are seen; r2 and r3 wait behind it. The page's clock stands still. */
  async function reader() {
    const made = await board();
    for (const number of [1, 2, 3]) await made.call('task_add', { description: `Change ${number}` });
    await gitProject(made as never, { 'src/a.txt': 'one\n', 'src/b.txt': 'one\n' });
    const result = (number: number) => ({ 'src/a.txt': `${number}\n`, 'src/b.txt': `${number}\n` });
    const runs: Run[] = [];
    for (const number of [1, 2, 3]) runs.push(await runWithResult(made as never, result(number), { number }));
    for (const path of ['src/a.txt', 'src/b.txt']) await made.call('review_tick', { run: 'r1', path });
    const { open, context } = await browser.person(made, { viewport: { width: 390, height: 844 }, hasTouch: true });
    await context.clock.install();
    const page = await open('/w/project/review/r1');
    await page.locator('.diff-row').first().waitFor();
    await context.clock.pauseAt(Date.now() + 60_000);
    const pass = (ms: number) => context.clock.runFor(ms);
    const state = async (run: string) => (await made.call<{ run: Run }>('run_show', { run })).body.run.state;
    const spot = async () => {
      const { x, y, width, height } = (await page.locator('[data-approve]').boundingBox())!;
      return [x + width / 2, y + height / 2] as const;
    };
    /** Waits until a result is drawn with its diff. */
    const drawn = (run: string) =>
      expect
        .poll(async () => {
          await pass(20);
          return (
            (await page.locator('.run-link', { hasText: run }).count()) * (await page.locator('.diff-row').count())
          );
        })
        .toBeGreaterThan(0);
    return { made, page, runs, state, pass, spot, drawn, question: page.getByRole('dialog', { name: /^Approve/ }) };
  }

  /** Each kind of act on the place or the focus of Approve, made again before the next result can be read. */
  const again: Readonly<Record<string, (page: Page, at: readonly [number, number]) => Promise<unknown>>> = {
    tap: (page, at) => page.touchscreen.tap(...at),
    click: (page, at) => page.mouse.click(...at),
    'double click': (page, at) => page.mouse.dblclick(...at),
    key: (page) => page.keyboard.press('a'),
    Enter: async (page) => {
      await page.locator('[data-approve]').focus();
      await page.keyboard.press('Enter');
    },
  };

  soak.each([
    ['tap', 0],
    ['tap', 250],
    ['tap', 500],
    ['click', 250],
    ['double click', 0],
    ['key', 500],
    ['Enter', 500],
  ] as const)('a %s %i ms after the next result is drawn does nothing, and a later one asks', async (how, ms) => {
    const { page, state, pass, spot, drawn, question } = await reader();
    const at = await spot();
    await pass(1_000);
    await again[how]!(page, at);
    await expect.poll(() => state('r1')).not.toBe('review');
    await drawn('r2');
    await pass(ms);
    await again[how]!(page, at);
    expect(await question.count()).toBe(0);
    await pass(READ_MS + 200);
    expect(await state('r2')).toBe('review');
    await again[how]!(page, at);
    await question.getByText('2 files').waitFor();
    expect([await state('r2'), await state('r3')]).toEqual(['review', 'review']);
  });

  soak('a held Enter approves one result; a question answers to no key before it can be read', async () => {
    const { page, state, pass, drawn, question } = await reader();
    await pass(1_000);
    await page.locator('[data-approve]').focus();
    await page.keyboard.down('Enter');
    await expect.poll(() => state('r1')).not.toBe('review');
    await drawn('r2');
    for (let i = 0; i < 20; i++) {
      await page.locator('[data-approve]').focus();
      await page.keyboard.down('Enter');
      await pass(100);
    }
    await page.keyboard.up('Enter');
    expect([await state('r2'), await question.count()]).toEqual(['review', 0]);
    await page.keyboard.press('a');
    await question.waitFor();
    await page.keyboard.press('Enter');
    await pass(500);
    await page.keyboard.press('Enter');
    await pass(READ_MS + 200);
    expect([await state('r2'), await question.count()]).toEqual(['review', 1]);
    await page.keyboard.press('Enter');
    await expect.poll(() => state('r2')).not.toBe('review');
  });

  soak(
    'a press that began on one commit does not approve the next; nor does a request that names no commit',
    async () => {
      const { made, page, runs, state, pass, spot } = await reader();
      const at = await spot();
      await pass(1_000);
      await page.mouse.move(...at);
      await page.mouse.down();
      const [first] = runs;
      const changed = await handIn(made as never, first!, { 'src/a.txt': 'other\n' });
      await expect
        .poll(async () => {
          await pass(100);
          return page.locator('[data-approve]').textContent();
        })
        .toContain(changed.result!.commit.slice(0, 7));
      await pass(2_000);
      await page.mouse.up();
      expect(await state('r1')).toBe('review');
      const unnamed = await made.call<{ error: { message: string } }>('run_approve', { run: 'r1' });
      expect(unnamed.body.error.message).toContain("doesn't name the commit");
      const old = await made.call('run_approve', { run: 'r1', commit: first!.result!.commit });
      expect([old.status, await state('r1')]).toEqual([409, 'review']);
    },
  );

  soak('an approval is kept when the tab closes at once, and the board takes it back within its seconds', async () => {
    const { page, state, pass, spot } = await reader();
    await pass(1_000);
    await page.mouse.click(...(await spot()));
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => state('r1')).toBe('review');
    await page.goto(page.url().replace(/r\d$/, 'r1'));
    await page.locator('.diff-row').first().waitFor();
    await pass(1_000);
    const sent = page.waitForRequest(/run_approve/);
    await page.mouse.click(...(await spot()));
    await sent;
    await page.close({ runBeforeUnload: false });
    await expect.poll(() => state('r1')).not.toBe('review');
  });
});
