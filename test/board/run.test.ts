import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { boardField } from './field.ts';

const plugin = builtPlugin();
const web = join(plugin.folder, 'dist/web');

/** Says hostile things, writes a file with a hostile name, and goes on only when a file lets it. */
const TALKER = `
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
console.log('<img src=x onerror="window.hurt=1"> I look at src/a.txt');
while (!existsSync('go')) await wait(20);
writeFileSync('<b onclick=hurt>.txt', 'x\\n');
writeFileSync('src/a.txt', 'changed\\n');
console.log('\\u001b[31mI changed it\\u001b[0m');
`;

describeInBrowser('the view of a run', (browser) => {
  test('10. shows what its agent says as it says it, its checks and files, and stops, resumes and discards it', async () => {
    const board = await boardField(web);
    await board.agent('talker', TALKER);
    const id = await board.start({ description: 'Change a <script>hurt=1</script>' }, 'talker');
    const { open } = await browser.person(board);
    const page = await open(`/w/project/run/${id}`);
    const log = page.getByRole('region', { name: 'Log' });
    await log.getByText('I look at src/a.txt').waitFor();
    await page.getByText('Work time').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await board.becomes(id, 'stopped');
    await page.getByRole('button', { name: 'Resume' }).click();
    await board.becomes(id, 'running');
    writeFileSync(join(board.opened.where.dir, 'runs', id, 'tree', 'go'), '');
    await board.becomes(id, 'review');
    await log.getByText('I changed it').waitFor();
    await page.getByRole('link', { name: '<b onclick=hurt>.txt' }).waitFor();
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    expect(await page.locator('main img, main script').count()).toBe(0);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await board.becomes(id, 'discarded');
    const again = await board.call<{ runs: { run: { id: string } }[] }>('run_start', { filter: '1', agent: 'talker' });
    const second = again.body.runs[0]!.run.id;
    await page.getByRole('columnheader', { name: second }).waitFor();
    expect(await page.getByRole('row', { name: /^State/ }).textContent()).toContain('discarded');
  });
});
