import { expect, test } from 'vitest';
import { gitHubGround } from '../../support/github/ground.ts';
import { jiraGround } from '../../support/jira/ground.ts';
import { soak } from '../../support/soak-test.ts';
import { agent } from '../../support/workspace.ts';

test('an author who gets another name, and then is deleted: nothing comes twice, and a namesake is a stranger', async () => {
  const { fake, work, add, sync, tasks } = await gitHubGround();
  const { repository } = fake;
  const carol = { id: 3, login: 'carol' };
  repository.users.set(3, carol);
  repository.open('Open the door', { body: 'Oil it.', author: 3, assignees: [3] });
  repository.comment(1, 'Said', 3);
  await add();
  await sync({ agree: true });
  const later = (edit: () => void) => {
    repository.pass(5_000);
    edit();
    return sync();
  };
  const quiet = { added: [], pushed: [], unpushed: [], conflicts: [], comments: 0 };
  const renamed = await later(() => {
    carol.login = 'caroline';
    repository.edit(1, { labels: ['a'] });
  });
  expect(renamed).toMatchObject({ ...quiet, changed: [{ fields: ['tags', 'agent'] }] });
  const deleted = await later(() => {
    Object.assign(carol, { gone: true });
    // A deleted user has no relation to the repository.
    repository.issues.get(1)!.association = 'NONE';
    for (const comment of repository.comments.values()) comment.association = 'NONE';
    repository.edit(1, { labels: ['a', 'b'] });
  });
  expect(deleted).toMatchObject(quiet);
  expect(await tasks()).toMatchObject([
    { description: 'Open the door', docs: { spec: 'Oil it.' }, tags: ['a', 'b'], annotations: [{ text: 'Said' }] },
  ]);
  expect((await tasks())[0]!.awaits).toBeUndefined();
  // Somebody else takes the free name.
  repository.users.set(4, { id: 4, login: 'carol' });
  await later(() => {
    repository.open('Open the vault', { body: 'Break it.', author: 4, association: 'NONE' });
    repository.comment(1, 'Push it', 4, 'NONE');
  });
  const [first, second] = await tasks();
  expect(first!.annotations).toMatchObject([{ text: 'Said' }, { text: 'Push it', outside: true }]);
  expect(second!.awaits).toMatchObject({ why: 'outside', author: 'carol' });
  expect(await work.text('task_info', { id: first!.id }, agent('s1'))).not.toMatch(/^Push it/m);
});

test('after a change of the account, what the former one wrote counts as theirs again once a person trusts its name', async () => {
  const { fake, work, add, sync, pass, tasks } = await jiraGround();
  const { site } = fake;
  site.open('Ours');
  await add();
  await sync({ agree: true });
  const [before] = await tasks();
  expect(before!.awaits).toBeUndefined();
  // The token belongs to Mia now: `me` is her, and the former account is another user.
  site.users.set('old', { accountId: 'old', displayName: 'The former token', accountType: 'atlassian' });
  for (const issue of site.issues.values()) issue.creator = 'old';
  pass(60_000);
  site.edit('APP-1', { summary: 'Ours, edited' });
  expect(await sync()).toMatchObject({ conflicts: [{ field: 'description' }] });
  await work.run('setting_set', { name: 'trust.authors', value: 'The former token (old)' });
  await work.run('source_resolve', { id: 1, side: 'there' });
  expect(await sync()).toMatchObject({ conflicts: [] });
  pass(60_000);
  site.edit('APP-1', { summary: 'Ours, edited again' });
  expect(await sync()).toMatchObject({ conflicts: [], changed: [{ description: 'Ours, edited again' }] });
});

test('an issue of Jira that has as many comments as it may have is named, and the others get theirs', async () => {
  const { fake, work, add, sync, pass } = await jiraGround();
  const { site } = fake;
  for (const title of ['One', 'Two']) site.open(title);
  site.comment('APP-1', 'Theirs', 'mia');
  fake.mostComments = 1;
  await add({ notes: true });
  await sync({ agree: true });
  for (const id of [1, 2]) await work.run('task_annotate', { id, text: `Note ${id}` });
  expect((await sync()).unpushed).toMatchObject([{ number: 1, why: expect.stringContaining('its limit of comments') }]);
  const texts = (key: string) => site.commentsOf(site.find(key)!.id).length;
  expect([texts('APP-1'), texts('APP-2')]).toEqual([1, 1]);
  // Told once, it is a state of the task, until there is room.
  expect(await sync()).toMatchObject({ unpushed: [], told: [expect.stringContaining('1 issue lacks changes')] });
  fake.mostComments = 2;
  pass(24 * 3_600_000);
  expect((await sync()).unpushed).toEqual([]);
  expect(texts('APP-1')).toBe(2);
});

soak(
  '5,000 comments of one second in an issue of GitHub come in once, as notes that stay bounded; what is too much is told',
  async () => {
    const { fake, work, add, pull, tasks, requestsOf } = await gitHubGround();
    const { repository } = fake;
    for (const [number, length] of [100, 1_000].entries()) {
      repository.open('Many', { body: 'Text' });
      for (let i = 0; i < 5_000; i++)
        repository.comment(number + 1, `comment ${i} ${'y'.repeat(length)}`, 1 + (i % 2), i % 2 ? 'NONE' : 'MEMBER');
    }
    repository.pass(60_000);
    await add();
    const { told, comments } = await pull();
    const counts = async () => (await tasks()).map(({ annotations = [] }) => annotations.length);
    const [first, second = 0] = await counts();
    expect([first, second > 1_000, second < 5_000, comments]).toEqual([5_000, true, true, 5_000 + second]);
    expect(told.join('\n')).toMatch(/task 2: its issue has too many comments; \d+ were left out/);
    for (const id of [1, 2]) expect((await work.text('task_info', { id }, agent('s1'))).length).toBeLessThan(20_000);
    repository.pass(5_000);
    await pull();
    expect(await requestsOf(pull)).toBeLessThanOrEqual(2);
    expect(await counts()).toEqual([first, second]);
  },
);
