import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { filledBoard, reviewedBoard, VIEW_PATHS } from './filled.ts';
import { builtBoards } from './visit.ts';

/** Zones at whose ends the server, which is in UTC, never has the browser's day together with both. */
const ZONES = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/New_York', 'Asia/Kathmandu'];

/** A stored instant, or a time with the zone of the server. */
const FOREIGN = /\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z\b| ?UTC\b| ?GMT(?!\+5:45))|\b17:30\b/;

const dayIn = (zone: string, days = 0) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(Date.now() + days * 86_400_000);

describeInBrowser('a browser in another time zone than the server', (browser) => {
  const { board } = builtBoards();

  for (const timezoneId of ZONES)
    soak(`in ${timezoneId} reads, types and edits its own days`, async () => {
      const served = await board();
      const task = async (id: number) => {
        const { body } = await served.call<{ record: { due?: string; wait?: string } }>('task_info', {
          id: String(id),
        });
        return body.record;
      };
      await served.call('task_add', { description: 'Alpha', due: '2030-12-10' });
      const { open } = await browser.person(served, { timezoneId, locale: 'en-US' });
      const page = await open('/w/project/task/1');
      await page.getByRole('button', { name: 'Due: Dec 10, 2030' }).click();
      const due = page.getByRole('textbox', { name: 'Due' });
      expect(await due.inputValue()).toBe('2030-12-10');
      for (const [typed, days, shown] of [
        ['tomorrow', 1, 'tomorrow'],
        ['today', 0, 'today'],
        ['yesterday', -1, '1d late'],
      ] as const) {
        await due.fill(typed);
        await page.keyboard.press('Enter');
        await page.locator('.due', { hasText: new RegExp(`^${shown}$`) }).waitFor();
        expect((await task(1)).due).toBe(dayIn(timezoneId, days));
        await page.getByRole('button', { name: /^Due: / }).click();
        expect(await due.inputValue()).toBe(dayIn(timezoneId, days));
      }
      // Leaving the input without a change stores nothing.
      await due.press('Enter');
      await due.waitFor({ state: 'detached' });
      expect((await task(1)).due).toBe(dayIn(timezoneId, -1));
      await page.goto(`${served.origin}/w/project/list`);
      await page.keyboard.press('c');
      await page.keyboard.type('Beta due:tomorrow');
      await page.keyboard.press('Enter');
      await page.locator('.list-row', { hasText: 'Beta' }).getByText('tomorrow').waitFor();
      expect((await task(2)).due).toBe(dayIn(timezoneId, 1));
      await page.goto(`${served.origin}/w/project/list?filter=${encodeURIComponent('due:tomorrow')}`);
      await page.locator('.list-row', { hasText: 'Beta' }).waitFor();
      await page.goto(`${served.origin}/w/project/list?filter=${encodeURIComponent('+OVERDUE')}`);
      await page.locator('.list-row', { hasText: 'Alpha' }).waitFor();
      expect(await page.locator('.list-row').count()).toBe(1);
    });

  soak('no view has a time of the server, nor one as it is stored', async () => {
    const served = await board();
    await filledBoard(served);
    await reviewedBoard(served);
    const dated: { path: string; shows: string }[] = [];
    for (const field of ['due', 'wait', 'scheduled', 'until']) {
      const { body } = await served.call<{ id: number }>('task_add', { description: `Dated by ${field}` });
      await served.call('task_modify', { filter: String(body.id), [field]: '2099-12-24T17:30:00Z' });
      dated.push({ path: `task/${body.id}`, shows: field });
    }
    const { open } = await browser.person(served, { timezoneId: 'Asia/Kathmandu', locale: 'en-GB' });
    const found: string[] = [];
    for (const { path, shows } of [...VIEW_PATHS, ...dated]) {
      const page = await open(`/w/project/${path}`);
      await page.locator('main').getByText(shows).filter({ visible: true }).first().waitFor();
      const named = await page
        .locator('[title], [aria-label]')
        .evaluateAll((all) =>
          all.flatMap((one) => [one.getAttribute('title') ?? '', one.getAttribute('aria-label') ?? '']),
        );
      const lines = [...(await page.locator('body').allInnerTexts()).join('\n').split('\n'), ...named];
      found.push(...lines.filter((line) => FOREIGN.test(line)).map((line) => `${path}: ${line}`));
      await page.close();
    }
    expect(found).toEqual([]);
  });
});
