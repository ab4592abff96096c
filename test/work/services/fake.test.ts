import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import PULLS from '../../fixtures/github-pull-schemas.json' with { type: 'json' };
import GITHUB from '../../fixtures/github-schemas.json' with { type: 'json' };
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { fakeGitHub } from '../../support/github/fake.ts';
import { initRepository } from '../../support/repository.ts';
import { soak } from '../../support/soak-test.ts';

const SCHEMAS = new Ajv({ strict: false, allErrors: true, validateFormats: false }).addSchema(
  { components: { schemas: { ...GITHUB.components.schemas, ...PULLS.components.schemas } } },
  'github',
);

/** Checks an answer against GitHub's own description of it. */
function problems(name: string, value: unknown): string[] {
  const validate = SCHEMAS.getSchema(`github#/components/schemas/${name}`)!;
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

soak("the fake's pull requests, reviews, checks and branches have the form of GitHub's", async () => {
  const fake = await fakeGitHub();
  const { pulls } = fake;
  pulls.bare = tempFolder('pulls');
  initRepository(pulls.bare);
  git(pulls.bare, 'commit', '-q', '--allow-empty', '-m', 'First');
  git(pulls.bare, 'branch', 'work');
  pulls.protection = [{ name: 'build', app: 7 }];
  pulls.rules = [{ name: 'ci', app: 8 }];
  const ask = async (path: string, options: RequestInit = {}) => {
    const headers = { authorization: `token ${fake.token}` };
    return (await fetch(`${fake.api}/repos/acme/app${path}`, { ...options, headers })).json() as Promise<object>;
  };
  const opened = await ask('/pulls', {
    method: 'POST',
    body: JSON.stringify({ title: 'One', body: 'x', head: 'work', base: 'main' }),
  });
  const { head } = pulls.now(1)!;
  pulls.review(1, 'Once more', { on: { path: 'a.txt', line: 1 } });
  pulls.check('build', head, { conclusion: 'failure', summary: 'x' });
  pulls.check('slow', head);
  pulls.status('ci', head, 'error', 'x');
  const one = (name: string, value: unknown) => expect([name, ...problems(name, value)]).toEqual([name]);
  const each = (name: string, value: unknown) => {
    for (const row of value as unknown[]) one(name, row);
  };
  one('pull-request', opened);
  one('pull-request', await ask('/pulls/1'));
  each('pull-request-simple', await ask('/pulls?state=all'));
  each('pull-request-review', await ask('/pulls/1/reviews'));
  each('pull-request-review-comment', await ask('/pulls/1/comments'));
  each('check-run', ((await ask(`/commits/${head}/check-runs`)) as { check_runs: object[] }).check_runs);
  one('combined-commit-status', await ask(`/commits/${head}/status`));
  one('branch-with-protection', await ask('/branches/main'));
  each('repository-rule-required-status-checks', await ask('/rules/branches/main'));
  pulls.merge(1);
  one('pull-request', await ask('/pulls/1'));
  expect(problems('pull-request', { ...opened, number: 'one' })).not.toEqual([]);
});
