import { isObject } from '../../base/is-object.ts';
import { BacklogError } from '../../domain/errors.ts';
import { itemReader, saysGone } from '../about-item.ts';
import { goneTwice, isGone } from '../gone-twice.ts';
import { checkNotRenamed } from '../renamed.ts';
import type { Connection, ConnectOptions, ItemPage, RemoteComment, RemoteItem } from '../service.ts';
import { openGithub } from './api.ts';
import { fitsFilter, issueFilter } from './issue-filter.ts';
import { isIssue, readGithubComment, readGithubIssue } from './read-issue.ts';
import { walk } from './walk.ts';
import { wholeList } from './whole-list.ts';
import { writeGithub } from './write.ts';

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
    if (!isObject(data) || typeof data.node_id !== 'string' || typeof data.full_name !== 'string')
      throw new BacklogError('service', 'GitHub answered something else than a repository');
    const { node_id: node, full_name: list, html_url: url, permissions, archived } = data;
    const isAllowed = !isObject(permissions) || permissions.push === true || permissions.triage === true;
    const mayWrite = isAllowed && archived !== true;
    const why = archived === true ? { why: 'the repository is archived' } : {};
    return { node: String(node), list: String(list), url: String(url), mayWrite, ...why };
  };
  const isHere = (location: unknown): boolean =>
    typeof location === 'string' &&
    URL.canParse(location, options.api) &&
    new URL(location, options.api).origin === new URL(options.api).origin;
  let checked: Promise<void> | undefined;
  /** An issue is gone only if its repository is there, under its name: a token can lose the right to all of it. */
  const checkList = () => {
    checked ??= identity().then(({ list }) => checkNotRenamed(options, list));
    return checked;
  };
  const about = itemReader(identity);
  const readOnce = async (number: number, node: string): Promise<RemoteItem | 'moved' | 'deleted'> => {
    try {
      const { data, status } = await about(async () => {
        const answer = await api.get(`${base}/issues/${number}`, MANUAL);
        // Something on the way can answer, too, or with another issue. That says nothing about this one.
        const isIt = isIssue(answer.data) && answer.data.number === number;
        if (answer.status < 300 ? isIt : isHere(answer.headers.location)) return answer;
        throw new BacklogError('service', `GitHub answered something else than issue #${number}`, {
          hint: `Check the source: \`backlog source validate ${options.name ?? 'NAME'}\``,
        });
      });
      if (status < 300 && isIssue(data) && data.node_id === node) return readGithubIssue(data);
      await checkList();
      return 'moved';
    } catch (error) {
      if (!saysGone(error)) throw error;
      await checkList();
      return 'deleted';
    }
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
      about(async () => (await wholeList(api, `${base}/issues/${number}/comments`, listOf)).map(readGithubComment)),
    blockersOf: (number) =>
      about(async () => {
        const all = await wholeList(api, `${base}/issues/${number}/dependencies/blocked_by`, listOf);
        return all.filter(isIssue).map(({ node_id }) => String(node_id));
      }),
    read: (number, node) => goneTwice(() => readOnce(number, node), isGone),
    async find(text, since) {
      const from = { since };
      let found: RemoteItem | undefined;
      const isSince = ({ created }: RemoteItem) => Date.parse(created) >= Date.parse(since);
      // Somebody may have copied the mark into a later issue, or into an old one.
      for await (const { rows } of walk(api, `${base}/issues`, { from, query: { state: 'all' }, read: issues }))
        for (const one of rows)
          if (one.body.includes(text) && isSince(one) && one.number < (found?.number ?? Infinity)) found = one;
      return found;
    },
    write: (act, onLate) => writeGithub({ api, base, checkList, isHere }, act, onLate),
    quota: api.quota,
    pause: api.pause,
    requests: api.requests,
    limits: { title: 256, body: 65_536, label: 50 },
    newLabels: filter.labels,
    fits: (item) => fitsFilter(item, filter),
    serverNow: api.serverNow,
    serverLatest: api.serverLatest,
  };
}

/** @throws BacklogError `service` for an answer that is no list, which must not mean an empty one */
function listOf(data: unknown): Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(data) || !data.every(isObject))
    throw new BacklogError('service', 'GitHub answered something else than a list');
  return data;
}

/** An issue that moved redirects to its new repository, where the token may not be meant. */
const MANUAL = { request: { redirect: 'manual' } };
