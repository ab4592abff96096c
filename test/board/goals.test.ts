import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { WHOLE } from '../goals/plan.ts';
import { describeInBrowser, forget, readResponses } from '../support/browser.ts';
import { patience } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import type { Served } from '../web/served.ts';
import { deafTo } from './deaf.ts';
import { builtBoards } from './visit.ts';

const { board: builtBoard } = builtBoards();

/** I-1 in B-1 for O-1 and P-1; B-2 for nothing; tasks 1 and 2 of I-1, task 3 without a goal. */
async function planned(): Promise<Served> {
  const board = await builtBoard();
  await board.call('goal_save', {
    records: [
      ...WHOLE,
      { kind: 'bet', ref: 'c', title: 'Sync everywhere', state: 'next' },
      { kind: 'goal', title: 'Offline first', bet: 'c', state: 'next' },
    ],
  });
  await board.call('task_import', {
    tasks: [
      { description: 'Cache the index', goal: 'I-1' },
      { description: 'Rank the results', goal: 'I-1' },
      { description: 'Unrelated chore' },
    ],
  });
  return board;
}

const row = (page: Page, id: string) => page.locator(`[role=treeitem][data-id="${id}"]`);
const levelOf = (item: Locator) => item.getAttribute('aria-level');
const goalOf = async ({ call }: Served, id: string) =>
  (await call<{ goal: Record<string, unknown> }>('goal_info', { id })).body.goal;
const taskGoal = async ({ call }: Served, id: number) =>
  (await call<{ record: { goal?: string } }>('task_info', { id })).body.record.goal;

describeInBrowser('goals', (browser) => {
  test('the tree goes from the vision to tasks; a drag and the keyboard alone move records and tasks, and undo takes it back', async () => {
    const board = await planned();
    const { open } = await browser.person(board);
    const page = await open('/w/project/goals');
    await row(page, 'I-1').waitFor();
    expect(await Promise.all(['V-1', 'P-1', 'O-1', 'B-1', 'I-1', 'B-2'].map((id) => levelOf(row(page, id))))).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '2',
    ]);
    await row(page, 'I-1').dragTo(row(page, 'B-2'));
    // The message with its button is shown for some seconds only, so it comes first.
    await page.locator('.toast', { hasText: 'Moved I-1 below B-2' }).getByRole('button', { name: 'Undo' }).click();
    await page.locator('.toast', { hasText: 'Undone:' }).waitFor();
    expect((await goalOf(board, 'I-1')).bet).toBe('B-1');
    await expect.poll(async () => levelOf(row(page, 'I-1'))).toBe('5');

    // From here on, only keys.
    await row(page, 'V-1').focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await row(page, '#1').waitFor();
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: 'Move I-1 below' });
    await dialog.getByRole('combobox').fill('sync');
    await page.keyboard.press('Enter');
    await expect.poll(async () => levelOf(row(page, 'I-1'))).toBe('3');
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset.id)).toBe('I-1');
    await page.keyboard.press('u');
    await expect.poll(async () => levelOf(row(page, 'I-1'))).toBe('5');

    await row(page, '-TRACED').click();
    await row(page, '#3').focus();
    await page.keyboard.press('m');
    await page.getByRole('dialog', { name: 'Move #3 below' }).getByRole('combobox').fill('Offline');
    await page.keyboard.press('Enter');
    await expect.poll(() => taskGoal(board, 3)).toBe('I-2');
    await row(page, '-TRACED').waitFor({ state: 'detached' });
  });

  soak('a place that does not fit is refused in words, and so is a row that somebody else changed', async () => {
    const board = await planned();
    const { open, wrong, context } = await browser.person(board);
    const deafen = await deafTo(context, '**/report_goals**');
    const page = await open('/w/project/goals');
    await row(page, 'I-1').waitFor();
    await row(page, 'O-1').dragTo(row(page, 'I-2'));
    await page.locator('.toast.refused', { hasText: "O-1 is an outcome and can't be below I-2" }).waitFor();
    await deafen();
    await board.call('goal_modify', { id: 'I-1', title: 'Search at once' });
    await row(page, 'I-1').dragTo(row(page, 'B-2'));
    await page.locator('.toast.refused', { hasText: 'I-1 has changed since you read it' }).waitFor();
    expect((await goalOf(board, 'I-1')).bet).toBe('B-1');
    forget(wrong, /status of 4(00|09|22)/);
  });

  soak(
    "a queue without goals loads nothing of them; the first goal brings the link, also into another person's page",
    async () => {
      const board = await builtBoard();
      await board.call('task_add', { description: 'Alpha' });
      const { open, context } = await browser.person(board);
      const asked: string[] = [];
      context.on('request', (request) => asked.push(request.url()));
      const page = await open('/w/project/now');
      await page.getByText('Alpha').first().waitFor();
      const link = page.getByRole('link', { name: 'Goals' });
      expect(await link.count()).toBe(0);
      expect(asked.filter((url) => /goal/.test(url))).toEqual([]);
      await board.call('goal_add', { title: 'Instant search' });
      await link.click();
      await row(page, 'I-1').waitFor();
    },
  );

  soak(
    'the page of a goal has chart, table, tasks with their runs and log; a reading and a lesson are added',
    async () => {
      const board = await planned();
      for (const reading of [400, 300, 120])
        await board.call('goal_modify', { id: 'I-1', reading, measure: 'p95 ms', baseline: 400, target: 50 });
      await board.call('task_done', { id: 2 });
      const { open } = await browser.person(board);
      const page = await open('/w/project/goal/I-1');
      await page.getByRole('img', { name: 'p95 ms: 3 readings from 400 to 120, target 50' }).waitFor();
      await page.getByRole('link', { name: '1 open, 1 done' }).waitFor();
      await page.getByRole('region', { name: 'Since then' }).getByText('Rank the results').waitFor();
      await page.keyboard.press('i');
      await page.keyboard.type('47');
      await page.getByRole('textbox', { name: 'Note of the reading' }).fill('after the index');
      await page.keyboard.press('Enter');
      await page.getByText('4 readings').click();
      const last = page.getByRole('region', { name: 'Readings of p95 ms' }).getByRole('row', { name: /47/ });
      await last.getByRole('cell', { name: 'after the index' }).waitFor();
      await page.getByRole('textbox', { name: 'New task of this goal' }).fill('Warm the cache');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Warm the cache' }).waitFor();
      await page.getByRole('button', { name: 'Close …' }).click();
      await page.getByRole('textbox', { name: /What was learned/ }).fill('An index in memory was enough');
      await page.getByRole('textbox', { name: 'Last reading, if any' }).fill('42');
      await page
        .getByRole('dialog')
        .getByRole('textbox', { name: 'Note of the reading' })
        .fill('on the day of the close');
      await page.getByRole('button', { name: 'Close I-1' }).click();
      await page.getByRole('heading', { name: 'What was learned' }).waitFor();
      expect(await goalOf(board, 'I-1')).toMatchObject({
        ...{ state: 'won', learned: 'An index in memory was enough' },
        readings: expect.arrayContaining([expect.objectContaining({ value: 42, note: 'on the day of the close' })]),
      });
      const task = await open('/w/project/task/1');
      await task.getByRole('region', { name: 'Why' }).getByRole('link', { name: 'Instant search' }).click();
      await task.getByRole('heading', { name: 'What was learned' }).waitFor();
    },
  );

  soak('the roadmap moves and ranks bets by drag and by keys; closing asks for the lesson', async () => {
    const board = await planned();
    const { open } = await browser.person(board);
    const page = await open('/w/project/goals/roadmap');
    const column = (name: string) => page.getByRole('region', { name, exact: true });
    const card = (id: string) => page.locator(`[data-card="${id}"]`);
    await card('B-1').waitFor();
    await card('B-2').dragTo(column('Now').getByRole('heading'));
    await column('Now').locator('[data-card="B-2"]').waitFor();
    const inNow = () =>
      column('Now')
        .locator('[data-card]')
        .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.card));
    expect(await inNow()).toEqual(['B-1', 'B-2']);
    await card('B-2').dragTo(card('B-1'));
    await expect.poll(inNow).toEqual(['B-2', 'B-1']);
    await card('B-1').focus();
    await page.keyboard.press('Shift+ArrowUp');
    await expect.poll(inNow).toEqual(['B-1', 'B-2']);
    await page.keyboard.press('Shift+ArrowRight');
    await column('Next').locator('[data-card="B-1"]').waitFor();
    await card('B-2').focus();
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'Close …' }).click();
    await page.getByRole('textbox', { name: /What was learned/ }).fill('Nobody syncs');
    await page.getByRole('combobox', { name: 'Result' }).selectOption('lost');
    await page.getByRole('button', { name: 'Close B-2' }).click();
    await column('Closed').getByText('Nobody syncs').waitFor();
    await page.keyboard.press('u');
    await column('Now').locator('[data-card="B-2"]').waitFor();
  });

  soak('people and problems say what serves them; each gap is fixed in place', async () => {
    const board = await planned();
    const { open } = await browser.person(board);
    const page = await open('/w/project/goals/people');
    const problem = page
      .getByRole('region', { name: 'Problems' })
      .getByRole('listitem')
      .filter({ hasText: 'Context is lost' });
    await problem.waitFor();
    await expect.poll(() => problem.locator('.goal-id').allInnerTexts()).toEqual(['O-1', 'B-1']);
    await page.getByRole('link', { name: /Gaps/ }).click();
    const gap = page.getByRole('listitem').filter({ hasText: 'B-2 Sync everywhere moves no outcome' });
    await gap.getByRole('button').click();
    await gap.waitFor({ state: 'detached' });
    expect((await goalOf(board, 'B-2')).outcomes).toEqual(['O-1']);
    const asks = page.getByRole('button', { name: / …$/ });
    await asks.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Sync notes');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await asks.waitFor({ state: 'detached' });
  });

  soak('the page of all goals is saved, edited, looked at and read back, and one undo takes that back', async () => {
    const board = await planned();
    const { open } = await browser.person(board);
    const page = await open('/w/project/goals/page');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as file' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('goals.md');
    const text = page.getByRole('textbox', { name: 'Page of the goals' });
    await expect.poll(() => text.inputValue()).toContain('- why: People wait');
    const before = await text.inputValue();
    await text.fill(before.replace('- why: People wait', '- why: People lose the thread'));
    await page.getByRole('button', { name: 'Show what would change' }).click();
    const effect = page.getByRole('region', { name: 'What would change' });
    await effect.getByText('People lose the thread').waitFor();
    expect((await goalOf(board, 'I-1')).why).toBe('People wait');
    await board.call('goal_modify', { id: 'I-1', why: 'People left' });
    await page.getByRole('button', { name: 'Store 1 change' }).click();
    await effect.getByText('People left').waitFor();
    await page.getByRole('button', { name: 'Store 1 change' }).click();
    await page.locator('.toast', { hasText: 'Read 1 change' }).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await goalOf(board, 'I-1')).why).toBe('People left');
  });

  soak(
    'two tabs change one goal: the second page is refused, shows the newer record, and then changes it',
    async () => {
      const board = await planned();
      const { open, wrong, context } = await browser.person(board);
      const [first, second] = [await open('/w/project/goal/I-1'), await open('/w/project/goal/I-1')];
      const why = (page: Page) => page.getByRole('button', { name: /^Why: / });
      await Promise.all([why(first).waitFor(), why(second).waitFor()]);
      // The second tab does not hear of the first one's change before making its own.
      await second.route('**/goal_info**', () => {});
      const write = async (page: Page, text: string) => {
        await why(page).click();
        await page.getByRole('textbox', { name: 'Why' }).fill(text);
        await page.keyboard.press('Enter');
      };
      await write(first, 'Hers');
      await first.getByRole('button', { name: 'Why: Hers' }).waitFor();
      await write(second, 'His');
      await second.locator('.toast.refused', { hasText: 'I-1 has changed since you read it' }).waitFor();
      expect((await goalOf(board, 'I-1')).why).toBe('Hers');
      await context.unrouteAll();
      await second.unrouteAll();
      await second.reload();
      await second.getByRole('button', { name: 'Why: Hers' }).waitFor();
      await write(second, 'His');
      await first.getByRole('button', { name: 'Why: His' }).waitFor();
      forget(wrong, /status of 409/);
    },
  );

  soak('hostile names are shown as text and do nothing, in each part and in the fixes', async () => {
    const board = await planned();
    const evil = '<img src=x onerror="document.title=\'owned\'"> \u05d0\u05d1 <b>bold</b>';
    for (const id of ['V-1', 'P-1', 'U-1', 'X-1', 'O-1', 'B-1', 'I-1', 'I-2'])
      await board.call('goal_modify', { id, title: `${evil} ${id}` });
    await board.call('goal_modify', { id: 'I-1', why: evil, measure: evil, target: 3 });
    await board.call('goal_close', { id: 'B-2', learned: evil });
    expect((await goalOf(board, 'I-1')).title).toBe(`${evil} I-1`);
    const { open } = await browser.person(board);
    for (const path of [
      'goals',
      'goals/roadmap',
      'goals/people',
      'goals/gaps',
      'goals/page',
      'goal/I-1',
      'goal/B-2',
      'task/1',
    ]) {
      const page = await open(`/w/project/${path}`);
      await page.locator('main', { hasText: '<b>bold</b>' }).or(page.locator('textarea')).first().waitFor();
      expect([path, await page.locator('main b, main img').count(), (await page.title()) === 'owned']).toEqual([
        path,
        0,
        false,
      ]);
      await page.close();
    }
  });

  soak('300 goals and 10,000 tasks open within a second and send no list of tasks', async () => {
    const board = await builtBoard();
    const many = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
    await board.call('goal_save', { records: WHOLE });
    for (const part of [0, 1, 2])
      await board.call('goal_save', {
        records: many(100).map((n) => ({ title: `Goal ${part * 100 + n}`, ...(n % 2 ? { bet: 'B-1' } : {}) })),
      });
    for (const part of many(10))
      await board.call('task_import', {
        tasks: many(1_000).map((n) => ({ description: `Task ${part}-${n}`, goal: `I-${1 + (n % 300)}` })),
      });
    const { open } = await browser.person(board);
    const page = await open('/w/project/settings');
    await page.getByText('claims.outsideScope').first().waitFor();
    const answersSoFar = readResponses(page.context(), (response) =>
      /report_goals|task_list|goal_/.test(response.url())
        ? response.body().then(({ length: bytes }) => ({ url: response.url().split('/').at(-1)!, bytes }))
        : undefined,
    );
    const began = performance.now();
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await row(page, 'I-301').waitFor();
    const ms = performance.now() - began;
    const answers = await answersSoFar();
    console.log(`300 goals, 10,000 tasks: ${Math.round(ms)} ms, ${JSON.stringify(answers)}`);
    expect(answers.map(({ url }) => url.split('?')[0])).toEqual(['report_goals']);
    expect(answers[0]!.bytes).toBeLessThan(200_000);
    expect(ms).toBeLessThan(patience(1_000));
    await row(page, 'I-3').locator('.tree-fold').click();
    await page.getByRole('link', { name: '20 more' }).waitFor();
  });
});
