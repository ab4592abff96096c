import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { githubPulls } from '../../../src/services/github/pulls.ts';
import { readCheckRun, readPull } from '../../../src/services/github/read-pull.ts';
import { fakeGitHub } from '../../support/github/fake.ts';

const connect = ({ api }: { api: string }) => githubPulls({ api, token: 'token-of-test', list: 'acme/app' });

test('a later approval or dismissal ends what its author asked before, also in comments; others and later ones ask', async () => {
  const fake = await fakeGitHub();
  fake.pulls.open({ title: 'A', body: '', branch: 'backlog/1', base: 'main' });
  fake.repository.users.set(3, { id: 3, login: 'carol' });
  const say = (body: string, more: Parameters<typeof fake.pulls.review>[2]) => fake.pulls.review(1, body, more);
  say('ended', { state: 'CHANGES_REQUESTED' });
  say('ended on a line', { on: { path: 'a.txt', line: 1 } });
  say('of another', { author: 2, state: 'CHANGES_REQUESTED' });
  say('Fine', { state: 'APPROVED' });
  say('later', { state: 'CHANGES_REQUESTED' });
  say('later on a line', { on: { path: 'a.txt', line: 2 } });
  say('ended by a dismissal', { author: 3 });
  say('Old', { author: 3, state: 'DISMISSED' });
  say('of a deleted user', { author: 4 });
  say('Fine', { author: 5, state: 'APPROVED' });
  const asked = (await connect(fake).reviewsOf(1)).filter(({ asks }) => asks).map(({ body }) => body);
  expect(asked.sort()).toEqual(['later', 'later on a line', 'of a deleted user', 'of another']);
});

test('comments of machine accounts, and those after an approval of their author, are shown and start no round', async () => {
  const fake = await fakeGitHub();
  const { repository, pulls } = fake;
  pulls.open({ title: 'A', body: '', branch: 'backlog/1', base: 'main' });
  repository.users.set(3, { id: 3, login: 'coverage[bot]', isBot: true });
  repository.users.set(4, { id: 4, login: 'carol' });
  repository.comment(1, 'before the approval');
  repository.pass(2_000);
  pulls.review(1, 'Fine', { state: 'APPROVED' });
  pulls.review(1, 'Fine', { author: 4, state: 'APPROVED' });
  pulls.review(1, 'But', { author: 4 });
  repository.pass(2_000);
  repository.comment(1, '/lgtm');
  repository.comment(1, 'Coverage fell', 3);
  repository.comment(1, 'of another', 2);
  repository.comment(1, 'after a later review', 4);
  const said = (await connect(fake).reviewsOf(1)).filter(({ id, asks }) => asks && id.startsWith('conversation-'));
  expect(said.map(({ body, shown = false, isMachine = false }) => [body, shown || isMachine])).toEqual([
    ...[
      ['/lgtm', true],
      ['Coverage fell', true],
    ],
    ...[
      ['of another', false],
      ['after a later review', false],
    ],
  ]);
});

test('reviews and line comments of machine accounts are marked as such', async () => {
  const fake = await fakeGitHub();
  fake.pulls.open({ title: 'A', body: '', branch: 'backlog/1', base: 'main' });
  fake.repository.users.set(3, { id: 3, login: 'rabbit[bot]', isBot: true });
  fake.pulls.review(1, 'Change it', { author: 3, state: 'CHANGES_REQUESTED' });
  fake.pulls.review(1, 'on a line', { author: 3, on: { path: 'a.txt', line: 1 } });
  fake.pulls.review(1, 'of a person', { author: 2 });
  const said = (await connect(fake).reviewsOf(1)).filter(({ body }) => body !== '');
  expect(said.map(({ body, isMachine = false }) => [body, isMachine]).sort()).toEqual([
    ['Change it', true],
    ['of a person', false],
    ['on a line', true],
  ]);
});

test('a check run has the id of its suite', () => {
  expect(readCheckRun({ name: 'build', head_sha: 'a', check_suite: { id: 5 }, app: { id: 7 } })).toMatchObject({
    ...{ suite: 5, app: 7 },
  });
});

test('a change of a renamed repository, which redirects, is refused and is no answer', async () => {
  const server = createServer((request, response) => {
    const location = `/repositories/1${request.url}`;
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ full_name: 'acme/new' }));
      return;
    }
    response.writeHead(307, { location, 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: 'Moved Permanently', url: location }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const pulls = connect({ api: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const refused = { code: 'conflict', message: 'acme/app is called acme/new now' };
  await expect(pulls.open({ title: 'A', body: '', branch: 'b', base: 'main' })).rejects.toMatchObject(refused);
  await expect(pulls.edit(1, 'B')).rejects.toMatchObject(refused);
});

test.each([undefined, null, '7', 0, -1, 1.5])('an answer with the number %j is no pull request', (number) => {
  expect(() => readPull({ number })).toThrow('number');
});
