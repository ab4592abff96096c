import type { Reply } from '../faults.ts';
import { isDocument } from './adf-schema.ts';
import type { FakeJira } from './fake.ts';
import { compileJql } from './jql.ts';
import { commentShape, issueShape, statusShape, userShape } from './shapes.ts';
import type { FakeIssue, FakeSite } from './state.ts';

export interface Asked {
  method: string;
  url: URL;
  body: Readonly<Record<string, unknown>>;
}

type Route = (fake: FakeJira, asked: Asked, found: readonly string[]) => Reply;

const refused = (status: number, message: string, errors: object = {}): Reply => ({
  status,
  body: { errorMessages: message === '' ? [] : [message], errors },
});
const MISSING = refused(404, 'Issue does not exist or you do not have permission to see it.');

const ROUTES: readonly [method: string, path: RegExp, route: Route][] = [
  ['GET', /^\/myself$/, ({ site }) => ({ status: 200, body: userShape(site, 'me') })],
  ['GET', /^\/project\/([A-Z]+)$/, (fake, _, [, key]) => project(fake, key!)],
  [
    'GET',
    /^\/mypermissions$/,
    (fake) => ({ status: 200, body: { permissions: { EDIT_ISSUES: { havePermission: fake.mayWrite } } } }),
  ],
  ['POST', /^\/search\/jql$/, search],
  ['POST', /^\/jql\/match$/, match],
  ['POST', /^\/comment\/list$/, commentList],
  ['POST', /^\/issue$/, openIssue],
  [
    'GET',
    /^\/issue\/([^/]+)$/,
    onIssue(({ site }, issue, { url }) => ({ status: 200, body: shape(site, issue, url) })),
  ],
  ['PUT', /^\/issue\/([^/]+)$/, onIssue(editIssue)],
  ['GET', /^\/issue\/([^/]+)\/transitions$/, onIssue(transitions)],
  ['POST', /^\/issue\/([^/]+)\/transitions$/, onIssue(transition)],
  ['GET', /^\/issue\/([^/]+)\/comment$/, onIssue(comments)],
  ['POST', /^\/issue\/([^/]+)\/comment$/, onIssue(addComment)],
  ['PUT', /^\/issue\/([^/]+)\/comment\/(\d+)$/, onIssue(editComment)],
];

/** Answers a request as Jira does, and changes the state. */
export function answerOf(fake: FakeJira, asked: Asked): Reply {
  const path = asked.url.pathname.replace(/^\/rest\/api\/3/, '');
  for (const [method, pattern, route] of ROUTES) {
    const found = pattern.exec(path);
    if (found && method === asked.method) return route(fake, asked, found.map(decodeURIComponent));
  }
  return refused(404, 'null for uri');
}

function onIssue(route: (fake: FakeJira, issue: FakeIssue, asked: Asked, found: readonly string[]) => Reply): Route {
  return (fake, asked, found) => {
    const issue = fake.site.find(found[1]!);
    return issue ? route(fake, issue, asked, found) : MISSING;
  };
}

const project = ({ project: own }: FakeJira, key: string): Reply =>
  key === own ? { status: 200, body: { id: 'p-APP', key: own, name: own } } : refused(404, 'No project could be found');

function shape(site: FakeSite, issue: FakeIssue, url: URL) {
  const list = (name: string) => (url.searchParams.get(name) ?? '').split(',').filter(Boolean);
  const around = { fields: list('fields'), properties: list('properties') };
  return issueShape(site, { issue, comments: site.commentsOf(issue.id) }, around);
}

function search(fake: FakeJira, { body }: Asked): Reply {
  const { site } = fake;
  const jql = String(body.jql);
  const token = body.nextPageToken as string | undefined;
  const fits = compileJql(site, jql);
  if (!fits) return refused(400, `Error in the JQL Query: ${jql}`);
  const found = token === undefined ? undefined : fake.tokens.get(token);
  if (token !== undefined && !found) return refused(400, 'The provided next page token is invalid or expired.');
  const known = new Map(site.searched().map((one) => [one.issue.id, one]));
  const ids =
    found?.ids ??
    [...known.values()]
      .filter(({ issue }) => fits(issue))
      .sort((a, b) => a.issue.created - b.issue.created || a.issue.number - b.issue.number)
      .map(({ issue }) => issue.id);
  const start = found?.start ?? 0;
  const size = Math.min(fake.page, Number(body.maxResults ?? 50));
  const around = {
    fields: (body.fields as string[] | undefined) ?? [],
    properties: (body.properties as string[] | undefined) ?? [],
  };
  const page = ids.slice(start, start + size).flatMap((id) => known.get(id) ?? []);
  const isLast = start + size >= ids.length;
  const next = `token-${fake.requests.length}`;
  if (!isLast) fake.tokens.set(next, { ids, start: start + size });
  const issues = page.map((one) => issueShape(site, one, around));
  return { status: 200, body: { issues, isLast, ...(isLast ? {} : { nextPageToken: next }) } };
}

function match({ site }: FakeJira, { body }: Asked): Reply {
  const [jql] = body.jqls as string[];
  const fits = compileJql(site, jql!);
  if (!fits) return { status: 200, body: { matches: [{ matchedIssues: [], errors: ['bad JQL'] }] } };
  const ids = new Set((body.issueIds as number[]).map(String));
  const matched = site.searched().filter(({ issue }) => ids.has(issue.id) && fits(issue));
  return {
    status: 200,
    body: { matches: [{ matchedIssues: matched.map(({ issue }) => Number(issue.id)), errors: [] }] },
  };
}

/** The limit of Jira for a text, in characters. */
const LONGEST = 32_767;

function textError(fields: Readonly<Record<string, unknown>>): Reply | undefined {
  const { summary, description, labels } = fields;
  if (typeof summary === 'string' && (summary.length > 255 || summary.includes('\n')))
    return refused(400, '', { summary: 'Summary must be less than 255 characters.' });
  if (description && !isDocument(description))
    return refused(400, '', {
      description: 'Operation value must be an Atlassian Document (see the Atlassian Document Format)',
    });
  if (description && JSON.stringify(description).length > LONGEST)
    return refused(400, '', { description: 'CONTENT_LIMIT_EXCEEDED' });
  if (Array.isArray(labels) && labels.some((label) => /\s/.test(String(label))))
    return refused(400, '', { labels: "The label can't contain spaces." });
  return undefined;
}

function openIssue(fake: FakeJira, { body }: Asked): Reply {
  const fields = body.fields as Record<string, unknown>;
  const bad = textError(fields);
  if (bad) return bad;
  if ((fields.project as { key: string }).key !== fake.project)
    return refused(400, '', { project: 'valid project is required' });
  for (const name of fake.needed)
    if (fields[name] === undefined) return refused(400, '', { [name]: `${name} is required.` });
  const list = (body.properties as { key: string; value: unknown }[] | undefined) ?? [];
  const issue = fake.site.open(String(fields.summary), {
    description: (fields.description as object | undefined) ?? null,
    labels: [...((fields.labels as string[] | undefined) ?? [])],
    properties: Object.fromEntries(list.map(({ key, value }) => [key, value])),
  });
  return { status: 201, body: { id: issue.id, key: fake.site.keyOf(issue), self: '' } };
}

function editIssue({ site }: FakeJira, issue: FakeIssue, { body }: Asked): Reply {
  const { fields = {}, update = {} } = body as { fields?: Record<string, unknown>; update?: Record<string, object[]> };
  const bad = textError(fields);
  if (bad) return bad;
  let labels = [...issue.labels];
  for (const one of (update.labels ?? []) as { add?: string; remove?: string }[]) {
    if (one.add !== undefined && !labels.includes(one.add)) labels.push(one.add);
    if (one.remove !== undefined) labels = labels.filter((label) => label !== one.remove);
  }
  const { summary, description, ...more } = fields;
  site.edit(issue.id, {
    ...(summary === undefined ? {} : { summary: String(summary) }),
    ...(description === undefined ? {} : { description: description as object | null }),
    ...{ labels, more: { ...issue.more, ...more } },
  });
  return { status: 204 };
}

const open = ({ site }: FakeJira, issue: FakeIssue) =>
  site.workflow.filter(({ from, to }) => (from ? from.includes(issue.status) : to !== issue.status));

function transitions(fake: FakeJira, issue: FakeIssue): Reply {
  const all = open(fake, issue).map(({ id, name, to, fields = {} }) => ({ id, name, to: statusShape(to), fields }));
  return { status: 200, body: { transitions: all } };
}

/** Checks that a value has the form of its field. */
function hasForm({ schema = {} }: { schema?: { type?: string; custom?: string } }, value: unknown): boolean {
  const { type, accountId } = value as { type?: string; accountId?: string };
  if (schema.custom?.endsWith(':textarea')) return type === 'doc';
  if (schema.type === 'user') return accountId !== undefined;
  return schema.type !== 'number' || typeof value === 'number';
}

function transition(fake: FakeJira, issue: FakeIssue, { body }: Asked): Reply {
  const chosen = open(fake, issue).find(({ id }) => id === (body.transition as { id: string }).id);
  if (!chosen) return refused(400, 'It is not on the appropriate workflow step.');
  const given = (body.fields ?? {}) as Record<string, { id?: string }>;
  for (const [name, field] of Object.entries(chosen.fields ?? {}))
    if ((field as { required?: boolean }).required && given[name] === undefined)
      return refused(400, '', { [name]: `${name} is required.` });
  for (const [name, field] of Object.entries(chosen.fields ?? {}))
    if (given[name] !== undefined && !hasForm(field, given[name]))
      return refused(400, '', { [name]: `${name} has another form.` });
  fake.site.edit(issue.id, {
    status: chosen.to,
    resolution: chosen.to === 'Done' ? (given.resolution?.id ?? 'Done') : null,
  });
  return { status: 204 };
}

function comments({ site }: FakeJira, issue: FakeIssue, { url: { searchParams } }: Asked): Reply {
  const all = site.commentsOf(issue.id);
  const sorted = searchParams.get('orderBy') === '-created' ? all.toReversed() : all;
  const start = Number(searchParams.get('startAt') ?? 0);
  const size = Math.min(site.commentPage, Number(searchParams.get('maxResults') ?? 50));
  const page = sorted.slice(start, start + size).map((one) => commentShape(site, one));
  return { status: 200, body: { comments: page, total: all.length, startAt: start, maxResults: size } };
}

const NO_DOCUMENT = refused(400, '', { comment: 'INVALID_INPUT' });

function addComment(fake: FakeJira, issue: FakeIssue, { body }: Asked): Reply {
  if (!isDocument(body.body)) return NO_DOCUMENT;
  if (fake.site.commentsOf(issue.id).length >= fake.mostComments)
    return refused(400, 'The issue has reached its limit of comments.');
  const list = (body.properties as { key: string; value: unknown }[] | undefined) ?? [];
  const properties = Object.fromEntries(list.map(({ key, value }) => [key, value]));
  const made = fake.site.addComment(issue.id, { body: body.body as object, author: 'me', properties });
  return { status: 201, body: commentShape(fake.site, made) };
}

function editComment({ site }: FakeJira, issue: FakeIssue, { body }: Asked, found: readonly string[]): Reply {
  if (!isDocument(body.body)) return NO_DOCUMENT;
  if (site.comments.get(found[2]!)?.issue !== issue.id) return refused(404, 'Can not find a comment for the id');
  return { status: 200, body: commentShape(site, site.recomment(found[2]!, body.body as object)) };
}

function commentList({ site }: FakeJira, { body }: Asked): Reply {
  const rows = (body.ids as number[]).flatMap((id) => site.comments.get(String(id)) ?? []);
  return { status: 200, body: { values: rows.map((one) => commentShape(site, one, true)), isLast: true } };
}
