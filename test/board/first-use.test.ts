import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { startBoard } from '../../src/web/server/start/start-board.ts';
import { said } from '../interfaces/cli/line.ts';
import { damageSite, UUID } from '../store/damage-site.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';
import { pressAtOnce } from './at-once.ts';
import { reviewedBoard } from './filled.ts';

const plugin = builtPlugin();
const board = () => served({ web: `${plugin.folder}/dist/web` });

describeInBrowser('who uses the board for the first time', (browser) => {
  test('is told how to make a queue where there is none, when he writes a task down, too', async () => {
    const folder = tempFolder('first-use');
    const env = { BACKLOG_HOME: join(folder, 'home'), USER: 'ada' };
    const started = await startBoard({
      ...{ env, cwd: folder, port: 0, web: join(plugin.folder, 'dist/web') },
      failed: (error) => expect.unreachable(String(error)),
    });
    onTestFinished(() => started.close());
    const { open } = await browser.person({
      origin: `http://127.0.0.1:${started.port}`,
      link: () => started.link(),
    });
    const page = await open('/');
    await page.getByText('Run this in a repository').waitFor();
    await page.locator('.connection').getByText('No queue yet').waitFor();
    await page.keyboard.press('c');
    await page.keyboard.type('Fix the login');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('backlog init').waitFor();
  });

  soak('is told by which command a repository that lost its queue is linked again, until it is', async () => {
    const site = await damageSite();
    rmSync(join(site.common, 'backlog'));
    const started = await startBoard({
      ...{ env: site.env, cwd: site.project, port: 0, web: join(plugin.folder, 'dist/web') },
      failed: (error) => expect.unreachable(String(error)),
    });
    onTestFinished(() => started.close());
    const { open } = await browser.person({
      origin: `http://127.0.0.1:${started.port}`,
      link: () => started.link(),
    });
    const page = await open(`/w/${UUID}/now`);
    const told = page.getByRole('region', { name: 'Not linked' });
    const link = ['queue', 'link', 'aaaaaaaa', '--cwd', site.project];
    await told.getByText(`backlog ${link.join(' ')}`, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Repositories' }).click();
    await page.getByText('not linked', { exact: true }).waitFor();
    expect(await said(link, { cwd: site.folder, env: site.env, isTerminal: true })).toMatchObject({ code: 0 });
    await page.reload();
    await page.getByText('linked', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Now' }).click();
    await page.getByRole('heading', { name: 'Now' }).waitFor();
    await told.waitFor({ state: 'detached' });
  });

  soak('leaves a field with Escape: keys are keys again', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Alpha' });
    const { open } = await browser.person(served);
    const page = await open('/w/project/task/1');
    await page.getByRole('heading', { name: 'Acceptance criteria' }).waitFor();
    await page.keyboard.press('i');
    await expect.poll(() => focused(page)).toBe('New criterion');
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await expect.poll(() => focused(page)).toBe('New note');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.waitForURL('**/board');
  });

  soak('finds a half-typed new task again after a reload, and an empty line after it was added', async () => {
    const served = await board();
    const { open } = await browser.person(served);
    const page = await open('/w/project/list');
    await page.keyboard.press('c');
    await page.keyboard.type('Fix login due:');
    await page.reload();
    await page.getByRole('heading', { name: 'List' }).waitFor();
    await page.keyboard.press('c');
    const line = page.getByRole('textbox', { name: 'Description and fields' });
    expect(await line.inputValue()).toBe('Fix login due:');
    await line.press('End');
    await page.keyboard.type('tomorrow');
    await page.keyboard.press('Enter');
    await page.locator('.toast', { hasText: 'Added #1 Fix login' }).waitFor();
    await page.keyboard.press('c');
    expect(await line.inputValue()).toBe('');
  });

  soak('takes back one change with a key that is held', async () => {
    const served = await board();
    for (const description of ['Alpha', 'Beta', 'Gamma']) await served.call('task_add', { description });
    const { open } = await browser.person(served);
    const page = await open('/w/project/list');
    await page.getByText('Gamma').waitFor();
    for (let held = 0; held < 5; held++) await page.keyboard.down('u');
    await page.keyboard.up('u');
    await page.locator('.toast', { hasText: 'Undone: adding #3 Gamma' }).first().waitFor();
    await page.keyboard.press('c');
    await page.keyboard.type('Delta');
    await page.keyboard.press('Enter');
    await page.locator('.toast', { hasText: 'Added #' }).waitFor();
    const { body } = await served.call<{ tasks: { description: string }[] }>('task_list', { format: 'json' });
    expect(body.tasks.map(({ description }) => description).sort()).toEqual(['Alpha', 'Beta', 'Delta']);
  });

  soak('sends what he asks for with Ctrl Enter', async () => {
    const served = await board();
    await reviewedBoard(served);
    const { open } = await browser.person(served);
    const page = await open('/w/project/review/r1');
    await page.getByRole('button', { name: 'Request changes' }).waitFor();
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    // Nothing is said yet.
    await page.keyboard.press('Control+Enter');
    await page.keyboard.type('Say what for');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    const { body } = await served.call<{ runs: { run: { state: string; reviews: object[] } }[] }>('run_list', {});
    expect(body.runs).toMatchObject([{ run: { state: 'changes_requested' } }]);
  });

  soak('takes a due date away and says from when on a task is shown, on its page and in the list', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Alpha', due: '2030-01-02' });
    await served.call('task_add', { description: 'Beta', due: '2030-01-02T15:30' });
    const { open } = await browser.person(served, { timezoneId: 'UTC', locale: 'en-US' });
    const page = await open('/w/project/task/1');
    await page.getByRole('button', { name: 'Due: Jan 2, 2030' }).click();
    await page.getByRole('textbox', { name: 'Due' }).fill('');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Due: Add' }).waitFor();
    await page.getByText('More fields').click();
    await page.getByRole('button', { name: 'Waiting until: Add' }).click();
    await page.getByRole('textbox', { name: 'Waiting until' }).fill('2030-02-01');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Waiting until: Feb 1, 2030' }).waitFor();
    await page.goto(`${served.origin}/w/project/list?filter=due.any:`);
    await page.locator('.list-row .cell-due').dblclick();
    const field = page.getByRole('textbox', { name: 'Due of #2' });
    expect(await field.inputValue()).toBe('2030-01-02T15:30');
    await field.fill('');
    await page.keyboard.press('Enter');
    await page.getByText('No task matches this filter').waitFor();
    const { body } = await served.call<{ tasks: object[] }>('task_list', { filter: 'status:pending', format: 'json' });
    expect(body.tasks.filter((task) => 'due' in task)).toEqual([]);
  });

  soak('types a wrong filter into a list: it is asked once, and what is wrong stands under it', async () => {
    const served = await board();
    for (const description of ['Alpha', 'Beta']) await served.call('task_add', { description });
    const { open, wrong } = await browser.person(served);
    const page = await open('/w/project/list');
    await page.getByText('Beta').waitFor();
    let asked = 0;
    page.on('request', (request) => {
      if (new URL(request.url()).pathname.endsWith('/task_list')) asked++;
    });
    await page.getByRole('combobox', { name: 'Filter' }).fill('project:web and (');
    await page.keyboard.press('Enter');
    await page.getByText('a term is missing').waitFor();
    // Longer than a storm of questions needs to begin.
    await page.getByText('2 tasks').waitFor({ state: 'detached' });
    await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
    expect(asked).toBe(1);
    await page.getByRole('combobox', { name: 'Filter' }).fill('');
    await page.keyboard.press('Enter');
    await page.getByText('Beta').waitFor();
    forget(wrong, /status of 400/);
  });

  soak('changes chosen tasks and is in the list again, and puts a list that is shown into groups', async () => {
    const served = await board();
    for (const description of ['Alpha', 'Beta']) await served.call('task_add', { description });
    const { open } = await browser.person(served);
    const page = await open('/w/project/list');
    await page.getByText('Beta').waitFor();
    await pressAtOnce(page, ['j', 'x', 'j', 'x']);
    await page.getByText('2 selected').waitFor();
    await page.getByRole('textbox', { name: 'Fields to set' }).fill('project:web');
    await page.keyboard.press('Enter');
    await page.locator('.bulk').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('row');
    await page.getByRole('combobox', { name: 'Groups' }).selectOption('project');
    await page.locator('.list-group', { hasText: 'web' }).waitFor();
    await page.getByRole('combobox', { name: 'Groups' }).selectOption('priority');
    await page.locator('.list-group', { hasText: 'No priority' }).waitFor();
    await page.getByRole('combobox', { name: 'Groups' }).selectOption('');
    await page.locator('.list-group').waitFor({ state: 'detached' });
  });

  soak('reads in the activity who changed what of which task', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Alpha' });
    await served.call('task_add', { description: 'Beta' });
    await served.call('task_modify', { filter: '2', depends: '+1', tags: '+bug' });
    const { open } = await browser.person(served);
    const page = await open('/w/project/activity');
    const first = page.getByRole('listitem').filter({ hasText: 'dependencies +#1' });
    await first.getByRole('link', { name: 'Beta' }).waitFor();
    await first.getByText('dependencies +#1').waitFor();
    await first.getByText('tags +bug').waitFor();
    await page.getByText('More filters').click();
    await page.getByRole('textbox', { name: 'Author' }).fill('human:nobody');
    await page.keyboard.press('Enter');
    await page.getByText('No change matches').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await first.waitFor();
  });

  soak('stays in a setting that he saved', async () => {
    const served = await board();
    const { open } = await browser.person(served);
    const page = await open('/w/project/settings?q=runs.agent');
    const field = page.getByRole('textbox', { name: 'runs.agent', exact: true });
    await field.fill('codex');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Reset runs.agent' }).waitFor();
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await field.inputValue()).toBe('codex');
  });
});

const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
