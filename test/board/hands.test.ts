import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { pressAtOnce } from './at-once.ts';
import { builtBoards } from './visit.ts';

const { board, visit } = builtBoards();

describeInBrowser('by keys alone', (browser) => {
  test('19. every move of a card is made, announced, and leaves the focus on the card; the menu does the same', async () => {
    const { page } = await visit(browser, { tasks: ['Alpha', 'Beta', 'Gamma'], path: 'board' });
    const said = page.locator('[role=status][aria-live]');
    await page.keyboard.press('j');
    await focusIsOn(page, 'Alpha');
    await page.keyboard.press('Shift+ArrowDown');
    await said.getByText('Moved #1 within To do').waitFor();
    await focusIsOn(page, 'Alpha');
    await expect.poll(() => titles(page, 'todo')).toEqual(['Beta', 'Alpha', 'Gamma']);
    await page.keyboard.press('Shift+ArrowRight');
    await said.getByText('Moved #1 to In progress').waitFor();
    await focusIsOn(page, 'Alpha');
    expect(await titles(page, 'progress')).toEqual(['Alpha']);
    await page.keyboard.press('Shift+ArrowRight');
    await said.getByText('Moved #1 to Done').waitFor();
    await focusIsOn(page, 'Alpha');
    await page.keyboard.press('Shift+ArrowLeft');
    await said.getByText('Moved #1 to In progress').waitFor();
    await focusIsOn(page, 'Alpha');
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'Move to To do' }).waitFor();
    await page.keyboard.press('Enter');
    await said.getByText('Moved #1 to To do').waitFor();
    await focusIsOn(page, 'Alpha');
    expect(await titles(page, 'progress')).toEqual([]);
  });

  soak('19. the key after the one that opens the menu of a card is for the menu', async () => {
    const { page } = await visit(browser, { tasks: ['Alpha'], path: 'board' });
    const said = page.locator('[role=status][aria-live]');
    await page.keyboard.press('j');
    await focusIsOn(page, 'Alpha');
    await pressAtOnce(page, ['m', 'ArrowDown', 'ArrowUp']);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Move to In progress');
    await page.keyboard.press('Enter');
    await said.getByText('Moved #1 to In progress').waitFor();
  });

  soak('19. a refused move says why and what to do, and the card stays', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Proven', acceptance: ['It is seen'] });
    await served.call('task_start', { id: 1 });
    const { open, wrong } = await browser.person(served);
    const page = await open('/w/project/board');
    await page.getByText('Proven').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+ArrowRight');
    await page.locator('[role=alert]').getByText('It is seen').waitFor();
    expect(await titles(page, 'progress')).toEqual(['Proven']);
    await focusIsOn(page, 'Proven');
    forget(wrong, /status of 409/);
  });

  soak('Enter on a link or a button does what these do, not what a row does', async () => {
    const { page } = await visit(browser, { tasks: ['Alpha', 'Beta'], path: 'list' });
    await page.getByRole('button', { name: 'Priority', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('sort=priority');
    await page.getByRole('link', { name: 'Board' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'To do' }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('link', { name: 'History' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'History' }).waitFor();
  });

  soak('the usual order of a list shows its arrow, and the last column can be hidden', async () => {
    const { page } = await visit(browser, { tasks: ['Alpha'], path: 'list?columns=description' });
    const menu = (title: string) => page.getByRole('menuitemradio', { name: title, exact: true });
    const choose = async (title: string) => {
      await page.getByRole('button', { name: 'Columns' }).click();
      await menu(title).click();
    };
    await choose('Urgency');
    await page.getByRole('columnheader', { name: 'Urgency ↓' }).waitFor();
    await page.getByRole('button', { name: 'Urgency ↓' }).click();
    await page.getByRole('button', { name: 'Urgency ↑' }).click();
    await page.getByRole('columnheader', { name: 'Urgency ↓' }).waitFor();
    expect(page.url()).not.toContain('sort=');
    await choose('Urgency');
    await choose('Task');
    await expect.poll(() => page.getByRole('columnheader').allTextContents()).toEqual(['Selected', '#']);
    await choose('Project');
    await expect.poll(() => page.getByRole('columnheader').allTextContents()).toEqual(['Selected', '#', 'Project ']);
  });

  soak('what the palette does leaves the focus where that put it', async () => {
    const { page, served } = await visit(browser, { tasks: ['Alpha'], path: 'list' });
    await choose(page, 'Go to the filter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Filter');
    await page.goto(`${served.origin}/w/project/task/1`);
    await page.getByRole('button', { name: 'Description: Alpha' }).waitFor();
    await choose(page, 'Edit the description');
    await page.getByRole('textbox', { name: 'Description' }).fill('Beta');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Description: Beta' }).waitFor();
  });

  soak("a task is added in one line of Taskwarrior's words, and the last change is undone", async () => {
    const { page, served, wrong } = await visit(browser, { path: 'list', shows: 'No open tasks' });
    await page.keyboard.press('c');
    await page.keyboard.type('Fix the login project:web +bug pri:H due:nonsense');
    await page.keyboard.press('Enter');
    await page.locator('dialog .problem').waitFor();
    for (let i = 0; i < 'nonsense'.length; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('friday');
    await page.keyboard.press('Enter');
    await page.locator('.list-row', { hasText: 'Fix the login' }).waitFor();
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    const { body } = await served.call<{ tasks: object[] }>('task_list', { format: 'json' });
    expect(body.tasks).toMatchObject([{ description: 'Fix the login', project: 'web', tags: ['bug'], priority: 'H' }]);
    await page.keyboard.press('u');
    await page.getByText('No open tasks').waitFor();
    forget(wrong, /status of 400/);
  });

  soak('the palette finds views, commands and tasks; the page of keys shows them', async () => {
    const { page } = await visit(browser, { tasks: ['Rotate the secrets', 'Other'], path: 'now' });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('rotate secr');
    await page.getByRole('option', { name: 'Rotate the secrets' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/task/1');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.waitForURL('**/board');
    await page.locator('.card').first().waitFor();
    await page.keyboard.press('?');
    await page.getByText('Move to the next column').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Move to the next column').waitFor({ state: 'detached' });
  });

  soak('a window has the keys as soon as it is asked for: nothing typed at once is lost', async () => {
    const { page } = await visit(browser, { path: 'now' });
    for (const [asked, field] of [
      [{ key: 'k', ctrlKey: true }, 'Search and commands'],
      [{ key: 'c' }, 'Description and fields'],
    ] as const) {
      const focused = await page.evaluate(async (init) => {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }));
        // What is drawn without waiting for a frame.
        for (let i = 0; i < 10; i += 1) await Promise.resolve();
        return document.activeElement?.getAttribute('aria-label');
      }, asked);
      expect(focused).toBe(field);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
    }
  });

  soak('the palette finds what is beyond the first thousand tasks, by its words and by its number', async () => {
    const many = Array.from({ length: 1_005 }, (_, i) => ({ description: `Urgent ${i}`, priority: 'H' }));
    const tasks = [...many, 'Repaint the zeppelin'];
    const { page, served } = await visit(browser, { tasks, path: 'now', shows: 'Urgent' });
    for (const words of ['zeppelin', '#1006']) {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(words);
      const option = page.getByRole('option', { name: 'Repaint the zeppelin' });
      await option.waitFor();
      while ((await option.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/task/1006');
      await page.goto(`${served.origin}/w/project/now`);
      await page.locator('.row').first().waitFor();
    }
  });

  soak('what one chose of the completions stays chosen when the next answer comes', async () => {
    const tasks = [
      { description: 'Alpha', project: 'web' },
      { description: 'Beta', project: 'api' },
      { description: 'Gamma', project: 'web' },
    ];
    const { page } = await visit(browser, { tasks, path: 'list' });
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    await page.route(/filter_complete.*project(%3A|:)w/, async (route) => {
      await held;
      await route.continue();
    });
    await page.keyboard.press('/');
    await page.keyboard.type('project:');
    const options = page.getByRole('option');
    await page.getByRole('option', { name: 'project:api' }).waitFor();
    const late = page.waitForResponse(/filter_complete.*project(%3A|:)w/);
    await page.keyboard.type('w');
    await page.getByRole('option', { name: 'project:api' }).waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowDown');
    release();
    await (await late).finished();
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await options.and(page.locator('[aria-selected=true]')).textContent()).toContain('project:web');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.list-row').count()).toBe(2);
  });

  soak('what one types into a search stays as it is typed, however often the page looks for it meanwhile', async () => {
    const { page } = await visit(browser, { path: 'settings', shows: 'claims.outsideScope' });
    const search = page.getByRole('searchbox', { name: 'Find settings' });
    await search.focus();
    for (const [typed, looked] of [
      ['claims ', 'claims'],
      ['outside ', 'claims outside'],
      ['own', 'claims outside own'],
    ] as const) {
      await page.keyboard.type(typed);
      await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe(looked);
    }
    expect(await search.inputValue()).toBe('claims outside own');
  });

  soak('a filter is completed, and what is wrong with it is shown under the place', async () => {
    const tasks = [
      { description: 'Alpha', project: 'web' },
      { description: 'Beta', project: 'api' },
    ];
    const { page, wrong } = await visit(browser, { tasks, path: 'list' });
    await page.keyboard.press('/');
    await page.keyboard.type('project:w');
    await page.getByRole('option', { name: 'project:web' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.list-row').count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('filter')).toBe('project:web');
    await page.goto(`${page.url().split('?')[0]}?filter=${encodeURIComponent('projct:web')}`);
    await page.locator('.filter-problem pre', { hasText: '^' }).waitFor();
    forget(wrong, /status of 400/);
  });
});

async function focusIsOn(page: Page, title: string): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain(title);
}

async function titles(page: Page, column: string): Promise<string[]> {
  return page.locator(`[data-column=${column}] .card-title`).allTextContents();
}

async function choose(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search and commands' }).fill(title);
  await page.locator('.choice-title').getByText(title, { exact: true }).click();
}
