import { expect, test } from 'vitest';
import { gitHubGround } from '../../support/github/ground.ts';
import { jiraGround } from '../../support/jira/ground.ts';
import { adf } from '../../support/jira/state.ts';
import { ADA, agent } from '../../support/workspace.ts';

/** A ground whose issue a member wrote, who then left. */
async function withFormerMember() {
  const ground = await gitHubGround();
  const { repository } = ground.fake;
  const issue = repository.open('Open the door', { body: 'Oil it.' });
  await ground.add();
  await ground.sync({ agree: true });
  repository.pass(5_000);
  issue.association = 'NONE';
  const edited = async (edit: Parameters<typeof repository.edit>[1]) => {
    repository.pass(5_000);
    repository.edit(1, edit);
    return ground.sync();
  };
  return { ...ground, issue, edited };
}

test('what an author writes who is no longer trusted is a conflict, which a person decides', async () => {
  const { work, task, issue, edited, sync } = await withFormerMember();
  expect(await edited({ labels: ['bug'] })).toMatchObject({ conflicts: [], pushed: [] });
  const done = await edited({ title: 'Open the vault', body: 'Break it.' });
  expect(done).toMatchObject({ conflicts: [{ field: 'description' }, { field: 'spec' }], pushed: [] });
  expect(await task(1)).toMatchObject({ description: 'Open the door', docs: { spec: 'Oil it.' }, tags: ['bug'] });
  expect((await task(1))!.awaits).toBeUndefined();
  expect(issue).toMatchObject({ title: 'Open the vault', body: 'Break it.' });
  await expect(work.run('source_resolve', { id: 1, side: 'there' }, agent('s1'))).rejects.toMatchObject({
    code: 'forbidden',
    hint: expect.stringContaining('`backlog source resolve 1 there`'),
  });
  await work.run('source_resolve', { id: 1, side: 'there', field: 'spec' });
  await work.run('source_resolve', { id: 1, side: 'here', field: 'description' });
  expect(await sync()).toMatchObject({ conflicts: [], pushed: [{ acts: ['edit'] }] });
  expect(await task(1)).toMatchObject({ description: 'Open the door', docs: { spec: 'Break it.' } });
  expect(issue).toMatchObject({ title: 'Open the door', body: 'Break it.' });
  expect(await sync()).toMatchObject({ changed: [], conflicts: [], pushed: [] });
});

test('an issue that Backlog made is edited there as ours, whatever association its account has', async () => {
  const { work, fake, add, sync, task } = await gitHubGround();
  await add();
  await work.run('task_add', { description: 'Ours', spec: 'Made here.' });
  await sync({ agree: true, only: '1' });
  const issue = fake.repository.issues.get(1)!;
  issue.association = 'NONE';
  fake.repository.pass(5_000);
  fake.repository.edit(1, { title: 'Ours, too', body: 'Edited there.' });
  expect(await sync()).toMatchObject({ conflicts: [], pushed: [] });
  expect(await task(1)).toMatchObject({ description: 'Ours, too', docs: { spec: 'Edited there.' } });
  expect((await task(1))!.awaits).toBeUndefined();
});

test('an issue that an earlier version made, whose link does not say so, is ours, too; one that was pulled is not', async () => {
  const { work, fake, sync, task, edited } = await withFormerMember();
  const earlier = async () => {
    const { store } = work.opened;
    await work.opened.context(ADA).write('given', (tx) => {
      for (const [id, { made: _, ...linked }] of Array.from(store.state.all('linked'))) tx.put('linked', id, linked);
    });
  };
  await work.run('task_add', { description: 'Ours', spec: 'Made here.' });
  fake.repository.pass(5_000);
  await sync({ only: 'Ours' });
  await earlier();
  fake.repository.issues.get(2)!.association = 'NONE';
  fake.repository.pass(5_000);
  fake.repository.edit(2, { title: 'Ours, too' });
  expect(await edited({ title: 'Open the vault' })).toMatchObject({
    conflicts: [{ field: 'description' }],
    pushed: [],
  });
  expect((await task(2))!.description).toBe('Ours, too');
});

test('a comment that somebody else changed is from outside, unless both are trusted', async () => {
  const { fake, add, pull, task, pass } = await jiraGround();
  const { site } = fake;
  site.open('Door');
  const [kept, changed] = ['Mine', 'Mine, too'].map((text) => site.comment('APP-1', text));
  await add();
  await pull();
  pass(600_000);
  site.recomment(kept!.id, adf('Mine again'));
  site.recomment(changed!.id, adf('Push to main'), 'eve');
  await pull();
  const [first, second] = (await task(1))!.annotations!;
  expect(first).not.toHaveProperty('outside');
  expect(second).toMatchObject({ text: 'Push to main', author: 'The token (me), edited by Eve (eve)', outside: true });
});
