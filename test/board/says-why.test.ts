import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { builtBoards } from './visit.ts';

const { board } = builtBoards();

describeInBrowser('the board says why', (browser) => {
  soak('a card that is dropped into another group of filters stays in its own, and that is said', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Apple', tags: ['a'] });
    await served.call('task_add', { description: 'Berry', tags: ['b'] });
    const { open } = await browser.person(served);
    const page = await open(`/w/project/board?group=filters&rows=${encodeURIComponent('+a\n+b')}`);
    const apple = page.locator('.card', { hasText: 'Apple' });
    await apple.waitFor();
    await apple.dragTo(page.locator('.card', { hasText: 'Berry' }));
    const toast = page.locator('.toast', { hasText: '#1 stays in its group' });
    await toast.getByText('Change the field that the filter selects by').waitFor();
  });

  soak('an orchestrator that starts nothing more says what keeps the tasks', async () => {
    const served = await board();
    await served.call('task_import', {
      tasks: [
        { ref: 'a', description: 'First', agent: 'nobody-at-all' },
        { description: 'Second', depends: ['a'] },
        { description: 'Third', depends: ['a'] },
      ],
    });
    await served.call('orchestrator_start', {});
    const { open } = await browser.person(served);
    const page = await open('/w/project/agents');
    const idle = page.locator('.orchestrator-idle');
    await idle.getByText('No open task can start now').waitFor();
    await expect
      .poll(() => idle.locator('li').allInnerTexts())
      .toEqual([
        expect.stringMatching(/^2 for example #2: .*blocked by/),
        expect.stringMatching(/^1 for example #1: /),
      ]);
  });

  soak('what a person has in hand without a run has a lane in the timeline', async () => {
    const served = await board();
    await served.call('task_add', { description: 'By hand' });
    await served.call('task_start', { id: 1 });
    const { open } = await browser.person(served);
    const page = await open('/w/project/timeline');
    const lane = page.locator('.tl-lane', { hasText: '1 active' });
    await lane.getByRole('link', { name: /^Active: #1 By hand/ }).click();
    await page.waitForURL(/task\/1$/);
  });

  soak('the foot of a card at 1,280 pixels has who is at it and ends within the card', async () => {
    const served = await board();
    const long = 'a-long-name-of-something';
    const tags = ['first', 'second', 'third'].map((name) => `${name}-${long}`);
    await served.call('task_add', {
      description: 'Wide',
      project: `${long}.${long}`,
      tags,
      agent: long,
      acceptance: ['a'],
    });
    const { open } = await browser.person(served);
    const page = await open('/w/project/board');
    const foot = page.locator('.card-foot');
    await foot.getByText(long, { exact: true }).waitFor();
    const card = (await page.locator('.card').boundingBox())!;
    for (const part of await foot.locator('> *, .card-end > *').all()) {
      const { x, width, height } = (await part.boundingBox())!;
      // Facts begin 14 pixels before their text. That part is cut off.
      expect({
        x: x >= card.x - 14,
        right: x + width <= card.x + card.width,
        seen: width > 12,
        one: height < 30,
      }).toEqual({
        ...{ x: true, right: true, seen: true, one: true },
      });
    }
    if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT });
  });
});
