import { isObject } from '../../base/is-object.ts';
import { toInstant } from '../../domain/instant.ts';
import { ItemRefused } from '../about-item.ts';
import type { ItemPage, Position, RemoteComment } from '../service.ts';
import { otherThan } from './api.ts';
import { LAG_MS } from './jql.ts';
import { commentsIn, issueFields, issueNumber, type JiraJson, jiraInstant, readJiraComment } from './read-issue.ts';
import { type Search, searchIssues } from './search.ts';

const PAGE = 100;

/** Maximum number of pages of one issue: Jira stores 5,000 comments, and older issues have more. */
const PAGES = 60;

/**
 * Reads pages of comments of an issue until one says that it is enough. A page can be smaller than asked for.
 * @throws BacklogError `service` for a list that doesn't end: a part of it must not pass for the whole
 */
async function readComments(
  { api, about, key }: Search,
  number: number,
  { order, isEnough }: { order: string; isEnough?(rows: readonly JiraJson[]): boolean },
): Promise<JiraJson[]> {
  const all: JiraJson[] = [];
  for (let page = 0; page < PAGES; page++) {
    const path = `/rest/api/3/issue/${key}-${number}/comment?startAt=${all.length}&maxResults=${PAGE}&orderBy=${order}`;
    const { rows, total } = await about(async () => commentsOf(await api.read(path)));
    all.push(...rows);
    if (rows.length === 0 || all.length >= total || isEnough?.(rows)) return all;
  }
  throw new ItemRefused('service', `Jira answers more than ${PAGES} pages of comments, which Backlog doesn't read`);
}

/** Reads all comments of an issue, oldest first. */
export async function issueComments(asked: Search, number: number): Promise<RemoteComment[]> {
  const { me } = await asked.reading();
  const rows = await readComments(asked, number, { order: 'created' });
  return rows.map((row) => readJiraComment(row, number, me));
}

function commentsOf(answer: unknown): { rows: JiraJson[]; total: number } {
  if (!isObject(answer) || !Array.isArray(answer.comments)) return otherThan('a list of comments');
  return { rows: commentsIn(answer), total: typeof answer.total === 'number' ? answer.total : Infinity };
}

/** Adds the marks of comments that this account wrote. Jira keeps them apart from the text. */
export async function marksOfComments(
  { api, about, reading }: Search,
  number: number,
  comments: readonly RemoteComment[],
): Promise<RemoteComment[]> {
  const { me } = await reading();
  const own = comments.filter(({ association }) => association === 'OWNER').map(({ id }) => Number(id));
  const marked = new Map<string, RemoteComment>();
  for (let i = 0; i < own.length; i += 1_000) {
    const ids = own.slice(i, i + 1_000);
    const values = await about(async () => {
      const answer = await api.read('/rest/api/3/comment/list?expand=properties', { ids });
      return isObject(answer) && Array.isArray(answer.values) ? answer.values : otherThan('a list of comments');
    });
    for (const row of values.filter(isObject)) marked.set(String(row.id), readJiraComment(row, number, me));
  }
  return comments.map((one) => marked.get(one.id) ?? one);
}

/**
 * Reads comments that changed since a position. Jira lists none of a project, so this reads the issues that changed, and
 * the comments of those that have some.
 */
export async function* walkComments(asked: Search, position: Position): AsyncGenerator<ItemPage<RemoteComment>> {
  // The issues are as they were when their comments were read.
  if (asked.seen.tag !== undefined && asked.seen.tag === position.tag) return;
  const since = position.since === undefined ? undefined : Date.parse(position.since);
  const from = since === undefined ? undefined : since - LAG_MS;
  const { me } = await asked.reading();
  const began = toInstant(asked.api.serverNow() - 1_000);
  for await (const issues of searchIssues(asked, { from, field: 'updated' })) {
    const rows: RemoteComment[] = [];
    const refused: { number: number; why: string }[] = [];
    for (const issue of issues) {
      const number = issueNumber(issue.key);
      const own = await commentsOfRow(asked, issue, from).catch((error: unknown) => {
        if (!(error instanceof ItemRefused)) throw error;
        refused.push({ number, why: error.message });
        return [];
      });
      const found = own.map((row) => readJiraComment(row, number, me));
      rows.push(...found.filter(({ updated }) => from === undefined || Date.parse(updated) >= from));
    }
    yield { rows, ...(refused.length > 0 ? { refused } : {}), next: position };
  }
  const { tag } = asked.seen;
  // Also without comments: the issues until then were read. A clock that was set back takes nothing back.
  const next = since !== undefined && since > Date.parse(began) ? position.since : began;
  yield { rows: [], next: { since: next, ...(tag === undefined ? {} : { tag }) } };
}

/** Returns comments of an issue that a search brought: its own list if that is whole, else the newest pages. */
async function commentsOfRow(asked: Search, issue: JiraJson, from: number | undefined): Promise<JiraJson[]> {
  const { comment } = issueFields(issue);
  const own = commentsIn(comment);
  const total = isObject(comment) ? Number(comment.total) || 0 : 0;
  if (total === 0 || own.length >= total) return own;
  const isOld = ({ updated }: JiraJson) => from !== undefined && Date.parse(jiraInstant(updated)) < from;
  return readComments(asked, issueNumber(issue.key), { order: '-created', isEnough: (rows) => rows.every(isOld) });
}
