import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { runIn } from '../support/runs.ts';
import { builtBoards } from './visit.ts';

const { visit } = builtBoards();

describeInBrowser('the list', (browser) => {
  test('has columns for run, worker, creator and change; columns are as wide as their texts; saved filters are in the sidebar', async () => {
    const tasks = [{ description: 'Sign the deliveries', project: 'api' }, 'Search them'];
    const path = 'list?columns=description,state,project,tags,run,by,created,modified';
    const { page, served } = await visit(browser, { tasks, path });
    await served.call('view_set', { name: 'mine', filter: 'project:api' });
    await served.call('task_start', { id: 2 });
    await served.opened.store.refresh();
    await runIn(served, 'failed', { number: 1, reason: { code: 'crashed', text: 'exit 1' } });
    const row = (text: string) => page.locator('.list-row', { hasText: text });
    await expect.poll(() => row('Sign').locator('.cell-run').textContent()).toBe('r1 failed');
    const person = await row('Search').locator('.cell-created').textContent();
    expect(person).toMatch(/^human:\w/);
    await expect.poll(async () => `human:${await row('Search').locator('.cell-by').textContent()}`).toBe(person);
    expect(await row('Search').locator('.cell-modified').textContent()).toMatch(/^(now|\d+m)$/);
    const widthOf = async (name: string) => (await row('Sign').locator(`.cell-${name}`).boundingBox())!.width;
    expect(await widthOf('tags')).toBeLessThan(60);
    const cut = (cell: Element) => cell.scrollWidth - cell.clientWidth;
    expect(await row('Sign').locator('.cell-state').evaluate(cut)).toBe(0);
    const before = await widthOf('project');
    await served.call('task_modify', { filter: '2', project: 'operations.east' });
    await row('operations.east').waitFor();
    await expect.poll(() => widthOf('project')).toBeGreaterThan(before + 30);

    const saved = page.getByRole('list', { name: 'Saved filters' }).getByRole('link', { name: '@mine' });
    await saved.click();
    await expect.poll(() => page.locator('.list-row').count()).toBe(1);
    expect(await saved.getAttribute('aria-current')).toBe('page');
  });
});
