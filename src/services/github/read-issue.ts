import { isObject } from '../../base/is-object.ts';
import type { RemoteComment, RemoteItem } from '../service.ts';
import type { GithubJson } from './read-pull.ts';

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const optional = (name: string, value: unknown) => (typeof value === 'string' && value !== '' ? { [name]: value } : {});
const count = (value: unknown) => (typeof value === 'number' && value > 0 ? value : 0);

/** GitHub shows deleted users as this one. */
const GHOST = 'ghost';
const loginOf = (user: unknown) => (isObject(user) ? text(user.login) || GHOST : GHOST);

/** The web page stores CRLF; a text of ours has LF. */
const lines = (value: unknown) => text(value).replaceAll('\r\n', '\n');

/** Checks whether an answer is an issue. Lists of issues contain pull requests, too. */
export function isIssue(value: unknown): value is GithubJson {
  return (
    isObject(value) && typeof value.node_id === 'string' && typeof value.number === 'number' && !value.pull_request
  );
}

/** Reads an issue of an answer. */
export function readGithubIssue(issue: GithubJson): RemoteItem {
  const { milestone, labels, assignees } = issue;
  // The parent can be in another repository, where its number means another issue.
  const [, place = '', parent = ''] = /^(.+)\/issues\/(\d+)$/.exec(text(issue.parent_issue_url)) ?? [];
  const isHere = parent !== '' && place.toLowerCase() === text(issue.repository_url).toLowerCase();
  const isOpen = issue.state !== 'closed';
  const blocked = issue.issue_dependencies_summary;
  return {
    node: text(issue.node_id),
    number: Number(issue.number),
    list: /\/repos\/([^/]+\/[^/]+)$/.exec(text(issue.repository_url))?.[1] ?? '',
    url: text(issue.html_url),
    title: text(issue.title),
    body: lines(issue.body),
    state: isOpen
      ? 'open'
      : issue.state_reason === 'not_planned' || issue.state_reason === 'duplicate'
        ? 'not_planned'
        : 'completed',
    labels: Array.isArray(labels)
      ? labels.map((label) => (isObject(label) ? text(label.name) : text(label))).filter(Boolean)
      : [],
    assignees: Array.isArray(assignees) ? assignees.map(loginOf) : [],
    ...(isObject(milestone) ? optional('milestone', milestone.title) : {}),
    author: loginOf(issue.user),
    ...optional('association', issue.author_association),
    ...(isHere ? { parent: Number(parent) } : {}),
    blockers: isObject(blocked) ? count(blocked.total_blocked_by ?? blocked.blocked_by) : 0,
    comments: count(issue.comments),
    created: text(issue.created_at),
    updated: text(issue.updated_at),
  };
}

/** Reads a comment of an answer. */
export function readGithubComment(comment: GithubJson): RemoteComment {
  return {
    id: String(comment.id),
    number: Number(/\/issues\/(\d+)$/.exec(text(comment.issue_url))?.[1]),
    body: lines(comment.body),
    author: loginOf(comment.user),
    ...optional('association', comment.author_association),
    created: text(comment.created_at),
    updated: text(comment.updated_at),
  };
}
