import { join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { served } from '../interfaces/web/served.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { filledBoard } from './filled.ts';

const plugin = builtPlugin();
const web = join(plugin.folder, 'dist/web');

describeInBrowser('documents', (browser) => {
  test('are found by name and by words, and written; who was faster is shown, and what was typed stays', async () => {
    const board = await served({ web });
    await filledBoard(board);
    const { open } = await browser.person(board);
    const page = await open('/w/project/documents');
    const list = page.getByRole('navigation', { name: 'Documents' });
    await list.getByText('conventions').waitFor();
    await shot(page, 'documents-none');
    await page.keyboard.press('/');
    await page.keyboard.type('lost at night');
    await list.getByText('conventions').waitFor({ state: 'detached' });
    await list.getByRole('link', { name: /spec/ }).click();
    await page.getByRole('heading', { name: 'Why' }).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('lost at night');

    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByRole('textbox', { name: 'Text of spec' }).fill('# Why\n\nMine.');
    await board.call('task_doc_write', { id: 1, content: '# Why\n\nTheirs.', note: 'sooner' });
    const newer = page.getByRole('alert').filter({ hasText: 'wrote version 3 meanwhile' });
    await newer.getByText('Theirs.').waitFor();
    await shot(page, 'documents-newer');
    await page.getByRole('textbox', { name: 'Why it changed' }).fill('both of us');
    await newer.getByRole('button', { name: 'Keep mine as the next version' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('both of us').first().waitFor();
    expect((await board.call<{ content: string; version: number }>('task_doc_read', { id: 1 })).body).toMatchObject({
      content: '# Why\n\nMine.',
      version: 4,
    });
  });

  test('versions are compared with any other one, come back, and are undone; all of it stands in the address', async () => {
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
      .getByRole('button', { name: 'Bring back' })
      .click();
    await page.getByText('as in version 2').first().waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('as in version 2').first().waitFor({ state: 'detached' });
    const { content } = (await board.call<{ content: string }>('task_doc_read', { id: 1 })).body;
    expect(content).toBe('# Why\n\nNobody knows.');
  });

  test('a new one is begun by a key; a newer one that the page has not heard of refuses it and nothing typed is lost', async () => {
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
  });
});

/** For whoever looks at how it looks. */
async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}/${name}.png` });
}
