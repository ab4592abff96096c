import { categoryOf, type FakeComment, type FakeIssue, type FakeSite } from './state.ts';

const instant = (at: number) => new Date(at).toISOString().replace('Z', '+0000');

export function userShape(site: FakeSite, account: string | undefined) {
  const user = account === undefined ? undefined : site.users.get(account);
  if (!user) return null;
  const { accountId, accountType } = user;
  return { accountId, accountType, displayName: user.gone ? 'Former user' : user.displayName, active: !user.gone };
}

export const statusShape = (name: string) => ({
  name,
  id: name,
  statusCategory: { id: 1, key: categoryOf(name), name: categoryOf(name) },
});

/** Number of comments that a search returns with an issue. */
const WITH_SEARCH = 20;

export function issueShape(
  site: FakeSite,
  { issue, comments }: { issue: FakeIssue; comments: readonly FakeComment[] },
  { fields, properties }: { fields: readonly string[]; properties: readonly string[] },
) {
  const reference = (id: string) => {
    const other = site.issues.get(id);
    return { id, key: other ? site.keyOf(other) : `GONE-${id}`, fields: { summary: other?.summary ?? '' } };
  };
  const all: Record<string, unknown> = {
    ...{ summary: issue.summary, description: issue.description, labels: issue.labels },
    ...{ status: statusShape(issue.status), resolution: issue.resolution && { name: issue.resolution } },
    ...{ assignee: userShape(site, issue.assignee), creator: userShape(site, issue.creator) },
    ...{ created: instant(issue.created), updated: instant(issue.updated) },
    ...{ project: { id: `p-${issue.project}`, key: issue.project, name: issue.project } },
    fixVersions: issue.fixVersions.map((name) => ({ id: name, name })),
    ...(issue.parent === undefined ? {} : { parent: reference(issue.parent) }),
    issuelinks: issue.blockedBy.map((id) => ({
      ...{ id: `l-${id}`, type: { name: 'Blocks', inward: 'is blocked by', outward: 'blocks' } },
      inwardIssue: reference(id),
    })),
    comment: {
      comments: comments.slice(-WITH_SEARCH).map((one) => commentShape(site, one)),
      ...{ total: comments.length, maxResults: comments.length, startAt: 0 },
    },
    ...issue.more,
  };
  return {
    ...{ id: issue.id, key: site.keyOf(issue), self: `https://jira.example/rest/api/3/issue/${issue.id}` },
    fields: Object.fromEntries(Object.entries(all).filter(([name]) => fields.includes(name))),
    ...(properties.length > 0 ? { properties: issue.properties } : {}),
  };
}

export function commentShape(site: FakeSite, comment: FakeComment, withProperties = false) {
  const { id, body, created, updated } = comment;
  const author = userShape(site, comment.author);
  return {
    ...{
      id,
      body,
      author,
      updateAuthor: comment.editor === undefined ? author : userShape(site, comment.editor),
      created: instant(created),
      updated: instant(updated),
      jsdPublic: true,
    },
    ...(withProperties
      ? { properties: Object.entries(comment.properties).map(([key, value]) => ({ key, value })) }
      : {}),
  };
}
