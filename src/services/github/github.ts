import { isObject } from '../../base/is-object.ts';
import { BacklogError } from '../../domain/errors.ts';
import { checkNotRenamed } from '../renamed.ts';
import {
  CannotWrite,
  type Connection,
  type ConnectOptions,
  type ItemPage,
  type RemoteAct,
  type RemoteComment,
  type RemoteItem,
} from '../service.ts';
import { type GithubApi, openGithub } from './api.ts';
import { fitsFilter, issueFilter } from './issue-filter.ts';
import { walk } from './walk.ts';

/** Connects to the issues of a repository. */
export function connectGitHub(options: ConnectOptions): Connection {
  const api = openGithub(options);
  const base = `/repos/${options.list}`;
  const filter = issueFilter(options.filter);
  // GitHub takes a comma in a name for two labels.
  const asked = filter.labels.filter((label) => !label.includes(','));
  const keyed =
    <One extends { updated: string }>(key: (one: One) => string) =>
    (one: One) =>
      Object.assign(one, { key: key(one) });
  const issues = (data: unknown) =>
    listOf(data)
      .filter(isIssue)
      .map(readGithubIssue)
      .map(keyed((one: RemoteItem) => one.node));
  const comments = (data: unknown) =>
    listOf(data)
      .map(readGithubComment)
      .map(keyed((one: RemoteComment) => one.id));
  const identity = async () => {
    const { data } = await api.get(base);
    const { node_id: node, full_name: list, html_url: url, permissions, archived } = data as Record<string, unknown>;
    const isAllowed = !isObject(permissions) || permissions.push === true || permissions.triage === true;
    const mayWrite = isAllowed && archived !== true;
    const why = archived === true ? { why: 'the repository is archived' } : {};
    return { node: String(node), list: String(list), url: String(url), mayWrite, ...why };
  };
  let checked: Promise<void> | undefined;
  /** An issue is gone only if its repository is there, under its name: a token can lose the right to all of it. */
  const checkList = () => {
    checked ??= identity().then(({ list }) => checkNotRenamed(options, list));
    return checked;
  };
  return {
    identity,
    async *items(from): AsyncGenerator<ItemPage<RemoteItem>> {
      const isFirst = from.since === undefined || from.first !== undefined;
      // Later reads have no filter, or an issue that lost its label would never change here again.
      const query = isFirst
        ? { state: filter.state, ...(asked.length > 0 ? { labels: asked.join(',') } : {}) }
        : { state: 'all' };
      yield* walk(api, `${base}/issues`, { from, query, read: issues });
    },
    comments: (from) => walk(api, `${base}/issues/comments`, { from, query: {}, read: comments }),
    commentsOf: (number) =>
      whole(api, `${base}/issues/${number}/comments`, (data) => listOf(data).map(readGithubComment)),
    blockersOf: (number) =>
      whole(api, `${base}/issues/${number}/dependencies/blocked_by`, (data) =>
        listOf(data)
          .filter(isIssue)
          .map(({ node_id }) => String(node_id)),
      ),
    async read(number, node) {
      try {
        const { data, status } = await api.get(`${base}/issues/${number}`, MANUAL);
        if (status < 300 && isObject(data) && data.node_id === node) return readGithubIssue(data);
        await checkList();
        return 'moved';
      } catch (error) {
        if (!(error instanceof BacklogError) || !GONE.includes(Number(error.data?.status))) throw error;
        await checkList();
        return 'deleted';
      }
    },
    async find(text, since) {
      const from = { since };
      let found: RemoteItem | undefined;
      // Somebody may have copied the mark into a later issue.
      for await (const { rows } of walk(api, `${base}/issues`, { from, query: { state: 'all' }, read: issues }))
        for (const one of rows) if (one.body.includes(text) && one.number < (found?.number ?? Infinity)) found = one;
      return found;
    },
    write: (act) => write(api, base, act),
    quota: api.quota,
    requests: api.requests,
    limits: { title: 256, body: 65_536, label: 50 },
    newLabels: filter.labels,
    fits: (item) => fitsFilter(item, filter),
    serverNow: api.serverNow,
  };
}

/** @throws BacklogError `service` for an answer that is no list, which must not mean an empty one */
function listOf(data: unknown): Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(data) || !data.every(isObject))
    throw new BacklogError('service', 'GitHub answered something else than a list');
  return data;
}

/** Statuses of an issue that is not there, or not for anybody: deleted, or made a discussion, or blocked by law. */
const GONE = [404, 410, 451];

/** An issue that moved redirects to its new repository, where the token may not be meant. */
const MANUAL = { request: { redirect: 'manual' } };

/** Maximum number of pages of a list that belongs to one issue: 5,000 comments, and some more. */
const PAGES = 60;

async function whole<One>(api: GithubApi, path: string, read: (data: unknown) => One[]): Promise<One[]> {
  const all: One[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const { data } = await api.get(path, { per_page: 100, page });
    all.push(...read(data));
    if (listOf(data).length < 100) break;
  }
  return all;
}

/** The reason of a closed state, by our word. */
const closed = (state: RemoteItem['state']) =>
  state === 'open' ? { state: 'open' } : { state: 'closed', state_reason: state };

/** Statuses with which GitHub refuses a change of one issue. The value says whether it finds nothing to change. */
const REFUSED: Readonly<Record<number, boolean>> = { 403: false, 404: true, 410: true, 422: false, 451: true };

/** Carries out a change. @throws {CannotWrite} if GitHub refuses it for this issue */
async function write(api: GithubApi, base: string, act: RemoteAct): Promise<RemoteItem | RemoteComment | undefined> {
  try {
    return await carryOut(api, base, act);
  } catch (error) {
    const missing = error instanceof BacklogError ? REFUSED[Number(error.data?.status)] : undefined;
    // A list that accepts no new issue accepts none of the others, either.
    if (missing === undefined || (act.act === 'create' && missing)) throw error;
    throw new CannotWrite((error as BacklogError).message, { missing });
  }
}

async function carryOut(api: GithubApi, base: string, act: RemoteAct): Promise<RemoteItem | RemoteComment | undefined> {
  /** A redirect is no answer: the issue is in another repository, where nothing happened. */
  const send = async (...asked: Parameters<GithubApi['send']>): Promise<never> => {
    const { data, status } = await api.send(...asked);
    if (status >= 300) throw new CannotWrite('the issue has moved to another repository', { missing: true });
    return data as never;
  };
  switch (act.act) {
    case 'create': {
      const { title, body, labels } = act;
      return readGithubIssue(await send('POST', `${base}/issues`, { title, body, labels }));
    }
    case 'edit': {
      const { number, title, body, state } = act;
      return readGithubIssue(
        await send('PATCH', `${base}/issues/${number}`, {
          ...(title === undefined ? {} : { title }),
          ...(body === undefined ? {} : { body }),
          ...(state === undefined ? {} : closed(state)),
        }),
      );
    }
    case 'label': {
      const labels = `${base}/issues/${act.number}/labels`;
      if (act.add.length > 0) await send('POST', labels, { labels: act.add });
      for (const name of act.remove) await removeLabel(api, `${labels}/${encodeURIComponent(name)}`);
      return undefined;
    }
    case 'comment':
      return readGithubComment(await send('POST', `${base}/issues/${act.number}/comments`, { body: act.body }));
    case 'recomment':
      return readGithubComment(await send('PATCH', `${base}/issues/comments/${act.id}`, { body: act.body }));
  }
}

/** Removes a label. Somebody else may have removed it. */
async function removeLabel(api: GithubApi, path: string): Promise<void> {
  try {
    await api.send('DELETE', path);
  } catch (error) {
    if (!(error instanceof BacklogError) || error.data?.status !== 404) throw error;
  }
}

/** The fields of GitHub's answers that Backlog reads. Everything may be missing: servers differ, users are deleted. */
type Json = Readonly<Record<string, unknown>>;

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const optional = (name: string, value: unknown) => (typeof value === 'string' && value !== '' ? { [name]: value } : {});
const count = (value: unknown) => (typeof value === 'number' && value > 0 ? value : 0);

/** GitHub shows deleted users as this one. */
const GHOST = 'ghost';
const loginOf = (user: unknown) => (isObject(user) ? text(user.login) || GHOST : GHOST);

/** The web page stores CRLF; a text of ours has LF. */
const lines = (value: unknown) => text(value).replaceAll('\r\n', '\n');

/** Checks whether an answer is an issue. Lists of issues contain pull requests, too. */
function isIssue(value: unknown): value is Json {
  return (
    isObject(value) && typeof value.node_id === 'string' && typeof value.number === 'number' && !value.pull_request
  );
}

/** Reads an issue of an answer. */
export function readGithubIssue(issue: Json): RemoteItem {
  const { milestone, labels, assignees } = issue;
  const parent = /\/issues\/(\d+)$/.exec(text(issue.parent_issue_url))?.[1];
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
    ...(parent === undefined ? {} : { parent: Number(parent) }),
    blockers: isObject(blocked) ? count(blocked.total_blocked_by ?? blocked.blocked_by) : 0,
    comments: count(issue.comments),
    created: text(issue.created_at),
    updated: text(issue.updated_at),
  };
}

/** Reads a comment of an answer. */
export function readGithubComment(comment: Json): RemoteComment {
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
