import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { boardField } from './field.ts';

const plugin = builtPlugin();
const web = join(plugin.folder, 'dist/web');

/** Complains, prints what it was told by people, and reports what it used, until a file lets it go on. */
const LISTENER = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
const prompt = readFileSync(process.env.BACKLOG_PROMPT_FILE, 'utf8');
if (process.env.BACKLOG_ROUND === '1') {
  for (let n = 1; n <= 300; n++) console.log('Step ' + n);
  console.error('TypeError: there is no x');
  for (let n = 301; n <= 600; n++) console.log('Step ' + n);
  console.error('AssertionError: it is 2');
  for (let n = 601; n <= 900; n++) console.log('Step ' + n);
  console.log(JSON.stringify({ backlog: 'usage', input: 9000, output: 3345, costUsd: 0.42, turns: 2 }));
  while (!existsSync('go')) await wait(20);
}
console.log('I was told: ' + prompt.split('\\n').filter((line) => line.includes('human:')).join(' '));
writeFileSync('src/a.txt', 'round ' + process.env.BACKLOG_ROUND + '\\n');
`;

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
    await page.getByRole('tab', { name: 'Attempts 2' }).click();
    const attempts = page.getByRole('list', { name: 'All attempts' });
    const first = attempts.getByRole('listitem').filter({ has: page.getByRole('link', { name: id, exact: true }) });
    await first.getByText('discarded').waitFor();
    expect(await first.getAttribute('aria-current')).toBe('true');
    await attempts.getByRole('link', { name: second }).waitFor();
  });

  soak(
    'the log fills the window; a key shows one error after the other; tokens and cost are live; a message reaches the agent in another round',
    async () => {
      const board = await boardField(web);
      await board.agent('listener', LISTENER);
      const id = await board.start({ description: 'Change a' }, 'listener');
      const { open } = await browser.person(board);
      const page = await open(`/w/project/run/${id}`);
      const log = page.getByRole('region', { name: 'Log' });
      await log.getByText('Step 900', { exact: true }).waitFor();
      await page.getByText('12.3k').waitFor();
      await page.getByText('$0.42').waitFor();
      const { height = 0, y = 0 } = (await log.boundingBox()) ?? {};
      const window = page.viewportSize()!;
      expect(height).toBeGreaterThan(window.height * 0.5);
      expect(y + height).toBeLessThanOrEqual(window.height);
      await page.getByRole('button', { name: '2 errors' }).waitFor();
      for (const error of ['TypeError: there is no x', 'AssertionError: it is 2', 'TypeError: there is no x']) {
        await page.keyboard.press('e');
        await expect.poll(() => log.locator('.log-row.is-chosen').textContent()).toContain(error);
        await expect.poll(() => log.getByText(error).isVisible()).toBe(true);
      }
      const colourOf = (one: Locator) => one.first().evaluate((node) => getComputedStyle(node).color);
      const red = await colourOf(page.getByRole('button', { name: '2 errors' }));
      expect(await colourOf(log.locator('.is-bad .log-text'))).toBe(red);
      await page.getByRole('tab', { name: /Attempts/ }).click();
      await page.getByRole('list', { name: 'All attempts' }).waitFor();
      const tabs = await page.getByRole('tablist').boundingBox();
      expect(tabs?.height).toBeLessThan(50);
      await page.getByRole('tab', { name: 'Log' }).click();
      const box = page.getByRole('textbox', { name: `Message to ${id}` });
      await box.fill('Use the word round');
      await box.press('Control+Enter');
      await page.getByText(`Sent to ${id}`).first().waitFor();
      await expect.poll(() => box.inputValue()).toBe('');
      writeFileSync(join(board.opened.where.dir, 'runs', id, 'tree', 'go'), '');
      const { rounds } = await board.becomes(id, 'review');
      expect(rounds?.map(({ why }) => why)).toEqual(['start', 'changes']);
      await page.getByLabel('Follow').check();
      await log.getByText(/^message from human:.*: Use the word round$/).waitFor();
      await log.getByText('"Use the word round"').last().waitFor();
      expect(await box.count()).toBe(0);
    },
  );
});
