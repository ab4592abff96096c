import { expect, test } from 'vitest';
import type { Night } from '../../src/domain/records.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtBoards } from './visit.ts';

describeInBrowser('a night on the board', (browser) => {
  const { board } = builtBoards();

  test('its terms are told back before the yes, and it can be stopped', async () => {
    const served = await board();
    await served.call('task_add', { description: 'Alpha', project: 'web', scope: 'a/**' });
    // High enough for the contract: a click that first scrolls to its button moves it to a place where nobody has read it.
    const { open, wrong } = await browser.person(served, { viewport: { width: 1280, height: 1600 } });
    const page = await open('/w/project/agents');
    const night = page.getByRole('region', { name: 'Night' });
    await night.getByText('Begin a night').click();
    const form = page.getByRole('form', { name: 'Terms of a night' });
    await form.getByLabel('Deadline').fill('yesterday');
    await form.getByRole('button', { name: 'Show the contract' }).click();
    await night.getByText('is in the past').waitFor();
    forget(wrong, /status of 400/);
    await form.getByLabel('Deadline').fill('3h');
    await form.getByLabel('Budget in dollars').fill('20');
    await form.getByLabel('Only tasks that match').fill('project:web');
    await form.getByRole('button', { name: 'Show the contract' }).click();
    const contract = page.getByRole('region', { name: 'Contract' });
    await contract.getByText('$20.00, also while agents work').waitFor();
    const before = await served.call<{ night?: Night }>('night_show');
    expect(before.body.night).toBeUndefined();
    await contract.getByRole('button', { name: 'Begin this night' }).click();
    await night.getByRole('heading', { name: 'Night n1' }).waitFor();
    const { body } = await served.call<{ night: Night }>('night_show');
    expect(body.night).toMatchObject({ id: 'n1', terms: { budgetUsd: 20, filter: 'project:web', risk: 'low' } });
    expect(body.night.actor).toMatch(/^human:/);
    await night.getByText('$0.00 of $20.00').waitFor();
    await night.getByRole('button', { name: 'Stop the night' }).click();
    await night.getByText(/ended .*stopped it/).waitFor();
  });
});
