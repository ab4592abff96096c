import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { writeFiles } from '../support/files.ts';
import { git } from '../support/git.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import type { Served } from '../web/served.ts';
import { filledBoard, reviewedBoard } from './filled.ts';
import { builtBoards } from './visit.ts';

const { board } = builtBoards();

/** Run r1, whose task was completed and whose commit somebody replaced by another one on the branch. */
async function unfoundRun({ call, opened, folder }: Served): Promise<void> {
  const work = { opened, folder } as never;
  const project = join(folder, 'project');
  await gitProject(work);
  await call('task_add', { description: 'Rewrite it' });
  await opened.store.refresh();
  const run = await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
  writeFiles(project, { 'src/a.txt': 'rewritten\n' });
  git(project, 'commit', '-qam', 'Rewritten');
  const at = '2026-01-01T00:00:00Z' as const;
  await opened.context(ADA).write('given', (tx) => {
    tx.put('task', run.task, { ...tx.get('task', run.task)!, status: 'completed', end: at });
    const merged = { commit: run.result!.commit, at };
    tx.put('run', run.id, { ...run, state: 'merged', merged, unfound: { at, text: "its commit isn't in main" } });
  });
}

describeInBrowser('what needs attention', (browser) => {
  test('a row says at once what its result changes and what blocks its approval; a click anywhere on it opens the review', async () => {
    const there = await board();
    await filledBoard(there);
    await reviewedBoard(there);
    const { open } = await browser.person(there);
    const page = await open('/w/project/now');
    const row = page.locator('.what-review', { hasText: 'Sign the deliveries' });
    const facts = row.locator('.facts');
    for (const text of ['2 files +2 -1', 'lint failed', '1 of 2 criteria met'])
      await facts.getByText(text, { exact: true }).waitFor();
    expect(await facts.getByText('lint failed').getAttribute('class')).toContain('bad');
    const { width, height } = (await row.boundingBox())!;
    await row.click({ position: { x: width * 0.6, y: height - 4 } });
    await page.waitForURL(/\/review\/r6$/);
    const card = page.getByRole('region', { name: 'Facts for the decision' });
    await card.getByText('In the way: checks failed; criteria unmet').waitFor();
    await card.getByText('lint failed: it exited with 1').waitFor();
    await card.getByText('1 of 2 have evidence of this result').waitFor();
    await card.getByText('Medium risk: it changes dependencies (package-lock.json).').waitFor();
    await card.getByText("You haven't seen an earlier result").waitFor();
  });

  test('a run whose work is not found is marked as merged with a commit and a reason, which a dialog asks for', async () => {
    const there = await board();
    await unfoundRun(there);
    const { open, wrong } = await browser.person(there);
    const page = await open('/w/project/now');
    await page.locator('.what-unfound').getByRole('button', { name: 'Mark as merged' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Mark as merged' }).click();
    await page
      .getByText(/doesn't contain its work/)
      .first()
      .waitFor();
    forget(wrong, /status of 4/);
    await dialog.getByLabel('Commit on the branch that has its work').fill('HEAD');
    await dialog.getByLabel('How you know').fill('It is in the amended commit');
    await dialog.getByLabel('How you know').press('Enter');
    await page.locator('.what-unfound').waitFor({ state: 'detached' });
  });

  soak(
    'the number of waiting items is in the sidebar and in the title of every view, without snoozed ones',
    async () => {
      const there = await board();
      await filledBoard(there);
      const { open } = await browser.person(there);
      const page = await open('/w/project/now');
      const count = page.locator('.nav a', { hasText: 'Now' }).locator('.nav-count');
      await page.locator('.waiting').first().waitFor();
      const waiting = await page.locator('.waiting').count();
      await expect.poll(() => count.textContent()).toBe(String(waiting));
      await expect.poll(() => page.title()).toMatch(new RegExp(`^\\(${waiting}\\) Now`));

      const row = page.locator('.what-question');
      await row.getByRole('button', { name: /^Snooze #/ }).click();
      await page.getByRole('menuitem', { name: 'Until it changes' }).click();
      await expect.poll(() => count.textContent()).toBe(String(waiting - 1));
      await expect.poll(() => page.title()).toMatch(new RegExp(`^\\(${waiting - 1}\\) `));
      await row.waitFor({ state: 'detached' });

      const other = await open('/w/project/list');
      await expect.poll(() => other.title()).toMatch(new RegExp(`^\\(${waiting - 1}\\) List`));

      await page.getByText('1 snoozed').click();
      await page.getByRole('button', { name: 'Show again' }).click();
      await row.waitFor();
      await expect.poll(() => other.title()).toMatch(new RegExp(`^\\(${waiting}\\) List`));

      // A change of the task ends the snooze, so that nothing is missed.
      await row.getByRole('button', { name: /^Snooze #/ }).click();
      await page.getByRole('menuitem', { name: 'Until it changes' }).click();
      await expect.poll(() => row.count()).toBe(0);
      await there.call('task_modify', { filter: '3', priority: 'H' });
      await row.waitFor();
    },
  );

  soak('compact rows have 32 pixels and one line, and stay so after a reload', async () => {
    const there = await board();
    await filledBoard(there);
    const { open } = await browser.person(there);
    const page = await open('/w/project/now');
    const heights = () =>
      page
        .locator('.row.next')
        .evaluateAll((rows) => [...new Set(rows.map((row) => (row as HTMLElement).offsetHeight))]);
    await page.locator('.row.next').first().waitFor();
    expect(Math.min(...(await heights()))).toBeGreaterThanOrEqual(40);
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('menuitemradio', { name: 'Compact rows' }).click();
    await expect.poll(heights).toEqual([32]);
    await page.reload();
    await page.locator('.row.next').first().waitFor();
    await expect.poll(heights).toEqual([32]);
  });
});
