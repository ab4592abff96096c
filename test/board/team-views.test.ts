import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, forget } from '../support/browser.ts';
import { git } from '../support/git.ts';
import { gitProject, runIn, runWithResult } from '../support/runs.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { builtBoards } from './visit.ts';

const { board, visit } = builtBoards();
const AT = '2026-01-01T00:00:00Z';

describeInBrowser('claims, usage, clean-up and first steps', (browser) => {
  soak('a person claims files and releases a claim, and takes both back', async () => {
    const { page, served } = await visit(browser, { tasks: ['Alpha'], path: 'claims', shows: 'No claims' });
    await page.getByRole('textbox', { name: 'Files to claim' }).fill('src/login/**');
    await page.getByRole('combobox', { name: 'End of the claim' }).selectOption('Until released');
    await page.getByRole('button', { name: 'Claim files' }).click();
    const table = page.getByRole('list', { name: 'All claims' });
    await table.getByText('until released').waitFor();
    await served.call('task_start', { id: 1 });
    await table.getByRole('link', { name: '#1' }).waitFor();
    await page.getByRole('button', { name: 'Release #1' }).click();
    // A claim isn't granted again by an undo, so the message offers none.
    const released = page.locator('.toast', { hasText: 'Released #1' });
    await released.waitFor();
    expect(await released.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    await table.getByRole('link', { name: '#1' }).waitFor({ state: 'detached' });
    const { body } = await served.call<{ claims: { scope: object[] }[] }>('claim_list');
    expect(body.claims.map(({ scope }) => scope.length)).toEqual([1]);
    await page.getByRole('button', { name: 'Release src/login/**' }).click();
    await page.locator('.toast', { hasText: 'Released src/login/**' }).waitFor();
  });

  soak('usage is shown by day and by group, and the choice is in the address', async () => {
    const served = await board();
    await served.call('task_import', {
      tasks: [
        { description: 'Alpha', project: 'web' },
        { description: 'Beta', project: 'api' },
      ],
    });
    await served.opened.store.refresh();
    const round = { n: 1, why: 'start' as const, at: AT, outcome: 'done' as const };
    const used = (costUsd: number) => ({
      ...round,
      usage: { input: 1_000, output: 500, cached: 0, turns: 1, costUsd },
    });
    await runIn(served, 'merged', { number: 1, rounds: [used(1.5), { ...used(0.25), n: 2, why: 'checks' }] as never });
    await runIn(served, 'failed', { number: 2, agent: 'mason', rounds: [used(2)] as never });
    const { open } = await browser.person(served);
    const page = await open('/w/project/usage?since=all');
    const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) });
    const cells = async (name: string) => {
      await row(name).waitFor();
      return row(name).getByRole('cell').allTextContents();
    };
    expect((await cells('claude')).slice(0, 7)).toEqual(['claude', '1', '1', '2', '1', '3 k', '$1.75']);
    expect((await cells('all')).slice(0, 7)).toEqual(['all', '2', '1', '3', '1', '5 k', '$3.75']);
    await page.getByRole('figure', { name: 'Cost by day' }).getByText('$3.75').waitFor();
    await page.getByRole('combobox', { name: 'Group' }).selectOption('project');
    await row('api').getByText('$2.00').waitFor();
    expect(page.url()).toContain('by=project');
    await page.getByRole('combobox', { name: 'Time' }).selectOption('Last 7 days');
    await page.getByText('No runs in this time').waitFor();
    const agents = await open('/w/project/agents');
    const card = agents.getByRole('listitem', { name: 'claude', exact: true });
    await card.getByText('merged 1 of 1 run').waitFor();
    await card.getByText('1 round of rework').waitFor();
    await card.getByText('$1.75').waitFor();
    await agents.getByText(/^Limits: 3 runs at once/).waitFor();
  });

  soak('finished worktrees are deleted together after a look at what that frees', async () => {
    const served = await board();
    await served.call('task_import', { tasks: ['Alpha', 'Beta', 'Gamma'].map((description) => ({ description })) });
    const work = { opened: served.opened, folder: served.folder } as never;
    await gitProject(work);
    await runWithResult(work, { 'src/a.txt': 'b\n' }, { state: 'discarded', number: 1 } as never);
    await runWithResult(work, { 'src/a.txt': 'c\n' }, { state: 'review', number: 2 } as never);
    await runWithResult(work, { 'src/a.txt': 'd\n' }, { state: 'discarded', number: 3 } as never);
    const { open } = await browser.person(served);
    const page = await open('/w/project/git');
    await page.getByRole('button', { name: /^Clean up 2 finished \(.*KB\)$/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Clean up finished runs' });
    await dialog.getByText(/^This frees /).waitFor();
    await dialog.getByRole('checkbox', { name: /^r3 / }).uncheck();
    await dialog.getByRole('button', { name: 'Delete 1 worktree' }).click();
    await page.locator('.toast', { hasText: /^Deleted 1 worktree, freed / }).waitFor();
    const { body } = await served.call<{ worktrees: { id: string }[] }>('worktree_list');
    expect(body.worktrees.map(({ id }) => id)).toEqual(['r2', 'r3']);
  });

  test('Git has one row for each run with branch and disk use, and the history of the target branch; fetch and push bring it up to date', async () => {
    const served = await board();
    const description = `Change ${'a'.repeat(200)}`;
    await served.call('task_import', { tasks: [{ description }] });
    const work = { opened: served.opened, folder: served.folder } as never;
    await gitProject(work);
    const project = join(served.folder, 'project');
    const origin = join(served.folder, 'origin.git');
    git(served.folder, 'init', '-q', '--bare', '-b', 'main', origin);
    git(project, 'remote', 'add', 'origin', origin);
    git(project, 'push', '-q', 'origin', 'main');
    git(project, 'commit', '-q', '--allow-empty', '-m', 'Merge of the run');
    const commit = git(project, 'rev-parse', 'HEAD');
    const branch = 'backlog/1-change-something-with-a-long-name-1';
    await runWithResult(work, { 'src/a.txt': 'b\n' }, {
      ...{ state: 'merged', number: 1, branch, merged: { commit, at: AT } },
    } as never);
    const set = (value: string) =>
      served.opened.context(ADA).write('given', (tx) => {
        const name = 'repo.remote';
        tx.put('setting', name, { name, value, at: tx.at, actor: 'human:ada' });
      });
    const { open } = await browser.person(served);
    const page = await open('/w/project/git');
    const row = page.getByRole('region', { name: 'Table of runs' }).getByRole('row').nth(1);
    await row.getByText(commit.slice(0, 7)).waitFor();
    expect((await row.locator('td').allTextContents()).slice(0, 4)).toEqual([
      'r1 merged',
      `#1 ${description}`,
      'backlog/1-change-so…g-name-1 → main',
      commit.slice(0, 7),
    ]);
    const history = page.getByRole('region', { name: 'History of main' });
    await history.getByText('1 ahead of origin/main').waitFor();
    await history.getByText('Fetch and push here').click();
    await history.getByText('backlog setting set repo.remote origin').waitFor();
    const landing = history.getByRole('row', { name: /#1 Change .* r1/ });
    await landing.getByText('not pushed').waitFor();
    await set('origin');
    await history.getByRole('button', { name: 'Push' }).click();
    await page.locator('.toast', { hasText: 'Pushed 1 commit to origin' }).waitFor();
    expect(git(origin, 'rev-parse', 'main')).toBe(commit);
    await history.getByText('equal to origin/main').waitFor();
    await landing.getByText('not pushed').waitFor({ state: 'detached' });
    git(served.folder, 'clone', '-q', origin, 'theirs');
    const theirs = join(served.folder, 'theirs');
    git(theirs, 'commit', '-q', '--allow-empty', '-m', 'Theirs');
    git(theirs, 'push', '-q', 'origin', 'main');
    await history.getByRole('button', { name: 'Fetch' }).click();
    await history.getByText('1 behind origin/main').waitFor();
    expect(git(project, 'rev-parse', 'main')).toBe(commit);
    git(project, 'commit', '-q', '--allow-empty', '-m', 'By hand');
    await page.evaluate("dispatchEvent(new Event('focus'))");
    await history
      .getByRole('row', { name: /By hand/ })
      .getByText('not pushed')
      .waitFor();
    git(project, 'remote', 'remove', 'origin');
    await history.getByRole('button', { name: 'Read again' }).click();
    await history.getByText('there is no remote origin in project').waitFor();
    await history.getByText('git remote add origin').waitFor();
    await history.getByRole('button', { name: 'Fetch' }).waitFor({ state: 'detached' });
    git(project, 'remote', 'add', 'origin', origin);
    await history.getByRole('button', { name: 'Read again' }).click();
    await history.getByRole('button', { name: 'Fetch' }).waitFor();
  });

  soak('the palette exports all tasks, imports them again, and splits the shown task', async () => {
    const { page, served } = await visit(browser, {
      tasks: [{ description: 'Alpha', scope: ['src/**', 'docs/**'] }, 'Beta'],
      path: 'task/1',
      shows: 'Alpha',
    });
    const choose = chooseIn(page);
    const [file] = await Promise.all([page.waitForEvent('download'), choose('export', /Export all tasks/)]);
    const path = await file.path();
    await served.call('task_delete', { id: '2' });
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), choose('import', /tasks from a file/)]);
    await chooser.setFiles({ name: 'tasks.json', mimeType: 'application/json', buffer: readFileSync(path) });
    const preview = page.getByRole('dialog', { name: 'Import tasks.json' });
    await preview.getByText('2 exist already').waitFor();
    expect(await preview.getByRole('button', { name: 'Import 0 tasks' }).isDisabled()).toBe(true);
    await preview.getByRole('button', { name: 'Cancel' }).click();
    const [table] = await Promise.all([page.waitForEvent('filechooser'), choose('import', /tasks from a file/)]);
    const csv = Buffer.from('description,project\nGamma,web\n,web\n');
    await table.setFiles({ name: 'plan.csv', mimeType: 'text/csv', buffer: csv });
    const plan = page.getByRole('dialog', { name: 'Import plan.csv' });
    await plan.getByRole('listitem').filter({ hasText: 'Gamma' }).waitFor();
    await plan.getByRole('button', { name: 'Import 1 task' }).click();
    await page.locator('.toast', { hasText: /^Added 1 task(?!,)/ }).waitFor();
    const bytes = (path: string) => readFileSync(join('test/fixtures/formats', path));
    const [database] = await Promise.all([page.waitForEvent('filechooser'), choose('import', /tasks from a file/)]);
    await database.setFiles(
      ['with-log.db', 'with-log.db-wal'].map((name) => ({
        ...{ name, mimeType: 'application/octet-stream', buffer: bytes(`mazen160/${name}`) },
      })),
    );
    const rows = page.getByRole('dialog', { name: 'Import with-log.db' });
    await rows.getByText('Renamed in the log').waitFor();
    await rows.getByRole('button', { name: 'Cancel' }).click();
    await choose('split', /Split #1 into subtasks/);
    const dialog = page.getByRole('dialog', { name: 'Split #1' });
    await dialog.getByRole('textbox').fill('src/**\ndocs/**');
    await dialog.getByRole('button', { name: 'Add 2 subtasks' }).click();
    await page.locator('.toast', { hasText: 'Split #1 into 2 subtasks' }).waitFor();
  });

  soak(
    'the palette imports a folder in a page that does not know its queue yet, after a lost request, and by the last chosen format',
    async () => {
      const served = await board();
      const { context, wrong } = await browser.person(served);
      forget(wrong, /ERR_FAILED/);
      const page = await context.newPage();
      // The page knows its queue after the dialog is there.
      let know = () => {};
      const known = new Promise<void>((done) => (know = done));
      await page.route('**/api/v1/workspaces', (route) => known.then(() => route.continue()));
      // The first preview is lost.
      let lost = 0;
      await page.route('**/task_import', (route) => (lost++ === 0 ? route.abort() : route.continue()));
      await page.goto(`${served.origin}/w/project/list`);
      await page.getByText('List').first().waitFor();
      const choose = chooseIn(page);
      await chooseFolderNext(page, 'test/fixtures/formats/backlog-md/custom');
      await choose('import', /tasks from a folder/);
      const project = page.getByRole('dialog', { name: 'Import custom' });
      await project.waitFor();
      for (const format of ['csv', 'backlog-md']) await project.getByRole('combobox').selectOption(format);
      know();
      await project.getByRole('listitem').filter({ hasText: 'A title that ends with a backslash' }).waitFor();
      await project.getByRole('button', { name: /^Import \d+ tasks$/ }).click();
      await page.locator('.toast', { hasText: /^Added \d+ tasks(?!,)/ }).waitFor();
    },
  );

  soak('the palette imports a folder that the browser lists', async () => {
    const { page } = await visit(browser, { path: 'list', shows: 'List' });
    const choose = chooseIn(page);
    const [folder] = await Promise.all([page.waitForEvent('filechooser'), choose('import', /tasks from a folder/)]);
    await folder.setFiles('test/fixtures/formats/backlog-md/custom');
    const project = page.getByRole('dialog', { name: 'Import custom' });
    await project.getByRole('listitem').filter({ hasText: 'A title that ends with a backslash' }).waitFor();
  });

  soak('the first steps are ticked as they happen, and are gone after the first run', async () => {
    const { page, served, open } = await visit(browser, { path: 'agents', shows: 'Add a task' });
    for (const path of everyNth(4, ['usage', 'claims', 'documents', 'git', 'goals'])) {
      const empty = await open(`/w/project/${path}`);
      await empty.getByRole('list', { name: 'First steps' }).getByText('Add an agent').waitFor();
      await empty.close();
    }
    const steps = page.getByRole('list', { name: 'First steps' });
    expect(await steps.getByText('done').count()).toBe(0);
    await steps.getByText('backlog agent add fixer').waitFor();
    await served.call('task_add', { description: 'Alpha' });
    await steps.getByRole('listitem').filter({ hasText: 'Add a task' }).getByText('done').waitFor();
    await served.opened.store.refresh();
    await served.opened.store.write({ command: 'given', actor: { kind: 'human', name: 'ada' } }, (tx) =>
      tx.put('agent', 'sh', {
        ...{ name: 'sh', provider: 'command', argv: [process.execPath], enabled: true },
        ...{ permission: { mode: 'default', allow: [], deny: [] }, at: tx.at, actor: 'human:ada' },
      } as never),
    );
    await steps.getByRole('listitem').filter({ hasText: 'Add an agent' }).getByText('done').waitFor();
    await page.getByRole('region', { name: 'Orchestrator' }).getByRole('button', { name: 'Start' }).click();
    await steps.getByRole('listitem').filter({ hasText: 'Let agents start' }).getByText('done').waitFor();
    await runIn(served, 'review', { number: 1 });
    await steps.waitFor({ state: 'detached' });
  });
});

/**
 * Lets the next click on a file input choose a folder. Chromium itself lists a folder in another process, and twice on a
 * busy machine its list did not reach the page; a soak tries that way.
 */
async function chooseFolderNext(page: Page, folder: string): Promise<void> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: join(basename(folder), relative(folder, file)), text: readFileSync(file, 'utf8') }));
  await page.evaluate((chosen) => {
    const made = chosen.map(({ path, text }) =>
      Object.defineProperty(new File([text], path), 'webkitRelativePath', { value: path }),
    );
    HTMLInputElement.prototype.click = function () {
      Object.defineProperty(this, 'files', { value: made });
      this.dispatchEvent(new Event('change'));
    };
  }, files);
}

/** Returns a function that types words into the palette and chooses a row. */
const chooseIn = (page: Page) => async (words: string, row: RegExp) => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search and commands' }).fill(words);
  await page.getByRole('option', { name: row }).first().click();
};
