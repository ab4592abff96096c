import { isObject } from '../../base/is-object.ts';
import { textHash } from '../../base/text-hash.ts';
import { BacklogError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { AskAbout } from '../about-item.ts';
import type { ItemPage, Position, RemoteItem } from '../service.ts';
import { type JiraApi, otherThan } from './api.ts';
import { jqlOf, LAG_MS, sinceText } from './jql.ts';
import {
  blockersOf,
  type IssueReading,
  isJiraIssue,
  issueFields,
  type JiraJson,
  jiraInstant,
  PROPERTY,
  readJiraIssue,
} from './read-issue.ts';

/** What a search of a connection needs, and what the connection has seen. */
export interface Search {
  api: JiraApi;
  about: AskAbout;
  key: string;
  filter: string;
  fields: readonly string[];
  reading(): Promise<IssueReading>;
  seen: {
    /** The issues of the last page by identity. */
    rows: Map<string, { number: number; blockers: string[] }>;
    /** Identities that the filter includes. */
    fitting: Set<string>;
    /** Numbers of issues that are in the project. */
    numbers: Set<number>;
    /** A digest of the issues that changed last. */
    tag?: string;
  };
}

const PAGE = 100;

interface Conditions {
  /** Epoch ms; undefined for everything. */
  from: number | undefined;
  field: 'updated' | 'created';
  filter?: string;
}

/**
 * Reads the pages of a search. A token that expired while the caller worked begins again, once; the caller gets some
 * issues twice then.
 */
export async function* searchIssues(
  { api, key, fields }: Search,
  { from, field, filter = '' }: Conditions,
  more: { properties?: string[] } = {},
): AsyncGenerator<JiraJson[]> {
  const jql = jqlOf(key, [filter, from === undefined ? '' : sinceText(field, from, await serverLatest(api))]);
  let token: string | undefined;
  let isAgain = false;
  for (;;) {
    let answer: unknown;
    try {
      answer = await api.read('/rest/api/3/search/jql', {
        ...{ jql, fields, maxResults: PAGE, ...more },
        ...(token === undefined ? {} : { nextPageToken: token }),
      });
    } catch (error) {
      const isExpired = token !== undefined && error instanceof BacklogError && error.data?.status === 400;
      if (!isExpired || isAgain) throw error;
      [token, isAgain] = [undefined, true];
      continue;
    }
    if (!isObject(answer) || !Array.isArray(answer.issues)) return otherThan('a list of issues');
    yield answer.issues.filter(isJiraIssue);
    const next = typeof answer.nextPageToken === 'string' ? answer.nextPageToken : undefined;
    if (next === undefined || next === token || answer.isLast === true) return;
    token = next;
  }
}

/** A distance in time needs the server's clock, which its first answer has. */
async function serverNow(api: JiraApi): Promise<number> {
  if (api.requests() === 0) await api.read('/rest/api/3/myself');
  return api.serverNow();
}

/** A longer distance only brings more. A shorter one, by the time that the machine slept, would miss changes. */
async function serverLatest(api: JiraApi): Promise<number> {
  await serverNow(api);
  return api.serverLatest();
}

/**
 * Reads issues that changed since a position. The first read goes in the order of creation, which no edit changes, and
 * continues there. Later ones have no filter, or an issue that left it would never change here again; the filter is
 * asked only for issues that are read.
 */
export async function* walkIssues(asked: Search, position: Position): AsyncGenerator<ItemPage<RemoteItem>> {
  const isFirst = position.since === undefined || position.first !== undefined;
  const since = position.since === undefined ? undefined : Date.parse(position.since);
  const began = isFirst ? (position.first ?? toInstant((await serverNow(asked.api)) - 1_000)) : undefined;
  const conditions: Conditions = isFirst
    ? { from: since, field: 'created', filter: asked.filter }
    : { from: since! - LAG_MS, field: 'updated' };
  let newest = position.since ?? '';
  const changed: [id: string, updated: string][] = [];
  const pages: JiraJson[][] = [];
  for await (const issues of searchIssues(asked, conditions, { properties: [PROPERTY] })) {
    if (isFirst) {
      for (const { id } of issues) asked.seen.fitting.add(String(id));
      const last = issues.at(-1);
      if (last) newest = jiraInstant(issueFields(last).created) || newest;
      yield { rows: await rowsOf(asked, issues), next: { ...(newest ? { since: newest } : {}), first: began! } };
      continue;
    }
    for (const issue of issues) {
      const updated = jiraInstant(issueFields(issue).updated);
      if (updated > newest) newest = updated;
      changed.push([String(issue.id), updated]);
    }
    pages.push(issues);
    // A long list is passed on as it comes.
    if (pages.length > 1) yield { rows: await rowsOf(asked, pages.shift()!), next: position };
  }
  if (isFirst) {
    yield { rows: [], next: { since: began! } };
    return;
  }
  // Those that the next read brings again, if nothing changes.
  const late = changed.filter(([, updated]) => Date.parse(updated) >= Date.parse(newest) - LAG_MS);
  const tag = textHash(
    late
      .map((one) => one.join(' '))
      .sort()
      .join('\n'),
  );
  asked.seen.tag = tag;
  if (tag === position.tag && newest === position.since) return;
  yield { rows: await rowsOf(asked, pages.shift() ?? []), next: { since: newest, tag } };
}

async function rowsOf(asked: Search, issues: readonly JiraJson[]): Promise<RemoteItem[]> {
  const { seen, filter } = asked;
  if (issues.length === 0) return [];
  const reading = await asked.reading();
  const unknown = issues.filter(({ id }) => !seen.fitting.has(String(id)));
  if (filter !== '' && unknown.length > 0)
    for (const id of await matching(
      asked,
      unknown.map(({ id }) => String(id)),
    ))
      seen.fitting.add(id);
  seen.rows.clear();
  return issues.map((issue) => {
    const item = readJiraIssue(issue, reading);
    seen.rows.set(item.node, { number: item.number, blockers: blockersOf(issue, reading.map) });
    return item;
  });
}

/** Asks which issues the filter includes. */
async function matching({ api, filter, key }: Search, ids: readonly string[]): Promise<string[]> {
  const answer = await api.read('/rest/api/3/jql/match', {
    issueIds: ids.map(Number),
    jqls: [`project = "${key}" AND (${filter})`],
  });
  const [match] = isObject(answer) && Array.isArray(answer.matches) ? answer.matches : [];
  if (!isObject(match) || !Array.isArray(match.matchedIssues))
    throw new BacklogError('service', 'Jira did not say which issues fit the filter');
  return match.matchedIssues.map(String);
}
