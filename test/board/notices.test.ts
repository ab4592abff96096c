import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { runIn } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

const { board } = builtBoards();

/** Keeps what the page gives to the browser, and gives it to the browser, too. */
const WATCH = `{
  const Real = Notification;
  window.told = [];
  window.Notification = class extends Real {
    constructor(title, options) { super(title, options); window.told.push([title, options.body]); }
  };
}`;

const told = (page: Page) => page.evaluate(() => (window as unknown as { told: string[][] }).told);

describeInBrowser('desktop notices', (browser) => {
  soak('of two tabs, one shows each event once, also after a reload; turned off, none does', async () => {
    const served = await board();
    await served.call('task_import', { tasks: ['Alpha', 'Beta', 'Gamma'].map((description) => ({ description })) });
    const { context, open } = await browser.person(served);
    await context.grantPermissions(['notifications']);
    await context.addInitScript({ content: WATCH });
    const first = await open('/w/project/settings');
    const choice = first.getByRole('checkbox', { name: /^Show desktop notices/ });
    await choice.check();
    // The first notice is an example.
    await expect.poll(() => told(first)).toEqual([['Backlog', 'Notices appear like this.']]);
    await first.evaluate('window.told = []');
    const second = await open('/w/project/list');
    await second.getByText('Gamma').waitFor();
    await served.opened.store.refresh();
    await runIn(served, 'review', { number: 1 });
    const both = async () => [...(await told(first)), ...(await told(second))];
    await expect.poll(both).toEqual([['project: r1 is in review', '#1 Alpha']]);
    await second.reload();
    await second.getByText('Gamma').waitFor();
    await runIn(served, 'failed', { number: 2, reason: { code: 'crashed', text: 'exit 1' } });
    await expect.poll(both).toContainEqual(['project: r2 failed', '#2 Beta: exit 1']);
    const all = await both();
    expect(all.filter(([title]) => title === 'project: r2 failed')).toHaveLength(1);
    expect(all.filter(([title]) => title === 'project: r1 is in review').length).toBeLessThanOrEqual(1);
    await choice.uncheck();
    await expect.poll(() => second.evaluate(() => localStorage.getItem('backlog notices'))).toBe('off');
    await runIn(served, 'review', { number: 3 });
    await second.getByText('review').first().waitFor();
    const { body } = await served.call<{ notices: { title: string }[] }>('notice_take');
    expect(body.notices.map(({ title }) => title)).toEqual(['r3 is in review']);
  });
});
