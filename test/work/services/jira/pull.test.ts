import { expect, test } from 'vitest';
import { checkJql, labelsOf } from '../../../../src/services/jira/jql.ts';
import { jiraGround } from '../../../support/jira/ground.ts';
import { adf } from '../../../support/jira/state.ts';

test('issues of a project become tasks with text, labels, version, assignee, parent and blockers', async () => {
  const ground = await jiraGround();
  const { site } = ground.fake;
  const first = site.open('Store', { description: adf('One.', 'Two.'), labels: ['db'], fixVersions: ['v2'] });
  const second = site.open('Cache', { parent: first.id, assignee: 'mia' });
  site.open('Web', { blockedBy: [second.id] });
  await ground.add();
  expect(await ground.pull()).toMatchObject({
    added: [{ description: 'Store' }, { description: 'Cache' }, { description: 'Web' }],
  });
  const [one, two, three] = await ground.tasks();
  expect(one).toMatchObject({ tags: ['db'], project: 'v2', docs: { spec: 'One.\n\nTwo.' } });
  expect(one!.source).toMatchObject({ kind: 'jira', id: first.id, url: 'https://acme.atlassian.net/browse/APP-1' });
  expect(two).toMatchObject({ parent: one!.uuid });
  expect(three).toMatchObject({ depends: [two!.uuid] });
});

test('a quiet pull makes at most two requests', async () => {
  const ground = await jiraGround();
  for (let i = 0; i < 5; i++) ground.fake.site.open(`t${i}`);
  await ground.add({ filter: 'labels = agent' });
  await ground.pull();
  ground.pass(60_000);
  await ground.pull();
  ground.pass(60_000);
  expect(await ground.requestsOf(() => ground.pull())).toBeLessThanOrEqual(2);
});

test('an issue is taken once it fits the filter, and stays when it no longer does', async () => {
  const ground = await jiraGround();
  const { site } = ground.fake;
  site.open('No');
  site.open('Yes', { labels: ['agent'] });
  await ground.add({ filter: 'labels = agent' });
  expect((await ground.pull()).added).toMatchObject([{ description: 'Yes' }]);
  ground.pass(120_000);
  site.edit('APP-1', { labels: ['agent'] });
  site.edit('APP-2', { labels: [], summary: 'Yes, still' });
  expect(await ground.pull()).toMatchObject({
    added: [{ description: 'No' }],
    changed: [{ description: 'Yes, still' }],
  });
});

test('comments become notes with their author', async () => {
  const ground = await jiraGround();
  const { site } = ground.fake;
  site.open('One');
  site.comment('APP-1', 'Before', 'eve');
  await ground.add();
  await ground.pull();
  ground.pass(60_000);
  site.comment('APP-1', 'After');
  await ground.pull();
  const [task] = await ground.tasks();
  expect(task!.annotations).toMatchObject([
    { text: 'Before', author: 'Eve (eve)', association: 'CUSTOMER', outside: true },
    { text: 'After', author: 'The token (me)' },
  ]);
});

test('the position of comments advances without comments, so that later pulls read no old issues', async () => {
  const { work, fake, add, pull, pass } = await jiraGround();
  fake.site.open('Old');
  await add();
  await pull();
  const position = () => work.opened.store.state.get('source', 'app')!.comments!.since!;
  const first = position();
  pass(60 * 60_000);
  fake.site.edit('APP-1', { summary: 'Newer' });
  await pull();
  expect(Date.parse(position()) - Date.parse(first)).toBeGreaterThan(59 * 60_000);
  const { seq } = work.opened.store.state;
  await pull();
  expect(work.opened.store.state.seq).toBe(seq);
  // A comment of that hour comes, although a search finds it late.
  fake.site.comment('APP-1', 'Late');
  expect(await pull()).toMatchObject({ comments: 1 });
});

test.each([
  ['labels = agent', ['agent']],
  [`labels = 'agent' AND labels = "two"`, ['agent', 'two']],
  ['labels = agent AND component = "Read or write, not both"', ['agent']],
  ['labels = agent AND summary ~ "labels = evil"', ['agent']],
  ['labels = größe AND labels = агент', ['größe', 'агент']],
  ['labels = agent OR labels = two', []],
  ['labels != agent', []],
  ['labels = "a \\"b\\" or c"', []],
])('a filter %s gives its labels to a new issue', (filter, labels) => {
  checkJql(filter);
  expect(labelsOf(filter)).toEqual(labels);
});
