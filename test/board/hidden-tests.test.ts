import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { questionsOf } from '../../src/runs/find-run.ts';
import { runFiles } from '../../src/runs/run-folder.ts';
import { idOfTest, keepHiddenTests } from '../../src/runs/view/hidden-tests.ts';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { askedBy, gitProject, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();
const asksOf = (run: Run) =>
  `2 hidden tests of judge failed on result ${run.result!.commit.slice(0, 7)}: is the result wrong, or the test?`;

/** A result in review whose agent has an open question, and on which two hidden tests failed. */
async function disputedBoard() {
  const board = await served({ web: join(plugin.folder, 'dist/web') });
  const work = { opened: board.opened, folder: board.folder } as never;
  await gitProject(work);
  const { id } = (await board.call<{ id: number }>('task_add', { description: 'Count', acceptance: ['0 for none'] }))
    .body;
  await board.opened.store.refresh();
  const run = await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: id });
  const tests = [
    { path: 'test/one.mjs', text: 'first(<b>1</b>)', about: '0 for none', why: 'it exited with 1', output: 'got 1' },
    { path: 'test/two.mjs', text: 'second()', why: 'it exited with 2', output: '' },
  ].map((one) => ({ ...one, id: idOfTest(one) }));
  const file = runFiles({ runs: join(board.opened.where.dir, 'runs'), id: run.id }).hiddenTests;
  keepHiddenTests(file, tests);
  await board.opened.context(ADA).write('given', (tx) => {
    const outcomes = tests.map((one) => ({ id: one.id, outcome: 'failed' as const, base: 'unclear' as const }));
    const hiddenTests = { commit: run.result!.commit, by: 'judge', at: tx.at, tests: outcomes };
    tx.put('run', run.id, { ...tx.get('run', run.id)!, hiddenTests });
  });
  await askedBy(work, run, 'Which colour?');
  const now = async () => {
    await board.opened.store.refresh();
    const { state } = board.opened.store;
    const { hiddenTests } = state.get('run', run.id) as Run;
    return {
      wrong: hiddenTests!.tests.flatMap(({ wrong }) => wrong?.text ?? []),
      answers: questionsOf(state, run).map(({ answer }) => answer?.text),
    };
  };
  return { board, run, file, now };
}

async function answer(page: Page, question: string, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: `Answer to ${question}` });
  await field.fill(text);
  await field.press('Enter');
  await page.locator('.toast', { hasText: 'Answered run r1' }).first().waitFor();
}

describeInBrowser('the question about hidden tests', (browser) => {
  soak('stands in the review with each test, and an answer to it is no answer to the agent', async () => {
    const { board, run, now } = await disputedBoard();
    const { open } = await browser.person(board);
    const page = await open(`/w/project/review/${run.id}`);
    const section = page.getByRole('region', { name: 'Hidden tests' });
    await section.getByText(asksOf(run)).waitFor();
    await section.getByText('test/one.mjs: failed, it exited with 1').click();
    await section.getByText('About: 0 for none. On the start commit: no result').waitFor();
    await section.getByText('first(<b>1</b>)').waitFor();
    await section.getByText('got 1').waitFor();
    await answer(page, asksOf(run), 'Nobody asked for that');
    expect(await now()).toEqual({ wrong: ['Nobody asked for that', 'Nobody asked for that'], answers: [undefined] });
    await section.waitFor({ state: 'detached' });
  });

  soak('stays when the tests are lost, and an answer to the agent calls no test wrong', async () => {
    const { board, run, file, now } = await disputedBoard();
    rmSync(file);
    const { open } = await browser.person(board);
    const page = await open(`/w/project/run/${run.id}`);
    await answer(page, 'Which colour?', 'Red');
    expect(await now()).toEqual({ wrong: [], answers: ['Red'] });
    const review = await open(`/w/project/review/${run.id}`);
    const section = review.getByRole('region', { name: 'Hidden tests' });
    await section.getByText(/^The text of 2 failed hidden tests is lost/).waitFor();
    await answer(review, asksOf(run), 'I never saw them');
    expect((await now()).wrong).toEqual(['I never saw them', 'I never saw them']);
  });
});
