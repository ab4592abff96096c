import { expect } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { agent } from '../support/workspace.ts';
import type { Served } from '../web/served.ts';
import { builtBoards } from './visit.ts';

const { board } = builtBoards();

/** A board whose task 1 a session holds. */
async function held(): Promise<Served> {
  const served = await board();
  await served.call('task_add', { description: 'Login' });
  const { startTask } = await import('../../src/work/task/life.ts');
  await served.opened.ready();
  const context = served.opened.context(agent('sess-one'));
  await context.write('task_start', (tx) => startTask(tx, context, [...context.queue.open()][0]!));
  return served;
}

const statusOf = async ({ call }: Served) =>
  (await call<{ record: { status: string } }>('task_info', { id: 1 })).body.record.status;

describeInBrowser('a task that a session holds', (browser) => {
  soak('is completed by a person after one question that names the session', async () => {
    const served = await held();
    const { open, wrong } = await browser.person(served);
    const page = await open('/w/project/task/1');
    const complete = page.getByRole('button', { name: 'Complete', exact: true });
    const dialog = page.getByRole('dialog');
    await complete.click();
    await dialog.getByText('#1 Login is claimed by session sess-one, since').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await statusOf(served)).toBe('pending');
    await complete.click();
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await page.locator('.toast', { hasText: 'Completed #1' }).waitFor();
    expect(await statusOf(served)).toBe('completed');
    forget(wrong, /status of 409/);
  });
});
