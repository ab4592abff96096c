import { expect, test } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

const { visit } = builtBoards();

describeInBrowser('a command without a page of its own', (browser) => {
  test('is found in the palette, is a form, and shows its output; undo takes it back', async () => {
    const { page, served } = await visit(browser, { tasks: ['Alpha', 'Beta'], path: 'list', shows: 'Alpha' });
    const added = await served.call<{ records: { record: { id: string } }[] }>('goal_add', {
      kind: 'goal',
      title: 'Fewer waits',
    });
    const { id } = added.body.records[0]!.record;
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Type a command').fill('Close a goal');
    await page.getByRole('option', { name: 'Close a goal …' }).click();
    const form = page.getByRole('form', { name: 'Close a goal' });
    await form.getByLabel('Id').fill(String(id));
    await form.getByLabel('Learned').fill('Nobody <b>waits</b>');
    await form.getByLabel('State').selectOption('dropped');
    await form.getByRole('button', { name: 'Close a goal' }).click();
    await page.locator('section', { hasText: 'dropped' }).waitFor();
    await page.keyboard.press('u');
    await page.locator('.toast', { hasText: 'Undone:' }).waitFor();
    const { body } = await served.call<{ goals: { state: string }[] }>('goal_list', {});
    expect(JSON.stringify(body)).not.toContain('dropped');
  });

  soak('shows what it reads at once, the same again by its address, and the reason of a refusal', async () => {
    const { page, wrong } = await visit(browser, {
      tasks: ['Alpha', 'Beta'],
      path: 'command/task_count',
      shows: 'Filter',
    });
    await page.getByText('2', { exact: true }).waitFor();
    await page.getByLabel('Filter').fill('(');
    await page.keyboard.press('Enter');
    await page.locator('.problem').waitFor();
    await page.getByLabel('Filter').fill('Alpha');
    await page.keyboard.press('Enter');
    await page.getByText('1', { exact: true }).waitFor();
    await page.reload();
    forget(wrong, /status of 400/);
    await page.getByText('1', { exact: true }).waitFor();
  });
});
