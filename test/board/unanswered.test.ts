import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';
import { filledBoard, reviewedBoard } from './filled.ts';

const plugin = builtPlugin();
const REFUSAL = { error: { code: 'store', message: 'the disk does not answer', hint: 'Look at the disk.' } };

/** Milliseconds within which a button is pressed, unless it has gone meanwhile. */
const SHORT_MS = 2_000;

/** Where an answer is missing, a part of the page that has it says so. */
const PLACES: readonly (readonly [path: string, command: string, of?: string])[] = [
  ['task/1', 'task_info'],
  ['task/2', 'task_explain'],
  ['task/1', 'task_history'],
  ['task/3', 'run_list'],
  ['documents/1/spec', 'task_doc_read'],
  ['run/r4', 'run_list'],
  ['run/r4', 'run_events'],
  ['review/r6', 'review_comments'],
  ['review/r6', 'run_changes'],
  ['list?filter=%2Bnet', 'filter_explain'],
  ['board?group=filters', 'view_list'],
  ['git', 'worktree_list'],
  ['git', 'run_list'],
  ['git', 'run_list', 'approved'],
  ['git', 'run_list', 'merging'],
  ['agents', 'agent_list'],
  ['agents', 'orchestrator_status'],
  ['agents', 'night_show'],
  ['settings', 'setting_list'],
  ['repositories', 'repo_list'],
  ['activity', 'task_history'],
  ['now', 'report_now'],
  ['timeline', 'report_timeline'],
  ['graph', 'report_graph'],
];

/** Refuses a command, or only what is asked of it with a word. */
async function refusing(page: Page, command: string, of = ''): Promise<() => Promise<void>> {
  const address = new RegExp(`/${command}(\\?.*${of}|$)`);
  await page.route(address, (route) =>
    route.fulfill({ status: 503, contentType: 'application/json', body: JSON.stringify(REFUSAL) }),
  );
  return () => page.unroute(address);
}

describeInBrowser('an answer that does not come', (browser) => {
  soak('is told where it would stand, and asked again by a button', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await filledBoard(board);
    await reviewedBoard(board);
    const { open, wrong } = await browser.person(board);
    const page = await open('/w/project/now');
    const told: string[] = [];
    for (const [path, command, of] of PLACES) {
      const answer = await refusing(page, command, of);
      await page.goto(`${board.origin}/w/project/${path}`);
      const problem = page.locator('.problem', { hasText: 'the disk does not answer' });
      const again = problem.first().getByRole('button', { name: 'Try again' });
      const isTold = await again.waitFor().then(
        () => true,
        () => false,
      );
      await answer();
      if (!isTold) {
        told.push(`${path} says nothing of ${command} ${of ?? ''}`);
        continue;
      }
      // What else was asked may be refused a little later.
      const left = async () => {
        if ((await problem.count()) > 0) await again.click({ timeout: SHORT_MS }).catch(() => undefined);
        return problem.count();
      };
      await expect.poll(left, { message: `${path} ${command}` }).toBe(0);
    }
    expect(told).toEqual([]);
    forget(wrong, /status of 503/);
  });

  soak('saved views that are not known can be asked for again in their menu', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await board.call('view_set', { name: 'mine', filter: '+READY' });
    const { open, wrong } = await browser.person(board);
    const page = await open('/w/project/now');
    const answer = await refusing(page, 'view_list');
    await page.goto(`${board.origin}/w/project/list`);
    await page.getByRole('button', { name: 'Saved filters' }).click();
    const again = page.getByRole('menuitem', { name: 'Try again' });
    await again.getByText('the disk does not answer').waitFor();
    await answer();
    await again.click();
    await page.getByRole('button', { name: 'Saved filters' }).click();
    await page.getByRole('menuitem', { name: 'Delete @mine' }).waitFor();
    forget(wrong, /status of 503/);
  });
});
