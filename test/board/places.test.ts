import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { boardField } from './field.ts';

const plugin = builtPlugin();
const web = join(plugin.folder, 'dist/web');

describeInBrowser('git, agents and activity', (browser) => {
  soak(
    'a worktree is cleaned up after a yes, the orchestrator plays and stops, and who did it stands in the activity',
    async () => {
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
      await page.getByRole('listitem', { name: 'writer' }).waitFor();
      await page.getByText(/^Limits: /).click();
      await page.getByRole('textbox', { name: 'Runs at once' }).fill('2');
      await page.getByRole('button', { name: 'Set the limits and start' }).click();
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
      const wish = await board.call<{ wish: string; limits: { agents: number } }>('orchestrator_status');
      expect(wish.body).toMatchObject({ wish: 'stopped', limits: { agents: 2 } });

      await page.goto(`${board.origin}/w/project/activity`);
      await page.getByText('discarded').first().waitFor();
      await page.getByText('More filters').click();
      await page.getByRole('textbox', { name: 'Author' }).fill('nobody');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.getByText('No change matches').waitFor();
    },
  );

  soak(
    'git is looked at when asked: changed files, hooks, what a clean-up would take; all limits are set, wrong ones refused',
    async () => {
      const board = await boardField(web);
      await board.agent('writer', `import { writeFileSync } from 'node:fs'; writeFileSync('src/a.txt', 'b\\n');`);
      const id = await board.start({ description: 'Change a' }, 'writer');
      await board.becomes(id, 'review');
      await board.call('run_discard', { run: id });
      const folder = join(board.opened.where.dir, 'runs', id, 'tree');
      writeFileSync(join(folder, 'unsaved.txt'), 'x');
      writeFileSync(join(board.project, 'src/a.txt'), 'mine\n');
      const index = () => readFileSync(join(board.project, '.git/index')).toString('hex');
      const before = index();
      const { open, wrong } = await browser.person(board);
      const page = await open('/w/project/git?branches=all');
      await page.getByRole('cell', { name: 'not merged' }).waitFor();
      await page.getByRole('button', { name: 'Measure' }).click();
      await page.getByRole('button', { name: 'Check for changed files' }).click();
      await page.getByRole('listitem').filter({ hasText: 'src/a.txt' }).getByText('changed').waitFor();
      expect(index()).toBe(before);
      await page.getByRole('button', { name: 'Check the hooks' }).click();
      await page
        .getByRole('listitem', { name: 'project', exact: true })
        .getByText('backlog git-hook install project')
        .waitFor();
      if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}/git.png`, fullPage: true });
      await page.getByRole('button', { name: `Clean up ${id}` }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('unsaved.txt').waitFor();
      if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}/clean-up.png` });
      const clean = dialog.getByRole('button', { name: 'Clean up' });
      expect(await clean.isDisabled()).toBe(true);
      await dialog.getByRole('checkbox', { name: 'Remove it anyway' }).check();
      await clean.click();
      await expect.poll(() => existsSync(folder)).toBe(false);

      await page.goto(`${board.origin}/w/project/agents`);
      await page.getByRole('button', { name: 'Test the agents' }).click();
      const card = page.getByRole('listitem', { name: 'writer' });
      await card.getByText('installed', { exact: true }).waitFor();
      // An agent whose program isn't installed is only named.
      await page.locator('.agents-absent, .card-boxes').getByText('codex').first().waitFor();
      await page.getByText(/^Limits: /).click();
      const form = page.getByRole('form', { name: 'Limits' });
      const said = {
        'Runs of each provider': 'claude:2',
        'Budget in dollars': '5',
        'Tries per task': '4',
        'Runs at once': '0',
      };
      for (const [name, value] of Object.entries(said)) await form.getByRole('textbox', { name }).fill(value);
      await form.getByRole('combobox', { name: 'Budget period' }).selectOption('all');
      await form.getByRole('textbox', { name: 'Only tasks that match' }).fill('project:none');
      await form.getByRole('button').click();
      await form.getByText('agents: expected a whole number from 1 to 64, received 0').waitFor();
      await form.getByRole('textbox', { name: 'Runs at once' }).fill('3');
      await form.getByRole('button').click();
      await page.getByText('running', { exact: true }).waitFor();
      await page.getByText('project:none').first().waitFor();
      expect(await form.getByRole('combobox', { name: 'Budget period' }).inputValue()).toBe('all');
      if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}/agents.png`, fullPage: true });
      await page.keyboard.press('p');
      await page.getByText('paused', { exact: true }).waitFor();
      await page.keyboard.press('s');
      await page.getByText('stopped', { exact: true }).waitFor();
      expect((await board.call('orchestrator_status')).body).toMatchObject({
        ...{ wish: 'stopped', filter: 'project:none' },
        limits: { agents: 3, attempts: 4, providers: { claude: 2 }, budget: { usd: 5, per: 'all' } },
      });
      forget(wrong, /status of 400/);
    },
  );
});
