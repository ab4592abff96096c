import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import type { Served } from '../web/served.ts';
import { deafTo } from './deaf.ts';
import { builtBoards } from './visit.ts';

const { board } = builtBoards();

interface Record {
  status: string;
  priority?: string;
  project?: string;
  acceptance?: { text: string }[];
}

const recordOf = async ({ call }: Served, id: number) =>
  (await call<{ record: Record }>('task_info', { id })).body.record;

describeInBrowser('what happens meanwhile', (browser) => {
  soak('the undo of a message takes back what the message names, not what was done after it', async () => {
    const served = await board();
    await served.call('task_add', { description: 'First' });
    await served.call('task_add', { description: 'Second' });
    const { open, wrong } = await browser.person(served);
    const page = await open('/w/project/task/1');
    await page.getByRole('button', { name: 'Complete', exact: true }).click();
    const toast = page.locator('.toast', { hasText: 'Completed #1' });
    await toast.waitFor();
    await served.call('task_modify', { filter: '2', priority: 'H' });
    await toast.getByRole('button', { name: 'Undo' }).click();
    await page.locator('.toast', { hasText: 'Undone: completing #1 First' }).waitFor();
    expect(await recordOf(served, 1)).toMatchObject({ status: 'pending' });
    expect(await recordOf(served, 2)).toMatchObject({ priority: 'H' });

    await page.getByRole('button', { name: 'Complete', exact: true }).click();
    await toast.waitFor();
    await served.call('task_modify', { filter: '1', status: 'pending' });
    await toast.getByRole('button', { name: 'Undo' }).click();
    // One later change stands in the message in short: its author and its fields.
    const told = /^Can't undo completing #1 First\. Changed later by [^:]*:\S+: status, end\.$/;
    await page.locator('.toast.refused span', { hasText: told }).waitFor();
    expect(await recordOf(served, 2)).toMatchObject({ priority: 'H' });
    forget(wrong, /status of 409/);
  });

  soak('another workspace is shown where it has such a place: a task of this one is none of it', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Ours' });
    const cwd = join(served.folder, 'other');
    mkdirSync(cwd);
    const other = await openWorkspace({
      cwd,
      env: { BACKLOG_HOME: join(served.folder, 'home') },
      store: { validate: validateRecord },
    });
    onTestFinished(() => other.close());
    await other.make();
    const { open } = await browser.person(served);
    const page = await open('/w/project/task/1');
    await page.getByText('Ours').first().waitFor();
    await page.getByRole('button', { name: 'Workspace: project' }).click();
    const [, item] = await page
      .getByRole('menuitemradio')
      .or(page.getByRole('menuitemcheckbox'))
      .or(page.getByRole('menuitem'))
      .all();
    await item!.click();
    await page.waitForURL(/\/list$/);
    expect(await page.locator('.problem').count()).toBe(0);
  });

  soak('two people each add a criterion: both are there', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Ours', acceptance: ['It works'] });
    const people = await Promise.all([1, 2].map(() => browser.person(served)));
    const deafen = await Promise.all(people.map(({ context }) => deafTo(context, '**/task_info**')));
    const pages = await Promise.all(people.map(({ open }) => open('/w/project/task/1')));
    for (const [i, page] of pages.entries()) {
      const field = page.getByRole('textbox', { name: 'New criterion' });
      await field.waitFor();
      await deafen[i]!();
      await field.fill(`Of person ${i}`);
      await field.press('Enter');
      await page.locator('.toast', { hasText: 'Added the criterion' }).waitFor();
    }
    expect((await recordOf(served, 1)).acceptance?.map(({ text }) => text)).toEqual([
      ...['It works', 'Of person 0', 'Of person 1'],
    ]);
  });

  soak('two people change one field at once: the second is told, and other fields are free', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Ours', project: 'api', priority: 'M' });
    const { open, wrong, context } = await browser.person(served);
    const deafen = await deafTo(context, '**/task_info**');
    const page = await open('/w/project/task/1');
    await page.getByRole('button', { name: 'Project: api' }).waitFor();
    await deafen();
    await served.call('task_modify', { filter: '1', project: 'web' });
    const change = async (button: string, field: string, to: string) => {
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('textbox', { name: field, exact: true }).fill(to);
      await page.keyboard.press('Enter');
    };
    await change('Project: api', 'Project', 'ops');
    await page.locator('.toast.refused', { hasText: 'project of task 1 was changed meanwhile' }).waitFor();
    expect(await recordOf(served, 1)).toMatchObject({ project: 'web' });
    await page.keyboard.press('Escape');
    await change('Priority: M', 'Priority', 'H');
    await page.locator('.toast', { hasText: 'Changed #1' }).waitFor();
    expect(await recordOf(served, 1)).toMatchObject({ project: 'web', priority: 'H' });
    forget(wrong, /status of 409/);
  });
});
