import { expect, test } from 'vitest';
import { connectPulls } from '../../../src/services/github/pulls.ts';
import { fakeGitHub } from '../../support/github/fake.ts';

const connect = ({ api }: { api: string }) => connectPulls({ api, token: 'token-of-test', list: 'acme/app' });

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
