import { join } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { agent } from '../support/workspace.ts';
import { served } from '../web/served.ts';
import { filledBoard, reviewedBoard, VIEW_PATHS } from './filled.ts';
import { closeTargets, cutWithoutTooltip, drawn, misfits, toolNames } from './fits.ts';

const web = join(builtPlugin().folder, 'dist/web');
const WIDTHS = [1280, 360];
const RULES = [misfits, cutWithoutTooltip, toolNames];

describeInBrowser('each view', (browser) => {
  soak('fits, shows each cut text in a tooltip, has targets that a pointer hits, and names no tool', async () => {
    const board = await served({ web });
    await filledBoard(board);
    await reviewedBoard(board);
    const { call, opened } = board;
    for (const [name, filter] of [
      ['late', '+OVERDUE'],
      ['compliance-work-of-the-last-quarter', '+LATEST'],
      ['mine', 'project:web'],
    ])
      await call('view_set', { name, filter });
    const project = 'finance.reconciliation.international';
    const description = 'Book the rounding difference of payments in parts that came in other currencies on other days';
    await call('task_add', { description, project, tags: ['accounting', 'compliance', 'quarter-end'], priority: 'H' });
    await execute(opened, agent('one'), commandNamed('task_add'), { description: 'Drain the queue of retries' });
    expect(await call('night_start', { until: '8h', budget: 20 })).toMatchObject({ status: 200 });
    const { open } = await browser.person(board);
    const page = await open('/w/project/now');
    await page.getByRole('link', { name: '@mine' }).waitFor();
    const wrong: string[] = [];
    for (const { path, shows } of VIEW_PATHS) {
      await page.goto(`${board.origin}/w/project/${path}`);
      // A night starts the orchestrator, so that no run waits for it.
      const text = path === 'agents' ? 'What another night needs' : shows;
      await page.locator('main').getByText(text).filter({ visible: true }).first().waitFor();
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        await drawn(page);
        // A phone's targets are higher (`narrow.test.ts`).
        for (const rule of width > 760 ? [...RULES, closeTargets] : RULES)
          wrong.push(...(await rule(page)).map((one) => `${path} at ${width}: ${one}`));
      }
      await page.setViewportSize({ width: WIDTHS[0]!, height: 800 });
    }
    expect(wrong).toEqual([]);
  });

  test('the sidebar does not move when its saved filters arrive', async () => {
    const board = await served({ web });
    for (const name of ['late', 'mine', 'new']) await board.call('view_set', { name, filter: 'project:web' });
    const { open, context } = await browser.person(board);
    const page = await open('/w/project/now');
    const filters = page.getByRole('list', { name: 'Saved filters' });
    await filters.getByRole('link').last().waitFor();
    const topOf = (name: string) =>
      page.getByRole('link', { name, exact: true }).evaluate((a) => a.getBoundingClientRect().top);
    const before = await topOf('Graph');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await context.route('**/view_list*', async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await page.getByRole('heading', { name: 'Now', level: 1 }).waitFor();
    expect(await topOf('Graph')).toBe(before);
    const answered = page.waitForResponse(/view_list/);
    release();
    await answered;
    await drawn(page);
    expect(await topOf('Graph')).toBe(before);
  });

  test('a next step of a night is a link to the form of its command', async () => {
    const board = await served({ web });
    await execute(board.opened, agent('one'), commandNamed('task_add'), { description: 'Drain the queue' });
    await board.call('task_add', { description: 'Measure the load' });
    await board.call('task_start', { id: 2 });
    await board.call('task_stop', { id: 2, handoff: 'Half of it is done' });
    await board.call('night_start', { until: '8h' });
    const { open } = await browser.person(board);
    const page = await open('/w/project/agents');
    await page.getByText('Next for task 2').waitFor();
    await page.getByRole('link', { name: 'Accept 1' }).click();
    await page.getByRole('heading', { name: 'Accept tasks' }).waitFor();
    expect(await page.getByLabel('Filter').inputValue()).toBe('1');
    await page.getByRole('button', { name: 'Accept tasks' }).click();
    await page.locator('.toast', { hasText: 'Done' }).waitFor();
    const { body } = await board.call<{ record: { awaits?: object } }>('task_info', { id: 1 });
    expect(body.record.awaits).toBeUndefined();
  });

  test('tasks of an import keep their order beside titles from right to left; the numbers of a list end below each other', async () => {
    const board = await served({ web });
    const descriptions = ['Explain it', 'לתקן את הסנכרון (issue #4821)', 'Sign it', 'إصلاح تسرب الذاكرة'];
    const tasks = descriptions.map((description, i) => ({
      description,
      ...(i === 0 ? { priority: 'H', due: 'today' } : {}),
    }));
    await board.call('task_import', { tasks });
    const { open } = await browser.person(board);
    const page = await open('/w/project/activity');
    await page.getByRole('link', { name: 'Sign it' }).waitFor();
    const lefts = await page
      .locator('.activity-change')
      .evaluateAll((changes) => changes.map((change) => change.querySelector('a')!.getBoundingClientRect().left));
    expect(lefts).toHaveLength(descriptions.length);
    expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
    await page.goto(`${board.origin}/w/project/list`);
    await page.locator('.list-row').nth(3).waitFor();
    const ends = await page.locator('.cell-urgency').evaluateAll((cells) =>
      cells.map((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        const { left, right } = range.getBoundingClientRect();
        return { left, right };
      }),
    );
    expect(new Set(ends.map(({ left }) => left)).size).toBeGreaterThan(1);
    expect(new Set(ends.map(({ right }) => Math.round(right))).size).toBe(1);
  });

  test('a card is pale until the server answers its move', async () => {
    const board = await served({ web });
    await board.call('task_add', { description: 'Explain it' });
    const { open, context } = await browser.person(board);
    const page = await open('/w/project/board');
    const card = page.locator('.card', { hasText: 'Explain it' });
    await card.waitFor();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await context.route('**/task_move', async (route) => {
      await held;
      await route.continue();
    });
    await card.dragTo(page.locator('.column', { hasText: 'In progress' }));
    await expect.poll(() => card.getAttribute('aria-busy')).toBe('true');
    expect(await card.evaluate((element) => getComputedStyle(element).opacity)).toBe('0.4');
    release();
    await page.locator('.toast', { hasText: 'Moved #1 to In progress' }).waitFor();
    expect(await card.getAttribute('aria-busy')).toBeNull();
  });
});
