import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import GITHUB from '../../fixtures/github-schemas.json' with { type: 'json' };
import { fakeGitHub } from '../../support/github/fake.ts';

/** Checks an answer against GitHub's own description of it. */
function problems(name: string, value: unknown): string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.addSchema(GITHUB, 'github').compile({ $ref: `github#/components/schemas/${name}` });
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test("the fake's answers have the form of GitHub's", async () => {
  const fake = await fakeGitHub();
  const { repository } = fake;
  const ask = async (path: string, options: RequestInit = {}) => {
    const headers = { authorization: `token ${fake.token}` };
    return (await fetch(`${fake.api}/repos/acme/app${path}`, { ...options, headers })).json() as Promise<unknown>;
  };
  const post = (path: string, body: object) => ask(path, { method: 'POST', body: JSON.stringify(body) });
  repository.users.set(3, { id: 3, login: 'gone', gone: true });
  repository.open('One', { labels: ['bug'], milestone: 'v1', assignees: [1], state: 'closed', reason: 'not_planned' });
  repository.open('Two', { author: 3, parent: 1, blockedBy: [1], isPull: true });
  repository.comment(1, 'Hello', 3);
  const lists: [string, unknown][] = [
    ['issue', await ask('/issues?state=all')],
    ['issue', await ask('/issues/2/dependencies/blocked_by')],
    ['issue-comment', await ask('/issues/comments')],
    ['label', await post('/issues/1/labels', { labels: ['new'] })],
  ];
  for (const [name, all] of lists) for (const one of all as unknown[]) expect(problems(name, one)).toEqual([]);
  expect(problems('issue', await post('/issues', { title: 'Three', body: 'x' }))).toEqual([]);
  expect(problems('issue-comment', await post('/issues/1/comments', { body: 'x' }))).toEqual([]);
  // The check sees what is wrong.
  expect(problems('issue', { ...(lists[0]![1] as object[])[0], number: 'one' })).not.toEqual([]);
});
