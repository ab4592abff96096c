import { expect, test } from 'vitest';
import { githubPulls } from '../../../src/services/github/pulls.ts';
import { fakeGitHub } from '../../support/github/fake.ts';
import { gitHubGround } from '../../support/github/ground.ts';
import { jiraGround } from '../../support/jira/ground.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('a page of GitHub that lacks an issue or a comment of a blocked user is not the last one', async () => {
  const { fake, add, pull, tasks, task } = await gitHubGround();
  const { repository } = fake;
  for (const n of numbers(1, 150)) repository.open(`Issue ${n}`, n === 5 ? { author: 2 } : {});
  for (const n of numbers(1, 150)) repository.comment(1, `Comment ${n}`, n === 5 ? 2 : 1);
  fake.hides = ({ author }) => author === 2;
  await add({ filter: 'state:all' });
  await pull();
  expect(await tasks()).toHaveLength(149);
  expect((await task(1))!.annotations).toHaveLength(149);
});

test('a page of comments of Jira is as long as the service wants', async () => {
  const { fake, add, pull, task, pass } = await jiraGround();
  const { site } = fake;
  site.commentPage = 20;
  site.open('Door', { labels: ['agent'] });
  for (const n of numbers(1, 50)) site.comment('APP-1', `Comment ${n}`);
  await add({ filter: 'labels = agent' });
  await pull();
  expect((await task(1))!.annotations).toHaveLength(50);
  pass(600_000);
  for (const n of numbers(51, 95)) site.comment('APP-1', `Comment ${n}`);
  await pull();
  expect((await task(1))!.annotations).toHaveLength(95);
});

test('a list that does not end is refused, and no part of it passes for the whole', async () => {
  const fake = await fakeGitHub();
  fake.repository.open('Door');
  const raw = JSON.stringify(numbers(1, 100).map((id) => ({ id, event: 'labeled' })));
  fake.faults.push({ kind: 'raw', path: /events/, times: 100, status: 200, raw });
  const pulls = githubPulls({ api: fake.api, list: fake.repo, token: fake.token });
  await expect(pulls.eventsOf(1)).rejects.toThrow('more than 60 pages');
});

test('the failure behind a hundred warnings is in the reason, which says how many annotations it leaves out', async () => {
  const fake = await fakeGitHub();
  const warnings = numbers(1, 120).map((line) => ({ path: 'a.ts', line, level: 'warning', message: 'odd' }) as const);
  fake.pulls.check('build', 'c'.repeat(40), {
    conclusion: 'failure',
    annotations: [...warnings, { path: 'b.ts', line: 7, level: 'failure', message: 'does not build' }],
  });
  const pulls = githubPulls({ api: fake.api, list: fake.repo, token: fake.token });
  const [check] = await pulls.checksOf('c'.repeat(40));
  const reason = await pulls.reasonOf(check!);
  expect(reason[1]).toContain('b.ts:7 failure');
  expect(reason.at(-1)).toBe('… and 101 more');
});
