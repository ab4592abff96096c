import type { Reply } from '../faults.ts';
import type { FakeGitHub } from './fake.ts';
import { PULL_ROUTES } from './pull-routes.ts';
import { wholeRepositoryShape } from './pull-shapes.ts';
import { commentShape, eventShape, issueShape } from './shapes.ts';
import type { FakeComment, FakeIssue } from './state.ts';

export interface Asked {
  method: string;
  url: URL;
  body: Readonly<Record<string, unknown>>;
}

export type Route = (fake: FakeGitHub, asked: Asked, found: readonly string[]) => Reply;

export const MISSING: Reply = { status: 404, body: { message: 'Not Found' } };

/** The paths below `/repos/OWNER/NAME`, by method. */
const ISSUE_ROUTES: readonly [method: string, path: RegExp, route: Route][] = [
  ['GET', /^$/, (fake) => ({ status: 200, body: repositoryShape(fake) })],
  ['GET', /^\/issues$/, listIssues],
  ['POST', /^\/issues$/, openIssue],
  ['GET', /^\/issues\/comments$/, listAllComments],
  ['PATCH', /^\/issues\/comments\/(\d+)$/, editComment],
  ['GET', /^\/issues\/(\d+)$/, onIssue((fake, issue) => ok(fake, issue))],
  ['PATCH', /^\/issues\/(\d+)$/, onIssue(editIssue)],
  ['GET', /^\/issues\/(\d+)\/comments$/, onIssue(listComments)],
  ['POST', /^\/issues\/(\d+)\/comments$/, onIssue(addComment)],
  ['GET', /^\/issues\/(\d+)\/events$/, onIssue(listEvents)],
  ['GET', /^\/issues\/(\d+)\/labels$/, onIssue(labelsShape)],
  ['POST', /^\/issues\/(\d+)\/labels$/, onIssue(addLabels)],
  ['DELETE', /^\/issues\/(\d+)\/labels\/(.+)$/, onIssue(removeLabel)],
  ['GET', /^\/issues\/(\d+)\/dependencies\/blocked_by$/, onIssue(listBlockedBy)],
];

/** All routes below `/repos/OWNER/NAME`. */
export const routes = () => [...ISSUE_ROUTES, ...PULL_ROUTES];

/** Answers a request as GitHub does, and changes the state. */
export function answerOf(fake: FakeGitHub, asked: Asked): Reply {
  const base = `/repos/${fake.repo}`;
  const { pathname } = asked.url;
  const former = `/repos/${fake.formerly}`;
  if (fake.formerly !== undefined && (pathname === former || pathname.startsWith(`${former}/`)))
    return {
      status: asked.method === 'GET' ? 301 : 307,
      body: { message: 'Moved Permanently' },
      headers: { location: `${fake.api}${base}${pathname.slice(former.length)}${asked.url.search}` },
    };
  if (pathname !== base && !pathname.startsWith(`${base}/`)) return MISSING;
  if (fake.isArchived && asked.method !== 'GET')
    return { status: 403, body: { message: 'Repository was archived so is read-only.' } };
  for (const [method, path, route] of routes()) {
    const found = path.exec(pathname.slice(base.length));
    if (found && method === asked.method) return route(fake, asked, found);
  }
  return MISSING;
}

const ok = (fake: FakeGitHub, issue: FakeIssue, status = 200): Reply => ({
  status,
  body: issueShape(issue, fake.repository, fake),
});

function onIssue(route: (fake: FakeGitHub, issue: FakeIssue, asked: Asked, found: readonly string[]) => Reply): Route {
  return (fake, asked, found) => {
    const issue = fake.repository.issues.get(Number(found[1]));
    if (!issue) return MISSING;
    if (issue.away === 'deleted') return { status: 410, body: { message: 'This issue was deleted' } };
    if (issue.away) {
      const location = `${fake.api}/repos/${issue.away.repo}/issues/${issue.away.number}`;
      return {
        status: asked.method === 'GET' ? 301 : 307,
        body: { message: 'Moved Permanently' },
        headers: { location },
      };
    }
    return route(fake, issue, asked, found);
  };
}

function repositoryShape(fake: FakeGitHub) {
  const { repo, node = 'R_1', isArchived = false } = fake;
  return {
    ...wholeRepositoryShape(fake),
    ...{ node_id: node, archived: isArchived, html_url: `https://github.example/${repo}` },
    ...{ network_count: 0, subscribers_count: 0, permissions: { admin: false, push: true, pull: true } },
  };
}

function listIssues(fake: FakeGitHub, { url: { searchParams } }: Asked): Reply {
  const since = Date.parse(searchParams.get('since') ?? '1970-01-01T00:00:00Z');
  const state = searchParams.get('state') ?? 'open';
  const labels = (searchParams.get('labels') ?? '').split(',').filter(Boolean);
  const issues = [...fake.repository.issues.values()]
    .filter(({ away }) => away === undefined)
    .filter((one) => state === 'all' || one.state === state)
    .filter((one) => labels.every((label) => one.labels.some((name) => name.toLowerCase() === label.toLowerCase())))
    // The service compares whole seconds.
    .filter(({ updated }) => Math.floor(updated / 1000) >= Math.floor(since / 1000))
    .sort((a, b) => Math.floor(a.updated / 1000) - Math.floor(b.updated / 1000) || a.id - b.id);
  return paged(fake, searchParams, issues, (one) => issueShape(one, fake.repository, fake));
}

export function paged<One>(
  fake: FakeGitHub,
  query: URLSearchParams,
  all: readonly One[],
  shape: (one: One) => object,
): Reply {
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const page = Number(query.get('page') ?? 1);
  const rest = all.length > page * size;
  const isShown = (one: unknown) => !fake.hides?.(one as { author?: number });
  const link = `<${fake.api}/next?page=${page + 1}>; rel="next"`;
  return {
    ...{
      status: 200,
      body: all
        .slice((page - 1) * size, page * size)
        .filter(isShown)
        .map(shape),
    },
    headers: rest ? { link } : {},
  };
}

/** The web page and some clients store CRLF. */
export const stored = (fake: FakeGitHub, text: unknown) =>
  fake.crlf ? String(text ?? '').replaceAll(/\r?\n/g, '\r\n') : String(text ?? '');

function openIssue(fake: FakeGitHub, { body }: Asked): Reply {
  if (isTooLong(body.labels)) return TOO_LONG;
  const labels = (body.labels as string[] | undefined) ?? [];
  const title = String(body.title).trim();
  return ok(fake, fake.repository.open(title, { body: stored(fake, body.body), labels: [...labels] }), 201);
}

function editIssue(fake: FakeGitHub, issue: FakeIssue, { body }: Asked): Reply {
  const { title, state, state_reason: reason } = body;
  const closed = state === 'closed';
  fake.repository.edit(issue.number, {
    ...(title === undefined ? {} : { title: String(title).trim() }),
    ...('body' in body ? { body: stored(fake, body.body) } : {}),
    ...(state === undefined
      ? {}
      : {
          state: state as FakeIssue['state'],
          reason: closed ? ((reason as FakeIssue['reason'] | undefined) ?? 'completed') : 'reopened',
        }),
  });
  return ok(fake, issue);
}

function listAllComments(fake: FakeGitHub, { url: { searchParams } }: Asked): Reply {
  const since = Date.parse(searchParams.get('since') ?? '1970-01-01T00:00:00Z');
  const comments = [...fake.repository.comments.values()]
    .filter(({ issue }) => fake.repository.issues.get(issue)!.away === undefined)
    .filter(({ updated }) => Math.floor(updated / 1000) >= Math.floor(since / 1000))
    .sort((a, b) => Math.floor(a.updated / 1000) - Math.floor(b.updated / 1000) || a.id - b.id);
  return paged(fake, searchParams, comments, (one) => commentShape(one, fake.repository, fake));
}

function listComments(fake: FakeGitHub, issue: FakeIssue, { url: { searchParams } }: Asked): Reply {
  const since = Date.parse(searchParams.get('since') ?? '1970-01-01T00:00:00Z');
  const own = fake.repository.commentsOf(issue.number).filter(({ updated }) => updated >= since);
  return paged(fake, searchParams, own, (one) => commentShape(one, fake.repository, fake));
}

function listEvents(fake: FakeGitHub, { number }: FakeIssue, { url: { searchParams } }: Asked): Reply {
  const own = fake.repository.events.filter(({ issue }) => issue === number);
  return paged(fake, searchParams, own, (one) => eventShape(one, fake.repository, fake));
}

function addComment(fake: FakeGitHub, issue: FakeIssue, { body }: Asked): Reply {
  if (fake.repository.locked.has(issue.number))
    return { status: 403, body: { message: 'Unable to create comment because issue is locked.' } };
  const comment = fake.repository.comment(issue.number, stored(fake, body.body));
  return { status: 201, body: commentShape(comment, fake.repository, fake) };
}

function editComment(fake: FakeGitHub, { body }: Asked, [, id]: readonly string[]): Reply {
  const comment: FakeComment | undefined = fake.repository.comments.get(Number(id));
  if (!comment) return MISSING;
  Object.assign(comment, { body: stored(fake, body.body), updated: fake.repository.now });
  return { status: 200, body: commentShape(comment, fake.repository, fake) };
}

function labelsShape(fake: FakeGitHub, issue: FakeIssue): Reply {
  return { status: 200, body: issueShape(issue, fake.repository, fake).labels };
}

/** Refuses a value. GitHub words only some of its reasons. */
export const invalid = (error: { resource: string; field?: string; code: string; message?: string }): Reply => ({
  status: 422,
  body: { message: 'Validation Failed', errors: [error], documentation_url: 'https://docs.example/rest' },
});

const TOO_LONG = invalid({
  ...{ resource: 'Label', field: 'name', code: 'invalid', message: 'name is too long (maximum is 50 characters)' },
});
const isTooLong = (labels: unknown) => ((labels ?? []) as string[]).some((name) => [...name].length > 50);

function addLabels(fake: FakeGitHub, issue: FakeIssue, { body }: Asked): Reply {
  if (isTooLong(body.labels)) return TOO_LONG;
  const names = (body.labels as string[]).filter((name) => !issue.labels.includes(name));
  fake.repository.edit(issue.number, { labels: [...issue.labels, ...names] });
  return labelsShape(fake, issue);
}

function removeLabel(fake: FakeGitHub, issue: FakeIssue, _: Asked, [, , name]: readonly string[]): Reply {
  const label = decodeURIComponent(name!);
  if (!issue.labels.includes(label)) return { status: 404, body: { message: 'Label does not exist' } };
  fake.repository.edit(issue.number, { labels: issue.labels.filter((one) => one !== label) });
  return labelsShape(fake, issue);
}

function listBlockedBy(fake: FakeGitHub, issue: FakeIssue, { url: { searchParams } }: Asked): Reply {
  const blocking = fake.repository.blockersOf(issue);
  return paged(fake, searchParams, blocking, (one) => issueShape(one, fake.repository, fake));
}
