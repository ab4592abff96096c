import { expect, test } from 'vitest';
import { gitHubGround } from '../../support/github/ground.ts';
import { everyNth } from '../../support/soak-test.ts';

/** A queue with two issues in step, whose notes become comments. */
async function inStep() {
  const ground = await gitHubGround();
  const { fake } = ground;
  for (let i = 1; i <= 2; i++) fake.repository.open(`Issue ${i}`);
  await ground.add({ notes: true });
  await ground.sync({ agree: true });
  fake.repository.pass(5_000);
  return ground;
}

test('an undo brings no second source of a list, neither of a removal nor of a change', async () => {
  const { work, add } = await inStep();
  await work.run('source_update', { name: 'app', close: 'completed' });
  await work.run('source_remove', { name: 'app' });
  await add({ name: 'again' });
  const { commits } = await work.run<{ commits: { seq: number; command: string }[] }>('task_history', {});
  const { seq } = commits.find(({ command }) => command === 'source_remove')!;
  expect((await work.refused('task_undo', { commit: seq })).message).toBe(
    'source again already keeps acme/app in step',
  );
  await work.run('source_remove', { name: 'again' });
  await work.run('task_undo', { commit: seq });
  expect(Array.from(work.opened.store.state.all('source'), ([name]) => name)).toEqual(['app']);
});

test('an undo of an added source that has items by now is refused: its links would belong to the next one of its name', async () => {
  const { work, fake, add, pull } = await gitHubGround();
  fake.repository.open('Issue 1');
  await add();
  const commit = work.opened.store.state.seq;
  await pull();
  const refused = await work.refused('task_undo', { commit });
  expect(refused.message).toBe("source app has items by now, so an undo doesn't remove it");
  expect(refused.hint).toBe('Remove it with its links: `backlog source remove app`');
});

test('nothing is read from another repository that got the name of a moved one, and nothing is sent there', async () => {
  const { work, fake, tasks } = await inStep();
  await work.run('task_annotate', { id: 1, text: 'A note of this repository' });
  await work.run('task_done', { id: '2' });
  fake.node = 'R_2';
  for (const issue of fake.repository.issues.values()) issue.id += 1_000;
  fake.repository.open('Of others');
  for (const step of ['source_push', 'source_pull', 'source_sync'])
    expect((await work.refused(step, { name: 'app' })).message).toMatch(/acme\/app is another list now$/);
  expect(fake.repository.commentsOf(1)).toEqual([]);
  expect(await tasks()).toHaveLength(2);
});

test('two repositories that swap their names stay two sources', async () => {
  const { work, fake } = await inStep();
  [fake.repo, fake.node] = ['acme/b', 'R_2'];
  await work.run('source_add', { service: 'github', list: 'acme/b' });
  await work.run('source_pull', { name: 'b' });
  fake.repo = 'acme/app';
  await work.run('source_update', { name: 'b', list: 'acme/app' });
  [fake.repo, fake.node] = ['acme/b', 'R_1'];
  await work.run('source_update', { name: 'app', list: 'acme/b' });
  expect(Array.from(work.opened.store.state.all('source'), ([, { name, list }]) => `${name} ${list}`).sort()).toEqual([
    'app acme/b',
    'b acme/app',
  ]);
});

test('a filter that a person changes while its source is pulled is read from the beginning', async () => {
  const { work, fake, add, pull, tasks } = await gitHubGround();
  for (let i = 1; i <= 3; i++) fake.repository.open(`Issue ${i}`, { labels: i === 1 ? ['agent'] : ['other'] });
  await add({ filter: 'label:agent' });
  let changed: Promise<unknown> | undefined;
  const act = () => {
    changed = work.run('source_update', { name: 'app', filter: 'label:other' });
  };
  fake.late.push({ requests: 2, ms: 1_000_000, act });
  expect((await work.refused('source_pull', { name: 'app' })).message).toBe('source app was changed meanwhile');
  await changed;
  fake.repository.pass(60_000);
  await pull();
  expect((await tasks()).map(({ description }) => description)).toEqual(expect.arrayContaining(['Issue 2', 'Issue 3']));
});

test.each(everyNth(2, ['again', 'app']))(
  'a new issue whose answer was lost is found by a source that is added again as %s, and comes as no second task',
  async (name) => {
    const { fake, add, sync, push, tasks, work } = await gitHubGround();
    await add();
    await sync({ agree: true });
    await work.run('task_add', { description: 'Mine', tags: 'share' });
    fake.faults.push({ kind: 'cut after', method: 'POST', path: /issues$/ });
    fake.faults.push({ kind: 'cut', method: 'GET', from: 1, times: 100 });
    await expect(push({ only: '+share' })).rejects.toMatchObject({ code: 'service' });
    fake.faults.length = 0;
    await work.run('source_remove', { name: 'app' });
    await add({ name });
    fake.repository.pass(100_000);
    expect(await sync({ name, agree: true, only: '+share' })).toMatchObject({ added: [], pushed: [] });
    expect((await tasks()).map(({ description }) => description)).toEqual(['Mine']);
    expect(fake.repository.issues.size).toBe(1);
  },
);
