import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { served } from '../web/served.ts';
import { filledBoard } from './filled.ts';

const exec = promisify(execFile);

const plugin = builtPlugin();
const web = join(plugin.folder, 'dist/web');

describeInBrowser('the rooms of the board', (browser) => {
  test('documents are found by name and by words, and written; who was faster is shown, and what was typed stays', async () => {
    const board = await served({ web });
    await filledBoard(board);
    const { open } = await browser.person(board);
    const page = await open('/w/project/documents');
    const list = page.getByRole('navigation', { name: 'Documents' });
    await list.getByText('conventions').waitFor();
    await shot(page, 'documents-none');
    await page.keyboard.press('/');
    await page.keyboard.type('lost at night');
    // On a busy machine, a part of the words is searched first.
    await page.waitForURL((url) => url.searchParams.get('q') === 'lost at night');
    await list.getByText('conventions').waitFor({ state: 'detached' });
    await list.getByRole('link', { name: /spec/ }).click();
    await page.getByRole('heading', { name: 'Why' }).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('lost at night');

    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByRole('textbox', { name: 'Text of spec' }).fill('# Why\n\nMine.');
    await board.call('task_doc_write', { id: 1, content: '# Why\n\nTheirs.', note: 'sooner' });
    const newer = page.getByRole('alert').filter({ hasText: 'saved version 3 while you were editing' });
    await newer.getByText('Theirs.').waitFor();
    await shot(page, 'documents-newer');
    await page.getByRole('textbox', { name: 'Note about this version' }).fill('both of us');
    await newer.getByRole('button', { name: 'Keep mine as the next version' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('both of us').first().waitFor();
    expect((await board.call<{ content: string; version: number }>('task_doc_read', { id: 1 })).body).toMatchObject({
      content: '# Why\n\nMine.',
      version: 4,
    });
  });

  soak(
    'versions of documents are compared with any other one, come back, and are undone; all of it stands in the address',
    async () => {
      const board = await served({ web });
      await filledBoard(board);
      await board.call('task_doc_write', { id: 1, content: '# Why\n\nNobody knows.' });
      const { open } = await browser.person(board);
      const page = await open('/w/project/documents/1/spec?from=1&to=3');
      await page.getByText('Version 1 to 3').waitFor();
      await shot(page, 'documents');
      await page.getByRole('combobox', { name: 'From version' }).selectOption('2');
      await page.getByText('Version 2 to 3').waitFor();
      expect(new URL(page.url()).searchParams.get('from')).toBe('2');
      await page
        .getByRole('listitem')
        .filter({ hasText: 'more exact' })
        .getByRole('button', { name: 'Restore' })
        .click();
      await page.getByText('as in version 2').first().waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('as in version 2').first().waitFor({ state: 'detached' });
      const { content } = (await board.call<{ content: string }>('task_doc_read', { id: 1 })).body;
      expect(content).toBe('# Why\n\nNobody knows.');
    },
  );

  soak(
    'a new document is begun by a key; a newer one that the page has not heard of refuses it and nothing typed is lost',
    async () => {
      const board = await served({ web });
      const { open, wrong } = await browser.person(board);
      const page = await open('/w/project/documents');
      await page.getByText('No documents yet').waitFor();
      await page.keyboard.press('n');
      await page.getByRole('textbox', { name: 'Name' }).fill('vision');
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Text of vision' }).fill('All is well.');
      const faster = async (route: Route) => {
        await board.call('task_doc_write', { id: 'workspace', name: 'vision', content: 'First!' });
        await route.continue();
      };
      await page.route('**/task_doc_write', faster, { times: 1 });
      await page.keyboard.press('Control+Enter');
      await page.getByText('has version 1 by human:').first().waitFor();
      expect(await page.getByRole('textbox', { name: 'Text of vision' }).inputValue()).toBe('All is well.');
      await page.getByRole('button', { name: 'Keep mine as the next version' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('textbox', { name: 'Text of vision' }).press('Control+Enter');
      await page.locator('.markdown').getByText('All is well.').waitFor();
      forget(wrong, /status of 409/);
    },
  );

  test('settings are found, set, refused with their reason, and reset; what only a terminal writes stands with its line', async () => {
    const board = await served({ web });
    await execute(board.opened, ADA, commandNamed('setting_set'), { name: 'checks.unit', value: "npm test -- 'a b'" });
    const { open, wrong } = await browser.person(board);
    const page = await open('/w/project/settings');
    await page.getByText("backlog setting set checks.unit 'npm test -- '\\''a b'\\'''").waitFor();
    expect(await page.getByRole('textbox', { name: 'checks.unit' }).count()).toBe(0);
    await shot(page, 'settings');

    await page.keyboard.press('/');
    await page.keyboard.type('attempt minutes');
    await page.getByText('No setting matches').waitFor();
    await page.getByRole('searchbox', { name: 'Find settings' }).fill('idleminutes');
    const row = page.getByRole('listitem').filter({ hasText: 'runs.idleMinutes' });
    const field = row.getByRole('textbox', { name: 'runs.idleMinutes' });
    await expect.poll(() => page.getByRole('listitem').filter({ hasText: 'runs.' }).count()).toBe(1);
    await field.fill('soon');
    await field.press('Enter');
    await row.getByText('expected a number from 0.01 to 1000000, received "soon"').waitFor();
    await field.fill('20');
    await field.press('Enter');
    await row.getByText(/Set by human:.* default: 15/).waitFor();
    const value = async (name: string) => (await board.call<{ value: unknown }>('setting_get', { name })).body.value;
    expect(await value('runs.idleMinutes')).toBe(20);
    await board.call('setting_set', { name: 'runs.idleMinutes', value: 30 });
    await expect.poll(() => field.inputValue()).toBe('30');
    await row.getByRole('button', { name: 'Reset runs.idleMinutes' }).click();
    await row.getByText('Set by').waitFor({ state: 'detached' });
    expect(await value('runs.idleMinutes')).toBe(15);

    await page.goto(`${board.origin}/w/project/settings?q=user.project`);
    const pattern = 'urgency.user.project.<name>.coefficient';
    await page.getByRole('textbox', { name: `Name for ${pattern}` }).fill('web');
    await page.getByRole('textbox', { name: `Value for ${pattern}` }).fill('3');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'urgency.user.project.web.coefficient' }).waitFor();
    await page.goto(`${board.origin}/w/project/settings?q=inherit`);
    await page.getByRole('combobox', { name: 'urgency.inherit' }).selectOption('true');
    await page.getByText('Set by').waitFor();
    expect(await value('urgency.inherit')).toBe(true);
    forget(wrong, /status of 400/);
  });

  soak(
    'repositories stand with their folders, targets and what names them; one that is gone says so, with the lines for a terminal',
    async () => {
      const board = await served({ web });
      const [project, api] = ['project', 'api'].map((name) => join(board.folder, name)) as [string, string];
      for (const folder of [project, api]) await exec('git', ['init', '-qb', 'main', folder]);
      const add = { path: api, target: 'main' };
      await execute(board.opened, ADA, commandNamed('repo_add'), add);
      await board.call('task_add', { description: 'Write it', scope: 'api:src/**' });
      const { open } = await browser.person(board);
      const page = await open('/w/project/repositories');
      const card = page.getByRole('listitem', { name: 'api' });
      await card.getByText('linked', { exact: true }).waitFor();
      await card.getByRole('link', { name: '#1' }).waitFor();
      await card.getByText(api, { exact: true }).waitFor();
      await card.getByText('backlog repo remove api').waitFor();
      await shot(page, 'repositories');
      rmSync(api, { recursive: true });
      await page.reload();
      await card.getByText('gone', { exact: true }).waitFor();
      await card.getByText('backlog repo add FOLDER --name api', { exact: true }).waitFor();
    },
  );

  soak(
    'files are attached by picker and drop, saved as the bytes they are, replaced after a yes, removed and undone',
    async () => {
      const board = await served({ web });
      await filledBoard(board);
      await execute(board.opened, ADA, commandNamed('setting_set'), { name: 'attachments.megabytes', value: 1 });
      const { open, wrong } = await browser.person(board);
      const page = await open('/w/project/task/2');
      const section = page.getByRole('region', { name: 'Attachments' });
      await section.getByText('at most 1 MB each').waitFor();
      const kept = (name: string) => section.getByRole('button', { name, exact: true });
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7) % 256));
      const picker = section.getByLabel('Files to attach');
      await picker.setInputFiles({ name: 'trace.bin', mimeType: 'application/octet-stream', buffer: bytes });
      await section.getByText('69 KB').waitFor();
      const [saved] = await Promise.all([page.waitForEvent('download'), kept('trace.bin').click()]);
      expect(saved.suggestedFilename()).toBe('trace.bin');
      expect(readFileSync(await saved.path()).equals(bytes)).toBe(true);

      const hostile = '<script>window.hurt = 1</script>\ufeff\u0000';
      await dropFile(page, 'page.html', hostile);
      await kept('page.html').waitFor();
      await shot(page, 'attachments');
      const [html] = await Promise.all([page.waitForEvent('download'), kept('page.html').click()]);
      expect(readFileSync(await html.path(), 'utf8')).toBe(hostile);
      expect([page.url().endsWith('/task/2'), await page.evaluate(() => 'hurt' in window)]).toEqual([true, false]);

      await picker.setInputFiles({ name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('other') });
      await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
      await section.getByText('1 KB').waitFor();
      await picker.setInputFiles({ name: 'big.bin', mimeType: 'a/b', buffer: Buffer.alloc(1_048_577) });
      await page.getByText("can't attach big.bin: it has 1.0 MB, and the limit is 1.0 MB").first().waitFor();
      await section.getByRole('button', { name: 'Remove trace.bin' }).click();
      await kept('trace.bin').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await kept('trace.bin').waitFor();
      const { attachments } = (await board.call<{ brief: { attachments: { name: string }[] } }>('task_info', { id: 2 }))
        .body.brief;
      expect(attachments.map(({ name }) => name)).toEqual(['page.html', 'trace.bin']);
      forget(wrong, /status of 409/);
    },
  );

  soak(
    'groups of the board are filters in their order; they stand in the address, follow the tasks, and a wrong one says so',
    async () => {
      const board = await served({ web });
      await filledBoard(board);
      await board.call('view_set', { name: 'urgent', filter: 'priority:H' });
      const { open, wrong } = await browser.person(board);
      const page = await open('/w/project/board');
      await page.getByRole('combobox', { name: 'Groups' }).selectOption('filters');
      const rows = page.getByRole('group', { name: 'Rows of the board' });
      await rows.getByRole('combobox', { name: 'Add a row for a filter' }).fill('project:api');
      await page.keyboard.press('Enter');
      await rows.getByRole('button', { name: 'Add a row for a saved filter' }).click();
      await page.getByRole('menuitem', { name: '@urgent' }).click();
      const lanes = () => page.locator('.group-head').allTextContents();
      await expect.poll(lanes).toEqual(['project:api 2', 'All others 5']);
      await rows.getByRole('button', { name: 'Move @urgent before project:api' }).click();
      await expect.poll(lanes).toEqual(['@urgent 1', 'project:api 1', 'All others 5']);
      await shot(page, 'board-filters');
      expect(new URL(page.url()).searchParams.get('rows')).toBe('@urgent\nproject:api');
      await board.call('task_add', { description: 'Another', project: 'api' });
      await expect.poll(lanes).toEqual(['@urgent 1', 'project:api 2', 'All others 5']);
      await page.reload();
      await page.locator('[data-column=todo]').getByText('Another').waitFor();
      await expect.poll(() => page.locator('.group-head').count()).toBe(3);
      await rows.getByRole('combobox', { name: 'Add a row for a filter' }).fill('projct:x');
      await page.keyboard.press('Enter');
      await rows.getByRole('alert').getByText('row 3').waitFor();
      await rows.getByRole('button', { name: 'Remove the row projct:x' }).click();
      await rows.getByRole('alert').waitFor({ state: 'detached' });
      forget(wrong, /status of 400/);
    },
  );

  soak(
    'chosen tasks are changed by the words of the terminal, abbreviated and quoted; a wrong word changes nothing and stays to be mended',
    async () => {
      const board = await served({ web });
      await filledBoard(board);
      const { open, wrong } = await browser.person(board);
      const page = await open('/w/project/list?filter=project%3Aapi');
      await page.locator('.list-row').nth(1).waitFor();
      for (const row of [0, 1]) await page.locator('.list-row input[type=checkbox]').nth(row).check();
      const words = page.getByRole('textbox', { name: 'Fields to set' });
      await words.fill('+later -net pri:L due:"next friday" someword');
      await words.press('Enter');
      await page.getByText('"someword" sets no field').first().waitFor();
      expect(await words.inputValue()).toContain('someword');
      await words.fill('+later -net pri:L due:"next friday" proj:');
      await words.press('Enter');
      await page.getByText('Changed 2 tasks').first().waitFor();
      const { tasks } = (
        await board.call<{ tasks: object[] }>('task_list', {
          filter: '1,5',
          format: 'json',
          fields: 'id,tags,priority,due,project',
        })
      ).body;
      for (const task of tasks) {
        expect(task).toMatchObject({ tags: ['later'], priority: 'L', due: expect.stringMatching(/^20/) });
        expect(task).not.toHaveProperty('project');
      }
      expect(tasks).toHaveLength(2);
      forget(wrong, /status of 400/);
    },
  );
});

/** For whoever looks at how it looks. */
async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}/${name}.png` });
}

/** As from another window of the desktop. */
async function dropFile(page: Page, name: string, text: string): Promise<void> {
  const files = await page.evaluateHandle(
    ([called, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content!], called!));
      return data;
    },
    [name, text],
  );
  for (const event of ['dragover', 'drop']) await page.dispatchEvent('body', event, { dataTransfer: files });
}
