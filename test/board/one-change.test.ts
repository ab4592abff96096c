import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { describeInBrowser, readResponses } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { listenTo } from '../web/stream.ts';
import { builtBoards } from './visit.ts';

/** Bytes that one changed card may cost a page, with the events. */
const MOST_BYTES = 2_048;

const VIEWS = ['board', 'list', 'activity', 'settings', 'claims', 'agents'];

describeInBrowser('one changed card', (browser) => {
  const { board } = builtBoards();

  soak.each(VIEWS)('costs less than 2 KB at the view %s, and the sidebar has its numbers', async (path) => {
    const served = await board();
    const tasks = Array.from({ length: 40 }, (_, i) => ({
      description: `Task number ${i} with a title of an ordinary length`,
      due: '2020-01-01',
      tags: ['a', 'b'],
    }));
    await served.call('task_import', { tasks });
    const { open } = await browser.person(served);
    const page = await open(`/w/project/${path}`);
    await page.locator('main h1, main .board, main .list').first().waitFor();
    // The sidebar reads what it needs once.
    const asked = () => page.evaluate(() => performance.getEntriesByType('resource').length);
    await expect
      .poll(async () => {
        const before = await asked();
        await wait(500);
        return (await asked()) - before;
      })
      .toBe(0);
    const stream = await listenTo(served, { query: '?counts=1' });
    const answersSoFar = readResponses(page.context(), (response) => {
      const { pathname } = new URL(response.url());
      if (!pathname.startsWith('/api/v1/') || pathname.includes('/events')) return undefined;
      const sizes = response.request().sizes();
      return sizes.then(({ responseBodySize: bytes }) => ({ url: pathname.split('/').at(-1)!, bytes }));
    });
    await served.call('task_modify', { filter: '7', priority: 'H' });
    await served.call('task_start', { id: '7' });
    await served.call('task_stop', { id: '7', handoff: 'Half of it is done' });
    await page.locator('.nav-count', { hasText: '1' }).waitFor();
    const told: number[] = [];
    for (let one = await stream.next(); one.event !== 'counts' || told.length < 4; one = await stream.next())
      told.push(one.bytes);
    const answers = await answersSoFar();
    expect(answers.filter(({ url }) => url === 'report_now')).toEqual([]);
    const sum = [...answers.map(({ bytes }) => bytes), ...told].reduce((all, bytes) => all + bytes, 0);
    expect(sum / 3, JSON.stringify({ answers, told })).toBeLessThan(MOST_BYTES);
  });
});
