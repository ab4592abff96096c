import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { connectGitHub } from '../../../src/services/github/github.ts';
import { githubPulls } from '../../../src/services/github/pulls.ts';
import GITHUB from '../../fixtures/github-schemas.json' with { type: 'json' };
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { type FakeGitHub, fakeGitHub } from '../../support/github/fake.ts';
import { routes } from '../../support/github/routes.ts';
import { initRepository } from '../../support/repository.ts';

/** The endpoints that GitHub describes and Backlog calls, such as `GET /issues/{issue_number}`. */
const ENDPOINTS = Object.keys(GITHUB.endpoints);

const patternOf = (endpoint: string) => new RegExp(`^${endpoint.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

const options = ({ api, repo, token }: FakeGitHub) => ({ api, list: repo, filter: '', token });

/** Calls all that Backlog calls for issues. */
async function callIssues(fake: FakeGitHub): Promise<void> {
  const { repository } = fake;
  const since = new Date(repository.now - 60_000).toISOString();
  repository.users.set(3, { id: 3, login: 'gone', gone: true });
  repository.open('One', { labels: ['bug'], milestone: 'v1', assignees: [1], state: 'closed', reason: 'not_planned' });
  repository.open('Two', { author: 3, parent: 1, blockedBy: [1], labels: ['old'] });
  repository.comment(1, 'Hello', 3);
  const github = connectGitHub(options(fake));
  await github.identity();
  for (const pages of [github.items({}), github.comments({})]) for await (const _ of pages);
  await github.commentsOf(1);
  await github.blockersOf(2);
  await github.read(1, 'I_101');
  await github.find('nowhere', since);
  await github.write({ act: 'create', title: 'Three', body: 'x', labels: ['new'] });
  await github.write({ act: 'edit', number: 2, title: 'Second', body: 'y', state: 'completed' });
  await github.write({ act: 'label', number: 2, add: ['new'], remove: ['new', 'old'] });
  await github.write({ act: 'comment', number: 2, body: 'x' });
  const [comment] = await github.commentsOf(2);
  await github.write({ act: 'recomment', number: 2, id: comment!.id, body: 'y' });
  // What GitHub refuses.
  repository.locked.add(1);
  await expect(github.write({ act: 'comment', number: 1, body: 'x' })).rejects.toThrow('locked');
  await expect(github.write({ act: 'label', number: 1, add: ['a'.repeat(60)], remove: [] })).rejects.toThrow(
    'too long',
  );
}

/** Calls all that Backlog calls for pull requests. */
async function callPulls(fake: FakeGitHub): Promise<void> {
  const { pulls } = fake;
  pulls.bare = tempFolder('pulls');
  initRepository(pulls.bare);
  git(pulls.bare, 'commit', '-q', '--allow-empty', '-m', 'First');
  git(pulls.bare, 'branch', 'work');
  pulls.protection = [{ name: 'build', app: 7 }];
  pulls.rules = [{ name: 'ci', app: 8 }];
  const github = githubPulls(options(fake));
  const ask = { title: 'Four', body: 'x', branch: 'work', base: 'main' };
  const { number, head } = await github.open(ask);
  await expect(github.open(ask)).rejects.toThrow('already exists');
  pulls.review(number, 'Once more', { on: { path: 'a.txt', line: 1 } });
  pulls.check('build', head, {
    ...{ conclusion: 'failure', summary: 'x', log: 'The log' },
    annotations: [{ path: 'a.txt', line: 1, level: 'failure', message: 'It fails' }],
  });
  pulls.check('slow', head);
  pulls.status('ci', head, 'error', 'x');
  await github.ofBranch('work');
  await github.read(number);
  await github.edit(number, 'y');
  await github.comment(number, 'x');
  await github.hasComment(number, 'mark');
  await github.required('main');
  for (const check of await github.checksOf(head)) await github.reasonOf(check);
  await github.reviewsOf(number);
  await github.close(number);
  pulls.reopen(number);
  await github.eventsOf(number);
  pulls.rename('work', 'works');
  expect([await github.branchNow('work'), await github.branchNow('none')]).toEqual(['works', undefined]);
  pulls.merge(number);
  await github.read(number);
}

const SCHEMAS = new Ajv({ strict: false, allErrors: true, validateFormats: false }).addSchema(GITHUB, 'github');

interface Answer {
  endpoint: string;
  status: number;
  body: unknown;
}

/** Checks an answer against GitHub's own description of it. */
function problems({ endpoint, status, body }: Answer): string[] {
  const described = (GITHUB.endpoints as Record<string, Record<string, object | null>>)[endpoint]?.[status];
  const about = `${endpoint} ${status}`;
  if (described === undefined) return [`${about} is not described`];
  if (described === null) return body === undefined ? [] : [`${about} has a body`];
  const pointer = [endpoint, status].map((part) => encodeURIComponent(String(part).replaceAll('/', '~1'))).join('/');
  const validate = SCHEMAS.getSchema(`github#/endpoints/${pointer}`)!;
  validate(body);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${about}${instancePath} ${message}`);
}

test("each endpoint that Backlog calls is described by GitHub, and the fake's answers have that form", async () => {
  const fake = await fakeGitHub();
  const answers: Answer[] = [];
  fake.answered = ({ method, url }, { status, body }) => {
    const path = `${method} ${url.pathname.slice(`/repos/${fake.repo}`.length)}`;
    const endpoint = ENDPOINTS.find((one) => patternOf(one).test(path)) ?? path;
    answers.push({ endpoint, status, body: body && JSON.parse(JSON.stringify(body)) });
  };
  await callIssues(fake);
  await callPulls(fake);
  expect(answers.flatMap(problems)).toEqual([]);
  expect(new Set(answers.map(({ endpoint }) => endpoint))).toEqual(new Set(ENDPOINTS));
  // The check sees what is wrong.
  const list = answers.find(({ endpoint }) => endpoint === 'GET /issues')!;
  const [issue] = list.body as object[];
  expect(problems({ ...list, body: [{ ...issue, number: 'one' }] })).toEqual([
    'GET /issues 200/0/number must be integer',
  ]);
  expect(problems({ ...list, status: 204 })).toEqual(['GET /issues 204 is not described']);
  expect(problems({ ...list, endpoint: 'GET /teams' })).toEqual(['GET /teams 200 is not described']);
});

test('the fake answers each endpoint that Backlog calls, and no other one', () => {
  const asked = ENDPOINTS.map((endpoint) => endpoint.replaceAll(/\{\w+\}/g, '1').split(' '));
  const answering = asked.map(([by, at]) => routes().filter(([method, path]) => method === by && path.test(at!)));
  expect(answering.map((found) => found.length)).toEqual(ENDPOINTS.map(() => 1));
  expect(new Set(answering.flat().map(([, , route]) => route)).size).toBe(routes().length);
});
