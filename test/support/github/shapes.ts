import type { FakeComment, FakeEvent, FakeIssue, FakeRepository, FakeUser } from './state.ts';

/** What an answer needs to know about its server. */
export interface Around {
  /** Base address, without a slash at the end. */
  api: string;
  /** `owner/name` of the repository. */
  repo: string;
}

/** GitHub writes times with whole seconds. */
export const secondsOf = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');

const EMPTY_USER = {
  ...{ avatar_url: 'https://avatars.example/1', gravatar_id: '', html_url: 'https://github.example/u' },
  ...{
    followers_url: 'https://api.example/1',
    following_url: 'https://api.example/2',
    gists_url: 'https://api.example/3',
  },
  ...{ starred_url: 'https://api.example/4', subscriptions_url: 'https://api.example/5' },
  ...{ organizations_url: 'https://api.example/6', repos_url: 'https://api.example/7' },
  ...{ events_url: 'https://api.example/8', received_events_url: 'https://api.example/9' },
  ...{ type: 'User', site_admin: false, url: 'https://api.example/u' },
};

export function userShape(user: FakeUser | undefined) {
  if (!user || user.gone) return null;
  return {
    ...EMPTY_USER,
    login: user.login,
    id: user.id,
    node_id: `U_${user.id}`,
    ...(user.isBot ? { type: 'Bot' } : {}),
  };
}

export const nodeOf = ({ id }: { id: number }) => `I_${id}`;

export function issueShape(issue: FakeIssue, repository: FakeRepository, { api, repo }: Around) {
  const url = `${api}/repos/${repo}/issues/${issue.number}`;
  const children = repository.children.get(issue.number) ?? 0;
  const assignees = issue.assignees.flatMap((id) => userShape(repository.users.get(id)) ?? []);
  const reactions = { '+1': 0, '-1': 0, laugh: 0, confused: 0, heart: 0, hooray: 0, eyes: 0, rocket: 0 };
  return {
    ...{ id: issue.id, node_id: nodeOf(issue), url, repository_url: `${api}/repos/${repo}`, number: issue.number },
    ...{ labels_url: `${url}/labels{/name}`, comments_url: `${url}/comments`, events_url: `${url}/events` },
    html_url: `https://github.example/${repo}/issues/${issue.number}`,
    ...{ title: issue.title, body: issue.body, state: issue.state, state_reason: issue.reason, locked: false },
    user: userShape(repository.users.get(issue.author)),
    author_association: issue.association,
    labels: issue.labels.map((name, i) => ({
      ...{ id: i + 1, node_id: `L_${i}`, url: `${api}/labels/${encodeURIComponent(name)}`, name },
      ...{ description: null, color: 'ededed', default: false },
    })),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: issue.milestone === undefined ? null : milestoneShape(issue.milestone, api),
    comments: repository.commentsOf(issue.number).length,
    closed_at: issue.state === 'closed' ? secondsOf(issue.updated) : null,
    ...{ created_at: secondsOf(issue.created), updated_at: secondsOf(issue.updated) },
    reactions: { url: `${url}/reactions`, total_count: 0, ...reactions },
    ...(issue.foreignParent === undefined ? {} : { parent_issue_url: `${api}/repos/${issue.foreignParent}` }),
    ...(issue.parent === undefined ? {} : { parent_issue_url: `${api}/repos/${repo}/issues/${issue.parent}` }),
    sub_issues_summary: { total: children, completed: 0, percent_completed: 0 },
    issue_dependencies_summary: {
      ...{ blocked_by: repository.blockersOf(issue).length, blocking: 0 },
      ...{ total_blocked_by: repository.blockersOf(issue).length, total_blocking: 0 },
    },
    ...(issue.isPull ? { pull_request: { url, html_url: url, diff_url: url, patch_url: url } } : {}),
  };
}

function milestoneShape(title: string, api: string) {
  return {
    ...{ url: `${api}/m/1`, html_url: `${api}/m/1`, labels_url: `${api}/m/1/labels`, id: 1, node_id: 'M_1' },
    ...{ number: 1, state: 'open', title, description: null, creator: null, open_issues: 1, closed_issues: 0 },
    ...{ created_at: secondsOf(0), updated_at: secondsOf(0), closed_at: null, due_on: null },
  };
}

export function commentShape(comment: FakeComment, repository: FakeRepository, { api, repo }: Around) {
  const url = `${api}/repos/${repo}/issues/comments/${comment.id}`;
  return {
    ...{ id: comment.id, node_id: `IC_${comment.id}`, url, body: comment.body },
    html_url: `https://github.example/${repo}/issues/${comment.issue}#issuecomment-${comment.id}`,
    user: userShape(repository.users.get(comment.author)),
    ...{ created_at: secondsOf(comment.created), updated_at: secondsOf(comment.updated) },
    issue_url: `${api}/repos/${repo}/issues/${comment.issue}`,
    author_association: comment.association,
  };
}

export function eventShape({ id, event, at }: FakeEvent, repository: FakeRepository, { api, repo }: Around) {
  return {
    ...{ id, node_id: `E_${id}`, url: `${api}/repos/${repo}/issues/events/${id}`, event, created_at: secondsOf(at) },
    ...{ actor: userShape(repository.users.get(1)), commit_id: null, commit_url: null, performed_via_github_app: null },
  };
}
