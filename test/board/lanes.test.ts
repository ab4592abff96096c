import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { inRun, runIn } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { pressAtOnce } from './at-once.ts';
import { boardField } from './field.ts';
import { builtBoards } from './visit.ts';

const plugin = builtPlugin();
const { visit } = builtBoards();

/** Says what it does, and goes on only when a file lets it. */
const SPEAKER = `
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
console.log('I read the tests first');
while (!existsSync('go')) await wait(20);
console.log('I write a');
while (!existsSync('on')) await wait(20);
writeFileSync('src/a.txt', 'b\\n');
`;

describeInBrowser('cards and lanes of the board', (browser) => {
  test('lanes go over all columns; keys stay in a lane, a card dropped in another lane changes its field, a lane folds', async () => {
    const tasks = [
      { description: 'Web one', project: 'web' },
      { description: 'Web two', project: 'web' },
      { description: 'Api one', project: 'api' },
      { description: 'Api two', project: 'api' },
      'Nowhere',
    ];
    const { page, served } = await visit(browser, { tasks, path: 'board?group=project', shows: 'Nowhere' });
    await served.call('task_start', { id: 4 });
    await page.locator('[data-column=progress] .card').waitFor();
    const heads = () => page.locator('.lane-head').allTextContents();
    expect(await heads()).toEqual(['api 21 to do · 1 in progress', 'web 22 to do', 'No project 11 to do']);
    const [todo, progress] = await Promise.all(
      ['Api one', 'Api two'].map((name) => page.locator('.card', { hasText: name }).boundingBox()),
    );
    expect(Math.abs(todo!.y - progress!.y)).toBeLessThan(2);
    expect(progress!.x).toBeGreaterThan(todo!.x + todo!.width);

    // Each column is one list for screen readers, and owns its cards of all lanes.
    const owned = await page.getByRole('list', { name: /^To do, 4 tasks/ }).getAttribute('aria-owns');
    expect(owned!.split(' ')).toHaveLength(4);

    // Keys that follow faster than the server answers act one after the other.
    await page.locator('.card', { hasText: 'Api one' }).focus();
    await pressAtOnce(page, ['Alt+ArrowDown', 'Alt+ArrowUp', 'Alt+ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowLeft']);
    await page.getByText('Moved #3 to To do').first().waitFor();
    await page.locator('[data-lane=web] [data-column=todo] .card:focus', { hasText: 'Api one' }).waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByText('Moved #3 to api').first().waitFor();
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'Move to No project' }).waitFor();
    await page.keyboard.press('Escape');
    await served.call('setting_set', { name: 'board.limit.todo', value: 2 });
    await page.getByRole('link', { name: '2 over the limit' }).waitFor();

    await page.locator('.card', { hasText: 'Api one' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.card:focus').textContent()).toContain('Api two');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.locator('.card:focus').textContent()).toContain('Api one');

    await page
      .locator('.card', { hasText: 'Nowhere' })
      .dragTo(page.locator('[data-lane=web] [data-column=progress]').first());
    await expect.poll(heads).toEqual(['api 21 to do · 1 in progress', 'web 32 to do · 1 in progress']);
    // The drag changed column and lane as one change.
    await page.locator('.toast', { hasText: 'Moved #5 to In progress' }).waitFor();
    await page.keyboard.press('u');
    await expect.poll(heads).toEqual(['api 21 to do · 1 in progress', 'web 22 to do', 'No project 11 to do']);
    await page.getByRole('button', { name: /^api 2/ }).click();
    await expect.poll(() => page.locator('.card').count()).toBe(3);
  });

  soak(
    'a card has one line of facts, the last action of its run, its reported progress; a column adds up times and says for how many nothing tells',
    async () => {
      const board = await boardField(join(plugin.folder, 'dist/web'));
      await board.agent('speaker', SPEAKER);
      const long = ['one', 'two', 'three', 'four', 'five'].map((tag) => tag.repeat(6));
      const id = await board.start({ description: 'Change a', project: 'web', tags: long, estimate: '2h' }, 'speaker');
      for (const task of [
        { description: 'Later', estimate: '3h' },
        { description: 'Some day' },
        { description: 'Now' },
      ])
        await board.call('task_add', task);
      await board.call('task_start', { id: 4 });
      const { open } = await browser.person(board);
      const page = await open('/w/project/board');
      const card = page.locator('.card', { hasText: 'Change a' });
      await card.getByText('I read the tests first').waitFor();
      expect((await card.locator('.card-foot').boundingBox())!.height).toBeLessThan(30);
      const head = (name: string) => page.locator(`[data-column=${name}] .column-head`);
      await expect.poll(() => head('todo').textContent()).toBe('To do2~3h+');
      await expect.poll(() => head('progress').textContent()).toMatch(/^In progress2~1h 59m\+$/);
      const tree = join(board.opened.where.dir, 'runs', id, 'tree');
      writeFileSync(join(tree, 'go'), '');
      await card.getByText('I write a').waitFor();
      const report = { id: 1, text: 'tests are next', progress: '60%' };
      await execute(board.opened, inRun(id), commandNamed('task_annotate'), report);
      const progress = card.locator('progress');
      await expect.poll(() => progress.getAttribute('value')).toBe('60');
      expect(await progress.getAttribute('title')).toContain('tests are next');
      writeFileSync(join(tree, 'on'), '');
      await board.becomes(id, 'review');

      await runIn(board, 'failed', { number: 3, reason: { code: 'crashed', text: "Error: Cannot find module 'pg'" } });
      const failed = page.locator('[data-column=todo] .card.is-failed', { hasText: 'Some day' });
      await failed.getByText("Cannot find module 'pg'").waitFor();
      await failed.getByText('failed', { exact: true }).waitFor();
    },
  );
});
