import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { basisOf } from '../../src/work/objections/facts.ts';
import { describeInBrowser } from '../support/browser.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { ADA } from '../support/workspace.ts';
import { builtBoards, decidable } from './visit.ts';

describeInBrowser('a review whose task changed since the work began', (browser) => {
  const { board } = builtBoards();

  test('names each change, and an approval accepts exactly the ones on the page', async () => {
    const made = await board();
    await made.call('task_add', { description: 'Change some' });
    await gitProject(made as never, { 'src/a.txt': 'one\n' });
    const { id } = await runWithResult(made as never, { 'src/a.txt': 'two\n' }, { number: 1 });
    await made.opened.context(ADA).write('given', (tx) => {
      const run = tx.get('run', id)!;
      tx.put('run', id, { ...run, basis: basisOf(tx, run) });
    });
    const stored = async () => (await made.call<{ run: Run }>('run_show', { run: id })).body.run;
    await made.call('task_modify', { filter: '1', description: 'Change all' });
    const { open } = await browser.person(made);
    const page = await open(`/w/project/review/${id}`);
    await page.getByText('the description is now "Change all"').first().waitFor();
    await decidable(page, '[data-approve]');
    await page.locator('[data-approve]').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Accept the result although this changed since:').waitFor();
    expect(await dialog.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);

    // A later change makes another question of it.
    await made.call('task_doc_write', { id: '1', content: 'Another text' });
    await dialog.waitFor({ state: 'hidden' });
    expect((await stored()).state).toBe('review');

    await page.getByText('the spec was added').first().waitFor();
    await decidable(page, '[data-approve]');
    await page.locator('[data-approve]').click();
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await expect.poll(async () => (await stored()).state, { timeout: DEADLINE_MS }).not.toBe('review');
    expect((await stored()).verdict?.seen).toHaveLength(2);
  });
});
