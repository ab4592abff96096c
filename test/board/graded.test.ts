import { join } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ADA } from '../support/workspace.ts';
import { boardField } from './field.ts';

const plugin = builtPlugin();

const AGENT = "import { writeFileSync } from 'node:fs'; writeFileSync('src/a.txt', 'done\\n'); console.log('done');";

describeInBrowser('the grade of evidence', (browser) => {
  test('stands beside each criterion in a review and on the page of the task; a claim alone has no tick', async () => {
    const board = await boardField(join(plugin.folder, 'dist/web'));
    await board.agent('writer', AGENT);
    const value = 'grep -q done src/a.txt';
    await execute(board.opened, { ...ADA, door: 'cli' }, commandNamed('setting_set'), { name: 'commands.done', value });
    const acceptance = [`It is done --by ${value}`, 'It is fast', 'It is safe --by npm audit'];
    const id = await board.start({ description: 'Change a', acceptance }, 'writer');
    await board.becomes(id, 'review');
    const agent = { actor: { kind: 'ai' as const, name: 'claude-code' }, holder: 'human:ada' };
    await board.opened.context(agent).write('said', (tx) => {
      const [, task] = [...tx.all('task')][0]!;
      const [first, fast, safe] = task.acceptance!;
      const met = { at: tx.at, actor: 'ai:claude-code', evidence: 'I am sure', run: id };
      tx.put('task', task.uuid, { ...task, acceptance: [first!, { ...fast!, met }, safe!] });
    });

    const { open, wrong } = await browser.person(board);
    for (const path of [`/w/project/review/${id}`, '/w/project/task/1']) {
      const page = await open(path);
      const row = (text: string) => page.locator('.criteria li', { hasText: text });
      await row('It is done')
        .getByText(/Failed before, passes now \(run by Backlog on/)
        .waitFor();
      await row('It is done').getByText(value).waitFor();
      await row('It is fast').getByText('Claimed: "I am sure" (ai:claude-code)').waitFor();
      await row('It is safe')
        .getByText(/Not run: nobody agreed to npm audit. To agree: backlog setting set/)
        .waitFor();
      expect(await page.locator('.criteria .is-met').count()).toBe(1);
      expect(await page.locator('.criteria .criterion-mark svg').count()).toBe(1);
      await page.getByText('1 only claimed').first().waitFor();
    }
    expect(wrong).toEqual([]);
  });
});
