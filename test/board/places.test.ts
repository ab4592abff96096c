import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { boardField } from './field.ts';

const plugin = builtPlugin();
const web = join(plugin.folder, 'dist/web');

describeInBrowser('git, agents and activity', (browser) => {
  test('a worktree is cleaned up after a yes, the orchestrator plays and stops, and who did it stands in the activity', async () => {
    const board = await boardField(web);
    await board.agent('writer', `import { writeFileSync } from 'node:fs'; writeFileSync('src/a.txt', 'b\\n');`);
    const id = await board.start({ description: 'Change a' }, 'writer');
    await board.becomes(id, 'review');
    await board.call('run_discard', { run: id });
    const folder = join(board.opened.where.dir, 'runs', id, 'tree');
    const { open } = await browser.person(board);
    const page = await open('/w/project/git');
    await page.getByRole('button', { name: `Clean up ${id}` }).click();
    expect(existsSync(folder)).toBe(true);
    await page.getByRole('dialog').getByRole('button', { name: 'Clean up' }).click();
    await board.until(id, ({ cleaned }) => cleaned !== undefined);
    await expect.poll(() => existsSync(folder)).toBe(false);

    await page.goto(`${board.origin}/w/project/agents`);
    await page.getByRole('row', { name: /writer/ }).waitFor();
    await page.getByRole('spinbutton', { name: 'Runs at once' }).fill('2');
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Play' }).waitFor();
    const wish = await board.call<{ wish: string; limits: { agents: number } }>('orchestrator_status');
    expect(wish.body).toMatchObject({ wish: 'stopped', limits: { agents: 2 } });

    await page.goto(`${board.origin}/w/project/activity`);
    await page.getByText('run discard').waitFor();
    await page.getByRole('textbox', { name: 'Actor' }).fill('nobody');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('Nothing fits').waitFor();
  });
});
