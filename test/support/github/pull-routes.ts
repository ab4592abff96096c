import type { Reply } from '../faults.ts';
import type { FakeGitHub } from './fake.ts';
import {
  annotationShape,
  branchShape,
  checkRunShape,
  pullShape,
  reviewCommentShape,
  reviewShape,
  ruleShape,
  statusShape,
  wholePullShape,
  wholeRepositoryShape,
} from './pull-shapes.ts';
import type { FakePull } from './pull-state.ts';
import { invalid, MISSING, paged, type Route, stored } from './routes.ts';

/** The paths of pull requests below `/repos/OWNER/NAME`, by method. */
export const PULL_ROUTES: readonly [method: string, path: RegExp, route: Route][] = [
  ['GET', /^\/pulls$/, listPulls],
  ['POST', /^\/pulls$/, openPull],
  ['GET', /^\/pulls\/(\d+)$/, onPull((fake, pull) => ({ status: 200, body: wholePullShape(pull, fake.pulls, fake) }))],
  ['PATCH', /^\/pulls\/(\d+)$/, onPull(editPull)],
  ['GET', /^\/pulls\/(\d+)\/reviews$/, onPull(listReviews)],
  ['GET', /^\/pulls\/(\d+)\/comments$/, onPull(listReviewComments)],
  ['GET', /^\/commits\/([^/]+)\/check-runs$/, listCheckRuns],
  ['GET', /^\/check-runs\/(\d+)\/annotations$/, listAnnotations],
  ['GET', /^\/actions\/jobs\/(\d+)\/logs$/, redirectToLog],
  ['GET', /^\/commits\/([^/]+)\/status$/, combinedStatus],
  ['GET', /^\/branches\/(.+)$/, showBranch],
  ['GET', /^\/rules\/branches\/(.+)$/, listRules],
];

function onPull(route: (fake: FakeGitHub, pull: FakePull, asked: Parameters<Route>[1]) => Reply): Route {
  return (fake, asked, found) => {
    const pull = fake.pulls.now(Number(found[1]));
    return pull ? route(fake, pull, asked) : MISSING;
  };
}

function listPulls(fake: FakeGitHub, { url: { searchParams } }: Parameters<Route>[1]): Reply {
  const state = searchParams.get('state') ?? 'open';
  const head = searchParams.get('head');
  const owner = fake.repo.split('/')[0]!;
  const all = [...fake.pulls.all.keys()].map((number) => fake.pulls.now(number)!);
  const found = all
    .filter(({ issue }) => state === 'all' || issue.state === state)
    .filter(({ branch }) => head === null || head === `${owner}:${branch}`)
    .reverse();
  return paged(fake, searchParams, found, (one) => pullShape(one, fake.pulls, fake));
}

function openPull(fake: FakeGitHub, { body }: Parameters<Route>[1]): Reply {
  const [branch, base, title] = [String(body.head), String(body.base), String(body.title)];
  if (fake.pulls.tip(branch) === '') return invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  if (fake.pulls.tip(base) === '') return invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  const open = [...fake.pulls.all.values()].some(
    (one) => one.branch === branch && one.base === base && one.issue.state === 'open',
  );
  const message = `A pull request already exists for ${fake.repo.split('/')[0]}:${branch}.`;
  if (open) return invalid({ resource: 'PullRequest', code: 'custom', message });
  const pull = fake.pulls.open({ title, body: stored(fake, body.body), branch, base });
  return { status: 201, body: wholePullShape(pull, fake.pulls, fake) };
}

function editPull(fake: FakeGitHub, pull: FakePull, { body }: Parameters<Route>[1]): Reply {
  if (body.state === 'closed' && pull.merged === undefined) fake.pulls.close(pull.issue.number);
  if ('body' in body) fake.repository.edit(pull.issue.number, { body: stored(fake, body.body) });
  return { status: 200, body: wholePullShape(pull, fake.pulls, fake) };
}

function listReviews(fake: FakeGitHub, { issue }: FakePull, { url }: Parameters<Route>[1]): Reply {
  const own = fake.pulls.reviews.filter(({ pull }) => pull === issue.number);
  return paged(fake, url.searchParams, own, (one) => reviewShape(one, fake.pulls, fake));
}

function listReviewComments(fake: FakeGitHub, { issue }: FakePull, { url }: Parameters<Route>[1]): Reply {
  const own = fake.pulls.comments.filter(({ pull }) => pull === issue.number);
  return paged(fake, url.searchParams, own, (one) => reviewCommentShape(one, fake.pulls, fake));
}

/** With `filter=latest`, of several runs of one app with one name only the last one. */
function listCheckRuns(
  fake: FakeGitHub,
  { url: { searchParams } }: Parameters<Route>[1],
  found: readonly string[],
): Reply {
  const own = fake.pulls.runs.filter(({ commit }) => commit === found[1]);
  const last = new Map(own.map((run) => [`${run.app} ${run.name}`, run]));
  const { body, headers } = paged(fake, searchParams, [...last.values()], (one) => checkRunShape(one, fake));
  return { status: 200, body: { total_count: last.size, check_runs: body }, headers: headers ?? {} };
}

function listAnnotations(fake: FakeGitHub, { url }: Parameters<Route>[1], found: readonly string[]): Reply {
  const run = fake.pulls.runs.find(({ id }) => id === Number(found[1]));
  return run ? paged(fake, url.searchParams, run.annotations, annotationShape) : MISSING;
}

/** The log is in another store, which refuses the token. */
function redirectToLog(fake: FakeGitHub, _: Parameters<Route>[1], found: readonly string[]): Reply {
  const run = fake.pulls.runs.find(({ id }) => id === Number(found[1]));
  if (!run?.log) return MISSING;
  if (run.log === 'gone') return { status: 410, body: { message: 'Server Error' } };
  return { status: 302, headers: { location: `${fake.api}/blob/${run.id}` } };
}

function combinedStatus(
  fake: FakeGitHub,
  { url: { searchParams } }: Parameters<Route>[1],
  found: readonly string[],
): Reply {
  const sha = found[1]!;
  const own = fake.pulls.statuses.filter(({ commit }) => commit === sha);
  const last = new Map(own.map((one) => [one.context, one]));
  const { body: statuses, headers } = paged(fake, searchParams, [...last.values()], (one) => statusShape(one, fake));
  const url = `${fake.api}/repos/${fake.repo}/commits/${sha}`;
  const state = [...last.values()].some((one) => one.state !== 'success') ? 'failure' : 'success';
  const repository = wholeRepositoryShape(fake);
  const body = { state, sha, total_count: last.size, statuses, repository, commit_url: url, url: `${url}/status` };
  return { status: 200, body, headers: headers ?? {} };
}

function showBranch(fake: FakeGitHub, _: Parameters<Route>[1], found: readonly string[]): Reply {
  const branch = decodeURIComponent(found[1]!);
  const now = fake.pulls.renamed.get(branch);
  if (now !== undefined) {
    const location = `${fake.api}/repos/${fake.repo}/branches/${now}`;
    return { status: 301, headers: { location }, body: { message: 'Moved Permanently', url: location } };
  }
  const tip = fake.pulls.tip(branch);
  return tip === '' ? MISSING : { status: 200, body: branchShape(branch, tip, fake.pulls.protection, fake) };
}

function listRules(fake: FakeGitHub, { url: { searchParams } }: Parameters<Route>[1]): Reply {
  return paged(fake, searchParams, fake.pulls.rules.length > 0 ? [fake.pulls.rules] : [], ruleShape);
}
