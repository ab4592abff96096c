import { join } from 'node:path';
import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();

describeInBrowser('attempts at a task', (browser) => {
  soak('the card counts them, and the review compares them with a way to each', async () => {
    const board = await served({ web: join(plugin.folder, 'dist/web') });
    await board.call('task_add', { description: 'Make it' });
    await gitProject(board as never, { 'src/a.txt': 'a\n' });
    for (const [i, text] of ['b\nc\nd\n', 'b\n'].entries())
      await runWithResult(
        board as never,
        { 'src/a.txt': text },
        {
          ...{ number: 1, group: 'r1', attempt: i + 1, evidence: [], agent: `agent${i + 1}` },
        },
      );
    await board.opened.context(ADA).write('given', () => {});
    const { open } = await browser.person(board);
    const page = await open('/w/project/board');
    await page.getByRole('listitem', { name: '#1 Make it' }).getByText('2 attempts').waitFor();
    await page.goto(new URL('/w/project/review/r1', page.url()).href);
    const part = page.getByRole('region', { name: 'Attempts', exact: true });
    await part.getByText('Best by the fixed order: r2 (fewer changed lines).').waitFor();
    expect(await part.getByRole('row').allInnerTexts()).toHaveLength(3);
    if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}/attempts.png` });
    await part.getByRole('link', { name: 'r2' }).click();
    await page.getByRole('link', { name: 'r2', exact: true }).first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/w/project/review/r2');
  });
});
