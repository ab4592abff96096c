import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { inRun } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { boardField } from './field.ts';

const plugin = builtPlugin();

/** Ends only once the file exists. */
const agentUntil = (go: string) => `
import { existsSync, writeFileSync } from 'node:fs';
writeFileSync('src/a.txt', 'done\\n');
console.log('done');
while (!existsSync(${JSON.stringify(go)})) await new Promise((done) => setTimeout(done, 20));
`;

describeInBrowser('the grade of evidence', (browser) => {
  soak('stands beside each criterion in a review and on the page of the task; a claim alone has no tick', async () => {
    const board = await boardField(join(plugin.folder, 'dist/web'));
    const go = join(board.folder, 'go');
    await board.agent('writer', agentUntil(go));
    const value = 'grep -q done src/a.txt';
    await execute(board.opened, { ...ADA, door: 'cli' }, commandNamed('setting_set'), { name: 'commands.done', value });
    const acceptance = [`It is done --by ${value}`, 'It is fast', 'It is safe --by npm audit'];
    const id = await board.start({ description: 'Change a', acceptance }, 'writer');
    await board.becomes(id, 'running');
    const said = { id: 1, criterion: '2', text: 'I am sure' };
    await execute(board.opened, inRun(id), commandNamed('task_annotate'), said);
    writeFileSync(go, '');
    await board.becomes(id, 'review');

    const { open, wrong } = await browser.person(board);
    for (const path of [`/w/project/review/${id}`, '/w/project/task/1']) {
      const page = await open(path);
      const row = (text: string) => page.locator('.criteria li', { hasText: text });
      await row('It is done')
        .getByText(/Failed before, passes now \(run by Backlog on/)
        .waitFor();
      await row('It is done').getByText(value).waitFor();
      await row('It is fast').getByText('Claimed: "I am sure" (ai:claude-code#r1)').waitFor();
      await row('It is safe')
        .getByText(/Not run: nobody agreed to "npm audit". To agree: backlog setting set/)
        .waitFor();
      expect(await page.locator('.criteria .is-met').count()).toBe(1);
      expect(await page.locator('.criteria .criterion-mark svg').count()).toBe(1);
      await page.getByText('1 only claimed').first().waitFor();
    }
    expect(wrong).toEqual([]);
  });
});
