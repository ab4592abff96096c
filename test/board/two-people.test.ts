import { expect } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

const { board: builtBoard } = builtBoards();
const LONG_AGO = '2026-01-01T00:00:00Z';

describeInBrowser('two people with one card', (browser) => {
  soak('21. both move it at once: one wins, the other is told and sees where it is', async () => {
    const board = await builtBoard();
    await board.call('task_import', { tasks: [{ description: 'Ours', entry: LONG_AGO }] });
    const people = await Promise.all(
      ['progress', 'done'].map(async (column) => {
        const { open, context, wrong } = await browser.person(board);
        const page = await open('/w/project/board');
        await page.locator('[data-column=todo] .card', { hasText: 'Ours' }).waitFor();
        // Neither hears of the other's move before making an own one.
        await context.route('**/report_board**', () => {});
        const move = () => page.locator('.card', { hasText: 'Ours' }).dragTo(page.locator(`[data-column=${column}]`));
        return { page, wrong, column, move };
      }),
    );
    await Promise.all(people.map(({ move }) => move()));
    const told = ({ page }: (typeof people)[number]) =>
      page.locator('.toast.refused', { hasText: 'was changed meanwhile' });
    await expect.poll(async () => (await Promise.all(people.map((one) => told(one).count()))).sort()).toEqual([0, 1]);
    const [loser] = (await told(people[0]!).count()) === 1 ? people : people.toReversed();
    const winner = people.find((one) => one !== loser)!;
    for (const { page } of people)
      await page.locator(`[data-column=${winner.column}] .card`, { hasText: 'Ours' }).waitFor();
    forget(loser!.wrong, /status of 409/);
  });

  soak('both write its title: the second is told what it is now, and decides', async () => {
    const board = await builtBoard();
    await board.call('task_add', { description: 'Ours' });
    const [ada, bob] = await Promise.all(
      [1, 2].map(async () => {
        const { open } = await browser.person(board);
        const page = await open('/w/project/task/1');
        await page.getByText('Ours').first().waitFor();
        await page.locator('.connection.is-live').waitFor({ state: 'attached' });
        await page.keyboard.press('e');
        return { page, title: page.getByRole('textbox', { name: 'Description' }) };
      }),
    );
    await ada!.title.fill('Hers');
    await bob!.title.fill('His');
    await ada!.title.press('Enter');
    await ada!.page.getByRole('button', { name: /Hers/ }).waitFor();
    await bob!.page.locator('.commit-told', { hasText: 'Hers' }).waitFor();
    await bob!.title.press('Enter');
    await bob!.page.locator('.edit-newer', { hasText: 'Someone else changed this to “Hers”' }).waitFor();
    const now = async () =>
      (await board.call<{ tasks: { description: string }[] }>('task_list', { format: 'json' })).body.tasks[0]!
        .description;
    expect(await now()).toBe('Hers');
    await bob!.title.press('Enter');
    await ada!.page.getByRole('button', { name: /His/ }).waitFor();
    expect(await now()).toBe('His');
  });

  soak(
    'one changes the chosen tasks, and the group of a card, after another one did: refused with the reason, and nothing is overwritten',
    async () => {
      const board = await builtBoard();
      const tasks = [{ description: 'Ours' }, { description: 'Mine' }];
      await board.call('task_import', { tasks });
      const { open, context, wrong } = await browser.person(board);
      const list = await open('/w/project/list');
      const columns = await open('/w/project/board?group=project');
      await columns.locator('.card', { hasText: 'Ours' }).waitFor();
      for (const { description } of tasks)
        await list.locator('.list-row', { hasText: description }).getByRole('checkbox').check();
      // Neither tab hears of what the other person does meanwhile.
      await context.route(/report_board|task_list/, () => {});
      await board.call('task_modify', { filter: '1', priority: 'L', project: 'theirs' });
      const bar = list.getByRole('toolbar', { name: 'Actions on the selected tasks' });
      await bar.getByRole('button', { name: 'Priority' }).click();
      await list.getByRole('menuitem', { name: 'H', exact: true }).click();
      await list.locator('.toast.refused', { hasText: 'priority of task 1 was changed meanwhile' }).waitFor();
      await bar.getByText('2 selected').waitFor();
      await bar.getByRole('textbox', { name: 'Fields to set' }).fill('+both');
      await bar.getByRole('textbox', { name: 'Fields to set' }).press('Enter');
      await bar.waitFor({ state: 'detached' });
      await board.call('task_add', { description: 'Other', project: 'web' });
      await context.unroute(/report_board|task_list/);
      await columns.reload();
      await columns.locator('.card', { hasText: 'Other' }).waitFor();
      await context.route(/report_board|task_list/, () => {});
      await board.call('task_modify', { filter: '2', project: 'theirs' });
      const below = columns.locator('.card', { hasText: 'Other' });
      const { height } = (await below.boundingBox())!;
      await columns.locator('.card', { hasText: 'Mine' }).dragTo(below, { targetPosition: { x: 60, y: height - 8 } });
      await columns.locator('.toast.refused', { hasText: 'task 2 was changed meanwhile' }).waitFor();
      const { body } = await board.call<{ tasks: object[] }>('task_list', {
        filter: '1,2',
        sort: 'id+',
        format: 'json',
      });
      expect(body.tasks).toMatchObject([
        { priority: 'L', project: 'theirs', tags: ['both'] },
        { project: 'theirs', tags: ['both'] },
      ]);
      forget(wrong, /status of 409/);
    },
  );

  soak(
    'one writes where the other changes: letters never become commands, nothing is lost or written over',
    async () => {
      const board = await builtBoard();
      await board.call('task_import', { tasks: [{ description: 'Ours' }] });
      const { open } = await browser.person(board);
      const settings = await open('/w/project/settings');
      const minutes = settings.getByRole('textbox', { name: 'runs.minutes' });
      const minutesNow = async () =>
        (await board.call<{ settings: { name: string; value: unknown }[] }>('setting_list')).body.settings.find(
          ({ name }) => name === 'runs.minutes',
        )!.value;
      await minutes.fill('7');
      await board.call('setting_set', { name: 'runs.minutes', value: '99' });
      await settings.getByText('Set by human').waitFor();
      await settings.keyboard.type('5');
      await settings.keyboard.press('Enter');
      await settings.getByText('Someone else set runs.minutes to 99').waitFor();
      expect([await minutesNow(), await minutes.inputValue()]).toEqual([99, '75']);
      await minutes.press('Enter');
      await expect.poll(minutesNow).toBe(75);

      const list = await open('/w/project/list');
      await list.locator('.list-row', { hasText: 'Ours' }).waitFor();
      await list.keyboard.press('j');
      await list.keyboard.press('e');
      await expect.poll(() => list.evaluate(() => document.activeElement?.className)).toBe('cell-input');
      await list.locator('.cell-input').waitFor();
      await list.keyboard.type('Half a tit');
      await board.call('task_done', { id: 1 });
      await list.locator('.cell-input').waitFor({ state: 'detached' });
      // `u` would take back what was done last.
      await list.keyboard.type('le u');
      await list.locator('.toast', { hasText: 'Backlog ignored the letters after that' }).waitFor();
      await list.locator('.toast', { hasText: 'Your unsaved text: “Half a tit”' }).waitFor();
      const now = async () =>
        (await board.call<{ tasks: object[] }>('task_list', { filter: 'status:completed' })).body.tasks;
      expect(await now()).toMatchObject([{ description: 'Ours' }]);
      await list.getByRole('button', { name: 'Save it' }).click();
      await expect.poll(now).toMatchObject([{ description: 'Half a tit' }]);
    },
  );
});
