import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { findCommand } from '../../src/commands/index.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { describeInBrowser } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import type { Served } from '../web/served.ts';
import { builtBoards } from './visit.ts';

const { board } = builtBoards();
/** Milliseconds between two questions of the page for the other queues. */
const EVERY_MS = 15_000;

/** Makes another queue of the same machine. @returns a function that calls its commands, as another program does */
async function otherQueue(there: Served) {
  const cwd = join(there.folder, 'other');
  mkdirSync(cwd);
  const env = { BACKLOG_HOME: join(there.folder, 'home') };
  const opened = await openWorkspace({ cwd, env, store: { validate: validateRecord } });
  onTestFinished(() => opened.close());
  await opened.make();
  return (command: string, input: object) => execute(opened, ADA, findCommand(command)!, input);
}

describeInBrowser('the page Now over all queues', (browser) => {
  soak('shows what needs attention in another queue; a click opens it there; what is decided disappears', async () => {
    const there = await board();
    await there.call('task_add', { description: 'Ours' });
    const inOther = await otherQueue(there);
    await inOther('task_add', { description: 'Theirs' });
    await inOther('task_start', { id: 1 });
    await inOther('task_stop', { id: 1, handoff: 'Half done' });
    const { open, context } = await browser.person(there);
    await context.clock.install();
    const page = await open('/w/project/now');
    const row = page.getByRole('region', { name: 'Other queues' }).locator('.row', { hasText: 'Theirs' });
    await row.getByText('Half done').waitFor();
    // The keys begin with this queue's first row, which is below, and go through all rows in the order of the page.
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('j');
    await expect.poll(focused).toBe('Ours');
    await page.keyboard.press('k');
    await expect.poll(focused).toBe('Theirs');
    // The counts of the sidebar are those of the shown queue.
    expect(await page.locator('.nav-count').count()).toBe(0);

    const { width, height } = (await row.boundingBox())!;
    await row.click({ position: { x: width * 0.6, y: height - 4 } });
    await page.waitForURL(/\/w\/other\/task\/1$/);
    await page.getByRole('heading', { name: 'Theirs' }).waitFor();

    await page.goBack();
    await row.waitFor();
    await inOther('task_done', { id: 1 });
    // A page learns of changes in other queues only by asking again and again.
    await expect
      .poll(async () => {
        await page.clock.fastForward(EVERY_MS);
        return row.count();
      })
      .toBe(0);
  });
});
