import { expect } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { describeInBrowser } from '../support/browser.ts';
import { soak } from '../support/soak-test.ts';
import { ADA, agent } from '../support/workspace.ts';
import { builtBoards, decidable } from './visit.ts';

describeInBrowser('tasks that agents added', (browser) => {
  const { board } = builtBoards();

  soak('are accepted on the page Now, one or all, and the last act is undone', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Of a person' });
    await served.opened.ready();
    for (const description of ['First idea', 'Second idea', 'Third idea'])
      await execute(served.opened, agent('session-1'), commandNamed('task_add'), { description });
    const waiting = async () => {
      const { body } = await served.call<{ tasks: Task[] }>('task_list', { filter: 'sort:id', format: 'json' });
      return body.tasks.filter(({ awaits }) => awaits).map(({ description }) => description);
    };
    expect(await waiting()).toEqual(['First idea', 'Second idea', 'Third idea']);
    const { open } = await browser.person(served);
    const page = await open('/w/project/now');
    const part = page.getByRole('region', { name: 'To accept' });
    const row = part.locator('.row', { hasText: 'Second idea' });
    await row.getByRole('button', { name: 'Accept' }).click();
    await row.waitFor({ state: 'detached' });
    expect(await waiting()).toEqual(['First idea', 'Third idea']);
    await part.getByRole('button', { name: 'Accept all 2' }).click();
    await part.waitFor({ state: 'detached' });
    expect(await waiting()).toEqual([]);
    await page.keyboard.press('u');
    await part.getByText('First idea').first().waitFor();
    expect(await waiting()).toEqual(['First idea', 'Third idea']);
  });

  soak('of authors outside are accepted with one key on their page, and an undo takes it back', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Open the door' });
    await served.opened.ready();
    const given = served.opened.context(ADA);
    const [{ uuid } = expect.fail('no task')] = [...given.queue.all()];
    await given.write('given', (tx) => {
      const awaits = { why: 'outside', author: 'mallory', association: 'NONE', at: tx.at, actor: 'human:ada' } as const;
      tx.put('task', uuid, { ...tx.get('task', uuid)!, awaits });
    });
    const awaits = async () => {
      await served.opened.store.refresh();
      return served.opened.store.state.get('task', uuid)!.awaits?.why;
    };
    const { open } = await browser.person(served);
    const page = await open('/w/project/task/1');
    await page.getByRole('button', { name: 'Accept', exact: true }).waitFor();
    await decidable(page, '[data-accept]');
    await page.keyboard.press('y');
    await page.locator('.toast', { hasText: 'Accepted #1' }).waitFor();
    expect(await awaits()).toBeUndefined();
    await page.keyboard.press('u');
    await page.getByRole('button', { name: 'Accept', exact: true }).waitFor();
    expect(await awaits()).toBe('outside');
  });
});
